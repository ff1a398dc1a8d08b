"""Captures of a real Asterisk: each call as its truth tells, through HTTP, cut anywhere."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import fake_odoo
import judge
import pytest
from callcenter.gateway import ami, names, pack, rebuild, replay
from callcenter.gateway.calls import Calls

HERE = Path(__file__).parent / "captures"
PROGRAM = Path(__file__).parents[3] / "gateway" / "callcenter_gateway.py"
TRUTH = {
    name: {**truth, "name": name}
    for file in ("truth.json", "further.json")
    for name, truth in json.loads((HERE / file).read_text()).items()
    if name
}


def capture(name):
    return HERE / f"{name}.ami.gz"


def events_of(name):
    found = replay.events_of(replay.read_capture(capture(name)), names.Names())
    return [event for event in found if event["name"] != "agent"]


def test_every_capture_has_a_truth():
    assert {x.name.removesuffix(".ami.gz") for x in HERE.glob("*.gz")} == TRUTH.keys()


@pytest.mark.parametrize("name", TRUTH)
def test_each_call_is_as_it_was(name):
    assert judge.wrong(events_of(name), TRUTH[name]) == []


@pytest.mark.parametrize("name", TRUTH)
def test_nothing_is_left(name):
    calls = Calls()
    for message in replay.read_capture(capture(name)):
        if replay.is_seen(message):
            calls.take(message, float(message["Timestamp"]))
    assert (calls.calls, calls.channels.by_id, calls._pending) == ({}, {}, [])


@pytest.mark.parametrize("name", ["s09_attended_refer", "s06_queue_hop"])
@pytest.mark.parametrize("has_batches", [True, False])
def test_the_program_replays_a_capture(name, has_batches):
    odoo = fake_odoo.FakeOdoo()
    odoo.has_batches = has_batches
    with fake_odoo.serve(odoo) as url:
        done = run(url, fake_odoo.TOKEN, capture(name))
    assert (done.returncode, judge.wrong(odoo.events, TRUTH[name])) == (0, [])
    assert fake_odoo.TOKEN not in done.stderr


def test_the_one_file_runs_anywhere(tmp_path):
    packed = tmp_path / pack.FILE_NAME
    packed.write_bytes(pack.pack())
    odoo = fake_odoo.FakeOdoo()
    with fake_odoo.serve(odoo) as url:
        done = run(url, fake_odoo.TOKEN, capture("s01_answered"), packed)
    assert (done.returncode, judge.wrong(odoo.events, TRUTH["s01_answered"])) == (0, [])
    assert pack.pack() == pack.pack()


def test_a_plain_capture_is_read_too(tmp_path):
    plain = tmp_path / "call.ami"
    plain.write_bytes(gzip.decompress(capture("s01_answered").read_bytes()))
    odoo = fake_odoo.FakeOdoo()
    with fake_odoo.serve(odoo) as url:
        done = run(url, fake_odoo.TOKEN, plain)
    assert (done.returncode, len(odoo.events)) == (0, 5)


def test_what_is_refused_is_told_by_the_exit_code():
    odoo = fake_odoo.FakeOdoo()
    odoo.answers = lambda name, values: (400, {"status": "error", "code": "no"})
    with fake_odoo.serve(odoo) as url:
        assert run(url, fake_odoo.TOKEN, capture("s01_answered")).returncode == 1


def run(url, token, path, program=PROGRAM):
    words = [sys.executable, program, "--odoo", url, "--token", token, "--replay", path]
    return subprocess.run(  # noqa: S603
        words, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("name", TRUTH)
def test_events_that_come_twice_change_nothing(name):
    events = [e for event in events_of(name) for e in (event, event)]
    once = {json.dumps(e, sort_keys=True): e for e in events}
    assert judge.wrong(list(once.values()), TRUTH[name]) == []


def listed(calls, now):
    """What CoreShowChannels tells of what ``calls`` knows."""
    for channel in calls.channels.by_id.values():
        yield {
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


@pytest.mark.parametrize("name", TRUTH)
def test_cut_anywhere_and_started_again(name):
    """With its spool, and what the exchange answers, it goes on as if nothing were."""
    messages = [m for m in replay.read_capture(capture(name)) if replay.is_seen(m)]
    times = [float(message["Timestamp"]) for message in messages]
    before, told = Calls(), []
    for cut, at in enumerate(times):
        told += before.take(messages[cut], at)
        after, events = Calls(), list(told)
        after.restore(json.loads(json.dumps(before.to_json())))
        for message, when in rebuild.missed(after, listed(before, at), {}, at, at):
            events += after.take(message, when)
        events += after.retell(at)
        for message, when in zip(messages[cut + 1 :], times[cut + 1 :], strict=True):
            events += after.take(message, when)
        assert judge.wrong(events, TRUTH[name]) == [], f"cut at {cut}"


def test_without_timestamps_the_ids_of_channels_tell_the_time():
    messages = list(replay.read_capture(capture("s03b_busy_then_102")))
    for message in messages:
        message.pop("Timestamp")
    events = list(replay.events_of(messages, names.Names()))
    assert [e["at"] for e in events][:4] == [
        "1796075304.000000",
        "1796075304.000000",
        "1796075304.000000",
        "1796075308.000000",
    ]


def test_an_old_capture_ends_now():
    assert replay.shift_of(1000.0, 1000.0 + 40 * 86400) == 40 * 86400
    assert replay.shift_of(1000.0, 1000.0 + 86400) == 0


def test_nothing_grows_from_call_to_call():
    """Channels and calls are gone when they are over; ids are made new each round."""
    raw = gzip.decompress(capture("x06_atxfer").read_bytes())
    messages = [m for m in ami.Reader().feed(raw) if replay.is_seen(m)]
    calls, most = Calls(), 0
    for number in range(300):
        for message in messages:
            renamed = {
                key: f"{value}{number}"
                if key.endswith(("Uniqueid", "Linkedid"))
                else value
                for key, value in message.items()
            }
            calls.take(renamed, float(message["Timestamp"]) + number * 60)
        most = max(most, len(calls.calls) + len(calls.channels.by_id))
    assert most == 0
