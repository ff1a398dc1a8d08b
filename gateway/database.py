"""CEL or CDR from a database: rows, by SQLite or by the client that the exchange has.

MySQL and MariaDB (FreePBX: ``asteriskcdrdb``) are asked by their command-line client,
PostgreSQL by ``psql``. Nothing but SELECT is sent, in a session that may not write. The
password goes through a pipe or the environment, never through a list of arguments.
"""

import contextlib
import csv
import io
import os
import re
import sqlite3
import subprocess
from datetime import datetime

SQLITE, MYSQL, POSTGRESQL = "sqlite", "mysql", "postgresql"
# words of a configuration ▶ kind
KINDS = {
    "sqlite": SQLITE,
    "sqlite3": SQLITE,
    "mysql": MYSQL,
    "mariadb": MYSQL,
    "postgresql": POSTGRESQL,
    "postgres": POSTGRESQL,
    "pgsql": POSTGRESQL,
}
CLIENTS = {MYSQL: ("mariadb", "mysql"), POSTGRESQL: ("psql",)}
# what a column is called elsewhere ▶ here (cel_odbc, FreePBX, cdr_adaptive_odbc)
COLUMNS = {
    "cid_name": "cidname",
    "cid_num": "cidnum",
    "channel_name": "channame",
    "extra": "eventextra",
    "calldate": "start",
}
# cel_odbc writes a number where the column is one (include/asterisk/cel.h)
EVENTS = {
    "1": "CHAN_START",
    "2": "CHAN_END",
    "3": "HANGUP",
    "4": "ANSWER",
    "5": "APP_START",
    "6": "APP_END",
    "7": "BRIDGE_ENTER",
    "8": "BRIDGE_EXIT",
}
# a call may have begun so long before the time that is asked for
BEFORE_SECONDS = 4 * 3600
MAX_ROWS = 200000
PATIENCE = 30
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}(\.[A-Za-z_][A-Za-z0-9_]{0,63})?")
_ESCAPES = {"n": "\n", "t": "\t", "0": "\0", "\\": "\\"}


class DatabaseError(Exception):
    """The database is not read; the text says why and what to do."""


class Database:
    """A database with tables of CEL or CDR.

    :param kind: a word of ``KINDS``
    :param name: its name; of SQLite the file
    :param client: the program to ask with, '' for the one that is found
    :raises DatabaseError: it is no such kind
    """

    def __init__(
        self,
        kind,
        name,
        host="",
        port="",
        user="",
        password="",
        client="",
        folders=None,
    ):
        if kind.lower() not in KINDS:
            known = "sqlite, mysql, postgresql"
            raise DatabaseError("[database] kind = %s is none of %s" % (kind, known))
        self.kind = KINDS[kind.lower()]
        self.name, self.host, self.port = name, host, port
        self.user, self._password, self.client = user, password, client
        self._folders = folders

    def rows(self, table, column, since):
        """Return the rows of a table, from some hours before a time on, as dicts.

        :param column: the one with their time
        :param since: epoch seconds
        :raises DatabaseError: it is not read
        """
        for name in (table, column):
            if not _NAME.fullmatch(name):
                raise DatabaseError("[database] %r is no name of a table" % name)
        begin = since - BEFORE_SECONDS
        text = datetime.fromtimestamp(begin).strftime("%Y-%m-%d %H:%M:%S")
        query = "SELECT * FROM %s WHERE %s >= '%s' ORDER BY %s LIMIT %d"
        query %= (table, column, text, column, MAX_ROWS)
        if self.kind == SQLITE:
            # its times are texts, or seconds as cel_sqlite3_custom writes them
            where = (
                "(%s LIKE '%%-%%' AND %s >= '%s') OR (%s NOT LIKE '%%-%%' AND %s >= %d)"
            )
            where %= (column, column, text, column, column, begin)
            query = "SELECT * FROM %s WHERE %s ORDER BY rowid LIMIT %d"
            rows = self._of_sqlite(query % (table, where, MAX_ROWS))
        elif self.kind == MYSQL:
            rows = read_tabs(self._of_mysql(query + ";"))
        else:
            copy = "COPY (%s) TO STDOUT WITH CSV HEADER;"
            rows = list(csv.DictReader(io.StringIO(self._of_psql(copy % query))))
        return [_renamed(row) for row in rows]

    def _of_sqlite(self, query):
        path = "file:%s?mode=ro" % self.name.replace("?", "%3f").replace("#", "%23")
        try:
            with contextlib.closing(sqlite3.connect(path, timeout=5, uri=True)) as db:
                found = db.execute(query)
                names = [column[0] for column in found.description or ()]
                return [
                    {n: "" if x is None else str(x) for n, x in zip(names, row)}
                    for row in found
                ]
        except sqlite3.Error as error:
            raise DatabaseError("the database %s is not read: %s" % (self.name, error))

    def _of_mysql(self, query):
        lines = ["[client]", "user=" + _quoted(self.user)]
        lines += ["password=" + _quoted(self._password)] if self._password else []
        lines += ["host=" + _quoted(self.host)] if self.host else []
        lines += ["port=%d" % int(self.port)] if self.port.isdigit() else []
        words = ["--batch", "--default-character-set=utf8", "--connect-timeout=10"]
        words.append("--init-command=SET SESSION TRANSACTION READ ONLY")
        read, write = os.pipe()
        try:
            os.write(write, ("\n".join(lines) + "\n").encode())
        finally:
            os.close(write)
        try:
            # it must be the first of the arguments
            words = ["--defaults-extra-file=/dev/fd/%d" % read, *words, self.name]
            return self._ask(words, query, pass_fds=(read,))
        finally:
            os.close(read)

    def _of_psql(self, query):
        more = {"PGPASSWORD": self._password, "PGUSER": self.user, "PGHOST": self.host}
        more.update(PGPORT=self.port, PGDATABASE=self.name, PGCONNECT_TIMEOUT="10")
        more.update(PGOPTIONS="-c default_transaction_read_only=on")
        environment = dict(os.environ)
        environment.update((name, value) for name, value in more.items() if value)
        words = ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
        return self._ask(words, query, env=environment)

    def _ask(self, words, query, **more):
        program = self.client or self._find_client()
        process = None
        try:
            process = subprocess.Popen(
                [program, *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                **more,
            )
            found, trouble = process.communicate(query.encode(), timeout=PATIENCE)
        except OSError as error:
            raise DatabaseError("%s is not run: %s" % (program, error.strerror))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise DatabaseError("the database does not answer in %d s" % PATIENCE)
        if process.returncode:
            text = trouble.decode("utf-8", "replace").strip()
            raise DatabaseError("the database is not read: %s" % text[:300])
        return found.decode("utf-8", "replace")

    def _find_client(self):
        folders = self._folders or os.environ.get("PATH", os.defpath).split(os.pathsep)
        for name in CLIENTS[self.kind]:
            for folder in folders:
                path = os.path.join(folder, name)
                if os.access(path, os.X_OK):
                    return path
        raise DatabaseError(
            "there is no client of the database (%s): install it, or name it as client in"
            " [database]" % " or ".join(CLIENTS[self.kind])
        )


def read_tabs(text):
    """Return the rows that a MySQL client prints with ``--batch``, as dicts."""
    lines = text.split("\n")
    names = lines[0].split("\t")
    rows = []
    for line in lines[1:]:
        values = line.split("\t")
        if len(values) == len(names):
            rows.append(dict(zip(names, map(_unescaped, values))))
    return rows


def _unescaped(text):
    if text == "NULL":
        return ""
    return re.sub(
        r"\\(.)", lambda match: _ESCAPES.get(match.group(1), match.group(1)), text
    )


def _quoted(text):
    """Return a value of an option file: in quotes, one line."""
    for character in '\\"':
        text = text.replace(character, "\\" + character)
    return '"%s"' % re.sub(r"[\r\n\0]", "", text)


def _renamed(row):
    """Return a row with the names that ``records`` knows."""
    found = {}
    for name, value in row.items():
        if name is not None:
            found[COLUMNS.get(name.lower(), name.lower())] = value or ""
    kind = found.get("eventtype", "")
    found["eventtype"] = EVENTS.get(kind, kind)
    if "end" not in found and found.get("start") and found.get("duration"):
        found["end"] = _plus(found["start"], found["duration"])
    return found


def _plus(start, duration):
    from .records import moment

    at = moment(start)
    try:
        return "%.6f" % (at + float(duration))
    except (TypeError, ValueError):
        return ""
