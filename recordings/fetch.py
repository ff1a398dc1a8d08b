"""Fetching a recording from an exchange that one does not trust.

Python's own HTTP client, connected to the very address that was checked: a name that
resolves anew to another one (DNS rebinding) gains nothing. It follows a redirection only
to servers that may be asked anyway, knows no proxy, and one clock ends all of it, from
the look-up of the name on, however slowly the answer drips.
"""

import re
import ssl
import threading
import time
from base64 import b64encode
from contextlib import contextmanager
from http.client import HTTPException
from typing import NamedTuple
from urllib.parse import urljoin

from .audio import HEAD_BYTES, find_audio_type
from .location import Location, RecordingError, locate
from .pinned import PinnedConnection

CHUNK_BYTES = 64 * 1024
# how long a server may take to say anything, and what tells that it said nothing
PROBE_SECONDS = 10
SILENCE = {"unreachable", "too_slow", "broken_off"}
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")
# so many times an exchange may lead on: to its storage, and there to a nearer one
MAX_HOPS = 3
# the last four tell of the server, not of the file (RFC 9110, 15.6; RFC 6585, 4)
_REASONS = {
    401: "unauthorized",
    403: "unauthorized",
    404: "missing",
    410: "missing",
    **dict.fromkeys((429, 502, 503, 504), "unreachable"),
}


class Source(NamedTuple):
    """Where a recording is fetched, and within which bounds.

    :param location: its address
    :param authorization: ``(user, password)``, or None: for the server of ``location``
    :param is_private_allowed: whether addresses of one's own network may be asked
    :param max_bytes: how large it may be
    :param seconds: how long all of it may take
    :param others: Locations to ask where it is not at ``location``
    :param base: the address below which the server of ``location`` may lead on
    :param allowed: Origins that it may lead on to
    """

    location: Location
    authorization: tuple | None = None
    is_private_allowed: bool = False
    max_bytes: int = 50 * 1024 * 1024
    seconds: float = 60
    others: tuple = ()
    base: str = ""
    allowed: tuple = ()


def open_recording(source, start=0, stop=None):
    """Ask the exchange for a recording.

    :param int start: the first byte wanted
    :param stop: the byte after the last one wanted, or None for all
    :return: a Recording, to be closed
    :raises RecordingError: why there is none
    """
    deadline = time.monotonic() + source.seconds
    missing = []
    for location in (source.location, *source.others):
        try:
            asked = source._replace(location=location)
            return _follow(asked, start, stop, deadline)
        except RecordingError as error:
            if error.code != "missing":
                raise
            missing.append(error)
    raise missing[0]


def is_answering(source):
    """Return whether the server of a recording says anything, whatever it is asked for.

    It is asked for its first page, without credentials: where it answers, a recording
    that it is silent about is what is wrong with it.
    """
    asked = source._replace(
        location=source.location._replace(target="/"),
        authorization=None,
        seconds=min(source.seconds, PROBE_SECONDS),
    )
    with Recording(asked) as recording:
        try:
            recording.ask(0, 1)
            code = ""
        except _LedOn:
            code = "redirected"
        except RecordingError as error:
            code = error.code
    return code not in SILENCE


def _follow(source, start, stop, deadline):
    """Ask for a recording, wherever the exchange leads that may be asked."""
    for _hop in range(MAX_HOPS + 1):
        recording = Recording(source, deadline)
        try:
            recording.ask(start, stop)
            if start and not recording.mimetype:
                # neither header nor name tells what it is: its first bytes have to
                _follow(source, 0, HEAD_BYTES, deadline).close()
            return recording
        except _LedOn as error:
            recording.close()
            source = _led_to(source, error.address)
        except BaseException:
            recording.close()
            raise
    raise RecordingError("redirected")


def _led_to(source, address):
    """Return the Source that an exchange leads to (RFC 9110, 10.2.2).

    A redirection leads nowhere where a name might not have led. Credentials stay with
    the server that they are for.

    :raises RecordingError: ``redirected``, to where nobody allowed it
    """
    origin = source.location.origin
    asked = f"{origin.scheme}://{origin.host}:{origin.port}{source.location.target}"
    try:
        location = locate(urljoin(asked, address), source.base, allowed=source.allowed)
    except (RecordingError, ValueError) as error:
        raise RecordingError("redirected") from error
    is_same = location.origin == origin
    return source._replace(
        location=location, authorization=source.authorization if is_same else None
    )


class _LedOn(Exception):
    """The exchange answered that the recording is at another ``address``."""

    def __init__(self, address):
        self.address = address
        super().__init__(address)


class Recording:
    """The answer of an exchange, as it comes.

    After ``ask``: ``mimetype``, None where the first bytes were not asked for and nothing
    else tells it; ``total``, the size of the whole recording or None.
    """

    mimetype = None
    total = None

    def __init__(self, source, deadline=None):
        self._source = source
        self._deadline = deadline or time.monotonic() + source.seconds
        self._connection = PinnedConnection(
            source.location.origin, self._deadline, source.is_private_allowed
        )
        # a socket's own timeout starts anew with each byte
        seconds = max(self._deadline - time.monotonic(), 0)
        self._clock = threading.Timer(seconds, self._connection.cut)
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
        """Send the request, read what comes before the audio.

        From the beginning never less than what tells the type: players ask for two
        bytes first, to see whether ranges are known.
        """
        with self._telling("unreachable"):
            self._clock.start()
            self._connection.connect()
        with self._telling():
            asked = stop if start or stop is None else max(stop, HEAD_BYTES)
            self._connection.request(
                "GET", self._source.location.target, headers=self._headers(start, asked)
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
        elif status in (301, 302, 303, 307, 308):
            raise _LedOn(self._answer.getheader("Location", ""))
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
    def _telling(self, code="broken_off"):
        """Make a RecordingError of whatever the connection raises.

        :param code: what it means, unless the time is over
        """
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise RecordingError("bad_certificate") from error
        except (OSError, HTTPException, ValueError) as error:
            is_late = time.monotonic() >= self._deadline
            is_late = is_late or isinstance(error, TimeoutError)
            # who does not even answer the telephone is away, and not slow
            is_late = is_late and code != "unreachable"
            raise RecordingError("too_slow" if is_late else code) from error
