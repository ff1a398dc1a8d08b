from unittest.mock import patch

from odoo import Command
from odoo.tests import BaseCase, tagged

from ...controllers.rate import NameRate, Tally
from ...controllers.webhook import CallcenterWebhook
from ...wire import LOOKUP, Event
from ..common import WireCase
from ..openapi import find_answer_faults, needs_libraries


@needs_libraries
@tagged("post_install", "-at_install")
class TestLookupWire(WireCase):
    """An exchange asks who calls, before it rings anybody."""

    def ask(self, *args, **kwargs):
        status, answer = self.post(LOOKUP, *args, **kwargs)
        self.assertEqual(find_answer_faults(LOOKUP, status, answer), [], answer)
        return status, answer

    def speak(self, extension):
        """Let the customer speak at an extension."""
        for kind, more in (("ring", {}), ("end", {"disposition": "answered"})):
            event = Event(
                kind, extension, phone="0989464999", extension=extension, **more
            )
            self.calls._apply_event(self.pbx, event, 1_700_000_000 + int(extension))
        self.env.flush_all()

    def test_a_customer_by_name_language_and_the_extension_that_knows_them(self):
        self.customer.user_id = self.hoa
        customer = {"id": self.customer.id, "name": "Đỗ Thuý An"}
        answer = {"status": "ok", "name": "Đỗ Thuý An", "customer": customer}
        answer |= {"lang": self.customer.lang, "extension": "103"}
        self.assertEqual(self.ask({"phone": "0989464999"}), (200, answer))
        self.speak("101")
        self.speak("102")
        answer["extension"] = "102"
        self.assertEqual(self.ask({"phone": "0989464999"}), (200, answer))
        self.ext_102.active = False
        answer["extension"] = "103"
        self.assertEqual(self.ask({"phone": "0989464999"}), (200, answer))

    def test_nobody(self):
        nobody = {"name": "", "lang": None, "extension": None, "customer": None}
        for phone in ("0903111222", "0919464999", "anonymous", "101", "x" * 500, 7):
            with self.subTest(phone):
                answer = self.ask({"phone": phone})
                self.assertEqual(answer, (200, {"status": "ok", **nobody}))

    def test_every_way_to_ask(self):
        self.assertEqual(self.post_form(LOOKUP, {"phone": "0989464999"})[0], 200)
        status, answer = self.post_envelope(LOOKUP, {"phone": "0989464999"})
        self.assertEqual(answer["result"]["customer"]["id"], self.customer.id)
        self.assertFalse(self.pbx.accept_get)
        headers = {"Authorization": f"Bearer {self.token}"}
        status, answer = self.post(
            f"{LOOKUP}?phone=%2B84989464999", headers=headers, method="GET"
        )
        self.assertEqual((status, answer["name"]), (200, "Đỗ Thuý An"))
        self.assertEqual(self.journal().name, LOOKUP)
        self.assertEqual(self.journal().result, "applied")
        self.assertFalse(self.journal().is_replayable)

    def test_it_makes_no_call(self):
        before = self.calls.search_count([])
        self.ask({"phone": "0989464999"})
        self.assertEqual(self.calls.search_count([]), before)

    def test_errors(self):
        self.assertEqual(self.ask({})[1]["code"], "missing_phone")
        self.assertEqual(self.ask(body="{")[1]["code"], "unreadable")
        self.assertEqual(self.ask({"phone": "1"}, method="PUT")[0], 405)
        wrong = {"Authorization": "Bearer wrong"}
        self.assertEqual(self.ask({"phone": "1"}, headers=wrong)[0], 401)
        self.pbx.lookup_enabled = False
        status, answer = self.ask({"phone": "0989464999"})
        self.assertEqual((status, answer["code"]), (403, "lookup_disabled"))

    def test_who_asks_too_often_waits(self):
        with patch.object(CallcenterWebhook, "_names", NameRate(2)):
            for status in (200, 200, 429):
                self.assertEqual(self.ask({"phone": "0989464999"})[0], status)
            url = f"/api/callcenter/{LOOKUP}?phone=1&token={self.token}"
            response = self.url_open(url)
            self.assertGreater(int(response.headers["Retry-After"]), 0)
            self.assertEqual(self.post("call_in", {"callid": "1"})[0], 200)

    def test_the_journal_tells_how_many_asked_too_often(self):
        rows = self.events.search_count([])
        self.pbx.action_listen()
        with (
            patch.object(CallcenterWebhook, "_names", NameRate(1)),
            patch.object(CallcenterWebhook, "_lookup_refusals", Tally()),
        ):
            for status in (200, 429, 429, 429):
                self.assertEqual(self.ask({"phone": "0989464999"})[0], status)
            self.assertEqual(self.events.search_count([]), rows + 2)
            row = self.journal()
            self.assertEqual((row.name, row.result), (LOOKUP, "rejected"))
            self.assertIn("lookups a minute", row.reason)
            self.assertEqual(row.remote_addr, "127.0.0.1")
            # a minute later
            self.env["callcenter.quota"].search([]).at -= 60
            with patch.object(CallcenterWebhook, "_names", NameRate(1)):
                self.ask({"phone": "0989464999"})
            self.assertEqual(self.journal().result, "applied")
            self.assertIn("2 more lookups were refused", self.journal().reason)
        heard = self.env["callcenter.knock"].search([])
        self.assertEqual(heard.mapped("pbx_id"), self.pbx)
        self.assertEqual(
            [bool(knock.reason) for knock in heard], [True, True, True, True, False]
        )

    def test_an_agents_second_telephone_is_rung_where_they_spoke(self):
        self.ext_101.copy({"number": "0100"})
        self.pbx.extension_ids = [
            Command.create({"number": "111", "user_id": self.lan.id})
        ]
        self.speak("111")
        self.assertEqual(self.ask({"phone": "0989464999"})[1]["extension"], "111")


class TestTally(BaseCase):
    """What is refused is told once a minute."""

    def test_a_flood_is_told_once_a_minute(self):
        tally = Tally(60)
        due = [tally.is_due("a", now) for now in (0.0, 1.0, 59.0, 60.0, 61.0)]
        self.assertEqual(due, [True, False, False, True, False])
        self.assertTrue(tally.is_due("b", 1.0))
        self.assertEqual([tally.take_untold("a") for _ in range(2)], [3, 0])
