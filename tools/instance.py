"""Instances: folders that hold one Odoo's database server, files and logs, so that two
commands never share by accident.
"""

import os
import shutil
import socket
from pathlib import Path

from . import addons, locks
from .console import Stop
from .database import server_of
from .paths import DEV

DATABASE = "callcenter"
FIRST_PORT = 8069
BROWSERS = (
    "google-chrome",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
)  # Odoo looks in this order
TEST_PORTS = range(18069, 18969)


class Instance:
    """One instance folder.

    :param name: the folder's name in `.dev/`
    :param tools: what `bootstrap.ensure` returned
    :param careful: see `database.Cluster`
    :param lock: the claim on the folder that `claim` took
    """

    def __init__(self, name, tools, careful=True, lock=None):
        self.name = name
        self.tools = tools
        self.folder = DEV / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.files = self.folder / "data"
        self.log = self.folder / "odoo.log"
        self.card = self.folder / "server.json"
        self.server = server_of(self.folder, tools.postgres, careful)
        self._lock = lock

    def environment(self, port=None, database=DATABASE):
        """The environment in which Odoo finds its addons, its database and its files.

        :param port: for HTTP; None leaves Odoo's own default
        """
        own_addons = os.environ.get("ODOO_ADDONS_PATH")
        variables = {
            **os.environ,
            **self.server.variables(),
            "PYTHONPATH": str(self.tools.source),
            "PYTHONUNBUFFERED": "1",
            "PATH": os.pathsep.join((str(wrapper_folder()), search_path())),
            "ODOO_RC": os.devnull,
            "ODOO_ADDONS_PATH": ",".join(
                filter(None, [str(addons.build_view()), own_addons])
            ),
            "ODOO_DATA_DIR": str(self.files),
            "ODOO_HTTP_INTERFACE": os.environ.get("ODOO_HTTP_INTERFACE", "127.0.0.1"),
            "PGDATABASE": database,
        }
        if port:
            variables["ODOO_HTTP_PORT"] = str(port)
        return variables

    def odoo(self, *arguments):
        """The command that runs Odoo with some arguments."""
        return [str(self.tools.python), str(self.tools.program), *map(str, arguments)]

    def forget(self):
        """Delete this instance's database and files."""
        for part in (self.folder / "pg", self.files):
            shutil.rmtree(part, ignore_errors=True)
        for part in ("addon.hash", "server.json"):
            (self.folder / part).unlink(missing_ok=True)

    def has_table(self, table, database=DATABASE):
        """Whether a database exists and has a table."""
        if (
            self.server.query(f"SELECT 1 FROM pg_database WHERE datname = '{database}'")
            != "1"
        ):
            return False
        return (
            self.server.query(f"SELECT to_regclass('{table}') IS NOT NULL", database)
            == "t"
        )


def claim(kind, tools, careful=True):
    """Take the first instance of a kind that no other command works in: run, run-2,
    run-3, …

    The claim ends with this process.
    """
    for number in range(1, 100):
        name = kind if number == 1 else f"{kind}-{number}"
        lock = locks.acquire(DEV / name / "claim.lock", wait=False)
        if lock is not None:
            return Instance(name, tools, careful, lock)
    raise Stop(f"A hundred of `./dev {kind}` at once: end some first.")


def scratch_database(place):
    """The name of the database for work that is thrown away: one of its own where the
    server is the reader's.
    """
    return f"callcenter_scratch_{os.getpid()}" if place.server.is_shared else DATABASE


def drop_scratch(place, database):
    """Leave nothing behind on a database server that is the reader's."""
    if place.server.is_shared:
        place.server.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        shutil.rmtree(place.files / "filestore" / database, ignore_errors=True)


def wrapper_folder():
    """A folder for PATH with a browser that ends with the process that started it,
    under the names Odoo looks for.
    """
    folder = DEV / "bin"
    browser = browser_program()
    if browser:
        folder.mkdir(parents=True, exist_ok=True)
        for name in BROWSERS[:2]:
            write_program(
                folder / name,
                f'#!/bin/sh\nexec setpriv --pdeathsig=KILL "{browser}" "$@"\n',
            )
    return folder


def write_program(path, text):
    """Have an executable file with this text, replacing another in one move."""
    if path.exists() and path.read_text() == text:
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text)
    fresh.chmod(0o755)
    fresh.replace(path)


def search_path():
    """Where programs are looked for."""
    return os.environ.get("PATH", os.defpath)


def browser_program():
    """The machine's Chromium or Chrome, or None."""
    for name in BROWSERS:
        found = shutil.which(name, path=search_path())
        if found and Path(found).parent != DEV / "bin":
            return found
    return None


class Port:
    """A free TCP port, kept from every other `./dev` on this machine as long as this
    object lives.

    The kernel's list of abstract sockets says who has claimed it: it is common to all
    checkouts and users, and a name in it disappears with its process.

    :param wanted: ports to try, in order
    """

    def __init__(self, wanted):
        for number in wanted:
            claim_socket = socket.socket(socket.AF_UNIX)
            try:
                claim_socket.bind(f"\0callcenter-dev-port-{number}")
            except OSError:
                claim_socket.close()
                continue
            if is_free(number):
                self.number, self._claim = number, claim_socket
                return
            claim_socket.close()
        raise Stop(f"No free port among {list(wanted)[:3]}…: name another with --port.")

    def release(self):
        """Give the port back."""
        self._claim.close()


def is_free(number):
    """Whether a TCP port can be bound on this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", number))
        except OSError:
            return False
    return True
