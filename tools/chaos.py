"""`./dev chaos`: Odoo and PostgreSQL die in the middle of a stream of events.

Each call is told as an exchange tells it, one event after the other, each sent again
until it is answered 200. Afterwards every event that was answered 200 has to be in the
journal, and each call has to be what its events say, once.
"""

import argparse
import collections
import http.client
import itertools
import json
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field

from .console import Stop, complain, say
from .measurements import record
from .trial import ENDPOINTS, HOST, trial

CALLS_A_SECOND = 14.0  # of three to four events each
CALLS_AT_ONCE = 100  # an exchange has so many lines
BETWEEN_EVENTS = (0.1, 0.5)
BETWEEN_KILLS = (1.0, 4.0)  # seconds in which both are there
POSTGRES_AWAY = 2.0
LINES = 8
ANSWER_PATIENCE = 5.0
ASK_PATIENCE = 2.0
AGAIN_AFTER = 0.25
GIVE_UP_AFTER = 60.0  # on a busy machine PostgreSQL alone was seen to take half of it
CHECKED = ("state", "disposition", "legs", "attempts", "talk", "recording")
SHOWN = 20


def main(arguments):
    """Run it; returns 0 when nothing was lost, doubled or answered wrongly."""
    options = parse(arguments)
    with trial("chaos") as run:
        if run.place.server.is_shared:
            raise Stop(
                "./dev chaos kills PostgreSQL, and PGHOST names one that is yours:"
                " unset PGHOST."
            )
        run.start(options.workers)
        return Chaos(run, options).run()


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="./dev chaos",
        description="Kill Odoo and PostgreSQL in the middle of a stream of events; about "
        "a minute.",
    )
    parser.add_argument(
        "--kills",
        type=int,
        default=2,
        metavar="N",
        help="of Odoo and PostgreSQL in turn; 100 take about half an hour",
    )
    parser.add_argument("--seed", type=int, default=1, help="decides what is sent")
    parser.add_argument("--workers", type=int, default=2, help="0: the threaded server")
    parser.add_argument(
        "--record", action="store_true", help="write the result to docs/measurements.md"
    )
    return parser.parse_args(arguments)


# ---- calls ----


@dataclass
class Call:
    """One call and what has to become of it.

    :param events: (endpoint, parameters) in order
    :param expected: the values of CHECKED
    """

    callid: str
    events: list
    expected: tuple
    answered: list = field(default_factory=list)


def ring(extension, **more):
    """A ring at an extension."""
    return "call_in", {"phone": "0989464344", "extension": extension, **more}


def end(extension, status, **more):
    """The end of a call."""
    return "call_end", {"extension": extension, "status": status, **more}


def plots():
    """(events, what becomes of them) of calls of every kind."""
    figures = {"duration": 50, "billsec": 40}
    answered = ("ended", "answered")
    now = time.time()
    return (
        (
            [
                ring("101"),
                ring("101", event="ANSWER"),
                end("101", "ANSWERED", **figures),
            ],
            (*answered, 1, 1, 40, ""),
        ),
        (
            [ring("102"), end("102", "NO ANSWER", duration=20)],
            ("ended", "no_answer", 1, 1, "", ""),
        ),
        (
            [
                ("init", {"phone": "0912345678", "extension": "103"}),
                end("103", "BUSY", duration=5),
            ],
            ("ended", "busy", 1, 1, "", ""),
        ),
        (
            [
                ring("101"),
                ring("102"),
                ring("103"),
                ring("102", event="ANSWER"),
                end("102", "ANSWERED", **figures),
                ("call_info", {"recordingfile": "a.wav"}),
            ],
            (*answered, 3, 1, 40, "a.wav"),
        ),
        (
            [
                # only where the times leave room for it is the talk this extension's
                ring("999", at=now - 50, sent=now),
                ("hangup", {"at": now, "sent": now}),
                ("calldata", {"status": "ANSWERED", **figures}),
            ],
            (*answered, 1, 1, 40, ""),
        ),
    )


def make_calls(seed):
    """Calls without end; each event carries an id of its own, which the journal keeps."""
    chance = random.Random(seed)
    for number in itertools.count(1):
        events, expected = chance.choice(plots())
        callid = f"chaos-{number}"
        yield Call(
            callid,
            [
                (
                    endpoint,
                    {"callid": callid, **params, "event_id": f"{callid}.{place}"},
                )
                for place, (endpoint, params) in enumerate(events)
            ],
            expected,
        )


# ---- the stream ----


class Exchange:
    """Sends events until they are answered, and keeps what the answers were.

    :param server: the `Trial`
    """

    def __init__(self, server):
        self.server = server
        self.phase = "both there"
        self.answers = collections.defaultdict(collections.Counter)
        self.faults = []
        self.longest = 0.0
        self.again = 0
        self.waiting = set()
        self._lock = threading.Lock()
        # more would not fit in the queue of Odoo's socket while it starts
        self._line = threading.Semaphore(LINES)

    def tell(self, call, chance):
        """Send the events of a call, one after the other."""
        for endpoint, params in call.events:
            if not self._send_until_answered(endpoint, params):
                self._fault(f"{params['event_id']} was never answered 200")
                return
            call.answered.append(params["event_id"])
            time.sleep(chance.uniform(*BETWEEN_EVENTS))

    def _send_until_answered(self, endpoint, params):
        begun = time.monotonic()
        for tries in itertools.count():
            phase, status = self._send(endpoint, params)
            took = time.monotonic() - begun
            with self._lock:
                self.answers[phase][status] += 1
                self.again += bool(tries)
                self.longest = max(self.longest, took)
                self.waiting.add(params["event_id"])
                is_over = status == 200 or took > GIVE_UP_AFTER
                if is_over:
                    self.waiting.remove(params["event_id"])
            if is_over:
                return status == 200
            time.sleep(AGAIN_AFTER)
        return False

    def _send(self, endpoint, params):
        """Send an event once; returns what was away, and the status or in a word why
        there was none.
        """
        with self._line:
            return self.phase, self._send_now(endpoint, params)

    def _send_now(self, endpoint, params):
        connection = http.client.HTTPConnection(
            HOST, self.server.port, timeout=ANSWER_PATIENCE
        )
        headers = {
            "Authorization": f"Bearer {self.server.token}",
            "Content-Type": "application/json",
        }
        try:
            connection.request(
                "POST", f"{ENDPOINTS}/{endpoint}", json.dumps(params), headers
            )
            answer = connection.getresponse()
            self._judge(endpoint, answer, answer.read())
        except (OSError, http.client.HTTPException) as error:
            return "timed out" if isinstance(error, TimeoutError) else "no connection"
        finally:
            connection.close()
        return answer.status

    def _judge(self, endpoint, answer, body):
        """Only 200 and 503 may come, as JSON."""
        try:
            is_json = isinstance(json.loads(body), dict)
        except ValueError:
            is_json = False
        if answer.status not in (200, 503) or not is_json:
            self._fault(f"{endpoint} was answered {answer.status}: {body[:200]!r}")

    def _fault(self, text):
        with self._lock:
            self.faults.append(text)


# ---- the disaster ----


class Chaos:
    """One run against a started `Trial`."""

    def __init__(self, server, options):
        self.server, self.options = server, options
        self.exchange = Exchange(server)
        self.calls = []
        self.threads = []
        self.chance = random.Random(options.seed)
        self.is_over = False
        self.away_since = None
        self.took = []
        self.restarts = 0

    def run(self):
        """Send, kill, look; returns the exit code."""
        begun = time.monotonic()
        stream = threading.Thread(target=self._stream, args=(begun,), daemon=True)
        stream.start()
        self._act()
        # children have to be started by the main thread, so it is here that Odoo is kept
        while stream.is_alive() or any(thread.is_alive() for thread in self.threads):
            self._keep_odoo()
            time.sleep(0.1)
        lost, wrong = [*self._lost()], [*self._wrong()]
        faults = [*lost, *wrong, *self.exchange.faults]
        counts = len(lost), len(wrong), len(self.exchange.faults)
        text = self._text(counts, time.monotonic() - begun)
        say(f"\n{text}\n")
        for fault in faults[:SHOWN]:
            complain(f"✗ {fault}")
        if self.options.record:
            record(self.server, "Killed in the middle", text)
        return 1 if faults else 0

    def _stream(self, begun):
        """Start calls, each in a thread of its own, at a steady pace."""
        chance = random.Random(self.options.seed)
        for call in make_calls(self.options.seed):
            moment = begun + len(self.calls) / CALLS_A_SECOND
            time.sleep(max(0.0, moment - time.monotonic()))
            while len(self.threads) >= CALLS_AT_ONCE:
                self.threads = [x for x in self.threads if x.is_alive()]
                time.sleep(0.1)
            if self.is_over:
                return
            thread = threading.Thread(
                target=self.exchange.tell,
                args=(call, random.Random(chance.random())),
                daemon=True,
            )
            self.calls.append(call)
            self.threads.append(thread)
            thread.start()

    def _act(self):
        """Kill Odoo and PostgreSQL in turn, each when all is as if nothing had happened."""
        self._wait()
        for number in range(self.options.kills):
            if number % 2:
                self._stop_postgres()
                self._wait(POSTGRES_AWAY)
                self._start_postgres()
            else:
                self._kill_odoo()
            while self.away_since or self.exchange.waiting:
                self._wait(0.1)
            self._wait()
        self.is_over = True

    def _wait(self, seconds=None):
        """Let the stream go on, for a time left to chance where none is given."""
        deadline = time.monotonic() + (seconds or self.chance.uniform(*BETWEEN_KILLS))
        while time.monotonic() < deadline:
            self._keep_odoo()
            time.sleep(0.1)

    def _keep_odoo(self):
        """Start Odoo again where it has ended, as a service manager does: its prefork
        server gives up when it has to start a worker while PostgreSQL is away.
        """
        if self.server.child.poll() is not None:
            self.restarts += 1
            if self.away_since is None:
                self._begin_absence("Odoo away")
            self.server.launch(self.options.workers)
        if self.away_since and self.server.ask(ASK_PATIENCE) == 401:
            self.took.append((self.exchange.phase, time.monotonic() - self.away_since))
            self.away_since = None
            self.exchange.phase = "both there"

    def _begin_absence(self, phase):
        self.exchange.phase = phase
        self.away_since = self.away_since or time.monotonic()

    def _kill_odoo(self):
        say("  kill -9 of Odoo")
        self._begin_absence("Odoo away")
        self.server.kill()
        self.server.launch(self.options.workers)

    def _stop_postgres(self):
        say("  immediate stop of PostgreSQL")
        cluster = self.server.place.server
        self._begin_absence("PostgreSQL away")
        os.kill(cluster.pid(), signal.SIGQUIT)  # as `pg_ctl stop -m immediate`
        cluster.leave()

    def _start_postgres(self):
        self.server.place.server.join()

    # ---- what is there afterwards ----

    def _lost(self):
        """Events that were answered 200 and are not in the journal."""
        rows = self.server.query(
            "SELECT payload::json->>'event_id', count(*) FROM callcenter_event"
            " WHERE result IN ('applied', 'duplicate') GROUP BY 1"
        )
        self.journal = dict(line.split("|") for line in rows.splitlines())
        for call in self.calls:
            for event_id in call.answered:
                if event_id not in self.journal:
                    yield f"{event_id} was answered 200 and is not in the journal"

    def _wrong(self):
        """Calls that are missing, doubled, or not what their events say."""
        rows = self.server.query(
            """
            SELECT call.callid, call.state, call.disposition, count(leg.id),
                   max(leg.attempt), call.talk_duration, coalesce(call.recording_url, '')
              FROM callcenter_call call
              JOIN callcenter_call_leg leg ON leg.call_id = call.id
             WHERE call.callid LIKE 'chaos-%' GROUP BY call.id
            """
        )
        found = collections.defaultdict(list)
        for line in rows.splitlines():
            callid, *values = line.split("|")
            found[callid].append(tuple(values))
        for call in self.calls:
            expected = tuple(map(str, call.expected))  # '' where unknown
            if len(call.answered) == len(call.events) and found[call.callid] != [
                expected
            ]:
                yield f"{call.callid} is {found[call.callid]}, should be {expected}"

    def _text(self, faults, seconds):
        """The figures, in Markdown.

        :param faults: how many were lost, how many wrong, how many answers were
        """
        told = sum(len(call.answered) for call in self.calls)
        twice = sum(int(count) > 1 for count in self.journal.values())
        counts = self.exchange.answers
        words = sorted({word for count in counts.values() for word in count}, key=str)
        away = collections.defaultdict(list)
        for phase, took in self.took:
            away[phase].append(took)
        absences = ", ".join(
            f"{phase} {len(took)} times, at most for {max(took):.1f} s"
            for phase, took in away.items()
        )
        lines = [
            f"{len(self.calls)} calls of {told} events in {seconds:.0f} s, "
            f"{self.options.workers} workers. Odoo was killed with SIGKILL, PostgreSQL "
            f"stopped as by `pg_ctl stop -m immediate`: {absences}. Odoo ended by itself "
            f"{self.restarts} times, because PostgreSQL was away, and was started again.",
            "",
            f"| answers | {' | '.join(map(str, words))} |",
            f"|---|{'--:|' * len(words)}",
        ]
        for phase, count in counts.items():
            cells = " | ".join(str(count[word] or "") for word in words)
            lines.append(f"| {phase} | {cells} |")
        mark = "✗" if any(faults) else "✓"
        lines += [
            "",
            f"An event was sent again {self.exchange.again} times, the longest for "
            f"{self.exchange.longest:.1f} s. {twice} events had been taken although their "
            "answer was lost.",
            "",
            f"{mark} {faults[0]} answered 200 and lost, {faults[1]} calls missing, "
            f"doubled or wrong, {faults[2]} never answered 200 or by anything but 200 or "
            "503 in JSON.",
        ]
        return "\n".join(lines)
