"""`./dev fuzz`: broken and hostile requests against a server of its own.

What is sent is decided by the seed and the number of the request alone: `--first N
--requests 1` sends one of them again.
"""

import argparse
import collections
import concurrent.futures
import json
import re
import socket
from dataclasses import dataclass

from .console import complain, say
from .fuzz_requests import Fuzzer
from .measurements import record
from .trial import ENDPOINTS, HOST, trial

THREADS = 8
PATIENCE = 20.0
SHOWN = 20
MAX_ANSWER = 1 << 20
# what Odoo and its HTTP server say themselves: without a Host header, without HTTP
OF_OTHERS = ("KeyError: 'HTTP_HOST'", "in parse_request")


@dataclass(frozen=True)
class Answer:
    """What came back.

    :param status: None where nothing came
    :param fault: why it breaks the promise, "" where it does not
    """

    status: int | None
    fault: str = ""


def main(arguments):
    """Send; returns 0 when the server stood it."""
    options = parse(arguments)
    with trial("fuzz") as run:
        run.query("UPDATE callcenter_pbx SET accept_get = true")
        run.start(options.workers)
        return Fuzzing(run, options).run()


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="./dev fuzz",
        description="Send broken and hostile requests to a server of its own: no 5xx, no "
        "HTML, no error in Odoo's log may come of it.",
    )
    parser.add_argument(
        "--requests", type=int, default=20000, metavar="N", help="default: 20000"
    )
    parser.add_argument("--seed", type=int, default=1, help="decides what is sent")
    parser.add_argument(
        "--first", type=int, default=0, metavar="N", help="start at this request"
    )
    parser.add_argument("--workers", type=int, default=2, help="0: the threaded server")
    parser.add_argument(
        "--record", action="store_true", help="write the result to docs/measurements.md"
    )
    return parser.parse_args(arguments)


class Fuzzing:
    """One run against a started `Trial`."""

    def __init__(self, server, options):
        self.server, self.options = server, options
        self.fuzzer = Fuzzer(options.seed, server.token, ENDPOINTS)
        self.counts = collections.defaultdict(collections.Counter)
        self.faults = []

    def run(self):
        """Send everything, look at log and database, tell; returns the exit code."""
        first, count = self.options.first, self.options.requests
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            for number, (request, answer) in enumerate(
                pool.map(self._send, range(first, first + count)), first
            ):
                self.counts[request.kind][answer.status] += 1
                if answer.fault:
                    self._keep_fault(number, request, answer)
        self._look_at_log()
        self._look_at_database()
        text = self._table()
        say(f"\n{text}\n")
        for group in grouped(self.faults)[:SHOWN]:
            complain(f"✗ {len(group)} × {group[0]}")
        if self.options.record:
            record(self.server, "Hostile input", text)
        return 1 if self.faults else 0

    def _send(self, number):
        request = self.fuzzer.request(number)
        return request, judge(request, exchange(self.server.port, request))

    def _keep_fault(self, number, request, answer):
        """Keep a request that was answered wrongly, to be sent again."""
        folder = self.server.place.folder / "faults"
        folder.mkdir(exist_ok=True)
        path = folder / f"{self.options.seed}-{number}.bin"
        path.write_bytes(request.data)
        self.faults.append(
            f"{request.kind}, request {number}: {answer.fault}\n"
            f"  {request.data[:160]!r}\n"
            f"  again: ./dev fuzz --seed {self.options.seed} --first {number} --requests 1"
        )

    def _look_at_log(self):
        """Errors and tracebacks in Odoo's log, without those that no addon can help."""
        for entry in self.server.read_log():
            is_bad = entry.level in ("ERROR", "CRITICAL") or "Traceback" in entry.text
            is_of_others = any(words in entry.text for words in OF_OTHERS)
            if is_bad and not is_of_others and entry.logger != "werkzeug":
                self.faults.append(f"Odoo's log: {entry.text[-2000:]}")

    def _look_at_database(self):
        """Rows that tell of a crash, and answers 200 that left no row."""
        crashed = self.server.query(
            "SELECT count(*) FROM callcenter_event WHERE result = 'error'"
        )
        taken = self.server.query(
            "SELECT count(*) FROM callcenter_event"
            " WHERE result IN ('applied', 'duplicate', 'ignored')"
        )
        answered = sum(count[200] for count in self.counts.values())
        if int(crashed):
            self.faults.append(f"{crashed} rows of the journal have the result error.")
        if int(taken) < answered:
            self.faults.append(
                f"{answered} answers 200, but {taken} rows in the journal."
            )

    def _table(self):
        """The counts of answers by kind of request, in Markdown."""
        statuses = sorted(
            {status for count in self.counts.values() for status in count},
            key=lambda status: status or 0,
        )
        names = [str(status or "none") for status in statuses]
        lines = [
            f"| what was sent | requests | {' | '.join(names)} |",
            f"|---|--:|{'--:|' * len(names)}",
        ]
        for kind, count in sorted(self.counts.items()):
            cells = [str(count[status] or "") for status in statuses]
            lines.append(f"| {kind} | {count.total()} | {' | '.join(cells)} |")
        total = sum(self.counts.values(), collections.Counter())
        cells = [str(total[status]) for status in statuses]
        lines.append(f"| all | {total.total()} | {' | '.join(cells)} |")
        verdict = f"✗ {len(self.faults)} of these" if self.faults else "✓ None of these"
        return "\n".join(
            [
                f"Seed {self.options.seed}, {self.options.workers} workers.",
                "",
                *lines,
                "",
                f"{verdict}: 5xx, an answer that is not JSON, an error or a traceback in"
                " Odoo's log, an answer 200 without a row in the journal. Kinds with * are"
                " answered by the HTTP server or by Odoo, before the addon is asked: they"
                " may not break anything, but how they are answered is not judged.",
            ]
        )


def grouped(faults):
    """Faults that are alike together, the most frequent ones first."""
    groups = collections.defaultdict(list)
    for fault in faults:
        alike = re.sub(r"\d+", "", fault.split("\n")[0] + fault.split("\n")[-1][:80])
        groups[alike].append(fault)
    return sorted(groups.values(), key=len, reverse=True)


def exchange(port, request):
    """Send a request and return all that comes back, as bytes."""
    with socket.create_connection((HOST, port), PATIENCE) as connection:
        try:
            connection.sendall(request.data)
            if request.is_aborted:
                return b""
            if request.is_truncated:
                connection.shutdown(socket.SHUT_WR)
        except OSError:  # it has answered and closed before it had read all
            pass
        return read_all(connection, request.method == b"HEAD")


def read_all(connection, is_head):
    """Read one answer: up to its length, or until the server closes."""
    data = b""
    try:
        while len(data) < MAX_ANSWER and not is_complete(data, is_head):
            part = connection.recv(65536)
            if not part:
                break
            data += part
    except OSError:  # reset after the answer: it had not read all that was sent
        pass
    return data


def is_complete(data, is_head):
    """Whether an answer has come whole."""
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator or head.startswith(b"HTTP/1.1 1"):
        return False
    length = header(head, b"content-length")
    return is_head or (length is not None and len(body) >= int(length))


def header(head, name):
    """A header's value, None where it is missing."""
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip()
    return None


def judge(request, data):
    """Return the `Answer` that some bytes are."""
    while data.startswith((b"HTTP/1.1 100", b"HTTP/1.0 100")):
        data = data.partition(b"\r\n\r\n")[2]
    head, separator, body = data.partition(b"\r\n\r\n")
    if request.is_aborted or (not data and request.is_foreign):
        return Answer(None)
    if not separator or not head.startswith(b"HTTP/"):
        is_bare = request.is_foreign  # HTTP/0.9
        return Answer(None, "" if is_bare else f"no HTTP answer: {data[:80]!r}")
    status = int(head.split(b" ", 2)[1])
    return Answer(status, fault_of(request, status, head, body))


def fault_of(request, status, head, body):
    """Why an answer breaks the promise, "" where it does not."""
    if request.is_foreign:
        return ""
    if status >= 500:
        return f"status {status}: {body[:200]!r}"
    kind = header(head, b"content-type") or b""
    if not kind.startswith(b"application/json"):
        return f"content type {kind!r}, status {status}: {body[:120]!r}"
    if request.method == b"HEAD":
        return ""
    try:
        answer = json.loads(body)
    except ValueError:
        return f"no JSON, status {status}: {body[:120]!r}"
    return "" if isinstance(answer, dict) else f"not an object: {body[:120]!r}"
