import time
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...wire import read_event
from ..common import CallcenterCommon

NOTE_OF_LAN = "Asked for the invoice"
NOTE_OF_MINH = "Sent it"


class CallCase(CallcenterCommon):
    """Applies events without the wire."""

    def setUp(self):
        super().setUp()
        self.now = time.time()

    def apply(self, endpoint, seconds=0, callid="c-1", **params):
        """Apply an event ``seconds`` after the test began; return the call."""
        event = read_event(endpoint, {"callid": callid, **params})
        result = self.calls._apply_event(self.pbx, event, self.now + seconds)
        self.problems, self.is_changed, self.notified = result[1:]
        return result[0]


@tagged("post_install", "-at_install")
class TestCall(CallCase):
    """A call as people read it."""

    def test_who_answered_is_kept_as_it_was_then(self):
        call = self.apply("call_in", phone="0989464999", extension="101")
        self.assertFalse(call.user_id)
        self.apply("call_in", 5, extension="101", event="ANSWER")
        self.assertEqual((call.user_id, call.extension_id), (self.lan, self.ext_101))
        self.ext_101.user_id = self.hoa
        self.apply("call_end", 60, extension="101", status="ANSWERED")
        self.assertEqual(call.user_id, self.lan)

    def test_of_an_outgoing_call_it_is_who_placed_it(self):
        call = self.apply("init", phone="0989464999", extension="102")
        self.apply("call_end", 20, extension="102", status="NO ANSWER")
        self.assertEqual((call.user_id, call.is_missed), (self.minh, False))

    def test_who_is_told(self):
        self.apply("call_in", phone="0989464999", extension="101")
        self.assertEqual(self.notified, 1)
        self.apply("call_in", extension="102")
        self.assertEqual(self.notified, 1, "Lan's card did not change")
        self.apply("call_in", extension="102")
        self.assertEqual(self.notified, 0, "nothing changed")
        self.apply("call_in", 5, extension="102", event="ANSWER")
        self.assertEqual(self.notified, 2)
        self.apply("call_end", 60, extension="102", status="ANSWERED")
        self.assertEqual(self.notified, 1, "Lan's card had ended")

    def test_the_cards_of_a_ring_group(self):
        self.apply("call_in", phone="0989464999", extension="101")
        self.apply("call_in", extension="102")
        self.apply("call_in", 5, extension="102", event="ANSWER")
        call = self.apply("call_end", 197, extension="102", status="ANSWERED")
        mine, other = (
            self.env["callcenter.card"].get_card(call, self.minh),
            self.env["callcenter.card"].get_card(call, self.lan),
        )
        self.assertEqual((mine["state"], mine["disposition"]), ("ended", "answered"))
        self.assertEqual((mine["duration"], mine["talk_duration"]), (197, 192))
        self.assertEqual(
            (other["disposition"], other["answered_by"]), ("answered_elsewhere", "Minh")
        )
        self.assertIs(other["duration"], False)
        self.assertEqual(mine["phone"], "0989 464 999")
        self.assertEqual(mine["phone_copy"], "0989464999")

    def test_several_extensions_of_one_user_are_one_card(self):
        self.ext_102.user_id = self.lan
        self.apply("call_in", phone="0989464999", extension="101")
        self.apply("call_in", extension="102")
        self.assertEqual(self.notified, 0)
        call = self.apply("call_in", 5, extension="102", event="ANSWER")
        self.assertEqual(
            self.env["callcenter.card"].get_card(call, self.lan)["state"], "ongoing"
        )
        self.apply("call_end", 9, extension="102", status="ANSWERED")
        self.assertEqual(
            self.env["callcenter.card"].get_card(call, self.lan)["disposition"],
            "answered",
        )

    def test_active_calls_are_the_users_own_live_ones(self):
        self.apply("call_in", phone="0989464999", extension="101")
        for user, callids in ((self.lan, ["c-1"]), (self.minh, [])):
            answer = self.calls.with_user(user).get_active_calls()
            self.assertEqual([card["callid"] for card in answer["calls"]], callids)
            self.assertIsInstance(answer["bus_id"], int)
        other = self.env["res.company"].create({"name": "Other"})
        switched = self.calls.with_user(self.lan).with_context(
            allowed_company_ids=other.ids
        )
        self.assertEqual(len(switched.get_active_calls()["calls"]), 1)
        self.apply("hangup")
        self.assertFalse(self.calls.with_user(self.lan).get_active_calls()["calls"])

    def test_a_customer_that_a_user_may_not_read_is_not_named(self):
        other = self.env["res.company"].create({"name": "Other"})
        call = self.apply("call_in", phone="0989464999", extension="101")
        self.assertEqual(
            self.env["callcenter.card"].get_card(call, self.lan)["customer"]["id"],
            self.customer.id,
        )
        self.customer.sudo().company_id = other
        self.assertIs(
            self.env["callcenter.card"].get_card(call, self.lan)["customer"], False
        )
        self.env.invalidate_all()
        self.assertEqual(call.with_user(self.lan).display_name, "0989 464 999")

    def test_two_agents_never_overwrite_each_others_note(self):
        self.apply("call_in", phone="0989464999", extension="101")
        call = self.apply("call_in", extension="102")
        call.with_user(self.lan).write({"note": NOTE_OF_LAN})
        self.assertEqual(call.note, NOTE_OF_LAN)
        call.with_user(self.minh).write({"note": NOTE_OF_MINH})
        self.assertEqual(call.note, f"Lan: {NOTE_OF_LAN}\nMinh: {NOTE_OF_MINH}")
        self.assertEqual(call.with_user(self.lan).own_note, NOTE_OF_LAN)
        call.with_user(self.lan).own_note = False
        self.assertEqual(call.note, NOTE_OF_MINH)

    def test_a_note_of_somebody_without_a_leg_is_kept_too(self):
        call = self.apply("call_in", phone="0989464999", extension="101")
        self.apply("call_end", 9, extension="101", status="NO ANSWER")
        call.with_user(self.hoa).note = "Called back"
        call.with_user(self.lan).note = NOTE_OF_LAN
        self.assertEqual(call.note, f"Lan: {NOTE_OF_LAN}\nHoa: Called back")

    def test_hidden_callers_stay_hidden(self):
        call = self.apply("call_in", phone="anonymous", extension="101")
        card = self.env["callcenter.card"].get_card(call, self.lan)
        self.assertEqual((card["is_hidden"], card["phone"]), (True, ""))
        self.assertEqual(call.display_name, "Hidden number")

    def test_changing_the_customer_tells_the_agents(self):
        call = self.apply("call_in", phone="0900000000", extension="101")
        self.env.cr.precommit.run()
        self.env["bus.bus"].search([]).unlink()
        call.with_user(self.lan).partner_id = self.customer
        self.env.cr.precommit.run()
        self.assertIn("Thu", self.env["bus.bus"].search([]).message)

    def test_settling_closes_a_ring_that_was_never_ended(self):
        call = self.apply("call_in", phone="0989464999", extension="101")
        call._settle(self.now + 59)
        self.assertEqual(call.state, "ringing")
        call._settle(self.now + self.pbx.ring_limit * 60)
        self.assertRecordValues(
            call,
            [
                {
                    "state": "ended",
                    "disposition": False,
                    "is_missed": False,
                    "is_settled": True,
                    "is_duration_known": False,
                }
            ],
        )

    def test_the_action_settles_what_is_quiet(self):
        self.now -= 3600
        call = self.apply("call_in", phone="0989464999", extension="101")
        self.apply("call_end", 9, extension="101", status="ANSWERED")
        with self.enter_registry_test_mode():
            self.env.ref("callcenter.ir_cron_settle").method_direct_trigger()
        self.assertTrue(call.is_settled)

    def test_a_call_that_cannot_be_settled_keeps_no_other_from_it(self):
        self.now -= 3600
        ids = []
        for callid in ("broken", "whole"):
            self.apply("call_in", callid=callid, extension="101")
            ended = {"callid": callid, "extension": "101", "status": "ANSWERED"}
            ids.append(self.apply("call_end", 9, **ended).id)
        broken, whole = self.calls.browse(ids)
        settle = type(self.calls)._settle

        def fail_for_broken(call, now):
            if call == broken:
                raise ValueError("an addon of somebody else's")
            settle(call, now)

        with (
            patch.object(type(self.calls), "_settle", fail_for_broken),
            mute_logger("odoo.addons.callcenter.models.fault"),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("callcenter.ir_cron_settle").method_direct_trigger()
        self.assertEqual((broken.is_settled, whole.is_settled), (False, True))

    def test_a_call_id_used_again_after_a_day_is_a_new_call(self):
        first = self.apply("call_in", extension="101")
        self.apply("call_end", 9, extension="101", status="ANSWERED")
        second = self.apply("call_in", 9 + 24 * 3600, extension="101")
        self.assertNotEqual(first, second)
        self.assertEqual((second.callid, second.restart), ("c-1", 1))
        self.assertEqual(self.call("c-1"), second)
