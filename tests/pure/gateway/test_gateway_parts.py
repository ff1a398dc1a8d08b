"""The gateway's parts: AMI, names, spool, sender, orders, agents, rebuilding, records."""

import ast
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import fake_odoo
import judge
import pytest
from callcenter.gateway import ami, names, orders, rebuild, records, replay, settings
from callcenter.gateway.agents import Agents
from callcenter.gateway.calls import Calls
from callcenter.gateway.cli import Log
from callcenter.gateway.odoo import Odoo
from callcenter.gateway.sender import Sender
from callcenter.gateway.spool import Spool, SpoolError
from hypothesis import given
from hypothesis import strategies as st

ROOM = Path(__file__).parents[3] / "gateway"
HERE = Path(__file__).parent / "captures"
TRUTH = json.loads((HERE / "truth.json").read_text())
FURTHER = json.loads((HERE / "further.json").read_text())


# ---- old Pythons, nothing of the rest ----


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_syntax_is_that_of_python_36_and_imports_are_the_standard_library(path):
    tree = ast.parse(path.read_text(), feature_version=(3, 6))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert all(
                x.name.split(".")[0] in sys.stdlib_module_names for x in node.names
            )
        elif isinstance(node, ast.ImportFrom) and not node.level:
            top = node.module.split(".")[0]
            assert top in sys.stdlib_module_names or top == "gateway"
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 1


# ---- AMI ----


@given(st.lists(st.binary(max_size=200)))
def test_the_reader_takes_anything(pieces):
    reader = ami.Reader()
    calls = Calls()
    for piece in pieces:
        for message in reader.feed(piece):
            calls.take(message, 0.0)
    for message in reader.close():
        assert all(isinstance(x, str) for pair in message.items() for x in pair)


NAMES = ["Event", "Uniqueid", "DestUniqueid", "Channel", "DestChannel", "Linkedid"]
NAMES += [
    "BridgeUniqueid",
    "DialStatus",
    "ChannelStateDesc",
    "SwapUniqueid",
    "Variable",
]
VALUES = ["Newchannel", "DialBegin", "DialEnd", "BridgeEnter", "BridgeLeave", "Hangup"]
VALUES += [
    "1",
    "2",
    "3",
    "PJSIP/101-1",
    "PJSIP/trunk-2",
    "Local/1@a-1;1",
    "Local/1@a-1;2",
]
VALUES += [
    "Ring",
    "Down",
    "Up",
    "ANSWER",
    "BUSY",
    "Pickup",
    "Newexten",
    "VoiceMail",
    "",
]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=8)
    )
)
def test_messages_that_make_no_sense_do_no_harm(messages):
    calls = Calls()
    for number, message in enumerate(messages):
        for event in calls.take(message, float(number)):
            assert event["callid"]
            assert json.dumps(event)
    again = Calls()
    again.restore(json.loads(json.dumps(calls.to_json())))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_pieces_of_any_size_give_the_same_messages(size):
    raw = b"A: 1\r\nB: x: y\r\n\r\nC: 2\nA: 3\nA: 4\n\n"
    reader, found = ami.Reader(), []
    for start in range(0, len(raw), size):
        found += reader.feed(raw[start : start + size])
    assert found + reader.close() == [{"A": "1", "B": "x: y"}, {"C": "2", "A": "3"}]


def test_a_line_without_end_costs_no_memory():
    reader = ami.Reader()
    for _ in range(100):
        reader.feed(b"x" * 65536)
    assert len(reader._rest) <= ami.MAX_LINE
    assert reader.feed(b"\n\nA: 1\n\n")[-1] == {"A": "1"}


@pytest.mark.parametrize("text", ["1\r\nAction: Hangup", "1\n", "\x00", "1\r"])
def test_no_value_begins_a_line_of_its_own(text):
    with pytest.raises(ValueError, match="control character"):
        ami.action("Originate", Exten=text)


# ---- names ----


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("PJSIP/101-0000002a", ("extension", "101")),
        ("SIP/2001-0000002a", ("extension", "2001")),
        ("IAX2/101-5", ("extension", "101")),
        ("SCCP/201-0000012", ("extension", "201")),
        ("PJSIP/trunk-0000002b", ("outside", "")),
        ("PJSIP/02473001234-0000002b", ("outside", "")),
        ("PJSIP/my-trunk-0000002b", ("outside", "")),
        ("DAHDI/i1/0912-1", ("outside", "")),
        ("Local/101@from-queue-00000001;1", ("local", "")),
        ("CBAnn/600-00000001;2", ("nobody", "")),
        ("Message/ast_msg_queue", ("nobody", "")),
        ("", ("nobody", "")),
    ],
)
def test_who_a_channel_is(name, who):
    assert names.Names().who(name) == who


@pytest.mark.parametrize(
    ("dialled", "number", "trunk"),
    [
        ("0900111222@trunk", "0900111222", "trunk"),
        ("trunk/0900111222", "0900111222", "trunk"),
        ("trunk/sip:0900111222@1.2.3.4", "0900111222", "trunk"),
        ("02473001234/0900111222", "0900111222", "02473001234"),
        ("PJSIP/101", "101", ""),
        ("101", "101", ""),
        ("g0/0900111222,30", "0900111222", "g0"),
        ("101/sip:101@127.0.0.1:5084", "101", ""),
        ("trunk", "", ""),
    ],
)
def test_what_a_dial_string_dials(dialled, number, trunk):
    assert (names.number_of(dialled), names.trunk_of(dialled)) == (number, trunk)


# ---- spool and sender ----


def event(callid, name="call_in"):
    return {"name": name, "callid": callid, "at": "1.0"}


def test_another_gateway_on_the_same_spool_is_said(tmp_path):
    first = Spool(str(tmp_path / "spool.db"))
    with pytest.raises(SpoolError, match="Another gateway"):
        Spool(first.path)


def test_a_damaged_spool_is_kept_beside_and_begun_anew(tmp_path):
    path = tmp_path / "spool.db"
    path.write_bytes(b"this is no database" * 100)
    spool = Spool(str(path))
    assert Path(spool.was_damaged).read_bytes().startswith(b"this is no")
    assert spool.counts()["waiting"] == 0


def test_a_full_disk_is_said_and_what_was_there_stays(tmp_path):
    spool = Spool(str(tmp_path / "spool.db"))
    spool.add([event("1")])
    spool._db.execute("PRAGMA max_page_count = 1")
    with pytest.raises(SpoolError, match="disk is full"):
        spool.add([event("2" * 200) for _ in range(5000)])
    assert spool.counts()["waiting"] == 1


def test_the_spool_is_its_users_only(tmp_path):
    spool = Spool(str(tmp_path / "deep" / "spool.db"))
    assert os.stat(spool.path).st_mode & 0o077 == 0


KILLED = """
import os, sys
sys.path[0] = sys.argv[1]
from gateway.spool import Spool
spool, step = Spool(sys.argv[2]), int(sys.argv[3])
count = 0
def trace(statement):
    global count
    count += 1
    if count == step:
        os._exit(9)
spool._db.set_trace_callback(trace)
for number in range(3):
    pair = [dict(name="call_in", callid="1", n=number * 2 + k) for k in (0, 1)]
    spool.add(pair, {"n": number})
"""


@pytest.mark.parametrize("step", range(1, 16))
def test_a_spool_killed_at_any_write_has_all_or_nothing_of_it(tmp_path, step):
    path = str(tmp_path / "spool.db")
    words = [sys.executable, "-c", KILLED, str(ROOM.parent), path, str(step)]
    subprocess.run(words, check=False)  # noqa: S603
    spool = Spool(path)
    kept = [body["n"] for _id, body in spool.first(100, 0)]
    assert kept == list(range(len(kept)))
    assert len(kept) % 2 == 0
    state = spool.load("calls")
    assert state == ({"n": len(kept) // 2 - 1} if kept else None)


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def deliver(odoo, events, steps=2000):
    """Send all of ``events`` by a clock that runs as fast as is needed."""
    clock, said = Clock(), []
    spool = Spool(":memory:")
    spool.add(events, now=clock.now)
    with fake_odoo.serve(odoo) as url:
        sender = Sender(spool, Odoo(url, fake_odoo.TOKEN), said.append, clock)
        for _ in range(steps):
            if not sender.step():
                clock.now += 1
            if not spool.counts()["waiting"]:
                break
    return spool, said


@pytest.mark.parametrize("count", [3, 60])
@pytest.mark.parametrize("status", [503, 500, 429, 401, 502])
def test_what_may_work_later_is_tried_again_in_order(status, count):
    odoo, seen = fake_odoo.FakeOdoo(), []

    def answers(_name, values):
        seen.append(values["n"])
        return (
            (status, {"status": "error", "code": "x"}) if len(seen) % 3 == 1 else None
        )

    odoo.answers = answers
    events = [dict(event(str(n % 2)), n=n) for n in range(count)]
    spool, _said = deliver(odoo, events)
    taken = [e["n"] for e in odoo.events]
    assert sorted(taken) == list(range(count))
    for parity in (0, 1) if count < 20 else ():  # a batch is taken one by one
        assert [n for n in taken if n % 2 == parity] == list(range(parity, count, 2))
    assert spool.counts()["aside"] == 0


def test_html_of_a_proxy_is_no_final_word():
    odoo, seen = fake_odoo.FakeOdoo(), []
    odoo.answers = lambda name, values: (
        seen.append(1) or ((404, "x") if len(seen) < 3 else None)
    )
    spool, _said = deliver(odoo, [event("1")])
    assert (len(odoo.events), spool.counts()["aside"]) == (1, 0)


def test_what_is_refused_for_good_is_set_aside_with_its_reason():
    odoo = fake_odoo.FakeOdoo()
    bad = (
        400,
        {"status": "error", "code": "missing_callid", "message": "callid is missing."},
    )
    odoo.answers = lambda name, values: bad if values["callid"] == "bad" else None
    spool, said = deliver(odoo, [event("bad"), event("good")])
    assert [e["callid"] for e in odoo.events] == ["good"]
    assert spool.aside()[0][1] == "HTTP 400: callid is missing."
    assert "callid is missing." in said[0]


def test_one_call_that_is_in_trouble_holds_up_no_other():
    odoo = fake_odoo.FakeOdoo()
    odoo.answers = lambda name, values: (503, {}) if values["callid"] == "bad" else None
    deliver(odoo, [event("bad"), event("good"), event("bad"), event("good")], steps=40)
    assert [e["callid"] for e in odoo.events] == ["good", "good"]


# ---- settings ----


def test_a_configuration_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "gateway.conf"
    path.write_text(settings.example("https://odoo.example.com", "secret"))
    path.chmod(0o644)
    with pytest.raises(settings.SettingsError, match="chmod 600"):
        settings.Settings(str(path))
    path.chmod(0o600)
    assert settings.Settings(str(path)).text("odoo", "token") == "secret"


def test_no_secret_stands_in_a_log(capsys):
    Log(["hidden-token"])("told hidden-token\nto nobody")
    assert "hidden-token" not in capsys.readouterr().err


# ---- orders ----


def order(**values):
    return {
        "id": 1,
        "kind": "dial",
        "extension": "101",
        "phone": "0912345678",
        "age": 0,
        **values,
    }


def prepared(one, policy=None, now=1000.0, extensions=("101", "102")):
    return orders.prepare(
        one,
        policy or orders.Policy(prefix="9"),
        Calls(),
        Agents(names.Names()),
        extensions,
        now,
    )


def test_an_order_to_dial_rings_the_agent_first():
    [(action, fields)] = prepared(order())
    assert action == "Originate"
    assert (fields["Channel"], fields["Exten"]) == ("PJSIP/101", "90912345678")
    assert prepared(order(phone="102"))[0][1]["Exten"] == "102"


@pytest.mark.parametrize(
    "values",
    [
        {"phone": "19001234"},
        {"phone": "0084912345678"},
        {"phone": "+84912345678"},
        {"phone": "00441234567890"},
        {"phone": "0912345678\r\nAction: Hangup"},
        {"phone": "0912345678&PJSIP/trunk"},
        {"phone": ""},
        {"phone": ["0912345678"]},
        {"extension": "101@trunk"},
        {"extension": "0912345678"},
        {"extension": "101\r\nX: y"},
        {"age": 11},
        {"age": -1},
        {"age": None},
        {"age": "0"},
        {"kind": "command"},
        {"kind": "hang_up", "callid": "nobody's"},
        {"kind": "transfer", "callid": ""},
        {"kind": "pause", "queue": "999\r\nAction: Originate"},
        {"kind": "resume", "queue": "999 888"},
        {"kind": "pause", "extension": "101\r\nQueue: 999"},
    ],
)
def test_what_is_not_carried_out(values):
    with pytest.raises(orders.Refused):
        prepared(order(**values))


def test_whatever_an_order_says_each_value_is_one_line():
    one = order(kind="pause", reason="lunch\r\nAction: Originate\r\n\r\n", queue="999")
    [(action, fields)] = prepared(one)
    data = ami.action(action, **fields)
    assert data.count(b"\r\n\r\n") == 1
    assert data.count(b"Action:") == 1
    assert {line.partition(b":")[0] for line in data.split(b"\r\n")[:-2]} == {
        *(b"Action", b"Interface", b"Paused", b"Queue", b"Reason")
    }


def test_the_administrator_lists_what_else_may_be_dialled():
    policy = orders.Policy(allow=["1900[0-9]{4}", r"\+84[0-9]{9}"])
    assert prepared(order(phone="19001234"), policy)
    assert prepared(order(phone="+84912345678", extension="102"), policy)
    with pytest.raises(orders.Refused):
        prepared(order(phone="190012345", extension="103"), policy)


def test_a_user_dials_once_in_five_seconds_and_so_many_an_hour():
    policy = orders.Policy(per_hour=3)
    for now in (0.0, 6.0, 12.0):
        prepared(order(), policy, now)
        with pytest.raises(orders.Refused, match="one call in"):
            prepared(order(), policy, now + 4)
    with pytest.raises(orders.Refused, match="in an hour"):
        prepared(order(), policy, 20.0)
    assert prepared(order(), policy, 4000.0)


def test_a_restart_forgets_no_dialled_call(tmp_path):
    spool = Spool(str(tmp_path / "spool.db"))
    before = orders.Policy(per_hour=2)
    for now in (0.0, 6.0):
        prepared(order(), before, now)
    spool.save("dialled", before.dialled)
    spool.close()
    loaded = Spool(str(tmp_path / "spool.db")).load("dialled")
    after = orders.Policy(per_hour=2, dialled=loaded)
    with pytest.raises(orders.Refused, match="in an hour"):
        prepared(order(), after, 20.0)
    assert prepared(order(), after, 3605.0)
    assert after.dialled == {"101": [6.0, 3605.0]}


def test_an_order_is_begun_once(tmp_path):
    spool = Spool(str(tmp_path / "spool.db"))
    assert [spool.begin_order(7, 0), spool.begin_order(7, 0)] == [True, False]
    spool.close()
    assert not Spool(str(tmp_path / "spool.db")).begin_order(7, 1)


# ---- agents ----


def pause(is_paused, queue="999", **more):
    values = {"Event": "QueueMemberPause", "Queue": queue, "Interface": "PJSIP/102"}
    return {**values, "Paused": str(int(is_paused)), "Status": "1", **more}


def test_pauses_are_states_of_the_agent():
    agents = Agents(names.Names())
    assert agents.take(pause(False), 1.0) == []
    [told] = agents.take(pause(True, Reason="lunch"), 2.0)
    assert (told["extension"], told["status"], told["reason"]) == (
        "102",
        "paused",
        "lunch",
    )
    assert agents.take(pause(True), 3.0) == []
    assert agents.take(pause(False), 4.0)[0]["status"] == "available"


def test_an_echo_of_our_own_pause_is_no_new_state():
    agents = Agents(names.Names(), {"102": "available"})
    agents.expect("102", "paused", 1.0)
    assert agents.take(pause(True), 1.2) == []
    assert agents.take(pause(False), 9.0)[0]["status"] == "available"


def test_a_member_by_a_local_channel_is_the_extension():
    agents = Agents(names.Names())
    local = {
        "Interface": "Local/102@from-queue/n",
        "StateInterface": "hint:102@ext-local",
    }
    assert agents.take(pause(True, **local), 1.0)[0]["extension"] == "102"


# ---- after a time without listening ----


def listed(calls, now):
    """What CoreShowChannels would tell of what ``calls`` knows."""
    return [
        {
            "Event": "CoreShowChannel",
            "Uniqueid": channel.uid,
            "Linkedid": channel.linkedid,
            "Channel": channel.name,
            "ChannelState": "6" if channel.is_up else "5",
            "CallerIDNum": channel.number,
            "Exten": channel.exten,
            "Application": channel.application,
            "ApplicationData": channel.data,
            "BridgeId": channel.bridge,
            "Duration": "00:00:%02d" % min(now - channel.born, 59),
        }
        for channel in calls.channels.by_id.values()
    ]


def messages_of(name):
    found = replay.read_capture(HERE / f"{name}.ami.gz")
    return [m for m in found if replay.is_seen(m)]


LOST = ["s01_answered", "s03b_busy_then_102", "s05_group", "s06_queue_hop", "s13_out"]
LOST += ["s10_forward_dialplan", "s11_voicemail", "s14_internal"]


@pytest.mark.parametrize("name", LOST)
def test_a_gateway_that_lost_its_spool_sees_what_lives(name):
    """Cut anywhere: no call doubled, none left open, who talks is known."""
    messages, truth = messages_of(name), TRUTH[name]
    for cut in range(1, len(messages), 5):
        before, events = Calls(), []
        for message in messages[:cut]:
            events += before.take(message, float(message["Timestamp"]))
        now = float(messages[cut - 1]["Timestamp"]) + 0.001
        after = Calls()
        for message, at in rebuild.missed(after, listed(before, now), {}, now, None):
            events += after.take(message, at)
        for message in messages[cut:]:
            events += after.take(message, float(message["Timestamp"]))
        calls = judge.calls_of(events)
        meant = [c for c in calls.values() if c.direction == truth["direction"]]
        assert [c.disposition for c in meant] == [truth["disposition"]], f"cut at {cut}"
        assert all(leg.ended for c in meant for leg in c.legs.values()), f"cut at {cut}"
        assert not after.calls


@pytest.mark.parametrize("name", [*LOST, "s09_attended_refer"])
def test_what_ended_meanwhile_is_ended(name):
    messages = messages_of(name)
    for cut in range(1, len(messages), 5):
        calls, events = Calls(), []
        for message in messages[:cut]:
            events += calls.take(message, float(message["Timestamp"]))
        stored = json.loads(json.dumps(calls.to_json()))
        calls = Calls()
        calls.restore(stored)
        heard = float(messages[cut - 1]["Timestamp"])
        for message, at in rebuild.missed(calls, [], {}, heard + 60, heard):
            events += calls.take(message, at)
        told = judge.calls_of(events).values()
        assert all(call.ends == 1 for call in told), f"cut at {cut}"
        assert all(leg.ended for call in told for leg in call.legs.values())
        assert not calls.calls


def ended_while_away(name, away):
    """Cut in the middle of the talk; when it is heard again, nothing lives."""
    messages = messages_of(name)
    cut = next(i for i, m in enumerate(messages) if m["Event"] == "BridgeLeave")
    calls, events = Calls(), []
    for message in messages[:cut]:
        events += calls.take(message, float(message["Timestamp"]))
    heard = float(messages[cut - 1]["Timestamp"])
    for message, at in rebuild.missed(calls, [], {}, heard + away, heard):
        events += calls.take(message, at)
    return [event for event in events if event["name"] == "call_end"]


def test_what_ended_unheard_is_told_as_assumed():
    ends = ended_while_away("s01_answered", 20.0)
    assert [end.get("assumed") for end in ends] == ["1", "1"]
    ends = ended_while_away("s01_answered", 0.5)
    assert [end.get("assumed") for end in ends] == [None, None]


def test_an_answer_that_nobody_heard_has_no_length_of_talk():
    """Whoever was told of it before knows when it was."""
    messages = messages_of("s01_answered")
    cut = next(i for i, m in enumerate(messages) if m["Event"] == "BridgeLeave")
    before, after, events = Calls(), Calls(), []
    for message in messages[:cut]:
        before.take(message, float(message["Timestamp"]))
    now = float(messages[cut]["Timestamp"])
    for message, at in rebuild.missed(after, listed(before, now), {}, now, None):
        after.take(message, at)
    for message in messages[cut:]:
        events += after.take(message, float(message["Timestamp"]))
    [leg, whole] = [event for event in events if event["name"] == "call_end"]
    assert ("billsec" in leg, leg["assumed"], whole["assumed"]) == (False, "1", "1")
    assert "holdtime" not in whole


def test_cel_tells_what_was_missed():
    """CEL of s01, as cel_custom writes it, makes the call that nobody listened to."""
    trunk, phone = "PJSIP/trunk-00000000", "PJSIP/101-00000001"

    def row(kind, second, channel, uid, app="", data="", extra=""):
        moment = f"2026-11-30 21:48:{second:02d}"
        number = "0989792989" if channel == trunk else "101"
        return [
            kind,
            moment,
            "",
            number,
            "1900101",
            "x",
            channel,
            app,
            data,
            uid,
            "9.0",
            "",
            extra,
        ]

    bridge = '{"bridge_id":"b1","bridge_technology":"simple_bridge"}'
    rows = [
        row("CHAN_START", 3, trunk, "9.0"),
        row("APP_START", 3, trunk, "9.0", "Dial", "PJSIP/101,8"),
        row("CHAN_START", 3, phone, "9.1"),
        row("ANSWER", 5, phone, "9.1"),
        row("BRIDGE_ENTER", 5, phone, "9.1", extra=bridge),
        row("BRIDGE_ENTER", 5, trunk, "9.0", extra=bridge),
        row("BRIDGE_EXIT", 9, trunk, "9.0", extra=bridge),
        row("BRIDGE_EXIT", 9, phone, "9.1", extra=bridge),
        row("CHAN_END", 9, phone, "9.1"),
        row("CHAN_END", 9, trunk, "9.0"),
    ]
    rows = [dict(zip(records.CEL_COLUMNS, one, strict=True)) for one in rows]
    calls, events = Calls(), []
    for message, at in records.messages_of_cel(rows, 0, 9e12):
        events += calls.take(message, at)
    assert judge.wrong(events, TRUTH["s01_answered"]) == []


def test_cdr_tells_the_record_of_a_call():
    row = dict(  # noqa: C408 (columns are names)
        src="0989792989",
        dst="1900101",
        channel="PJSIP/trunk-00000000",
        dstchannel="PJSIP/101-00000001",
        start="2026-11-30 21:48:03",
        end="2026-11-30 21:48:09",
        duration="6",
        billsec="4",
        disposition="ANSWERED",
        uniqueid="9.0",
        linkedid="9.0",
        sequence="1",
    )
    [told] = records.events_of_cdr([row], 0, 9e12, names.Names())
    assert (told["name"], told["extension"], told["billsec"]) == (
        "call_end",
        "101",
        "4",
    )
    assert records.events_of_cdr([row], 0, 9e12, names.Names(), {"9.0"}) == []


def test_the_spool_is_wal(tmp_path):
    path = str(tmp_path / "spool.db")
    Spool(path).close()
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("name", ["s01_answered", "s05_group", "s13_out", "s08_blind"])
def test_messages_told_again_change_nothing(name):
    """What CEL and lists tell again, from any moment on, makes no further call."""
    messages, truth = messages_of(name), TRUTH[name]
    for cut in range(1, len(messages), 3):
        calls, events = Calls(), []
        for message in [*messages[:cut], *messages[max(cut - 9, 0) :]]:
            events += calls.take(message, float(message["Timestamp"]))
        assert judge.wrong(events, truth) == [], f"cut at {cut}"
