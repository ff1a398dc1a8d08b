"""CEL and CDR from a database: SQLite for real, the clients of others by a make-believe one."""

import json
import sqlite3
import time
from datetime import datetime

import judge
import pytest
from callcenter.gateway import database, live, names, records, settings
from callcenter.gateway.calls import Calls

SINCE = 1_796_075_000.0
PASSWORD = 'q"uo\\te#d secret'
FREEPBX_CEL = [
    "id",
    "eventtype",
    "eventtime",
    "cid_name",
    "cid_num",
    "exten",
    "context",
    "channame",
    "appname",
    "appdata",
    "uniqueid",
    "linkedid",
    "peer",
    "extra",
]
# a client that writes down how it was called, and prints what it is to print
CLIENT = """\
#!/usr/bin/env python3
import json, os, sys
here = os.path.dirname(os.path.abspath(__file__))
told = {"words": sys.argv[1:], "query": sys.stdin.read()}
for word in sys.argv:
    if word.startswith("--defaults-extra-file="):
        told["options"] = open(word.partition("=")[2]).read()
told["environment"] = {k: v for k, v in os.environ.items() if k.startswith("PG")}
json.dump(told, open(here + "/told.json", "w"))
sys.stdout.write(open(here + "/rows").read())
trouble = open(here + "/trouble").read()
sys.stderr.write(trouble)
sys.exit(bool(trouble))
"""


def cel_rows(start):
    """Return CEL of s01_answered, as FreePBX has it, from ``start`` on."""
    trunk, phone = "PJSIP/trunk-00000000", "PJSIP/101-00000001"
    bridge = json.dumps({"bridge_id": "b1", "bridge_technology": "simple_bridge"})
    told = [
        ("CHAN_START", 0, trunk, "9.0", "", ""),
        ("APP_START", 0, trunk, "9.0", "Dial", "PJSIP/101,8"),
        ("CHAN_START", 0, phone, "9.1", "", ""),
        ("ANSWER", 2, phone, "9.1", "", ""),
        ("BRIDGE_ENTER", 2, phone, "9.1", "", ""),
        ("BRIDGE_ENTER", 2, trunk, "9.0", "", ""),
        ("BRIDGE_EXIT", 6, trunk, "9.0", "", ""),
        ("BRIDGE_EXIT", 6, phone, "9.1", "", ""),
        ("CHAN_END", 6, phone, "9.1", "", ""),
        ("CHAN_END", 6, trunk, "9.0", "", ""),
    ]
    for number, (kind, second, channel, uid, name, data) in enumerate(told):
        at = datetime.fromtimestamp(start + second).strftime("%Y-%m-%d %H:%M:%S.%f")
        caller = "0989792989" if channel == trunk else "101"
        yield (
            str(number),
            *(kind, at, 'Lan\t"\\', caller, "1900101", "x", channel, name, data),
            *(uid, "9.0", "", bridge if kind.startswith("BRIDGE") else ""),
        )


def is_the_call(rows):
    calls, events = Calls(), []
    for message, at in records.messages_of_cel(rows, SINCE, 9e12):
        events += calls.take(message, at)
    truth = {
        "direction": "incoming",
        "disposition": "answered",
        "wait": 2,
        "talk": 4,
        "legs": [["101", "answered", 4]],
        "phone": "0989792989",
    }
    return judge.wrong(events, truth)


@pytest.fixture
def sqlite_file(tmp_path):
    path = tmp_path / "master.db"
    with sqlite3.connect(path) as db:
        db.execute(f"CREATE TABLE cel ({', '.join(FREEPBX_CEL)})")
        marks = ", ".join("?" * len(FREEPBX_CEL))
        old = cel_rows(SINCE - 30 * 86400)
        for row in [*old, *cel_rows(SINCE)]:
            db.execute(f"INSERT INTO cel VALUES ({marks})", row)  # noqa: S608
    return path


def test_sqlite_is_read_from_some_hours_before(sqlite_file):
    rows = database.Database("sqlite", str(sqlite_file)).rows("cel", "eventtime", SINCE)
    assert len(rows) == 10
    assert is_the_call(rows) == []


def test_times_in_seconds_are_read_too(sqlite_file):
    with sqlite3.connect(sqlite_file) as db:
        db.execute("UPDATE cel SET eventtime = ? WHERE rowid > 10", [f"{SINCE}"])
    rows = database.Database("sqlite", str(sqlite_file)).rows("cel", "eventtime", SINCE)
    assert len(rows) == 10


def test_a_database_is_never_written(sqlite_file):
    one = database.Database("sqlite", str(sqlite_file))
    with pytest.raises(database.DatabaseError, match="readonly"):
        one._of_sqlite("DELETE FROM cel")
    with pytest.raises(database.DatabaseError, match="is not read"):
        database.Database("sqlite", str(sqlite_file) + "x").rows("cel", "x", 0)
    assert not (sqlite_file.parent / "master.dbx").exists()


@pytest.mark.parametrize("name", ["cel; DROP TABLE cel", "cel--", "", "a.b.c", "cel\n"])
def test_a_table_is_a_name(sqlite_file, name):
    with pytest.raises(database.DatabaseError, match="no name"):
        database.Database("sqlite", str(sqlite_file)).rows(name, "eventtime", 0)


@pytest.fixture
def client(tmp_path):
    path = tmp_path / "client"
    path.write_text(CLIENT)
    path.chmod(0o755)
    (tmp_path / "trouble").write_text("")
    return path


def told(client):
    return json.loads((client.parent / "told.json").read_text())


def ask(client, kind, rows, table="cel", column="eventtime"):
    (client.parent / "rows").write_text(rows)
    one = database.Database(
        kind, "asteriskcdrdb", "localhost", "3306", "reader", PASSWORD, str(client)
    )
    return one.rows(table, column, SINCE)


def escaped(value):
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def test_mysql_is_asked_by_its_client(client):
    lines = ["\t".join(FREEPBX_CEL)]
    lines += ["\t".join(map(escaped, row)) for row in cel_rows(SINCE)]
    rows = ask(client, "mariadb", "\n".join(lines) + "\n")
    assert rows[0]["cidname"] == 'Lan\t"\\'
    assert is_the_call(rows) == []
    asked = told(client)
    assert PASSWORD not in json.dumps(asked["words"])
    assert 'password="q\\"uo\\\\te#d secret"' in asked["options"]
    assert asked["words"][0].startswith("--defaults-extra-file=")
    assert "TRANSACTION READ ONLY" in " ".join(asked["words"])
    assert asked["query"].startswith("SELECT * FROM cel WHERE eventtime >= '2026-")


def test_postgresql_is_asked_by_psql(client):
    lines = [",".join(FREEPBX_CEL)]
    for row in cel_rows(SINCE):
        quoted = ['"%s"' % value.replace('"', '""') for value in row]
        lines.append(",".join(quoted))
    assert is_the_call(ask(client, "postgresql", "\n".join(lines) + "\n")) == []
    asked = told(client)
    assert PASSWORD not in json.dumps(asked["words"])
    assert asked["environment"]["PGPASSWORD"] == PASSWORD
    assert "read_only=on" in asked["environment"]["PGOPTIONS"]


def test_cdr_of_freepbx_has_no_end_of_its_own(client):
    start = datetime.fromtimestamp(SINCE).strftime("%Y-%m-%d %H:%M:%S")
    names_ = "calldate src dst channel dstchannel duration billsec disposition uniqueid"
    row = [start, "0989792989", "101", "PJSIP/trunk-0", "PJSIP/101-1", "6", "4"]
    text = (
        "\t".join(names_.split()) + "\n" + "\t".join([*row, "ANSWERED", "9.0"]) + "\n"
    )
    rows = ask(client, "mysql", text, "cdr", "calldate")
    [event] = records.events_of_cdr(rows, SINCE, 9e12, names.Names())
    assert (float(event["at"]), event["billsec"]) == (SINCE + 6, "4")


def test_a_client_that_fails_says_why_and_no_password(client):
    (client.parent / "trouble").write_text("Access denied for user 'reader'")
    with pytest.raises(database.DatabaseError, match="Access denied") as caught:
        ask(client, "mysql", "")
    assert "secret" not in str(caught.value)


def test_no_client_is_said():
    one = database.Database("mysql", "x")
    one._folders = ["/nowhere"]
    with pytest.raises(database.DatabaseError, match="mariadb or mysql"):
        one.rows("cel", "eventtime", time.time())
    with pytest.raises(database.DatabaseError, match="none of"):
        database.Database("oracle", "x")


def test_the_configuration_names_a_database(tmp_path):
    path = tmp_path / "gateway.conf"
    path.write_text(
        "[database]\nkind = mysql\nname = asteriskcdrdb\npassword = hidden\n"
    )
    path.chmod(0o600)
    made = settings.Settings(str(path))
    assert made.database().kind == "mysql"
    assert "hidden" in made.secrets()
    assert settings.Settings().database() is None


@pytest.mark.parametrize("kind", ["oracle", "sqlite"])
def test_what_cannot_be_read_is_said_and_ends_nothing(tmp_path, kind):
    path = tmp_path / "gateway.conf"
    spool = tmp_path / "spool.db"
    path.write_text(
        f"[database]\nkind = {kind}\nname = /no\n[files]\nspool = {spool}\n"
    )
    path.chmod(0o600)
    said = []
    gateway = live.Gateway(
        settings.Settings(str(path), "http://x", "t"), None, said.append
    )
    gateway.heard = SINCE
    assert gateway._records(SINCE + 60) == []
    assert [text.split()[0] for text in said] == ["CEL", "CDR"]
