"""The command line of `./dev`."""

import importlib
import signal
import sys

from .console import Stop, complain

HELP = """\
Usage: ./dev COMMAND …

  run         set everything up at first use, start Odoo with the addon and demo data,
              and place simulated calls
  test        every test; last line `N passed, N failed`
  core        Odoo's own tests with the addon and without, compared
  odoo -- …   Odoo's own command line with addons path and database set
  simulate    place realistic calls against a running server
  bench       what requests and popups cost, beside the floors of the same server
  fuzz        throw broken and hostile requests at a server of its own
  chaos       kill Odoo and PostgreSQL in the middle of a stream of events
  gateway     the program that runs beside an Asterisk exchange, as one file
  asterisk    real calls on a real Asterisk, through the gateway into Odoo, and back
  lint        check the code's style
  pins        the pinned packages' hashes; which pins are old
  i18n        bring the translation files up to date
  screenshot  a picture of a page of a running server
  screenshots the pictures of the documentation, from a server of its own

`./dev COMMAND --help` tells more. All that is made goes to .dev/, which may be deleted
at any time.

Environment:
  CALLCENTER_ODOO   an Odoo 19 to use instead of Debian's: a source tree (with odoo-bin)
                    or the `dist-packages` folder of an unpacked package
  ODOO_ADDONS_PATH  further folders with addons, separated by commas
  CALLCENTER_ASTERISK
                    a chroot with an Asterisk, for `./dev asterisk`
  PGHOST PGPORT PGUSER PGPASSWORD
                    a PostgreSQL server to use instead of the embedded one
"""


# command ▶ the module here whose main() it is
COMMANDS = {
    "asterisk": "asterisk",
    "bench": "bench",
    "chaos": "chaos",
    "core": "core",
    "fuzz": "fuzz",
    "gateway": "gateway",
    "lint": "lint",
    "odoo": "odoo_command",
    "pins": "pins",
    "run": "run",
    "simulate": "simulate",
    "test": "testing",
}
# the same, for those that need packages of the environment that ./dev makes
INSIDE = {
    "i18n": "translations",
    "screenshot": "browser",
    "screenshots": "screenshots",
}


class Interrupted(BaseException):
    """A signal asked us to end; the exit code is 128 and its number."""

    def __init__(self, number):
        super().__init__(number)
        self.code = 128 + number


def main(arguments):
    """Run one command.

    :param arguments: what stands after `./dev`
    :return: the exit code
    """
    return guarded(dispatch, arguments)


def guarded(function, arguments):
    """Call a command's main function, turning signals and troubles into messages and
    exit codes.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        return function(arguments) or 0
    except Stop as stop:
        complain(str(stop))
        return stop.code
    except Interrupted as interrupted:
        return interrupted.code
    except BrokenPipeError:
        return 141


def interrupt(number, _frame):
    """Unwind through every `finally`, which stops what was started; further signals
    wait for that.
    """
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise Interrupted(number)


def dispatch(arguments):
    """Find the module of a command and call it; modules are imported late so that one's
    trouble is its own.
    """
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if command in ("help", "-h", "--help"):
        print(HELP, end="")
        return 0 if arguments else 2
    if command in INSIDE:
        from .inside import run_module

        return run_module(INSIDE[command], rest)
    if command not in COMMANDS:
        complain(f"There is no command {command!r}. `./dev --help` lists them.")
        return 2
    module = importlib.import_module(f".{COMMANDS[command]}", __package__)
    return module.main(rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
