"""An Odoo on a database of its own, to be measured or maltreated: `./dev bench`, `./dev
fuzz` and `./dev chaos` start one each.
"""

import contextlib
import http.client
import os
import signal
import time

from . import bootstrap, instance, logs, processes, template
from .console import Stop, step
from .paths import ADDON
from .run import TOKEN

READY_PATIENCE = 120.0
HOST = "127.0.0.1"
ENDPOINTS = "/api/callcenter"


class Trial:
    """One Odoo that may be stopped, killed and started again.

    :param place: its `instance.Instance`
    :param modules: what is installed, the addon among it
    :param addons: further folders for Odoo's addons path
    """

    token = TOKEN  # of the demo data's connection

    def __init__(self, place, modules, addons=()):
        self.place, self.modules = place, modules
        self.addons = [str(folder) for folder in addons]
        self.ports = [instance.Port(instance.TEST_PORTS) for _ in range(2)]
        self.database = instance.scratch_database(place)
        self.child = None
        self._log = open(place.log, "w", encoding="utf-8")  # noqa: SIM115 - until close()

    @property
    def port(self):
        """Where it listens for HTTP, on HOST."""
        return self.ports[0].number

    def install(self):
        """Install the modules with demo data."""
        modules = ",".join(self.modules)
        done = self._odoo(
            "-i", modules, "--with-demo", "--no-http", "--stop-after-init"
        )
        if done.wait():
            raise Stop(f"Odoo could not install {modules}. Its log: {self.place.log}")

    def start(self, workers=2, options=()):
        """Start Odoo and wait until it answers exchanges.

        :param workers: of the prefork server; 0 is the threaded one
        :param options: further ones of Odoo's command line
        """
        self.launch(workers, options)
        deadline = time.monotonic() + READY_PATIENCE
        while self.ask() != 401:
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise Stop(f"Odoo did not come up. Its log: {self.place.log}")
            time.sleep(0.1)

    def launch(self, workers=2, options=()):
        """Start Odoo and do not wait for it."""
        ports = ("--http-port", self.port, "--gevent-port", self.ports[1].number)
        self.child = self._odoo("--workers", workers, *ports, *options)

    def ask(self, patience=20.0):
        """The status that answers a request without credentials, None where none came.

        :param patience: seconds
        """
        connection = http.client.HTTPConnection(HOST, self.port, timeout=patience)
        try:
            connection.request("POST", f"{ENDPOINTS}/call_in")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def stop(self):
        """End Odoo in order."""
        if self.child:
            processes.stop(self.child)

    def kill(self):
        """End Odoo and its workers as kill -9 does."""
        processes.signal_group(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def close(self):
        """End Odoo and leave nothing but the logs."""
        self.stop()
        self._log.close()
        instance.drop_scratch(self.place, self.database)

    def cpu_seconds(self):
        """Processor time that Odoo and PostgreSQL have taken so far; unlike the time on
        the clock it does not depend on what else the machine does.
        """
        roots = [self.child.pid, self.place.server.pid()]
        return sum(cpu_seconds_of_tree(pid) for pid in roots if pid)

    def query(self, sql):
        """Run SQL in its database; returns the output, columns separated by `|`."""
        return self.place.server.query(sql, self.database)

    def read_log(self):
        """Every entry of Odoo's log so far, as `logs.Record`s."""
        records = []
        grouper = logs.Grouper(records.append)
        with open(self.place.log, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                grouper(line)
        grouper.close()
        return records

    def _odoo(self, *arguments):
        environment = self.place.environment(database=self.database)
        folders = [environment["ODOO_ADDONS_PATH"], *self.addons]
        environment["ODOO_ADDONS_PATH"] = ",".join(folders)
        command = self.place.odoo("-d", self.database, *arguments)
        return processes.start(
            command, env=environment, stdout=self._log, stderr=self._log
        )


@contextlib.contextmanager
def trial(kind, modules=(), addons=()):
    """A Trial with the addon installed, not yet started, for the length of a `with`
    block; its database is gone afterwards.

    :param kind: names the instance folder
    :param modules: what is installed beside the addon
    :param addons: where those are
    """
    place = instance.claim(kind, bootstrap.ensure())
    template.provide(place, anew=True)
    try:
        with place.server.in_use():
            run = Trial(place, [ADDON, *modules], addons)
            try:
                with step("A database with the addon"):
                    run.install()
                yield run
            finally:
                run.close()
    finally:
        if not place.server.is_shared:
            place.forget()


def cpu_seconds_of_tree(root):
    """Processor time of a process, its children and those of them that have ended."""
    ticks = sum(own_and_ended(root))
    for pid in children(root):
        ticks += sum(own_and_ended(pid))
    return ticks / os.sysconf("SC_CLK_TCK")


def own_and_ended(pid):
    """The clock ticks of a process and of its ended children; nothing once it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            return [int(part) for part in stat.read().rpartition(")")[2].split()[11:15]]
    except OSError:
        return []


def children(pid):
    """The ids of a process's children."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def machine():
    """The machine in a few words: processor, cores, memory."""
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        names = [
            line.partition(":")[2].strip() for line in lines if "model name" in line
        ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = names[0] if names else os.uname().machine
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GB"


def versions(run):
    """The versions of what was measured: Odoo, PostgreSQL, Python."""
    release = {}
    source = run.place.tools.source / "odoo" / "release.py"
    exec(source.read_text(encoding="utf-8"), release)
    server = run.query("SHOW server_version")
    python = processes.run([run.place.tools.python, "--version"], "ask for Python")
    return f"Odoo {release['version']}, PostgreSQL {server}, {python.strip()}"
