"""What a stranger, a web page or a token's holder gets of the webhook."""

import logging
import socket
import threading
import time
from unittest.mock import Mock, patch

from odoo import SUPERUSER_ID, api
from odoo.tests import BaseCase, tagged

from ...controllers import dispatcher
from ...controllers.delivery import is_address_proven, is_browser, printable
from ...controllers.rate import NameRate
from ...controllers.webhook import CallcenterWebhook
from ...models.transaction import begin_read_committed
from ...wire import LOOKUP, WireError, read_message
from ..common import CallcenterCommon, WireCase


@tagged("post_install", "-at_install")
class TestNamesTold(WireCase):
    """Customers are named to an exchange where that is switched on, and not all of them."""

    def ring(self, number):
        params = {"callid": f"n-{number}", "phone": "0989464999", "extension": "101"}
        return self.post("call_in", params)[1]["customer"]

    def test_no_event_names_where_lookups_are_off(self):
        self.assertEqual(self.ring(1)["id"], self.customer.id)
        self.pbx.lookup_enabled = False
        self.assertIsNone(self.ring(2))
        for endpoint in ("call_end", "call_info"):
            params = {"callid": "n-1", "extension": "101", "status": "ANSWERED"}
            self.assertIsNone(self.post(endpoint, params)[1]["customer"])
        self.assertIsNone(self.post("call_info", {"callid": "n-1"})[1]["customer"])
        self.assertEqual(self.call("n-1").partner_id, self.customer)

    def test_events_name_so_many_a_minute_and_leave_some_to_lookups(self):
        with patch.object(CallcenterWebhook, "_names", NameRate(6)):
            told = [bool(self.ring(number)) for number in range(5)]
            self.assertEqual(told, [True, True, True, False, False])
            status = [self.post(LOOKUP, {"phone": "0989464999"})[0] for _ in range(4)]
            self.assertEqual(status, [200, 200, 200, 429])
        self.assertEqual(
            len(self.call("n-4")), 1, "what is not named is taken all the same"
        )

    def test_a_worker_counts_what_another_one_told(self):
        rates = [NameRate(60) for _worker in range(4)]
        told = sum(rate.take(self.pbx, now=0.0) for rate in rates for _ in range(60))
        self.assertEqual(told, 60)
        self.env["callcenter.quota"].search([]).at -= 10
        self.env.flush_all()
        told = sum(rate.take(self.pbx, now=2.0) for rate in rates for _ in range(60))
        self.assertEqual(told, 10)

    def test_a_worker_without_names_does_not_ask_for_each_event(self):
        rate = NameRate(1)
        self.assertTrue(rate.take(self.pbx, now=0.0))
        self.assertFalse(rate.take(self.pbx, now=0.0))
        with self.assertQueryCount(0):
            self.assertFalse(rate.take(self.pbx, now=0.9))
        self.env["callcenter.quota"].search([]).at -= 60
        self.env.flush_all()
        self.assertTrue(rate.take(self.pbx, now=1.0))


@tagged("post_install", "-at_install")
class TestNamesOfTwoWorkers(CallcenterCommon):
    """Two workers at once draw on one limit."""

    def test_two_connections(self):
        first = self.registry._db.cursor()
        self.addCleanup(first.close)
        env = api.Environment(first, SUPERUSER_ID, {})
        pbx = env["callcenter.pbx"].create(
            {"name": "drawn", "country_id": self.vietnam.id}
        )
        first.commit()  # pylint: disable=invalid-commit
        self.addCleanup(first.commit)
        self.addCleanup(pbx.unlink)
        second = self.registry._db.cursor()
        self.addCleanup(second.close)
        took = []
        for cr in (first, second, first, second):
            begin_read_committed(cr)
            quotas = api.Environment(cr, SUPERUSER_ID, {})["callcenter.quota"]
            took.append(quotas._draw(pbx.id, 3, 2))
            cr.commit()  # pylint: disable=invalid-commit
        self.assertEqual(took, [2, 1, 0, 0])


@tagged("post_install", "-at_install")
class TestByAddress(WireCase):
    """A connection without a token takes requests of the exchange itself only."""

    def setUp(self):
        super().setUp()
        self.pbx.write({"allowed_networks": "127.0.0.0/8", "require_token": False})

    def send(self, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        params = {"callid": "a-1", "phone": "0989464999", "extension": "101"}
        status, answer = self.post("call_in", params, headers=headers)
        return status, answer.get("code")

    def test_an_exchange_is_let_in(self):
        for headers in (
            {},
            {"User_Agent": "curl/8.5"},
            {"User_Agent": "Mozilla/4.0 (compatible)"},
            {"Host": "odoo:8069"},
            {"Host": "10.0.0.5"},
        ):
            self.assertEqual(self.send(**headers), (200, None), headers)

    def test_a_web_page_is_not(self):
        page = {"User_Agent": "Mozilla/5.0 (X11)", "Accept_Language": "vi"}
        for headers in (
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Sec_Fetch_Site": "cross-site"},
            {"Sec_Fetch_Mode": "no-cors"},
            {"Referer": "http://evil.example/"},
            page,
        ):
            self.assertEqual(self.send(**headers), (403, "from_browser"), headers)
            token = {**headers, "Authorization": f"Bearer {self.token}"}
            self.assertEqual(self.send(**token), (200, None), headers)

    def test_what_was_passed_on_is_not(self):
        for name in (
            "Forwarded",
            "Via",
            "X_Forwarded_For",
            "X_Forwarded_Host",
            "X_Forwarded_Proto",
            "X_Real_IP",
            "X_Client_IP",
            "True_Client_IP",
            "CF_Connecting_IP",
        ):
            self.assertEqual(
                self.send(**{name: "127.0.0.1"}), (403, "proxy_untold"), name
            )

    def test_another_name_of_this_server_is_not(self):
        for host in ("evil.example", "evil.example:8069", "6.6.6.6"):
            self.assertEqual(self.send(Host=host), (403, "host_forbidden"), host)
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(
            "callcenter.hosts", "pbx.example.com, Odoo.example.com:8069"
        )
        self.assertEqual(self.send(Host="odoo.example.com"), (200, None))
        parameters.set_param("web.base.url", "https://calls.example.com")
        self.assertEqual(self.send(Host="CALLS.example.com:443"), (200, None))


class TestSender(BaseCase):
    """What the headers tell of a sender."""

    def test_the_proxy_that_odoo_was_told_of(self):
        told = {"werkzeug.proxy_fix.orig": {}, "HTTP_X_FORWARDED_HOST": "odoo"}
        for more, proven in (
            ({"HTTP_X_FORWARDED_FOR": "10.0.0.1", "HTTP_X_REAL_IP": "10.0.0.1"}, True),
            ({"HTTP_X_FORWARDED_FOR": "10.0.0.1", "HTTP_FORWARDED": "for=1"}, False),
            ({"HTTP_X_FORWARDED_FOR": "10.0.0.1", "HTTP_VIA": "1.1 x"}, False),
        ):
            self.assertEqual(is_address_proven({**told, **more}), proven, more)
            self.assertFalse(is_address_proven(more))
        self.assertTrue(is_address_proven({"HTTP_HOST": "odoo"}))

    def test_a_browser(self):
        self.assertTrue(is_browser({"HTTP_SEC_FETCH_DEST": "image"}))
        self.assertFalse(is_browser({"HTTP_ACCEPT_LANGUAGE": "vi", "HTTP_HOST": "x"}))

    def test_no_control_character_reaches_a_log(self):
        self.assertEqual(printable("a\x1b[31m\r\n\u2028"), "a�[31m���")


@tagged("post_install", "-at_install")
class TestHostile(WireCase):
    """Strangers hold nothing and write no lines."""

    def test_a_path_writes_no_line_of_its_own(self):
        name = "odoo.addons.callcenter.controllers.webhook"
        tally = patch.object(
            CallcenterWebhook._refusal_logs, "is_due", return_value=True
        )
        with tally, self.assertLogs(name, logging.INFO) as logs:
            self.post("x%0dINFO%1b[2J", {"callid": "1"}, headers={})
        self.assertTrue(all(line.getMessage().isprintable() for line in logs.records))

    def test_forms_in_forms(self):
        for count in (20, 450, 1000):
            body = b"".join(
                b"--b%d\r\nContent-Type: multipart/form-data; boundary=b%d\r\n\r\n"
                % (number, number + 1)
                for number in range(count)
            )
            with self.assertRaises(WireError):
                read_message(body)
            self.assertEqual(self.post("call_in", body=body, headers={})[0], 400)
        mails = b"--a\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 1000
        self.assertEqual(self.post("call_in", body=mails, headers={})[0], 400)

    def test_a_body_is_read_before_anything_of_the_database(self):
        steps = []
        early = patch.object(dispatcher, "read_early", lambda *_given: steps.append(1))
        request = Mock(path="/api/callcenter/call_in", environ={})
        sent = Mock(db="any", httprequest=request)
        installed = patch.object(dispatcher, "_is_installed", lambda _name: True)
        given = patch.object(dispatcher.requests, "get_environ", lambda _request: {})
        with early, installed, given:
            dispatcher._serve_database(sent, lambda _request: steps.append(2))
        self.assertEqual(steps, [1, 2])


class TestSlowBody(BaseCase):
    """All of a body comes within a time, or none of it is taken."""

    def read_sent(self, *pieces, length):
        sock, peer = socket.socketpair()
        self.addCleanup(sock.close)
        self.addCleanup(peer.close)
        stop = threading.Event()

        def send():
            for piece in pieces:
                peer.sendall(piece)
                if stop.wait(0.05):
                    return

        sender = threading.Thread(target=send)
        self.addCleanup(sender.join)
        self.addCleanup(stop.set)
        environ = {"CONTENT_LENGTH": str(length), "socket": sock}
        environ["wsgi.input"] = sock.makefile("rb")
        sender.start()
        with patch.object(dispatcher, "BODY_SECONDS", 0.5):
            began = time.monotonic()
            dispatcher.read_early(environ)
            self.assertLess(time.monotonic() - began, 2)
        return environ["wsgi.input"].read(), environ.get(dispatcher.IS_CUT)

    def test_pieces(self):
        self.assertEqual(self.read_sent(b"ab", b"c", length=3), (b"abc", None))

    def test_a_byte_at_a_time(self):
        body, is_cut = self.read_sent(*[b"x"] * 100, length=100)
        self.assertTrue(is_cut)
        self.assertLess(len(body), 100)

    def test_nothing(self):
        self.assertEqual(self.read_sent(length=9), (b"", True))
