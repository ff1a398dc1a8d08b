"""`./dev bench wire`: what the webhook costs, beside the floors of the same server."""

import itertools
import json
import re
import statistics

from tools.console import say
from tools.trial import ENDPOINTS, HOST

from .load import Result, drive, post

CONNECTIONS = 8
AT_ONCE = 10
BURSTS = 20
EXTENSION, UNMAPPED = "101", "999"
PHONE = "0989464344"
RING = json.dumps({"callid": "x", "phone": PHONE, "extension": EXTENSION}).encode()
FLOORS = {
    "empty route": "/callcenter_bench/empty",
    "create": "/callcenter_bench/create",
    "create + bus": "/callcenter_bench/create_bus",
    # what the ORM takes for the rows that an event has to leave
    "create a ring's rows": "/callcenter_bench/rows",
}
# measured ▶ (floor, least share of its requests a second)
BARS = {
    "call_in, mapped": ("create + bus", 1.3),
    "call_end": ("create + bus", 1.3),
    "call_in, unmapped": ("create a ring's rows", 1.1),
    "refused": ("empty route", 0.9),
}
MAX_TIMES_ALONE = 5
# ten rings of one call, of what ten of the floor's own take
MAX_TIMES_FLOOR = 1.15
# a queue that tries all night: rings of one call, and how many events are taken at each
FEW_RINGS, MANY_RINGS, TAKEN = 10, 600, 60
MAX_TIMES_FEW = 2
BATCH, BATCHES = 200, 5
MIN_TIMES_ONE = 2
CAPTION = """Share: the median of the rounds. CPU: processor time of Odoo and PostgreSQL \
for one request;
it does not depend on what else the machine does. The measuring client itself takes
%.2f ms a request. A ring's rows are its call, leg and journal entry: what the ORM alone
takes for them is more than the bars of `create` leave for a whole ring."""
SERIALIZATION = re.compile(r"could not serialize|deadlock detected")


class Exchange:
    """Makes the requests of one exchange."""

    def __init__(self, token):
        self.token = token
        self.numbers = itertools.count(1)

    def event(self, endpoint, callid, **parameters):
        """One event as a whole request."""
        body = json.dumps({"callid": callid, **parameters}).encode()
        return post(f"{ENDPOINTS}/{endpoint}", body, self.token)

    def rings(self, extension, begun=None, endpoint="call_in"):
        """Rings of new calls without end; their ids are added to `begun`."""
        for number in self.numbers:
            callid = f"bench-{number}"
            if begun is not None:
                begun.append(callid)
            yield self.event(endpoint, callid, phone=PHONE, extension=extension)

    def ends(self, callids):
        """The ends of calls."""
        for callid in callids:
            yield self.event(
                "call_end", callid, phone=PHONE, extension=EXTENSION,
                status="ANSWERED", duration=42, billsec=30,
            )  # fmt: skip

    def figures(self, callids):
        """The recordings of calls, which come after the end."""
        for callid in callids:
            yield self.event("call_info", callid, recordingfile=f"{callid}.wav")

    def questions(self, callids):
        """Questions what is known of calls."""
        for callid in itertools.cycle(callids):
            yield self.event("call_info", callid)

    def refusals(self):
        """A ring with a wrong token."""
        wrong = "x" * len(self.token)
        return itertools.repeat(post(f"{ENDPOINTS}/call_in", RING, wrong))

    def floors(self, name):
        """Requests of a floor, with the headers and the body of a ring."""
        return itertools.repeat(post(FLOORS[name], RING, self.token))


def one_round(server, exchange, seconds):
    """Measure everything once; returns a Result for each name."""
    begun = []

    def run(requests):
        before = server.cpu_seconds()
        result = drive((HOST, server.port), requests, CONNECTIONS, seconds)
        result.server_seconds = server.cpu_seconds() - before
        return result

    def floor(name):
        return run(exchange.floors(name))

    results = {"empty route": floor("empty route")}
    results["refused"] = run(exchange.refusals())
    results["call_in, mapped"] = run(exchange.rings(EXTENSION, begun))
    results["create + bus"] = floor("create + bus")
    # the last ids were drawn for requests that were not sent any more
    called = begun[: len(results["call_in, mapped"].latencies)]
    results["call_info, question"] = run(exchange.questions(called))
    results["call_end"] = run(exchange.ends(called))
    ended = called[: len(results["call_end"].latencies)]
    results["call_info, recording"] = run(exchange.figures(ended))
    results["init"] = run(exchange.rings(EXTENSION, endpoint="init"))
    results["call_in, unmapped"] = run(exchange.rings(UNMAPPED))
    results["create"] = floor("create")
    results["create a ring's rows"] = floor("create a ring's rows")
    return results


def bursts(address, exchange):
    """Events at the same instant.

    :return: (name, Result of one alone, Result of several at once) each: the floor, ten
        of one call that ring at ten extensions, ten copies of one event, ten different
        calls
    """
    alone, group, copies, calls = Result(), Result(), Result(), Result()
    floor_alone, floor = Result(), Result()
    plain = next(exchange.floors("create + bus"))
    for number in range(BURSTS):
        for _ in range(AT_ONCE):
            floor_alone.add(drive(address, [plain], 1))
        floor.add(drive(address, [plain] * AT_ONCE, AT_ONCE))
        for _ in range(AT_ONCE):
            ring = next(exchange.rings(EXTENSION))
            alone.add(drive(address, [ring], 1))
        members = [
            exchange.event(
                "call_in", f"group-{number}", phone=PHONE, extension=str(member)
            )
            for member in range(101, 101 + AT_ONCE)
        ]
        group.add(drive(address, members, AT_ONCE))
        copy = next(exchange.rings(EXTENSION))
        copies.add(drive(address, [copy] * AT_ONCE, AT_ONCE))
        different = itertools.islice(exchange.rings(EXTENSION), AT_ONCE)
        calls.add(drive(address, different, AT_ONCE))
    return [
        ("ten of create + bus at once", floor_alone, floor),
        ("ten rings of one call at once (ten extensions)", alone, group),
        ("ten copies of one ring at once", alone, copies),
        ("ten calls of one connection at once", alone, calls),
    ]


def tries(exchange, callid, numbers):
    """A queue's tries at its agents in turn: a ring and its end each."""
    for number in numbers:
        extension = str(101 + number % AT_ONCE)
        named = {"extension": extension, "ring": f"{callid}.{number}", "queue": "999"}
        yield exchange.event("call_in", callid, phone=PHONE, **named)
        yield exchange.event(
            "call_end", callid, status="NO ANSWER", duration=20, **named
        )


def long_call(address, exchange):
    """Events of a call that rang few times and many.

    :return: (Result at FEW_RINGS, Result at MANY_RINGS)
    """
    few, many = Result(), Result()
    for number in range(TAKEN // FEW_RINGS):
        begun = tries(exchange, f"few-{number}", range(FEW_RINGS // 2))
        drive(address, list(begun), 1)
        later = range(FEW_RINGS // 2, FEW_RINGS + FEW_RINGS // 2)
        few.add(drive(address, list(tries(exchange, f"few-{number}", later)), 1))
    drive(address, list(tries(exchange, "many", range(MANY_RINGS))), 1)
    later = range(MANY_RINGS, MANY_RINGS + TAKEN)
    many.add(drive(address, list(tries(exchange, "many", later)), 1))
    return few, many


def batches(address, exchange):
    """Rings of as many calls, one a request and BATCH a request, on one connection.

    :return: (Result of single requests, Result of batches)
    """
    count = BATCH * BATCHES
    ones = list(itertools.islice(exchange.rings(EXTENSION), count))
    single = drive(address, ones, 1)
    bodies = [
        [
            {
                "name": "call_in",
                "callid": f"batch-{number}-{index}",
                "phone": PHONE,
                "extension": EXTENSION,
            }
            for index in range(BATCH)
        ]
        for number in range(BATCHES)
    ]
    requests = [
        post(f"{ENDPOINTS}/events", json.dumps(body).encode(), exchange.token)
        for body in bodies
    ]
    return single, drive(address, requests, 1)


def table_of_many(few, many, single, batch):
    """The lines about long calls and batches, and whether the bars were reached."""
    times = many.percentile(50) / few.percentile(50)
    events = len(batch.latencies) * BATCH / batch.seconds if batch.seconds else 0
    gain = events / single.rate if single.rate else 0
    statuses = {*few.statuses, *many.statuses, *single.statuses, *batch.statuses}
    is_slow, is_small = times > MAX_TIMES_FEW, gain < MIN_TIMES_ONE
    lines = [
        f"{'✗' if is_slow else '✓'} An event at {MANY_RINGS} rings of one call:"
        f" {many.percentile(50):.1f} ms, at {FEW_RINGS}: {few.percentile(50):.1f} ms,"
        f" {times:.2f} × (at most {MAX_TIMES_FEW}).",
        "",
        f"{'✗' if is_small else '✓'} Calls a second on one connection: {single.rate:.0f}"
        f" one a request, {events:.0f} with {BATCH} a request,"
        f" {gain:.1f} × (at least {MIN_TIMES_ONE}).",
    ]
    return lines, statuses == {200} and not is_slow and not is_small


def measure(server, rounds, seconds):
    """Measure a started `Trial`.

    :return: (text in Markdown, whether every bar was reached)
    """
    exchange = Exchange(server.token)
    one_round(server, exchange, min(seconds, 1))
    taken = []
    for number in range(1, rounds + 1):
        if number % 5 == 0:
            say(f"  round {number} of {rounds}")
        taken.append(one_round(server, exchange, seconds))
    say("  at once")
    at_once = bursts((HOST, server.port), exchange)
    lines, is_good = table(taken)
    more, is_fine = table_at_once(server, at_once)
    say("  long calls and batches")
    address = (HOST, server.port)
    last, is_fast = table_of_many(
        *long_call(address, exchange), *batches(address, exchange)
    )
    text = "\n".join([*lines, "", *more, "", *last])
    return text, is_good and is_fine and is_fast


def table(taken):
    """The lines that show the rounds, and whether every bar was reached."""
    lines = [
        "| | requests/s | p50 ms | p95 ms | p99 ms | CPU ms | share of floor | by CPU | bar |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    is_good = True
    names = [*FLOORS, *(name for name in taken[0] if name not in FLOORS)]
    wholes = {name: total(results[name] for results in taken) for name in names}
    for name, whole in wholes.items():
        share, by_cpu, bar, reached = judge(name, taken, wholes)
        if whole.statuses.keys() != {expected(name)}:
            bar, reached = f"✗ answers by status {whole.statuses}", False
        is_good = is_good and reached
        figures = [f"{whole.rate:.0f}", *percentiles(whole), f"{whole.cost:.1f}"]
        lines.append(f"| {' | '.join([name, *figures, share, by_cpu, bar])} |")
    empty = wholes["empty route"]
    own = empty.own_seconds / max(len(empty.latencies), 1) * 1000
    lines += ["", CAPTION % own]
    return lines, is_good


def total(results):
    """All results as one."""
    whole = Result()
    for result in results:
        whole.add(result)
    return whole


def expected(name):
    """The status that answers a request of this name."""
    return 401 if name == "refused" else 200


def judge(name, taken, wholes):
    """(share of the floor's requests a second, the same by processor time, bar in words,
    whether it was reached); the share is the median of the rounds, since the machine is
    seldom quiet.
    """
    if name not in BARS:
        return "", "", "", True
    floor, least = BARS[name]
    shares = [results[name].rate / results[floor].rate for results in taken]
    share = statistics.median(shares)
    by_cpu = wholes[floor].cost / wholes[name].cost if wholes[name].cost else 0
    mark = "✓" if share >= least else "✗"
    bar = f"{mark} ≥ {least} of {floor}"
    return f"{share:.2f}", f"{by_cpu:.2f}", bar, share >= least


def percentiles(result):
    """p50, p95 and p99 as texts."""
    return [f"{result.percentile(percent):.1f}" for percent in (50, 95, 99)]


def table_at_once(server, at_once):
    """The lines that show what came at once, and whether the bars were reached."""
    lines = [
        "| at once | p50 ms | p95 ms | one alone, p50 ms | p95 ms | p95 to p95 | bar |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    is_good = True
    floor = at_once[0][2].percentile(95)
    for name, alone, result in at_once:
        times = result.percentile(95) / alone.percentile(95)
        bar = ""
        if name.startswith(("ten rings", "ten copies")):
            reached = times <= MAX_TIMES_ALONE
            bar = f"{'✓' if reached else '✗'} ≤ {MAX_TIMES_ALONE} ×"
            is_good = is_good and reached
        if name.startswith("ten rings"):
            share = result.percentile(95) / floor
            is_near = share <= MAX_TIMES_FLOOR
            bar += f", {'✓' if is_near else '✗'} {share:.2f} of ≤ {MAX_TIMES_FLOOR} ×"
            bar += " the floor's ten"
            is_good = is_good and is_near
        if {*alone.statuses, *result.statuses} != {200}:
            bar, is_good = f"✗ answers by status {result.statuses}", False
        figures = [*percentiles(result)[:2], *percentiles(alone)[:2]]
        lines.append(f"| {' | '.join([name, *figures, f'{times:.1f} ×', bar])} |")
    failures = serialization_failures(server)
    mark = "✗" if failures else "✓"
    lines += [
        "",
        f"{mark} Serialization failures and deadlocks, all in all: {failures}.",
    ]
    return lines, is_good and not failures


def serialization_failures(server):
    """How many lines of Odoo's and PostgreSQL's logs tell of one."""
    logs = [server.place.log, server.place.folder / "postgres.log"]
    return sum(
        len(SERIALIZATION.findall(path.read_text(encoding="utf-8", errors="replace")))
        for path in logs
        if path.exists()
    )
