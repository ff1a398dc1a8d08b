"""`./dev simulate`: a telephone exchange that places calls, as real ones do."""

import argparse
import heapq
import itertools
import json
import random
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

from .console import Stop, say
from .paths import ROOT
from .server import read_card

EXTENSIONS = ("101", "102", "103")
EXCHANGE_TIME = timezone(timedelta(hours=7))  # the demo exchange stands in Vietnam
FIRST_RING = 5.0
BETWEEN_CALLS = (20.0, 30.0)
FALLBACK_CUSTOMER = "0989464344"


class Exchange:
    """Sends events to a server.

    :param url: the server's address
    :param token: the connection's token
    :param database: needed where the server has several
    """

    def __init__(self, url, token, database=None):
        self.url, self.token, self.database = url.rstrip("/"), token, database

    def send(self, endpoint, **event):
        """Post one event; returns (HTTP status, answer).

        :raise Stop: when the server cannot be reached
        """
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
        }
        if self.database:
            headers["X-Odoo-Database"] = self.database
        address = f"{self.url}/api/callcenter/{endpoint}"
        request = urllib.request.Request(address, json.dumps(event).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, read_answer(answer)
        except urllib.error.HTTPError as error:
            return error.code, read_answer(error)
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise Stop(
                f"{self.url} does not answer ({reason}): is `./dev run` still running?"
            ) from error


def read_answer(answer):
    """The JSON object in an HTTP answer, {} where there is none."""
    try:
        found = json.loads(answer.read())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


# ---- calls ----


class Call:
    """Makes the events of one call: pairs of endpoint and parameters.

    :param phone: the outside number
    :param extension: the agent's
    """

    def __init__(self, phone, extension, **everywhere):
        self.extension = extension
        self.common = {"phone": phone, "callid": f"sim-{uuid.uuid4()}", **everywhere}
        self.began = None

    def ring(self, extension=None):
        """A telephone rings."""
        return self._event("call_in", extension, event="RING")

    def answer(self):
        """The agent picks up."""
        self._note_begin()
        return self._event("call_in", event="ANSWER")

    def init(self):
        """The agent dials."""
        return self._event("init")

    def hangup(self):
        """An end that says nothing else."""
        return "hangup", {"callid": self.common["callid"]}

    def end(self, status, ring, talk=0, extension=None, **more):
        """An end with its figures.

        :param ring: seconds until the answer or the end
        :param talk: seconds of talk
        """
        return self._event(
            "call_end", extension, **self.figures(status, ring, talk), **more
        )

    def info(self, status, ring, talk):
        """The figures and the recording, later."""
        more = {"recordingfile": f"{self.common['callid']}.wav"}
        return self._event("call_info", **self.figures(status, ring, talk), **more)

    def figures(self, status, ring, talk):
        """How the call went, in the exchange's own time."""
        self._note_begin()
        calldate = f"{self.began:%Y-%m-%d %H:%M:%S}"
        return {
            "status": status,
            "calldate": calldate,
            "duration": ring + talk,
            "billsec": talk,
        }

    def _note_begin(self):
        """Remember when the call began: this event is made as soon as the first was
        sent.
        """
        self.began = self.began or datetime.now(EXCHANGE_TIME)

    def _event(self, endpoint, extension=None, **parameters):
        return endpoint, {
            **self.common,
            "extension": extension or self.extension,
            **parameters,
        }


# Each yields pairs of seconds after the event before, and an event.


def answered(phone, extension, ring=9, talk=25):
    """A customer calls one agent, who answers."""
    call = Call(phone, extension)
    yield 0, call.ring()
    yield ring, call.answer()
    yield talk, call.end("ANSWERED", ring, talk)


def missed(phone, extension, ring=15):
    """A customer calls and gives up."""
    call = Call(phone, extension)
    yield 0, call.ring()
    yield ring, call.end("NO ANSWER", ring)


def ring_group(phone, extension, ring=8, talk=20):
    """Every telephone of a group rings with one call id; one of them answers."""
    call = Call(phone, extension)
    for member in EXTENSIONS:
        yield 0, call.ring(member)
    yield ring, call.answer()
    yield talk, call.end("ANSWERED", ring, talk)


def queue_hop(phone, extension, ring=10, talk=15):
    """A queue rings one agent in vain, then the next, who answers."""
    call = Call(phone, extension, queue="support")
    first = EXTENSIONS[EXTENSIONS.index(extension) - 1]
    yield 0, call.ring(first)
    yield ring, call.end("NO ANSWER", ring, extension=first)
    yield 0.01, call.ring()
    yield ring, call.answer()
    yield talk, call.end("ANSWERED", 2 * ring, talk, holdtime=2 * ring)


def outgoing(phone, extension, ring=6, talk=20):
    """An agent calls a customer from the telephone."""
    call = Call(phone, extension)
    yield 0, call.init()
    yield ring, call.answer()
    yield talk, call.end("ANSWERED", ring, talk)


def late_figures(phone, extension, ring=7, talk=18):
    """The exchange hangs up without a word, and sends the figures and the recording
    later.
    """
    call = Call(phone, extension)
    yield 0, call.ring()
    yield ring, call.answer()
    yield talk, call.hangup()
    yield 8, call.info("ANSWERED", ring, talk)


SCENARIOS = (answered, ring_group, missed, queue_hop, outgoing, late_figures)


# ---- who calls whom ----


def customers():
    """The telephone numbers of the demo data's customers, the best known first."""
    numbers = []
    for path in sorted((ROOT / "demo").glob("*.xml")):
        for record in ElementTree.parse(path).iter("record"):
            if record.get("model") == "res.partner":
                numbers += [
                    field.text
                    for field in record.iter("field")
                    if field.get("name") == "phone" and field.text
                ]
    return sorted(
        set(numbers), key=lambda number: digits(number)[-9:] != FALLBACK_CUSTOMER[-9:]
    ) or [FALLBACK_CUSTOMER]


def digits(number):
    """The digits of a number."""
    return "".join(filter(str.isdigit, number))


def stranger(chance):
    """A mobile number that belongs to nobody in the demo data."""
    return f"09{chance.randrange(10**8):08d}"


def plan(chance):
    """Calls without end: (scenario, number, extension). Every other one rings at the
    first agent's telephone.
    """
    known = customers()
    yield (
        answered,
        FALLBACK_CUSTOMER
        if digits(known[0]).endswith(FALLBACK_CUSTOMER[1:])
        else known[0],
        EXTENSIONS[0],
    )
    for number in itertools.count(1):
        scenario = SCENARIOS[number % len(SCENARIOS)]
        phone = stranger(chance) if number % 3 == 1 else chance.choice(known)
        extension = EXTENSIONS[0] if number % 2 == 0 else chance.choice(EXTENSIONS[1:])
        yield scenario, phone, extension


class Simulation:
    """Places calls, several at once where they overlap.

    :param exchange: an `Exchange`
    :param count: how many calls; None goes on for ever
    :param speed: 2 is twice as fast as life
    :param chance: a `random.Random`
    """

    def __init__(self, exchange, count=None, speed=1.0, chance=None):
        self.exchange, self.speed = exchange, speed
        self.chance = chance or random.Random()
        self.calls = itertools.islice(plan(self.chance), count)
        self.agenda = []
        self.order = itertools.count()
        self.refused = 0

    def run(self, wait):
        """Place the calls.

        :param wait: a function of seconds, false when it is time to stop
        """
        now = FIRST_RING
        clock = 0.0
        self._add_call(now)
        while self.agenda:
            when, _, script, event = heapq.heappop(self.agenda)
            if not wait(max(0.0, when - clock) / self.speed):
                return
            clock = when
            if script is None:
                self._add_call(clock)
            else:
                self._send(*event)
                self._add_event(clock, script)

    def _add_call(self, when):
        """Put the next call on the agenda, and the moment for the one after it."""
        scenario, phone, extension = next(self.calls, (None, None, None))
        if scenario:
            self._add_event(when, scenario(phone, extension))
            heapq.heappush(
                self.agenda,
                (
                    when + self.chance.uniform(*BETWEEN_CALLS),
                    next(self.order),
                    None,
                    None,
                ),
            )

    def _add_event(self, clock, script):
        """Put the next event of a call on the agenda."""
        event = next(script, None)
        if event:
            delay, message = event
            entry = (clock + delay, next(self.order), script, message)
            heapq.heappush(self.agenda, entry)

    def _send(self, endpoint, parameters):
        status, answer = self.exchange.send(endpoint, **parameters)
        line = describe(endpoint, parameters)
        if status != 200:
            self.refused += 1
            reason = f"{answer.get('code', '')} {answer.get('message', '')}"
            line += f"  ✗ {status} {reason}".rstrip()
        else:
            line += "".join(f"  ! {warning}" for warning in answer.get("warnings", ()))
        say(f"{time.strftime('%H:%M:%S')}  {line}")


def describe(endpoint, parameters):
    """One event in words."""
    words = {"RING": "rings", "ANSWER": "answered"}
    what = words.get(parameters.get("event")) or parameters.get("status") or endpoint
    arrow = "←" if endpoint == "init" else "→"
    phone, extension = parameters.get("phone", ""), parameters.get("extension", "")
    return f"{phone:>14} {arrow} {extension:<5} {endpoint:<9} {what}"


# ---- the command line ----


def main(arguments):
    """Place calls against a running server; returns 1 when it refused any."""
    options = parse(arguments)
    card = {} if options.url else read_card()
    exchange = Exchange(
        options.url or card["url"],
        options.token or card.get("token") or "callcenter-demo",
        options.db or card.get("db"),
    )
    chance = random.Random(options.seed) if options.seed is not None else None
    simulation = Simulation(exchange, options.count or None, options.speed, chance)
    simulation.run(lambda seconds: time.sleep(seconds) or True)
    return 1 if simulation.refused else 0


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="./dev simulate",
        description="Place realistic calls against a running server until Ctrl-C.",
    )
    parser.add_argument(
        "--url", help="the server (default: the `./dev run` started last)"
    )
    parser.add_argument(
        "--token", help="the connection's token (default: the demo connection's)"
    )
    parser.add_argument("--db", help="the database, where the server has several")
    parser.add_argument(
        "--count", type=int, default=0, metavar="N", help="place N calls, then end"
    )
    parser.add_argument(
        "--speed", type=float, default=1.0, metavar="X", help="X times as fast as life"
    )
    parser.add_argument("--seed", type=int, help="place the same calls each time")
    options = parser.parse_args(arguments)
    if options.speed <= 0 or options.count < 0:
        parser.error("--speed has to be above 0, --count 0 or more")
    return options
