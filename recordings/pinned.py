"""An HTTP connection to the very address that was checked.

A name that resolves anew to another one (DNS rebinding) gains nothing. It follows no
redirection, knows no proxy, and one clock ends all of it, the look-up of the name too.
"""

import queue
import socket
import ssl
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection

from .address import may_ask
from .location import PORTS, RecordingError

CONNECT_SECONDS = 5
READ_SECONDS = 15


class PinnedConnection(HTTPConnection):
    """A connection to the address that was checked, whatever its name resolves to."""

    def __init__(self, origin, deadline, is_private_allowed=False):
        """
        :param Origin origin: the server
        :param float deadline: when all has to be over, by ``time.monotonic``
        :param is_private_allowed: whether addresses of one's own network may be asked
        """
        super().__init__(origin.host, origin.port)
        self._origin = origin
        self._deadline = deadline
        self._is_private_allowed = is_private_allowed
        # the client forgets its socket once the answer is the last one
        self._last_sock = None
        self.default_port = PORTS[origin.scheme]

    def connect(self):
        """:raises RecordingError: ``private_address``, of a server that may not be asked"""
        found = _resolve(self._origin, self._left())
        if not all(may_ask(address, self._is_private_allowed) for address in found):
            raise RecordingError("private_address")
        seconds = min(CONNECT_SECONDS, self._left())
        sock = socket.create_connection((found[0], self.port), seconds)
        sock.settimeout(READ_SECONDS)
        self.sock = self._last_sock = sock
        if self._origin.scheme == "https":
            self.sock = self._last_sock = ssl.create_default_context().wrap_socket(
                sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def _left(self):
        """Return how many seconds there still are.

        :raises TimeoutError: where there are none
        """
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def cut(self):
        """End whatever waits for this connection, from another thread."""
        if self._last_sock:
            with suppress(OSError):  # it has ended already
                socket.socket.shutdown(self._last_sock, socket.SHUT_RDWR)


def _resolve(origin, seconds):
    """Return the addresses of ``origin``'s name, as texts.

    The system's look-up knows no limit, so a thread waits for it; one that hangs ends
    with the look-up.

    :raises TimeoutError: where that takes longer than ``seconds``
    :raises OSError: where the name has none
    """
    answers = queue.SimpleQueue()

    def look_up():
        try:
            found = socket.getaddrinfo(
                origin.host, origin.port, type=socket.SOCK_STREAM
            )
            answers.put([info[4][0].partition("%")[0] for info in found])
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            answers.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty as error:
        raise TimeoutError from error
    if isinstance(answer, Exception):
        raise answer
    return answer
