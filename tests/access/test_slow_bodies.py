"""Who is not known keeps no thread by sending slowly: credentials are looked at first."""

import socket
import time
from contextlib import contextmanager, suppress
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.tests import tagged

from ...controllers import dispatcher
from ..common import WireCase

RING = b"callid=slow&phone=0989464999&extension=101"
# what a refusal may take at most: an answer, and what is read after it
SOON = 1.8


@tagged("post_install", "-at_install")
class TestSlowBodies(WireCase):
    """Over plain sockets, as whoever attacks would."""

    @contextmanager
    def connect(self, path, *headers):
        """Send a request's head; the body is the test's."""
        self.env.flush_all()
        address = urlsplit(self.base_url())
        with self.allow_requests(all_requests=True):
            sock = socket.create_connection((address.hostname, address.port), 20)
            cookies = "; ".join(f"{x.name}={x.value}" for x in self.opener.cookies)
            head = [f"POST /api/callcenter/{path} HTTP/1.1", "Host: localhost"]
            head += ["Content-Type: application/x-www-form-urlencoded"]
            head += [f"Cookie: {cookies}", *headers, "", ""]
            sock.sendall("\r\n".join(head).encode())
            try:
                yield sock
            finally:
                sock.close()

    def read_all(self, sock, drip=b"", pause=0.1):
        """Read to the end while dripping; return the status, and when each came."""
        began, answer, status_at = time.monotonic(), b"", None
        sock.settimeout(pause)
        while time.monotonic() - began < 15:
            try:
                with suppress(TimeoutError):
                    if not (piece := sock.recv(65536)):
                        break
                    answer += piece
                    status_at = status_at or time.monotonic() - began
                sock.sendall(drip)
            except OSError:
                break  # closed while something was sent
        status = int(answer.split(b" ", 2)[1]) if answer else None
        return status, status_at, time.monotonic() - began

    def refuse(self, path, *headers, statuses=(401, 403, 404), soon=SOON, drip=b""):
        with self.connect(path, *headers) as sock:
            status, status_at, end_at = self.read_all(sock, drip)
        self.assertIn(status, statuses)
        self.assertLess(status_at, soon)
        self.assertLess(end_at, soon + 1)

    def test_a_wrong_token_is_refused_without_a_body(self):
        for name, headers in {
            "plain": ["Content-Length: 1000"],
            "chunked": ["Transfer-Encoding: chunked"],
        }.items():
            for drip in (b"", b"1\r\nx\r\n"):
                for path in ("call_in", "events", "agent", "recording", "nothing"):
                    with self.subTest(name, drip=drip, path=path):
                        token = "Authorization: Bearer wrong-wrong-wrong-wrong"
                        self.refuse(path, token, *headers, drip=drip)
                with self.subTest(name, drip=drip, path="query"):
                    query = "call_in?token=wrong-wrong-wrong-wrong"
                    self.refuse(query, *headers, drip=drip)

    def test_other_credentials_are_refused_without_a_body(self):
        for header in ("X-Api-Key: abc", "Authorization: Digest abc"):
            with self.subTest(header):
                self.refuse("call_in", header, "Content-Length: 1000")

    def test_where_the_token_may_be_in_the_body_it_is_awaited_for_a_moment(self):
        for headers in (["Content-Length: 1000"], ["Transfer-Encoding: chunked"]):
            for drip in (b"", b"1\r\nx\r\n"):
                with self.subTest(headers, drip=drip):
                    seconds = dispatcher.UNPROVEN_SECONDS + SOON
                    self.refuse("call_in", *headers, soon=seconds, drip=drip)

    def test_a_list_of_events_has_no_token_inside(self):
        self.refuse("events", "Content-Length: 1000")

    def test_a_token_in_a_body_that_comes_a_little_late_counts(self):
        body = RING + f"&token={self.token}".encode()
        with self.connect("call_in", f"Content-Length: {len(body)}") as sock:
            time.sleep(0.4)
            sock.sendall(body[:50])
            time.sleep(0.4)
            sock.sendall(body[50:])
            self.assertEqual(self.read_all(sock)[0], 200)
        self.assertTrue(self.call("slow"))

    def test_chunks_with_a_token_inside_count(self):
        body = RING + f"&token={self.token}".encode()
        with self.connect("call_in", "Transfer-Encoding: chunked") as sock:
            for piece in (body[:50], body[50:]):
                sock.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
                time.sleep(0.4)
            sock.sendall(b"0\r\n\r\n")
            self.assertEqual(self.read_all(sock)[0], 200)
        self.assertTrue(self.call("slow"))

    def test_a_known_exchange_has_its_time(self):
        token = f"Authorization: Bearer {self.token}"
        for length in (f"Content-Length: {len(RING)}", "Transfer-Encoding: chunked"):
            is_chunked = "chunked" in length
            with (
                self.subTest(length),
                patch.object(dispatcher, "UNPROVEN_SECONDS", 0.1),
                self.connect("call_in", token, length) as sock,
            ):
                time.sleep(0.7)
                sock.sendall(
                    b"%x\r\n%s\r\n" % (len(RING), RING) if is_chunked else RING
                )
                time.sleep(0.3)
                if is_chunked:
                    sock.sendall(b"0\r\n\r\n")
                self.assertEqual(self.read_all(sock)[0], 200)

    def test_but_not_for_ever(self):
        token = f"Authorization: Bearer {self.token}"
        with patch.object(dispatcher, "BODY_SECONDS", 0.5):
            for headers in (["Content-Length: 1000"], ["Transfer-Encoding: chunked"]):
                for drip in (b"", b"1\r\nx\r\n"):
                    with self.subTest(headers, drip=drip):
                        expected = {"statuses": (400,), "soon": 2.5, "drip": drip}
                        self.refuse("call_in", token, *headers, **expected)

    def test_chunks_that_are_none_or_too_many(self):
        token = f"Authorization: Bearer {self.token}"
        many = b"%x\r\n%s\r\n" % (70_000, b"x" * 70_000)
        for sent, status in ((b"zz\r\n", 400), (b"-1\r\n", 400), (many, 413)):
            with self.connect("call_in", token, "Transfer-Encoding: chunked") as sock:
                sock.sendall(sent)
                self.assertEqual(self.read_all(sock)[0], status, sent[:9])

    def test_who_is_let_in_by_address_is_known(self):
        self.pbx.write({"require_token": False, "allowed_networks": "127.0.0.0/8"})
        with (
            patch.object(dispatcher, "UNPROVEN_SECONDS", 0.1),
            self.connect("call_in", f"Content-Length: {len(RING)}") as sock,
        ):
            time.sleep(0.7)
            sock.sendall(RING)
            self.assertEqual(self.read_all(sock)[0], 200)
