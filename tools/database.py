"""The PostgreSQL server of one instance folder, shared by all commands that use that
folder.

A keeper process (tools/keeper.py) starts `postgres` and stops it when nobody uses it
any more. A command is a user as long as it holds a shared lock on `in-use.lock`; the
kernel drops that lock however the command ends.
"""

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import locks, processes
from .bootstrap import digest
from .console import Stop

ROLE = "callcenter"
PORT = 5432  # only names the socket: there is no TCP
SOCKET_PATH_LIMIT = 107
SERVER_ACCOUNT = "nobody"  # PostgreSQL refuses to run as root
START_PATIENCE = 60.0
STOP_PATIENCE = 20.0
SPEED_OVER_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "shared_buffers=256MB",
    "min_wal_size=80MB",
    "max_wal_size=512MB",
    "log_min_messages=warning",
    "timezone=UTC",
)


class OwnServer:
    """A database server the reader already has, named by PGHOST, PGPORT, PGUSER and
    PGPASSWORD.
    """

    is_shared = True

    def __init__(self, postgres):
        self.postgres = postgres

    @staticmethod
    def variables():
        """The environment for programs that talk to it: as it is."""
        return {}

    @contextlib.contextmanager
    def in_use(self):
        """Nothing to start or stop."""
        if os.environ.get("PGUSER") == "postgres":
            raise Stop(
                "Odoo refuses to work as the database role postgres: make another and "
                "name it in PGUSER."
            )
        yield self

    def query(self, sql, database="postgres"):
        """Run SQL and return its output, columns separated by `|`."""
        return query(self, sql, database)


class Cluster:
    """The PostgreSQL server of an instance folder.

    :param folder: the instance folder; data goes to `pg` in it
    :param postgres: the folder of PostgreSQL's programs
    :param careful: False trades safety against a crash of the machine for speed
    """

    is_shared = False

    def __init__(self, folder, postgres, careful=True):
        self.folder = Path(folder)
        self.postgres = Path(postgres)
        self.careful = careful
        self.data = self.folder / "pg"
        self.log = self.folder / "postgres.log"
        self.socket_folder = socket_folder(self.folder)
        self._lock = None
        self._keeper = None

    def variables(self):
        """The environment for programs that talk to it (psql, Odoo)."""
        return {
            "PGHOST": str(self.socket_folder),
            "PGPORT": str(PORT),
            "PGUSER": ROLE,
            "PGPASSWORD": "",
        }

    @contextlib.contextmanager
    def in_use(self):
        """Have the server running for the length of a `with` block; the last one to
        leave stops it.
        """
        self.join()
        try:
            yield self
        finally:
            self.leave()

    def join(self):
        """Become a user of the server, starting it where it does not run."""
        with locks.locked(self.folder / "start.lock"):
            self._lock = locks.acquire(self.folder / "in-use.lock", locks.SHARED)
            try:
                if not self.answers():
                    self._start()
            except BaseException:
                locks.release(self._lock)
                raise

    def leave(self):
        """Stop being a user; where nobody else is one, wait until the server has
        stopped.
        """
        locks.release(self._lock)
        self._lock = None
        deadline = time.monotonic() + STOP_PATIENCE
        while time.monotonic() < deadline:
            nobody = locks.acquire(
                self.folder / "in-use.lock", locks.EXCLUSIVE, wait=False
            )
            if (
                nobody is not None
            ):  # neither users nor a keeper that is stopping the server
                locks.release(nobody)
                if self._is_over():
                    return
            else:
                others = locks.acquire(
                    self.folder / "in-use.lock", locks.SHARED, wait=False
                )
                if others is not None:
                    locks.release(others)
                    return
            time.sleep(0.03)

    def _is_over(self):
        """Whether the server and, where we started it, its keeper have ended."""
        return not self.pid() and (not self._keeper or self._keeper.poll() is not None)

    def answers(self):
        """Whether the server takes connections."""
        program = self.postgres / "pg_isready"
        return not subprocess.run(
            [program, "-q"],
            env={**os.environ, **self.variables()},
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode

    def pid(self):
        """The process id of the server on our data, or None; a file left over by a dead
        server does not count.
        """
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return None
        ours = str(self.data) in processes.command_line(pid) and processes.is_alive(pid)
        return pid if ours else None

    def query(self, sql, database="postgres"):
        """Run SQL and return its output, columns separated by `|`."""
        return query(self, sql, database)

    # ---- start ----

    def _start(self):
        self._end_leftover()
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._keeper = keeper = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tools.keeper",
                str(self.folder),
                str(self.postgres),
                str(int(self.careful)),
            ],
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_PATIENCE
        while not self.answers():
            if keeper.poll() is not None or time.monotonic() > deadline:
                raise Stop(
                    f"PostgreSQL did not start. The end of {self.log}:\n"
                    f"{tail(self.log)}\nAs a last resort delete {self.folder}: what "
                    "is in it can be made again."
                )
            time.sleep(0.05)

    def _end_leftover(self):
        """End a server that outlived its keeper (somebody killed it): it would hold the
        data folder.
        """
        for sig in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            pid = self.pid()
            if not pid:
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sig)
            deadline = time.monotonic() + 5
            while self.pid() and time.monotonic() < deadline:
                time.sleep(0.05)

    def _create(self):
        """Make the data folder, under another name until it is complete."""
        building = self.folder / "pg.building"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(mode=0o700, parents=True)
        give_to_server_account(building)
        options = [
            "--auth=trust",
            "--encoding=UTF8",
            # lower() and ILIKE have to know Đ and ế, whatever locales the machine has
            "--locale=C.UTF-8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            f"--username={ROLE}",
        ]
        processes.run(
            [
                *as_server_account(signal.SIGKILL),
                self.postgres / "initdb",
                *options,
                "-D",
                building,
            ],
            "create the PostgreSQL data folder",
        )
        shutil.rmtree(self.data, ignore_errors=True)
        building.rename(self.data)

    def server_command(self):
        """The command that runs the server in the foreground."""
        settings = SETTINGS if self.careful else SETTINGS + SPEED_OVER_SAFETY
        options = [part for setting in settings for part in ("-c", setting)]
        return [
            *as_server_account(signal.SIGINT),
            str(self.postgres / "postgres"),
            "-D", str(self.data),
            "-k", str(self.socket_folder),
            "-p", str(PORT),
            *options,
        ]  # fmt: skip


def server_of(folder, postgres, careful=True):
    """The database server to use for an instance folder: the reader's own where PGHOST
    names one.
    """
    return (
        OwnServer(postgres)
        if os.environ.get("PGHOST")
        else Cluster(folder, postgres, careful)
    )


def query(server, sql, database):
    """Run SQL with psql; raise `Stop` with PostgreSQL's own words when it fails."""
    return processes.run(
        [
            server.postgres / "psql",
            "-XqAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            database,
            "-c",
            sql,
        ],
        "ask the database",
        env={**os.environ, **server.variables()},
    ).strip()


def socket_folder(folder):
    """Where the socket goes: the instance folder, or a private one with a short path
    where that is too long.
    """
    if len(f"{folder}/.s.PGSQL.{PORT}.lock") <= SOCKET_PATH_LIMIT:
        return Path(folder)
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    short = base / f"callcenter-{os.getuid()}-{digest(str(folder))}"
    short.mkdir(mode=0o700, exist_ok=True)
    found = short.lstat()
    if (
        not stat.S_ISDIR(found.st_mode)
        or found.st_uid != os.getuid()
        or found.st_mode & 0o077
    ):
        raise Stop(
            f"{short} belongs to somebody else: remove it, or set XDG_RUNTIME_DIR to a "
            "folder of yours."
        )
    return short


def as_server_account(death_signal):
    """The command prefix under which PostgreSQL's programs run; as root they run as
    another account.

    That account may pass folders which only root may enter (a clone below /root)
    without their modes being changed.
    """
    prefix = ["setpriv", f"--pdeathsig={signal.Signals(death_signal).name[3:]}"]
    if os.geteuid() == 0:
        prefix += [
            f"--reuid={SERVER_ACCOUNT}",
            f"--regid={gid_of_account()}",
            "--clear-groups",
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override",
            # else access(2), by which initdb looks for its programs, would not count it
            "--securebits=+no_setuid_fixup",
        ]
    return prefix


def gid_of_account():
    """The main group of the account that PostgreSQL runs as."""
    return pwd.getpwnam(SERVER_ACCOUNT).pw_gid


def give_to_server_account(path):
    """Make PostgreSQL's account the owner where we are root."""
    if os.geteuid() == 0:
        shutil.chown(path, SERVER_ACCOUNT, gid_of_account())


def tail(path, lines=15):
    """The last lines of a file, for a message."""
    try:
        return "\n".join(
            path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        )
    except OSError:
        return "(empty)"
