"""Orders by an HTTP request: outside the transaction, with a fixed word for each failure."""

import ssl
import tempfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..common import CallcenterCommon
from ..recording_server import write_certificate
from .test_dial import DialCase


class FakeExchange(BaseHTTPRequestHandler):
    """Answers with the status and the body that are set, and keeps what it was asked."""

    status, body, asked = 200, b"Success", []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(self.status)
        if 300 <= self.status < 400:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def an_exchange(status=200, body=b"Success", certificate=None):
    handler = type(
        "Handler", (FakeExchange,), {"status": status, "body": body, "asked": []}
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    scheme = "https" if certificate else "http"
    try:
        yield f"{scheme}://localhost:{server.server_port}", handler.asked
    finally:
        server.shutdown()
        server.server_close()


class TestDialRequest(DialCase):
    def setUp(self):
        super().setUp()
        # what became of the request is written by a cursor of its own
        self.registry_enter_test_mode()

    def connect(self, server, **values):
        self.pbx.write(
            {
                "dial_way": "http",
                "dial_url": f"{server}/dial?from={{extension}}&to={{phone}}&key={{secret}}",
                "dial_password": "s3cret",
                "is_dial_private": True,
                **values,
            }
        )

    def order(self):
        """Dial, and commit as a request does; the test's cursor is the only one."""
        order = self.dial()
        self.env.flush_all()
        self.env.cr.postcommit.run()
        self.env.invalidate_all()
        return order

    def test_an_exchange_that_dials(self):
        with an_exchange() as (server, asked):
            self.connect(server, dial_success="Success", dial_prefix="9")
            order = self.order()
        self.assertEqual(asked, ["/dial?from=101&to=90989464999&key=s3cret"])
        self.assertEqual(order.state, "sent")
        self.assertEqual(order.call_id.state, "ringing")

    def test_nothing_is_sent_before_the_order_stands(self):
        with an_exchange() as (server, asked):
            self.connect(server)
            self.dial()
            self.assertFalse(asked)
            self.env.cr.postcommit.clear()

    def test_what_goes_wrong_is_said_in_fixed_words(self):
        for status, body, word in (
            (500, b"<b>Traceback: secret</b>", "refused. (500)"),
            (302, b"", "elsewhere. (302)"),
            (401, b"", "secret. (401)"),
            (200, b"<!doctype html><h1>Log in", "something else. (200)"),
        ):
            with self.subTest(status), an_exchange(status, body) as (server, asked):
                self.connect(server)
                order = self.order()
                self.assertEqual(len(asked), 1)
            self.assertEqual(order.state, "refused")
            self.assertIn(word, order.reason)
            self.assertNotIn("Traceback", order.reason)
            self.assertEqual(order.call_id.state, "ended")

    def test_a_certificate_of_nobody(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "pbx.pem")
            write_certificate(path, "localhost")
            with an_exchange(certificate=path) as (server, asked):
                self.connect(server)
                self.assertIn("certificate", self.order().reason)
                self.assertFalse(asked)

    def test_the_own_network_is_asked_only_where_it_is_allowed(self):
        with an_exchange() as (server, asked):
            self.connect(server, is_dial_private=False)
            self.assertIn("own network", self.order().reason)
            self.assertFalse(asked)


@tagged("post_install", "-at_install")
class TestDialSecret(CallcenterCommon):
    """The secret is bound to its server, and read by nobody."""

    def test_another_server_does_not_get_it(self):
        url = "https://pbx.example.com/dial?to={phone}&key={secret}"
        self.pbx.write({"dial_way": "http", "dial_url": url, "dial_password": "s3cret"})
        self.pbx.dial_url = url + "&more=1"
        self.assertEqual(self.pbx.sudo().dial_secret, "s3cret")
        self.pbx.dial_url = "https://evil.example.com/?key={secret}"
        self.assertFalse(self.pbx.sudo().dial_secret)

    def test_nobody_reads_it(self):
        admin = new_test_user(
            self.env, "t_pbx", "base.group_user,callcenter.group_callcenter_pbx_admin"
        )
        self.pbx.dial_password = "s3cret"
        self.env.invalidate_all()
        pbx = self.pbx.with_user(admin)
        self.assertFalse(pbx.read(["dial_password"])[0]["dial_password"])
        with self.assertRaises(AccessError):
            pbx.read(["dial_secret"])
        with self.assertRaises(AccessError):
            self.pbx.with_user(self.lan).read(["dial_url"])

    def test_a_request_needs_an_address(self):
        with self.assertRaises(ValidationError):
            self.pbx.write({"dial_way": "http", "dial_url": "nowhere"})

    def test_a_link_runs_nothing_in_the_page(self):
        with self.assertRaises(ValidationError):
            self.pbx.write({"dial_way": "uri", "dial_link": "javascript:x({phone})"})

    def test_what_makers_document_fills_the_request_in(self):
        with_ready = self.env["callcenter.pbx"].new({"dial_ready": "voicecloud"})
        with_ready._onchange_dial_ready()
        self.assertEqual(with_ready.dial_way, "http")
        self.assertIn("{phone}", with_ready.dial_url)
        self.assertEqual(with_ready.dial_success, "Success")
