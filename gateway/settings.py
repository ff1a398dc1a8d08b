"""The configuration: a file that only its user reads, or the command line."""

import configparser
import os
import re
import stat

from . import names
from .database import Database

EXAMPLE = """\
# The Call Center's gateway. Only its user may read this file: chmod 600
[odoo]
url = {url}
token = {token}
# where the server has several databases
database = {database}
# certificates to trust instead of the system's
ca_file =

[ami]
host = 127.0.0.1
port = 5038
user = callcenter
secret =
# yes where Asterisk is on another machine (tlsenable in manager.conf, port 5039)
tls = no
ca_file =

[exchange]
# an endpoint whose first group is the extension
extensions = {extensions}
# endpoints that are trunks though they look like extensions, by commas
trunks =
# channel variables that are told to Odoo, by commas
variables =

# endpoints and outside numbers that are somebody's extension
[extensions]
# PJSIP/lan = 101
# 0900111222 = 0900111222

[recordings]
send = no
# bytes a second while calls are on the line
rate = 200000

[orders]
# whether Odoo may place, transfer and end calls
enabled = yes
technology = PJSIP
context = from-internal
# what is dialled for an outside line
prefix =
# what else than national numbers may be dialled: expressions of whole numbers, by blanks
allow =
# the most calls that one user places in an hour
per_hour = 60

[catch_up]
# what CEL or CDR tell of the time in which the gateway did not run
cel_csv =
cdr_csv =

[database]
# where CEL or CDR are in a database instead: sqlite, mysql or postgresql
kind =
# its name (FreePBX: asteriskcdrdb); of sqlite the file
name =
host =
port =
# one that may read, no more
user =
password =
# the tables; empty: not read
cel = cel
cdr = cdr
# the program that asks it, where mysql, mariadb or psql is not found
client =

[files]
spool = /var/lib/callcenter-gateway/spool.db
"""


class SettingsError(Exception):
    """The configuration cannot be used; the text says what to do."""


def example(url="https://odoo.example.com", token="", database=""):
    """Return the text of a configuration file with an address and a token in it."""
    return EXAMPLE.format(
        url=url, token=token, database=database, extensions=names.DEFAULT_EXTENSION
    )


class Settings:
    """The values of a configuration file over the defaults.

    :param path: the file, or '' for none
    :raises SettingsError: it cannot be read, or others may read it
    """

    def __init__(self, path="", url="", token=""):
        self.path = path
        self._values = configparser.ConfigParser(interpolation=None, strict=False)
        self._values.optionxform = str
        self._values.read_string(example(""))
        if path:
            self._read(path)
        if url:
            self._values["odoo"]["url"] = url
        if token:
            self._values["odoo"]["token"] = token

    def _read(self, path):
        try:
            mode = os.stat(path).st_mode
            with open(path, encoding="utf-8") as file:
                self._values.read_file(file)
        except OSError as error:
            raise SettingsError("%s cannot be read: %s" % (path, error.strerror))
        except (configparser.Error, UnicodeDecodeError) as error:
            raise SettingsError("%s: %s" % (path, str(error).splitlines()[0]))
        if stat.S_IMODE(mode) & 0o077:
            raise SettingsError(
                "%s may be read by others, and the token stands in it: chmod 600 %s"
                % (path, path)
            )

    def text(self, section, name):
        """Return a value, '' where none is set."""
        return self._values.get(section, name, fallback="").strip()

    def flag(self, section, name):
        """Return whether a value says yes."""
        return self.text(section, name).lower() in ("yes", "true", "on", "1")

    def number(self, section, name, default):
        """Return a whole number."""
        text = self.text(section, name)
        if not text:
            return default
        try:
            return int(text)
        except ValueError:
            raise SettingsError("[%s] %s = %s is no number" % (section, name, text))

    def words(self, section, name):
        """Return the words of a value, separated by commas or blanks."""
        return [word for word in re.split(r"[,\s]+", self.text(section, name)) if word]

    def names(self):
        """Return the reader of this exchange's channel names."""
        pattern = self.text("exchange", "extensions") or names.DEFAULT_EXTENSION
        try:
            expression = re.compile(pattern)
        except re.error as error:
            raise SettingsError("[exchange] extensions: %s" % error)
        if expression.groups < 1:
            raise SettingsError(
                "[exchange] extensions needs a group: (…) around the number"
            )
        known = dict(self._values["extensions"])
        return names.Names(pattern, known, self.words("exchange", "trunks"))

    def database(self):
        """Return the Database with CEL or CDR, None where none is named."""
        if not self.text("database", "kind"):
            return None
        parts = ("kind", "name", "host", "port", "user", "password", "client")
        return Database(*[self.text("database", name) for name in parts])

    def secrets(self):
        """Return what must stand in no log."""
        found = (
            self.text("odoo", "token"),
            self.text("ami", "secret"),
            self.text("database", "password"),
        )
        return [secret for secret in found if secret]
