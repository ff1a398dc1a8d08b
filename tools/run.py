"""`./dev run`: Odoo with the addon, demo data and a simulated telephone exchange."""

import argparse
import contextlib
import os
import threading
import time

from . import addons, bootstrap, instance, logs, processes, server, simulate, template
from .console import Stop, complain, say
from .paths import ADDON

TOKEN = "callcenter-demo"
NEED_INTERNET = (
    "odoo.addons.iap",
    "odoo.addons.partner_autocomplete",
)  # Odoo's own; they warn on a machine without
FIRST_USE_PATIENCE = 900.0
REASON_PATIENCE = 0.5  # for the traceback that follows the first line of a fault
LOGINS = (
    ("lan", "agent at extension 101: log in as her first, the next call rings there"),
    ("minh", "agent at extension 102"),
    ("hoa", "agent at extension 103"),
    ("thu", "supervisor"),
    ("dung", "manager"),
    ("admin", "administrator"),
)


def main(arguments):
    """Run until Ctrl-C."""
    options = parse(arguments)
    begun = time.monotonic()
    tools = bootstrap.ensure()
    place = instance.claim("run", tools)
    template.provide(place)
    with place.server.in_use():
        port = instance.Port(
            [options.port]
            if options.port
            else range(instance.FIRST_PORT, instance.FIRST_PORT + 100)
        )
        with running_odoo(place, options, port.number) as odoo:
            odoo.wait_until_ready()
            introduce(place, odoo, time.monotonic() - begun)
            if not options.no_simulate:
                place_calls(odoo)
            odoo.wait(None)
    raise Stop(f"Odoo ended by itself. Its log: {place.log}")


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="./dev run",
        description="Start Odoo with the addon and demo data, and place simulated "
        "calls, until Ctrl-C. The first use sets "
        "everything up. A second one beside it gets its own database and port.",
    )
    parser.add_argument(
        "--port", type=int, help="for HTTP (default: 8069, or the next free one)"
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen on (default: this machine only)",
    )
    parser.add_argument("--no-simulate", action="store_true", help="place no calls")
    options = parser.parse_args(arguments)
    if options.port is not None and not 0 < options.port < 2**16:
        parser.error("--port has to be between 1 and 65535")
    return options


# ---- Odoo ----


@contextlib.contextmanager
def running_odoo(place, options, port):
    """Odoo as a child for the length of a `with` block, with the addon installed or
    updated where that is due.
    """
    work, fingerprint = due_work(place)
    command = place.odoo(
        "-d",
        instance.DATABASE,
        "--no-database-list",
        "--http-interface",
        options.host,
        *work,
    )
    if work:
        say(f"· {'Installing' if '-i' in work else 'Updating'} the addon …")
    odoo = Odoo(
        place,
        processes.start_logged(command, env=place.environment(port)),
        f"http://127.0.0.1:{port}",
    )
    odoo.first_use = "-i" in work
    odoo.fingerprint = fingerprint
    try:
        yield odoo
    finally:
        place.card.unlink(missing_ok=True)
        odoo.stop()


def due_work(place):
    """Odoo's options that bring the database up to date with the addon's files:
    (options, hash of the files).
    """
    fingerprint = addons.fingerprint()
    if not is_installed(place):
        return ["-i", ADDON, "--with-demo"], fingerprint
    mark = place.folder / "addon.hash"
    if not mark.exists() or mark.read_text() != fingerprint:
        return ["-u", ADDON, "--with-demo"], fingerprint
    return [], fingerprint


def is_installed(place):
    """Whether the instance's database has the addon."""
    if not place.has_table("ir_module_module"):
        return False
    question = f"SELECT state FROM ir_module_module WHERE name = '{ADDON}'"
    return place.server.query(question, instance.DATABASE) in (
        "installed",
        "to upgrade",
    )


class Odoo:
    """A running Odoo whose log is read in a thread.

    :param place: its `instance.Instance`
    :param child: the process
    :param url: where it will answer
    """

    first_use = False
    fingerprint = ""
    stopping = False

    def __init__(self, place, child, url):
        self.place, self.child, self.url = place, child, url
        self.loaded = threading.Event()
        self.fault = None
        self.ended = threading.Event()
        self._grouper = logs.Grouper(self._take)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        listeners = [self._grouper, self._watch, logs.Progress()]
        logs.follow(self.child, self.place.log, listeners)
        self._grouper.close()
        self.ended.set()
        self.loaded.set()

    def _watch(self, line):
        """Notice at once how loading ended, before the next line completes a record."""
        if logs.DEMO_FAILED in line or " CRITICAL " in line:
            self.fault = self.fault or line
        if self.fault or "odoo.registry: Registry loaded in" in line:
            self.loaded.set()

    def _take(self, record):
        known = record.logger.startswith(NEED_INTERNET)
        if record.level in logs.SERIOUS and not known and not self.stopping:
            complain(record.text)

    def stop(self):
        """End it; what its threads say then is not shown."""
        if self.fault:
            time.sleep(REASON_PATIENCE)
            self._grouper.close()
        self.stopping = True
        processes.stop(self.child)
        self._reader.join()

    def wait(self, seconds):
        """Wait for some seconds (None: for ever); false when Odoo has ended."""
        return not self.ended.wait(seconds)

    def wait_until_ready(self):
        """Wait until the database is up to date and the first page opens."""
        self.loaded.wait(FIRST_USE_PATIENCE)
        fine = self.loaded.is_set() and not self.ended.is_set() and not self.fault
        if fine and server.answers(f"{self.url}/web/login") and not self.fault:
            (self.place.folder / "addon.hash").write_text(self.fingerprint)
            server.write_card(
                self.place,
                url=self.url,
                db=instance.DATABASE,
                token=TOKEN,
                pid=os.getpid(),
            )
            return
        self._give_up()

    def _give_up(self):
        reason = (
            "its demo data did not load"
            if logs.DEMO_FAILED in (self.fault or "")
            else "Odoo could not load it"
        )
        if self.first_use and not self.place.server.is_shared:
            (self.place.folder / "addon.hash").unlink(missing_ok=True)
            (self.place.folder / "start-anew").touch()
        raise Stop(
            f"The addon did not come up: {reason}. See above, or in {self.place.log}."
        )


# ---- what the person sees ----


def introduce(place, odoo, seconds):
    """Print address, logins, and how to place a call by hand."""
    say(
        f"\nReady after {seconds:.0f} s:  {odoo.url}\n\n"
        "Log in (the password is the login):"
    )
    for login, who in LOGINS:
        say(f"  {login:<6} {who}")
    say(f"""
Place a call by hand:
  curl {odoo.url}/api/callcenter/call_in -H 'Authorization: Bearer {TOKEN}' \\
    -d phone=0989464344 -d extension=101 -d callid=$(date +%s)

Odoo's log: {place.log}
Ctrl-C ends it.
""")


def place_calls(odoo):
    """Let the simulated exchange call until Odoo ends; its trouble is told and does not
    end the server.
    """
    say("The simulated exchange calls now (--no-simulate leaves it out):")
    try:
        simulate.Simulation(simulate.Exchange(odoo.url, TOKEN)).run(odoo.wait)
    except Stop as stop:
        complain(f"The simulated exchange stops: {stop}")
