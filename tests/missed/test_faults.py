"""Nothing may stop the rest: what fails is marked, shown, and rests."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_missed import MONDAY, OTHER, UNKNOWN, MissedCase

LOGGER = "odoo.addons.callcenter.models.fault"


@tagged("post_install", "-at_install")
class TestFaults(MissedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.faults = cls.env["callcenter.fault"]
        cls.dung = new_test_user(
            cls.env, "t_dung", "callcenter.group_callcenter_manager", name="Dung"
        )

    def break_method(self, model, name, broken):
        """Let a method fail for one record."""
        original = getattr(type(self.env[model]), name)

        def fail(records, *args, **kwargs):
            if records == broken:
                raise ValueError("0989464999 is what the error says")
            return original(records, *args, **kwargs)

        patcher = patch.object(type(self.env[model]), name, fail)
        self.addCleanup(patcher.stop)
        return patcher

    def run_action(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"callcenter.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def fault_of(self, record):
        mine = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        return self.faults.search(mine)

    @mute_logger(LOGGER)
    def test_one_customer_who_cannot_be_given_back_stops_no_other(self):
        self.ring(0)
        self.ring(1, phone=UNKNOWN)
        first, second = self.rows()
        with freeze_time(MONDAY + timedelta(minutes=10)):
            (first | second).with_user(self.minh).action_claim()
        broken = self.break_method("callcenter.missed", "_release_claim", first)
        broken.start()
        with freeze_time(MONDAY + timedelta(minutes=90)):
            self.run_action("ir_cron_missed")
        self.assertEqual(
            (first.user_id, second.user_id), (self.minh, self.lan.browse())
        )
        fault = self.fault_of(first)
        self.assertEqual((fault.job, fault.tries), ("claim", 1))
        self.assertNotIn("0989464999", fault.error)
        self.assertIn("ValueError", fault.error)
        # it rests: the same action leaves it out
        with freeze_time(MONDAY + timedelta(minutes=91)):
            self.run_action("ir_cron_missed")
        self.assertEqual(fault.tries, 1)
        # and is tried again later and later
        for minute, tries in ((90, 1), (92, 2), (93, 2), (95, 3)):
            with freeze_time(MONDAY + timedelta(minutes=minute)):
                self.run_action("ir_cron_retry")
            self.assertEqual(fault.tries, tries)
        broken.stop()
        with freeze_time(MONDAY + timedelta(days=2)):
            self.run_action("ir_cron_retry")
        self.assertFalse(first.user_id)
        self.assertFalse(fault.exists())

    @mute_logger(LOGGER)
    def test_what_follows_from_a_call_keeps_it_not_from_settling(self):
        for name, job in (
            ("_refresh_missed", "missed"),
            ("_ensure_recordings", "recordings"),
            ("_post_notes", "notes"),
        ):
            with self.subTest(name):
                call = self.ring(0, phone=OTHER, settle=False)
                broken = self.break_method("callcenter.call", name, call)
                broken.start()
                call._settle(self.last_heard(call) + 120)
                broken.stop()
                self.assertTrue(call.is_settled)
                self.assertEqual(self.fault_of(call).job, job)

    @mute_logger(LOGGER)
    def test_one_call_that_cannot_be_deleted_stops_no_other(self):
        old, other = self.ring(0, phone=OTHER), self.ring(1, phone=UNKNOWN)
        company = self.pbx.company_id
        company._set_retention_confirmed(self.env.user)
        company.callcenter_call_months = 1
        company._set_retention_confirmed(self.env.user)
        original = type(self.calls).unlink

        def fail(calls):
            if old in calls:
                raise ValueError("somebody else's constraint")
            return original(calls)

        with patch.object(type(self.calls), "unlink", fail):
            self.run_action("ir_cron_retention")
        self.assertTrue(old.exists())
        self.assertFalse(other.exists())
        self.assertEqual(self.fault_of(old).job, "delete")
        # what is kept meanwhile is not deleted by a try again
        old.sudo().keep_until = fields.Date.add(fields.Date.today(), days=3)
        self.fault_of(old)._retry()
        self.assertTrue(old.exists())

    @mute_logger("odoo.addons.callcenter.models.caller.phone_check")
    def test_a_contact_whose_number_cannot_be_read_stops_no_other(self):
        partners = self.env["res.partner"].create(
            [
                {"name": "A", "phone": "0911 111 222"},
                {"name": "B", "phone": "0911 111 333"},
            ]
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET callcenter_keys = NULL")
        self.env.invalidate_all()
        broken = self.break_method("res.partner", "_read_phone_keys", partners[0])
        check = self.env["callcenter.phone.check"]._get_checks()[:1]
        check.last_id = partners[0].id - 1
        broken.start()
        check._read_batch()
        broken.stop()
        self.env.invalidate_all()
        self.assertFalse(partners[0].callcenter_keys)
        self.assertIn("+84911111333", partners[1].callcenter_keys)
        self.fault_of(partners[0])._retry()
        self.assertIn("+84911111222", partners[0].callcenter_keys)

    @mute_logger(LOGGER)
    def test_managers_see_it_and_try_again(self):
        self.ring(0)
        call = self.row().call_ids
        broken = self.break_method("callcenter.call", "_refresh_missed", call)
        broken.start()
        self.faults._attempt("missed", call)
        fault = self.fault_of(call).with_user(self.dung)
        self.assertEqual(fault.record_name, call.display_name)
        self.assertEqual(fault.action_open_record()["res_id"], call.id)
        self.assertEqual(fault.action_retry()["params"]["type"], "warning")
        broken.stop()
        self.assertEqual(fault.action_retry()["params"]["type"], "success")
        self.assertFalse(fault.exists())
        with self.assertRaises(AccessError):
            self.faults.with_user(self.lan).search([])
        for values in ({"job": "settle", "res_model": "x", "res_id": 1},):
            with self.assertRaises(AccessError):
                self.faults.with_user(self.dung).create(values)

    @mute_logger(LOGGER)
    def test_other_companies_managers_do_not_see_it(self):
        self.ring(0)
        call = self.row().call_ids
        self.break_method("callcenter.call", "_refresh_missed", call).start()
        self.faults._attempt("missed", call)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "t_stranger",
            "callcenter.group_callcenter_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.faults.with_user(stranger).search([]))

    def test_work_on_what_is_gone_is_forgotten(self):
        fault = self.faults.create(
            {"job": "settle", "res_model": "callcenter.call", "res_id": 2**30}
        )
        fault |= self.faults.create(
            {"job": "settle", "res_model": "no.such.model", "res_id": 1}
        )
        for each in fault:
            self.assertIn("number", each.record_name)
            each._retry()
        self.assertFalse(fault.exists())

    def test_an_imported_call_without_an_end(self):
        """It settles who waits, and stops nothing."""
        missed = self.ring(0)
        row = self.row()
        values = {
            "pbx_id": self.pbx.id,
            "company_id": self.pbx.company_id.id,
            "direction": "incoming",
            "state": "ended",
            "phone": missed.phone,
            "phone_sanitized": missed.phone_sanitized,
            "partner_id": missed.partner_id.id,
        }
        later = MONDAY + timedelta(minutes=5)
        answered = self.calls.create(
            {**values, "callid": "i-1", "disposition": "answered", "start_date": later}
        )
        self.calls.create(
            {**values, "callid": "i-2", "disposition": "no_answer", "start_date": later}
        )
        for call in self.calls.search([("callid", "in", ("i-1", "i-2"))]):
            self.assertTrue(self.faults._attempt("missed", call))
        self.assertEqual((row.state, row.done_call_id), ("reached", answered))
        with freeze_time(MONDAY + timedelta(minutes=20)):
            for call in self.calls.search([("callid", "like", "i-_")]):
                call.with_user(self.dung).read([])
                call._settle_now()
