"""What comes at the same moment: sample histories pairwise, ten events of a call, ten calls.

A test's cursor cannot show it, a running server can. Needs nothing but Python:
`python3 -m tools.contention --url http://127.0.0.1:8069 --token callcenter-demo`,
beside `./dev run --no-simulate`. Ends with 1 when a call was lost, doubled or ended
differently.
"""

import argparse
import http.client
import itertools
import json
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

PAYLOADS = Path(__file__).resolve().parent.parent / "tests" / "payloads"
AT_ONCE = 10
PATIENCE = 60.0
RINGS = ("call_in", "init")
# told within milliseconds these are other calls: a ring's copy behind its end rings until
# silence tells what it was (rule 1), a record of a talk has no room (rule 4)
TAKE_TIME = {"late_copy", "answered_by_nobody_known", "ring_group_one_end"}
# what `call_info` answers ▶ what a sample calls it
SHOWN = {
    "state": "state",
    "direction": "direction",
    "disposition": "disposition",
    "phone": "phone",
    "recordingfile": "recording_url",
}


class Exchange:
    """Posts events, each thread on a connection of its own.

    :param url: the server's address
    :param token: the connection's token
    :param database: needed where the server has several
    """

    def __init__(self, url, token, database=None):
        self.address = urlsplit(url)
        self.headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            **({"X-Odoo-Database": database} if database else {}),
        }
        self.threads = ThreadPoolExecutor(AT_ONCE)
        self.own = threading.local()
        self.seconds = []

    def post(self, endpoint, params):
        """Post one event; returns (HTTP status, answer)."""
        connection = self._connection()
        begun = time.perf_counter()
        path = f"/api/callcenter/{endpoint}"
        connection.request("POST", path, json.dumps(params), self.headers)
        response = connection.getresponse()
        body = response.read()
        self.seconds.append(time.perf_counter() - begun)
        return response.status, json.loads(body)

    def post_at_once(self, events):
        """Post ``(endpoint, params)`` all at the same moment; returns what ``post`` does."""
        start = threading.Barrier(len(events))

        def post(event):
            self._connection()
            start.wait(PATIENCE)
            return self.post(*event)

        return list(self.threads.map(post, events))

    def _connection(self):
        if not hasattr(self.own, "connection"):
            classes = {
                "http": http.client.HTTPConnection,
                "https": http.client.HTTPSConnection,
            }
            make = classes[self.address.scheme]
            self.own.connection = make(self.address.netloc, timeout=PATIENCE)
        return self.own.connection


class Run:
    """Posts, compares, and keeps what went wrong.

    :param exchange: an `Exchange`
    """

    def __init__(self, exchange):
        self.exchange = exchange
        self.name = uuid.uuid4().hex[:8]
        self.numbers = itertools.count(1)
        self.faults = []

    def callid(self, what):
        """Return an id that was never used."""
        return f"{what}-{self.name}-{next(self.numbers)}"

    def send(self, what, events):
        """Post events at once; returns the ids of the calls that took them."""
        found = set()
        for status, answer in self.exchange.post_at_once(events):
            if status != 200:
                self.fault(what, f"was answered {status} {answer}")
            found.add(answer.get("call_id"))
        return found

    def fault(self, what, text):
        """Keep and tell that something went wrong."""
        self.faults.append(f"{what} {text}")
        print(f"✗ {what} {text}")

    def check(self, what, callid, found, expected):
        """Compare the call with what it should be.

        :param found: ids of the calls that took its events: has to be one
        :param expected: part of what `call_info` answers
        """
        status, answer = self.exchange.post("call_info", {"callid": callid})
        if status != 200 or found != {answer["call_id"]}:
            return self.fault(what, f"{callid}: calls {found}, call_info {answer}")
        shown = {name: answer[name] for name in expected}
        if shown != expected:
            self.fault(what, f"{callid}: is {shown}, should be {expected}")
        return None


# ---- the histories, pairwise ----


def histories(scope):
    """The samples of one call each that are legal in this ``end_scope``."""
    for path in sorted(PAYLOADS.glob("*.json")):
        history = json.loads(path.read_text(encoding="utf-8"))
        is_legal = scope in history["end_scopes"] and history.get("calls", 1) == 1
        if is_legal and path.stem not in TAKE_TIME:
            yield path.stem, history


def pairs(events, first):
    """Cut events into pairs; what would tell another story in another order stays apart.

    :param first: how many stand alone at the beginning, 0 or 1
    """
    rest = list(events)
    while rest:
        size = 1 if first or len(rest) == 1 or is_ordered(*rest[:2]) else 2
        first = 0
        yield rest[:size]
        rest = rest[size:]


def is_ordered(one, other):
    """Whether two events must not pass each other: all but the same word at two legs.

    What is told without `at` counts in the order in which it comes (docs/rules.md).
    """
    extensions = [str(event["params"].get("extension", "")) for event in (one, other)]
    are_of_two_legs = all(extensions) and extensions[0] != extensions[1]
    words = [(is_ring(event), is_answer(event)) for event in (one, other)]
    return not are_of_two_legs or words[0] != words[1]


def is_ring(event):
    """Whether an event rings a telephone."""
    return event["endpoint"] in RINGS and not is_answer(event)


def is_answer(event):
    """Whether an event tells an answer."""
    return event["params"].get("event") == "ANSWER"


def play(run, name, history, first):
    """Post a history in pairs, each pair at once, and check the call."""
    callid, found = run.callid(name), set()
    for pair in pairs(history["events"], first):
        found |= run.send(
            name, [(event["endpoint"], ready(event, callid)) for event in pair]
        )
    run.check(name, callid, found, expected(history))


def ready(event, callid):
    """The parameters of an event for a call of today."""
    params = {**event["params"], "callid": callid}
    params.pop("calldate", None)
    return params


def expected(history):
    """What `call_info` has to answer; what hangs on the sample's clock is left out."""
    expect = history["expect"]
    values = {
        name: expect[sample] or None
        for name, sample in SHOWN.items()
        if sample in expect
    }
    answered = {x["number"] for x in expect["legs"] if x["disposition"] == "answered"}
    told = {
        x["params"].get("extension")
        for x in history["events"]
        if x["params"].get("billsec")
    }
    # of several talks the times of their ends tell which seconds are counted once
    is_one = len(answered) == 1
    if is_one and answered <= told and expect.get("is_talk_known"):
        values["billsec"] = expect["talk_duration"]
    return values


# ---- ten at once ----


def ten_events(run):
    """Ten events of one call: three telephones, an answer, an end, with their copies at
    once.
    """
    callid = run.callid("ten-events")
    base = {"callid": callid, "phone": "0912345678"}
    rings = [("call_in", {**base, "extension": x}) for x in ("101", "102", "103")]
    answer = ("call_in", {**base, "extension": "102", "event": "ANSWER"})
    figures = {**base, "extension": "102", "status": "ANSWERED", "billsec": 42}
    ends = [("call_end", figures), ("calldata", {**figures, "recordingfile": "a.wav"})]
    found = set()
    for wave in ([*rings, *rings[:2]], [answer, answer], [*ends, ends[0]]):
        found |= run.send("ten events of one call", wave)
    values = {
        "state": "ended",
        "direction": "incoming",
        "disposition": "answered",
        "billsec": 42,
        "recordingfile": "a.wav",
    }
    run.check("ten events of one call", callid, found, values)


def ten_calls(run):
    """Ten calls at once: each rings, then each ends."""
    callids = [run.callid("ten-calls") for _number in range(AT_ONCE)]
    values = {"phone": "0912345678", "extension": "101"}
    rings = [("call_in", {**values, "callid": callid}) for callid in callids]
    found = run.send("ten calls", rings)
    if len(found) != len(callids):
        run.fault("ten calls", f"became {len(found)}")
    ends = [("call_end", {**params, "status": "BUSY"}) for _endpoint, params in rings]
    if run.send("ten calls", ends) != found:
        run.fault("ten calls", "ended as other calls")
    for callid in callids:
        expect = {"state": "ended", "disposition": "busy"}
        _status, answer = run.exchange.post("call_info", {"callid": callid})
        run.check("ten calls", callid, {answer.get("call_id")}, expect)


# ---- the command line ----


def main(arguments=None):
    """Post all of it; returns 1 when anything was not as it should be."""
    options = parse(arguments)
    run = Run(Exchange(options.url, options.token, options.db))
    samples = list(histories(options.end_scope))
    for _round in range(options.rounds):
        for (name, history), first in itertools.product(samples, (0, 1)):
            play(run, name, history, first)
    tell("histories pairwise", run, len(samples) * 2 * options.rounds)
    alone(run, options.rounds)
    for what, play_ten in (
        ("ten events of one call", ten_events),
        ("ten calls", ten_calls),
    ):
        for _round in range(options.rounds):
            play_ten(run)
        tell(what, run, options.rounds)
    print(f"{len(run.faults)} faults")
    return 1 if run.faults else 0


def alone(run, rounds):
    """Post single rings, one after the other, to compare with."""
    for _round in range(rounds):
        run.exchange.post(
            "call_in",
            {"callid": run.callid("alone"), "phone": "0912345678", "extension": "102"},
        )
    tell("one ring alone", run, rounds)


def tell(what, run, count):
    """Say how long the requests since the last time took, and forget them."""
    seconds = sorted(run.exchange.seconds)
    run.exchange.seconds = []
    p50, p95 = (seconds[int(len(seconds) * part)] * 1000 for part in (0.5, 0.95))
    print(
        f"{what}: {count} times, {len(seconds)} requests, p50 {p50:.0f} ms,"
        f" p95 {p95:.0f} ms, longest {seconds[-1] * 1000:.0f} ms"
    )


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--url", required=True, help="the server's address")
    parser.add_argument("--token", required=True, help="the connection's token")
    parser.add_argument("--db", help="the database, where the server has several")
    parser.add_argument("--end-scope", choices=("call", "leg"), default="call",
                        help="as the connection has it (default: call)")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=10, help="default: 10")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
