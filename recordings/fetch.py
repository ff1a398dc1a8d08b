"""Fetching a recording from an exchange that one does not trust.

Python's own HTTP client, connected to the very address that was checked: a name that
resolves anew to another one (DNS rebinding) gains nothing. It follows no redirection,
knows no proxy, and a clock ends it, however slowly the answer drips.
"""

import ipaddress
import re
import socket
import ssl
import threading
import time
from base64 import b64encode
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple

from .audio import HEAD_BYTES, find_audio_type
from .location import PORTS, Location, RecordingError

CONNECT_SECONDS = 5
READ_SECONDS = 15
CHUNK_BYTES = 64 * 1024
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")
_REASONS = {401: "unauthorized", 403: "unauthorized", 404: "missing", 410: "missing"}


class Source(NamedTuple):
    """Where a recording is fetched, and within which bounds.

    :param location: its address
    :param authorization: ``(user, password)``, or None
    :param is_private_allowed: whether addresses of one's own network may be asked
    :param max_bytes: how large it may be
    :param seconds: how long all of it may take
    """

    location: Location
    authorization: tuple | None = None
    is_private_allowed: bool = False
    max_bytes: int = 50 * 1024 * 1024
    seconds: float = 60


def open_recording(source, start=0, stop=None):
    """Ask the exchange for a recording.

    :param int start: the first byte wanted
    :param stop: the byte after the last one wanted, or None for all
    :return: a Recording, to be closed
    :raises RecordingError: why there is none
    """
    recording = Recording(source)
    try:
        recording.ask(start, stop)
    except BaseException:
        recording.close()
        raise
    return recording


class Recording:
    """The answer of an exchange, as it comes.

    After ``ask``: ``mimetype``, None where the first bytes were not asked for and nothing
    else tells it; ``total``, the size of the whole recording or None.
    """

    mimetype = None
    total = None

    def __init__(self, source):
        self._source = source
        self._deadline = time.monotonic() + source.seconds
        self._connection = _PinnedConnection(source)
        # a socket's own timeout starts anew with each byte
        self._clock = threading.Timer(source.seconds, self._connection.cut)
        self._clock.daemon = True
        self._answer = None
        self._head = b""
        self._skip = 0
        self._wanted = None

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.close()

    def close(self):
        """Hang up."""
        self._clock.cancel()
        if self._answer:
            self._answer.close()
        self._connection.close()

    def ask(self, start, stop):
        """Send the request, read what comes before the audio."""
        with self._telling():
            self._clock.start()
            self._connection.request(
                "GET", self._source.location.target, headers=self._headers(start, stop)
            )
            self._answer = self._connection.getresponse()
            self._read_status(start)
            self._wanted = None if stop is None else stop - start
            if not self._skip and not start:
                self._head = self._answer.read(HEAD_BYTES)
        self.mimetype = find_audio_type(
            self._answer.getheader("Content-Type", ""),
            self._source.location.target.partition("?")[0],
            self._head,
        )
        if not self.mimetype and not start:
            raise RecordingError("not_audio")

    def _headers(self, start, stop):
        headers = {"Accept": "audio/*, */*;q=0.5", "Accept-Encoding": "identity"}
        if start or stop is not None:
            headers["Range"] = f"bytes={start}-{'' if stop is None else stop - 1}"
        if self._source.authorization:
            pair = ":".join(self._source.authorization).encode()
            headers["Authorization"] = f"Basic {b64encode(pair).decode()}"
        return headers

    def _read_status(self, start):
        status = self._answer.status
        if status == 206:
            told = _RANGE.fullmatch(self._answer.getheader("Content-Range", ""))
            if not told or int(told[1]) != start:
                raise RecordingError("refused")
            self.total = None if told[3] == "*" else int(told[3])
        elif status == 200:  # it knows no ranges: what comes before is read over
            self.total = self._answer.length
            self._skip = start
        elif status == 416:
            raise RecordingError("out_of_range")
        elif 300 <= status < 400:
            raise RecordingError("redirected")
        else:
            raise RecordingError(_REASONS.get(status, "refused"))
        if self.total is not None and self.total > self._source.max_bytes:
            raise RecordingError("too_large")

    def chunks(self):
        """Yield the bytes that were asked for; afterwards ``total`` is known if it can be.

        :raises RecordingError: ``too_large``, ``too_slow``, ``broken_off``
        """
        wanted, seen = self._wanted, 0
        for chunk in self._read():
            seen += len(chunk)
            if seen > self._source.max_bytes:
                raise RecordingError("too_large")
            part = chunk[max(len(chunk) - max(seen - self._skip, 0), 0) :]
            if wanted is not None:
                part, wanted = part[:wanted], wanted - len(part[:wanted])
            if part:
                yield part
            # the end of a body without a length is its only measure
            if wanted == 0 and self.total is not None:
                return
        if self.total is None and self._answer.status == 200:
            self.total = seen

    def _read(self):
        """Yield all that comes."""
        if self._head:
            yield self._head
        while True:
            with self._telling():
                left = self._answer.length
                chunk = self._answer.read1(CHUNK_BYTES)
            if not chunk:
                if time.monotonic() >= self._deadline:
                    raise RecordingError("too_slow")
                if left:
                    raise RecordingError("broken_off")
                return
            yield chunk

    @contextmanager
    def _telling(self):
        """Make a RecordingError of whatever the connection raises."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise RecordingError("bad_certificate") from error
        except (OSError, HTTPException, ValueError) as error:
            is_late = time.monotonic() >= self._deadline
            is_late = is_late or isinstance(error, TimeoutError)
            raise RecordingError("too_slow" if is_late else "unreachable") from error


class _PinnedConnection(HTTPConnection):
    """A connection to the address that was checked, whatever its name resolves to."""

    def __init__(self, source):
        origin = source.location.origin
        seconds = min(CONNECT_SECONDS, source.seconds)
        super().__init__(origin.host, origin.port, timeout=seconds)
        self._origin = origin
        self._is_private_allowed = source.is_private_allowed
        # the client forgets its socket once the answer is the last one
        self._last_sock = None
        self.default_port = PORTS[origin.scheme]

    def connect(self):
        address = _find_address(self._origin, self._is_private_allowed)
        sock = socket.create_connection((address, self.port), self.timeout)
        sock.settimeout(READ_SECONDS)
        self.sock = self._last_sock = sock
        if self._origin.scheme == "https":
            self.sock = self._last_sock = ssl.create_default_context().wrap_socket(
                sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def cut(self):
        """End whatever waits for this connection, from another thread."""
        if self._last_sock:
            with suppress(OSError):  # it has ended already
                socket.socket.shutdown(self._last_sock, socket.SHUT_RDWR)


def _find_address(origin, is_private_allowed):
    """Return an address of ``origin`` that may be asked.

    :raises RecordingError: ``private_address`` where one of them may not
    """
    found = socket.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(info[4][0].partition("%")[0]) for info in found]
    if not all(_may_ask(address, is_private_allowed) for address in addresses):
        raise RecordingError("private_address")
    return str(addresses[0])


def _may_ask(address, is_private_allowed):
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False  # where cloud servers tell their secrets, and nobody's
    if address.is_global:
        return True
    return is_private_allowed and (address.is_private or address.is_loopback)
