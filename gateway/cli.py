"""The command line."""

import argparse
import os
import sys
import time

from . import __version__
from .odoo import Odoo
from .settings import Settings, SettingsError
from .spool import SpoolError

DEFAULT_CONFIG = "/etc/callcenter-gateway.conf"


class Log:
    """Lines on stderr, where systemd's journal takes them; no secret stands in one."""

    def __init__(self, secrets=()):
        self._secrets = [secret for secret in secrets if secret]

    def __call__(self, text):
        for secret in self._secrets:
            text = text.replace(secret, "…")
        line = " ".join(str(text).splitlines())
        sys.stderr.write("%s %s\n" % (time.strftime("%Y-%m-%d %H:%M:%S"), line))
        sys.stderr.flush()


def parser():
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(
        prog="callcenter_gateway.py",
        description="Tells Odoo's Call Center what happens on an Asterisk exchange.",
    )
    made.add_argument("--odoo", metavar="URL", default="", help="Odoo's address")
    made.add_argument(
        "--token", default="", help="the connection's token; better in the file"
    )
    made.add_argument("--database", default="", help="where the server has several")
    made.add_argument("--config", metavar="FILE", default="", help=DEFAULT_CONFIG)
    made.add_argument(
        "--check", action="store_true", help="say what works and what does not"
    )
    made.add_argument(
        "--replay", metavar="CAPTURE", help="tell what a capture of AMI holds"
    )
    made.add_argument(
        "--example", action="store_true", help="print a configuration file"
    )
    made.add_argument("--version", action="version", version=__version__)
    return made


def main(arguments=None):
    """Run the program; return its exit code."""
    options = parser().parse_args(arguments)
    if options.example:
        sys.stdout.write(_example(options))
        return 0
    try:
        return _run(options)
    except (SettingsError, SpoolError, ValueError) as error:
        sys.stderr.write("%s\n" % error)
        return 2
    except KeyboardInterrupt:
        return 130


def _example(options):
    from .settings import example

    return example(
        options.odoo or "https://odoo.example.com", options.token, options.database
    )


def _run(options):
    path = options.config
    if not path and not options.odoo and os.path.exists(DEFAULT_CONFIG):
        path = DEFAULT_CONFIG
    settings = Settings(path, options.odoo, options.token)
    url, token = settings.text("odoo", "url"), settings.text("odoo", "token")
    if not url or not token:
        raise SettingsError(
            "Give --odoo URL and --token TOKEN, or --config FILE with both."
        )
    database = options.database or settings.text("odoo", "database")
    odoo = Odoo(url, token, database, settings.text("odoo", "ca_file"))
    say = Log(settings.secrets())
    if options.replay:
        from .replay import replay

        variables = settings.words("exchange", "variables")
        try:
            return replay(options.replay, odoo, settings.names(), variables, say)
        except OSError as error:
            raise SettingsError("%s cannot be read: %s" % (options.replay, error))
    if options.check:
        from .check import check

        return check(settings, odoo)
    from .live import Gateway

    return Gateway(settings, odoo, say).run()
