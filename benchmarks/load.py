"""Sends HTTP requests over several connections at once and takes each one's time.

One thread and plain sockets, so that little of the machine goes to the measuring.
"""

import selectors
import socket
import time
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"
ANSWER_PATIENCE = 30.0


@dataclass
class Result:
    """What came of some requests.

    :param seconds: from the first request to the last answer
    :param latencies: of each answer, seconds from the start of its request
    :param statuses: how many answers had each status
    :param own_seconds: processor time that the sending itself took
    :param server_seconds: processor time that the server took, where it was measured
    """

    seconds: float = 0.0
    latencies: list = field(default_factory=list)
    statuses: dict = field(default_factory=dict)
    own_seconds: float = 0.0
    server_seconds: float = 0.0

    @property
    def rate(self):
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    @property
    def cost(self):
        """Milliseconds of the server's processor time an answer."""
        return self.server_seconds / max(len(self.latencies), 1) * 1000

    def percentile(self, percent):
        """The latency below which `percent` of the answers lie, in milliseconds."""
        if not self.latencies:
            return 0.0
        ordered = sorted(self.latencies)
        rank = min(len(ordered) - 1, int(len(ordered) * percent / 100))
        return ordered[rank] * 1000

    def add(self, other):
        """Take another result's answers as well."""
        self.seconds += other.seconds
        self.own_seconds += other.own_seconds
        self.server_seconds += other.server_seconds
        self.latencies += other.latencies
        for status, count in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count


class Connection:
    """One connection with one request on its way; kept open where the server does.

    Odoo's prefork server closes after each answer.
    """

    def __init__(self, address):
        self.address = address
        self.socket = None
        self.begun = 0.0
        self.answer = b""

    def send(self, request):
        """Send a request; the time runs from here, a new connection included."""
        self.begun = time.perf_counter()
        self.answer = b""
        if self.socket is None:
            self.socket = socket.create_connection(self.address, ANSWER_PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)

    def receive(self):
        """Read what has come; returns the status when the answer is complete."""
        part = self.socket.recv(65536)
        self.answer += part
        head, separator, body = self.answer.partition(HEAD_END)
        if not part or (separator and len(body) >= content_length(head)):
            status = int(head.split(b" ", 2)[1]) if separator else 0
            if not part or b"connection: close" in head.lower():
                self.close()
            return status
        return None

    def close(self):
        """Close the connection."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def content_length(head):
    """The length of the body that an answer's head announces."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(LENGTH):
            return int(line[len(LENGTH) :])
    return 0


def drive(address, requests, connections=8, seconds=None):
    """Keep some connections busy with requests.

    :param address: (host, port)
    :param requests: an iterable of whole requests, as bytes
    :param seconds: after which no further request is sent; None: at the end of `requests`
    :return: a Result
    """
    result, requests = Result(), iter(requests)
    selector = selectors.DefaultSelector()
    begun, own = time.perf_counter(), time.process_time()
    until = begun + seconds if seconds else float("inf")
    busy = 0

    def send_next(connection):
        request = next(requests, None) if time.perf_counter() < until else None
        if request is None:
            connection.close()
            return 0
        connection.send(request)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        return 1

    for _ in range(connections):
        busy += send_next(Connection(address))
    while busy:
        ready = selector.select(ANSWER_PATIENCE)
        if not ready:
            raise TimeoutError(f"No answer within {ANSWER_PATIENCE:.0f} seconds.")
        for key, _ in ready:
            connection, sent_on = key.data, key.fileobj
            status = connection.receive()
            if status is None:
                continue
            selector.unregister(sent_on)
            result.latencies.append(time.perf_counter() - connection.begun)
            result.statuses[status] = result.statuses.get(status, 0) + 1
            busy += send_next(connection) - 1
    selector.close()
    result.seconds = time.perf_counter() - begun
    result.own_seconds = time.process_time() - own
    return result


def post(path, body=b"", token=None):
    """A whole POST request as bytes.

    :param body: JSON, as bytes
    :param token: for the Authorization header; None sends none
    """
    lines = [f"POST {path} HTTP/1.1", "Host: bench", f"Content-Length: {len(body)}"]
    if body:
        lines.append("Content-Type: application/json")
    if token:
        lines.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*lines, "", ""]).encode() + body
