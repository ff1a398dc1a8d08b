"""A client of Odoo's websocket: as much of RFC 6455 as hearing a knock needs."""

import base64
import contextlib
import json
import os
import socket
import struct
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.cookies import SimpleCookie
from urllib.parse import quote

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
MAX_FRAME = 1024 * 1024


def session_of(odoo):
    """Return the session that names the database, '' where the server has one only.

    The header that other requests carry makes a session that is not kept, and the
    websocket needs one that is.
    """
    if not odoo.database:
        return ""
    kind = HTTPSConnection if odoo.is_secure else HTTPConnection
    options = {"context": odoo.context} if odoo.is_secure else {}
    connection = kind(odoo.host, odoo.port, timeout=15, **options)
    try:
        connection.request(
            "GET", "%s/web/login?db=%s" % (odoo.prefix, quote(odoo.database))
        )
        answer = connection.getresponse()
        answer.read()
        cookies = SimpleCookie()
        for header in answer.msg.get_all("Set-Cookie", []):
            cookies.load(header)
        found = cookies.get("session_id")
        return found.value if found else ""
    except HTTPException as error:
        raise Closed(0, str(error))
    finally:
        connection.close()


class Closed(Exception):
    """The connection is over; ``code`` is the server's, 0 where there was none."""

    def __init__(self, code=0, reason=""):
        super().__init__(reason or "closed (%d)" % code)
        self.code = code


class Websocket:
    """One connection.

    :param odoo: an ``odoo.Odoo``
    :param cookie: the session's, where the server has several databases
    """

    def __init__(self, odoo, cookie="", timeout=15.0):
        address = (odoo.host, odoo.port)
        plain = socket.create_connection(address, timeout)
        wraps = odoo.is_secure
        self._socket = (
            odoo.context.wrap_socket(plain, server_hostname=odoo.host)
            if wraps
            else plain
        )
        self._rest = b""
        self._hello(odoo, cookie)

    def _hello(self, odoo, cookie):
        lines = [
            "GET %s/websocket HTTP/1.1" % odoo.prefix,
            "Host: " + odoo.origin.partition("://")[2],
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(),
            "Origin: " + odoo.origin,
        ]
        if cookie:
            lines.append("Cookie: session_id=" + cookie)
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self._rest:
            self._more()
            if len(self._rest) > 65536:
                raise Closed(0, "no answer to the upgrade")
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        status = head.split(b"\r\n")[0].split(b" ")[1:2]
        if status != [b"101"]:
            raise Closed(
                0, "no websocket there: HTTP %s" % (status or [b"?"])[0].decode()
            )

    def subscribe(self, channel):
        """Ask to hear a channel."""
        data = {"channels": [channel], "last": 0}
        self.send(TEXT, json.dumps({"event_name": "subscribe", "data": data}).encode())

    def receive(self, timeout):
        """Return the types of the messages that came, [] after ``timeout`` seconds.

        :raises Closed: the connection is over
        """
        self._socket.settimeout(timeout)
        try:
            kind, data = self._frame()
        except socket.timeout:
            return []
        if kind == PING:
            self.send(PONG, data)
            return []
        if kind == CLOSE:
            raise Closed(struct.unpack("!H", data[:2])[0] if len(data) > 1 else 0)
        if kind != TEXT:
            return []
        try:
            messages = json.loads(data.decode())
            return [str(one["message"]["type"]) for one in messages]
        except (ValueError, KeyError, TypeError):
            return []

    def send(self, kind, data):
        """Send one frame, masked as a client's are."""
        mask = os.urandom(4)
        size = len(data)
        if size < 126:
            head = struct.pack("!BB", 0x80 | kind, 0x80 | size)
        else:
            head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, size)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self._socket.sendall(head + mask + masked)

    def _frame(self):
        head = self._need(2)
        size, start = head[1] & 0x7F, 2
        if size == 126:
            size, start = struct.unpack("!H", self._need(4)[2:4])[0], 4
        elif size == 127:
            size, start = struct.unpack("!Q", self._need(10)[2:10])[0], 10
        if size > MAX_FRAME:
            raise Closed(0, "a frame that is too long")
        whole = self._need(start + size)
        self._rest = self._rest[start + size :]
        return head[0] & 0x0F, whole[start : start + size]

    def _need(self, size):
        while len(self._rest) < size:
            self._more()
        return self._rest[:size]

    def _more(self):
        data = self._socket.recv(65536)
        if not data:
            raise Closed()
        self._rest += data

    def close(self):
        """End it."""
        with contextlib.suppress(OSError):
            self._socket.close()
