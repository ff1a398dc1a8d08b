"""What is not sent yet, on disk: SQLite, one file, one program at a time.

Events leave it when Odoo has said 200, in the order of each call. What Odoo refuses for
good is set aside with its reason.
"""

import fcntl
import json
import os
import sqlite3
import threading
import time

WAITING, ASIDE = "waiting", "aside"
KEEP_ASIDE_SECONDS = 30 * 24 * 3600
_TABLES = """
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, callid TEXT NOT NULL, body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', tries INTEGER NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', made REAL NOT NULL);
CREATE INDEX IF NOT EXISTS event_state ON event (state, id);
CREATE INDEX IF NOT EXISTS event_callid ON event (callid, state, id);
CREATE TABLE IF NOT EXISTS recording (
    path TEXT NOT NULL, callid TEXT NOT NULL, extension TEXT NOT NULL,
    made REAL NOT NULL, not_before REAL NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (path, callid));
CREATE TABLE IF NOT EXISTS done (id INTEGER PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class SpoolError(Exception):
    """The spool cannot be used; the text says why and what to do."""


class Spool:
    """The spool in a file.

    :param path: the file; ``:memory:`` for one that is gone with the program
    :raises SpoolError: another program has it, it is damaged, or cannot be written
    """

    def __init__(self, path):
        self.path = path
        self._lock = threading.RLock()
        self._lock_file = None
        if path != ":memory:":
            self._hold()
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            if "malformed" not in str(error) and "not a database" not in str(error):
                raise self._trouble(error)
            self._put_aside(error)
            self._open()

    def _hold(self):
        folder = os.path.dirname(os.path.abspath(self.path))
        try:
            if not os.path.isdir(folder):
                os.makedirs(folder, 0o700)
            self._lock_file = open(self.path + ".lock", "w")  # noqa: SIM115 (held open)
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SpoolError(
                "Another gateway uses %s. Run one only, or give each a spool of its own."
                % self.path
            )
        except OSError as error:
            raise SpoolError("%s cannot be written: %s" % (self.path, error))

    def _open(self):
        if self.path != ":memory:" and not os.path.exists(self.path):
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        self._db = sqlite3.connect(
            self.path, timeout=10, isolation_level=None, check_same_thread=False
        )
        check = self._db.execute("PRAGMA quick_check").fetchone()[0]
        if check != "ok":
            raise sqlite3.DatabaseError("malformed: %s" % check)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_TABLES)

    def _put_aside(self, error):
        """A damaged file is kept beside for whoever wants to look, and begun anew."""
        self._db.close()
        self.was_damaged = "%s.damaged-%d" % (self.path, time.time())
        for suffix in ("-wal", "-shm"):
            if os.path.exists(self.path + suffix):
                os.replace(self.path + suffix, self.was_damaged + suffix)
        os.replace(self.path, self.was_damaged)

    was_damaged = ""

    def _trouble(self, error):
        text = str(error)
        if "full" in text:
            text = "the disk is full: make room, the gateway goes on by itself"
        elif "readonly" in text:
            text = "it may not be written: it belongs to another user"
        return SpoolError("%s: %s" % (self.path, text))

    def _write(self, function):
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    result = function(self._db)
                except BaseException:
                    if self._db.in_transaction:  # a full disk has ended it already
                        self._db.execute("ROLLBACK")
                    raise
                self._db.execute("COMMIT")
                return result
            except sqlite3.Error as error:
                raise self._trouble(error)

    def _read(self, query, values=()):
        with self._lock:
            try:
                return self._db.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise self._trouble(error)

    def close(self):
        """Let go of the file."""
        with self._lock:
            self._db.close()
            if self._lock_file:
                self._lock_file.close()

    # ---- events ----

    def add(self, events, state=None, now=None):
        """Keep events, and what lives on the exchange, in one write.

        :param events: dicts with ``name`` and ``callid``
        :param state: what ``load("calls")`` shall give, or None to leave it
        """
        now = time.time() if now is None else now

        def write(db):
            db.executemany(
                "INSERT INTO event (callid, body, made) VALUES (?, ?, ?)",
                [(e.get("callid", ""), json.dumps(e), now) for e in events],
            )
            if state is not None:
                self._save(db, "calls", state)

        if events or state is not None:
            self._write(write)

    def first(self, limit, now):
        """Return up to ``limit`` events to send: ``[(id, event)]``.

        Of a call whose first event must wait none is given.
        """
        rows = self._read(
            "SELECT id, body FROM event WHERE state = 'waiting' AND callid NOT IN"
            " (SELECT callid FROM event WHERE state = 'waiting' AND not_before > ?)"
            " ORDER BY id LIMIT ?",
            (now, limit),
        )
        return [(number, json.loads(body)) for number, body in rows]

    def sent(self, numbers):
        """Odoo has these."""
        pairs = [(number,) for number in numbers]
        self._write(lambda db: db.executemany("DELETE FROM event WHERE id = ?", pairs))

    def postpone(self, number, not_before, reason):
        """Try an event again, not before a time; later ones of its call wait too."""
        self._write(
            lambda db: db.execute(
                "UPDATE event SET tries = tries + 1, not_before = ?, reason = ? WHERE id = ?",
                (not_before, reason[:500], number),
            )
        )

    def tries(self, number):
        """Return how often an event was tried in vain."""
        rows = self._read("SELECT tries FROM event WHERE id = ?", (number,))
        return rows[0][0] if rows else 0

    def hurry(self):
        """Odoo answers again: nothing need wait, but what has failed often."""
        query = "UPDATE event SET not_before = 0 WHERE not_before > 0 AND tries < 4"
        self._write(lambda db: db.execute(query))

    def set_aside(self, number, reason):
        """Odoo refuses an event for good."""
        self._write(
            lambda db: db.execute(
                "UPDATE event SET state = 'aside', reason = ? WHERE id = ?",
                (reason[:500], number),
            )
        )

    def counts(self):
        """Return ``{"waiting", "aside", "oldest"}``: how many, and since when (or None)."""
        waiting, oldest = self._read(
            "SELECT count(*), min(made) FROM event WHERE state = 'waiting'"
        )[0]
        aside = self._read("SELECT count(*) FROM event WHERE state = 'aside'")[0][0]
        return {"waiting": waiting, "aside": aside, "oldest": oldest}

    def aside(self, limit=20):
        """Return what was set aside last: ``[(event, reason)]``."""
        rows = self._read(
            "SELECT body, reason FROM event WHERE state = 'aside' ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        return [(json.loads(body), reason) for body, reason in rows]

    def tidy(self, now):
        """Forget what was set aside long ago."""
        before = now - KEEP_ASIDE_SECONDS

        def write(db):
            db.execute(
                "DELETE FROM event WHERE state = 'aside' AND made < ?", (before,)
            )
            db.execute(
                "DELETE FROM recording WHERE state = 'aside' AND made < ?", (before,)
            )
            db.execute("DELETE FROM done WHERE at < ?", (now - 86400,))

        self._write(write)

    # ---- what is remembered ----

    def _save(self, db, name, value):
        db.execute("REPLACE INTO state VALUES (?, ?)", (name, json.dumps(value)))

    def save(self, name, value):
        """Remember a plain value."""
        self._write(lambda db: self._save(db, name, value))

    def load(self, name, default=None):
        """Return what ``save`` remembered; ``default`` where that cannot be read."""
        rows = self._read("SELECT value FROM state WHERE name = ?", (name,))
        try:
            return json.loads(rows[0][0]) if rows else default
        except ValueError:
            return default

    def begin_order(self, number, now):
        """Return whether an order is begun now: False where it was begun before."""

        def write(db):
            query = "INSERT OR IGNORE INTO done VALUES (?, ?)"
            return db.execute(query, (number, now)).rowcount

        return self._write(write) == 1

    # ---- recordings ----

    def add_recording(self, path, callid, extension, now):
        """A file is to be sent when it is whole."""
        values = (path, callid, extension, now)
        query = (
            "INSERT OR IGNORE INTO recording (path, callid, extension, made)"
            " VALUES (?, ?, ?, ?)"
        )
        self._write(lambda db: db.execute(query, values))

    def recordings(self, now):
        """Return ``[(path, callid, extension, made, tries)]`` of those to be sent now."""
        return self._read(
            "SELECT path, callid, extension, made, tries FROM recording"
            " WHERE state = 'waiting' AND not_before <= ? ORDER BY made",
            (now,),
        )

    def recording_done(self, path, callid, reason=""):
        """A recording was sent, or cannot be for a reason."""
        query, values = "DELETE FROM recording", (path, callid)
        if reason:
            query = "UPDATE recording SET state = 'aside', reason = ?"
            values = (reason[:500], path, callid)
        query += " WHERE path = ? AND callid = ?"
        self._write(lambda db: db.execute(query, values))

    def recording_later(self, path, callid, not_before):
        """Try a recording again, not before a time."""
        query = (
            "UPDATE recording SET tries = tries + 1, not_before = ?"
            " WHERE path = ? AND callid = ?"
        )
        self._write(lambda db: db.execute(query, (not_before, path, callid)))
