"""Calling out from Odoo: who may call whom, and the call that is there at the click."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ...models.popup.card import BUS_TYPE
from ..common import AGENT, CallcenterCommon, WireCase

NUMBER = "0989 464 999"


class DialCase(CallcenterCommon):
    """A connection whose gateway is alive."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pbx.dial_way = "gateway"
        cls.pbx.gateway_seen_date = fields.Datetime.now()
        cls.supervisor = new_test_user(
            cls.env, "t_boss", f"{AGENT},callcenter.group_callcenter_supervisor"
        )

    def dialer(self, user=None):
        return self.env["callcenter.dialer"].with_user(user or self.lan)

    def dial(self, phone=NUMBER, user=None, **options):
        """Dial, long after whatever was dialled before."""
        self.env.cr.execute(
            "UPDATE callcenter_order SET create_date = %s",
            [fields.Datetime.now() - timedelta(minutes=1)],
        )
        self.env.invalidate_all()
        answer = self.dialer(user).dial(phone, **options)
        return self.env["callcenter.order"].browse(answer["id"])


class TestDial(DialCase):
    def test_telephones_are_ones_own(self):
        [telephone] = self.dialer().get_telephones()
        self.assertEqual(telephone["id"], self.ext_101.id)
        self.ext_101.may_dial = False
        self.assertEqual(self.dialer().get_telephones(), [])

    def test_a_telephone_that_may_not_dial(self):
        self.ext_101.may_dial = False
        with self.assertRaises(UserError):
            self.dial(telephone_id=self.ext_101.id)

    def test_nobody_dials_as_another(self):
        with self.assertRaises(AccessError):
            self.dial(telephone_id=self.ext_102.id)

    def test_who_is_no_agent_dials_nowhere(self):
        outsider = new_test_user(self.env, "t_outsider", "base.group_user")
        with self.assertRaises(AccessError):
            self.dial(user=outsider, telephone_id=self.ext_101.id)

    def test_the_call_is_there_at_the_click(self):
        order = self.dial()
        call = order.call_id
        self.assertEqual(call.partner_id, self.customer)
        self.assertEqual((call.direction, call.state), ("outgoing", "ringing"))
        self.assertEqual(call.dialled_by_id, self.lan)
        self.assertEqual(
            self.env["callcenter.card"].get_card(call, self.lan)["order"]["state"],
            "waiting",
        )

    def test_only_its_giver_sees_the_order_on_the_card(self):
        call = self.dial().call_id
        self.assertFalse(self.env["callcenter.card"].get_card(call, self.minh)["order"])

    def test_a_refused_order_ends_its_call_and_says_why(self):
        order = self.dial()
        order._end("refused", "No telephone at 101")
        self.assertEqual(order.call_id.state, "ended")
        self.assertEqual(order.call_id.disposition, "failed")
        card = self.env["callcenter.card"].get_card(order.call_id, self.lan)
        self.assertEqual(card["order"]["reason"], "No telephone at 101")

    def test_an_order_that_nobody_took_is_ended_by_a_look(self):
        order = self.dial()
        self.env.cr.execute(
            "UPDATE callcenter_order SET create_date = create_date - interval '12 s'"
        )
        order.invalidate_recordset()
        self.assertEqual(self.dialer(self.minh).look(order.id)["state"], False)
        self.assertEqual(self.dialer().look(order.id)["state"], "expired")
        self.assertEqual(order.call_id.state, "ended")

    def test_foreign_numbers_only_where_the_connection_says_so(self):
        with self.assertRaisesRegex(UserError, "Foreign"):
            self.dial("+36 1 234 5678")
        self.pbx.is_dial_abroad = True
        self.assertEqual(self.dial("+36 1 234 5678").phone, "+3612345678")

    def test_blocked_numbers_in_any_spelling(self):
        self.pbx.dial_blocked = "098946X.\n+841900X."
        for phone in (NUMBER, "+84 989 464 999", "1900 1234"):
            with self.subTest(phone), self.assertRaisesRegex(UserError, "may not"):
                self.dial(phone)

    def test_a_blocked_pattern_is_a_pattern(self):
        with self.assertRaisesRegex(ValidationError, "pattern"):
            self.pbx.dial_blocked = "(a+)+"

    def test_help_is_always_called(self):
        self.pbx.dial_blocked = "11X"
        self.ext_101.may_dial = False
        self.env["callcenter.do.not.call"].create({"number": "113", "reason": "no"})
        for phone in ("113", "115"):
            answer = self.dialer().dial(phone, self.ext_101.id)  # twice within 5 s
            self.assertEqual(answer["state"], "waiting")

    def test_colleagues_are_called_inside(self):
        self.pbx.dial_blocked = "1XX"
        self.assertEqual(self.dial("102").phone, "102")

    def test_the_pad_finds_names_without_accents_and_colleagues(self):
        self.statuses = self.env["callcenter.agent.status"]
        self.statuses._set(self.minh, self.pbx.company_id, "paused", "odoo")
        self.customer.name = "Đỗ Thuý Quỳnh"
        [found] = self.dialer().find_names("do thuy quynh")
        self.assertEqual(found["name"], "Đỗ Thuý Quỳnh")
        [found] = self.dialer().find_names("minh")
        self.assertEqual((found["number"], found["detail"]), ("102", "paused"))
        self.assertEqual(self.dialer().find_names(""), [])

    def test_a_contact_that_one_may_not_read_is_not_found(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.write({"name": "Zacharias Zett", "company_id": other.id})
        self.assertEqual(self.dialer().find_names("Zacharias"), [])


class TestDoNotCall(DialCase):
    """Who does not want to be called is not, and each try is noted."""

    def refuse(self, number=NUMBER):
        return self.env["callcenter.do.not.call"].create(
            {"number": number, "reason": "National list"}
        )

    def test_a_listed_number_in_any_spelling(self):
        self.refuse("+84 (0) 989.464.999")
        order = self.dial()
        self.assertEqual(order.state, "refused")
        self.assertEqual(order.reason, "National list")
        self.assertFalse(order.call_id)

    def test_a_marked_contact(self):
        self.customer.callcenter_do_not_call = True
        self.assertEqual(self.dial().refusal, "do_not_call")
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = other
        self.assertEqual(self.dial().state, "waiting", "a contact of another company")

    def test_another_companys_list_counts_for_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.refuse().company_id = other
        self.assertEqual(self.dial().state, "waiting")

    def test_a_supervisor_allows_it_for_an_hour(self):
        self.refuse()
        order = self.dial()
        with self.assertRaises(AccessError):
            order.with_user(self.lan).action_allow()
        order.sudo().with_user(self.env.ref("base.user_admin")).action_allow()
        self.assertEqual(self.dial().state, "waiting")
        self.env["callcenter.dial.permission"].search([]).until_date = datetime(
            2020, 1, 1
        )
        self.assertEqual(self.dial().state, "refused")

    def test_agents_do_not_read_the_list(self):
        self.refuse()
        with self.assertRaises(AccessError):
            self.env["callcenter.do.not.call"].with_user(self.lan).search([])
        self.assertTrue(
            self.env["callcenter.do.not.call"].with_user(self.supervisor).search([])
        )

    def test_advertising_has_its_hours_and_one_call_a_day(self):
        self.assertTrue(self.pbx.is_advertising_limited)
        with freeze_time("2026-12-01 00:30:00"):  # 7:30 in Vietnam
            self.pbx.gateway_seen_date = fields.Datetime.now()
            self.assertEqual(self.dial(purpose="advertising").refusal, "advertising")
            self.assertEqual(self.dial().state, "waiting")
        with freeze_time("2026-12-01 02:00:00"):
            self.pbx.gateway_seen_date = fields.Datetime.now()
            self.assertEqual(self.dial(purpose="advertising").state, "waiting")
            again = self.dial(purpose="advertising", user=self.minh)
            self.assertEqual(again.refusal, "advertising")


@tagged("post_install", "-at_install")
class TestPlacedCall(DialCase, WireCase):
    """What the exchange tells joins the call of the click: there is never a second."""

    def count(self):
        return self.calls.search_count([("pbx_id", "=", self.pbx.id)])

    def test_by_the_id_that_the_order_gave(self):
        order = self.dial()
        [told] = self.post("orders", {})[1]["orders"]
        self.assertEqual(told["callid"], order.callid)
        call = {"callid": told["callid"], "extension": "101", "phone": "0989464999"}
        self.post("init", call)
        self.post("call_in", {**call, "event": "ANSWER"})
        self.post(
            "call_end", {**call, "status": "ANSWERED", "billsec": 9, "duration": 12}
        )
        self.assertEqual(self.count(), 1)
        self.assertEqual(order.call_id.disposition, "answered")
        self.assertEqual(len(order.call_id.leg_ids), 1)
        self.assertEqual(order.call_id.talk_duration, 9)

    def test_by_extension_and_number_under_an_id_of_the_exchange(self):
        order = self.dial()
        self.post("orders", {})
        call = {"callid": "9.1", "extension": "101", "phone": "+84989464999"}
        self.post("init", call)
        self.assertEqual(self.count(), 1)
        self.assertEqual(order.call_id.callid, "9.1")
        self.assertEqual(len(order.call_id.leg_ids), 1)

    def test_the_exchange_had_told_of_it_before_its_id_was_known(self):
        order = self.dial()
        order.call_id.with_user(self.lan).own_note = "Ask for the invoice"
        call = {"callid": "9.1", "extension": "101", "phone": "0912000111"}
        self.post("init", call)
        self.assertEqual(self.count(), 2)
        self.post("orders", {})
        self.post("order", {"id": order.id, "state": "sent", "callid": "9.1"})
        self.assertEqual(self.count(), 1)
        self.assertEqual(order.call_id.callid, "9.1")
        self.assertEqual(
            order.call_id.with_user(self.lan).own_note, "Ask for the invoice"
        )

    def test_an_exchange_whose_clock_is_behind(self):
        order = self.dial()
        self.post("orders", {})
        at = fields.Datetime.now().timestamp() - 90
        call = {"callid": order.callid, "extension": "101", "phone": "0989464999"}
        self.post("init", {**call, "at": at, "ring": "1"})
        self.post("call_in", {**call, "event": "ANSWER", "at": at + 5, "ring": "1"})
        self.post(
            "call_end", {**call, "status": "ANSWERED", "at": at + 30, "ring": "1"}
        )
        self.post(
            "call_end", {"callid": order.callid, "status": "ANSWERED", "at": at + 30}
        )
        self.assertEqual(order.call_id.wait_duration, 5)
        self.assertEqual(order.call_id.talk_duration, 25)

    def test_the_card_follows_the_order(self):
        order = self.dial()
        self.env["bus.bus"].search([]).unlink()
        self.post("orders", {})
        self.env.cr.precommit.run()
        told = self.env["bus.bus"].search([("message", "like", BUS_TYPE)])
        self.assertIn('"sent"', told.mapped("message")[-1])
        self.assertEqual(order.state, "sent")
