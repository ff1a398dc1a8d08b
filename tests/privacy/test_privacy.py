"""Kept calls and retention: who may, and what comes of it; copies of the database."""

import json
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_open, mute_logger

from ...recordings import RecordingError
from ..call.test_call import CallCase
from ..common import WireCase
from ..recording_server import make_wav

DAY = 24 * 3600
AN, OTHER = "0989464999", "0912345678"


class PrivacyCase(CallCase):
    """An answered and a missed call of An's number, a call of somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.thu = new_test_user(
            cls.env, "t_thu", "callcenter.group_callcenter_supervisor"
        )
        cls.dung = new_test_user(
            cls.env, "t_dung", "callcenter.group_callcenter_manager", name="Dung"
        )
        cls.admin = new_test_user(
            cls.env, "t_admin", "callcenter.group_callcenter_pbx_admin"
        )
        cls.company = cls.pbx.company_id
        cls.wav = make_wav(0.1)

    def setUp(self):
        super().setUp()
        self.answered = self.place("a", AN, "101", status="ANSWERED", billsec=5)
        self.missed = self.place("m-0989464999", AN, "102", 3600, status="NO ANSWER")
        self.other = self.place("o", OTHER, "102", status="ANSWERED", billsec=7)
        recordings = self.env["callcenter.recording"]
        leg = self.answered.leg_ids
        recordings._keep_sent(self.answered, leg, self.wav, "audio/wav")
        self.recording = self.answered.recording_ids
        self.answered.with_user(self.lan).note = "Wants the invoice again"

    def place(self, callid, phone, extension, seconds=0, **end):
        """Return a call from ``phone``, begun after ``seconds``, ended and settled."""
        params = {"callid": callid, "extension": extension}
        self.apply("call_in", seconds, phone=phone, **params)
        name = f"20240506-{phone}.wav"
        call = self.apply(
            "call_end", seconds + 9, recordingfile=name, duration=9, **params, **end
        )
        call._settle(self.now + DAY)
        return call

    def record(self, params, call=None):
        self.events._record(
            self.pbx.id,
            "call_in",
            json.dumps(params),
            "applied",
            self.now,
            call_id=call,
        )
        return self.journal()

    def keep(self, call, reason="Lawsuit", days=30):
        until = fields.Date.today() + timedelta(days=days)
        dialog = self.env["callcenter.keep"].with_user(self.dung)
        dialog.create(
            {"call_ids": call.ids, "reason": reason, "until": until}
        ).action_confirm()

    def is_stored(self, recording):
        """Return whether Odoo's store has the audio of ``recording``."""
        return bool(
            self.env["ir.attachment"].search_count(
                [
                    ("res_model", "=", "callcenter.recording"),
                    ("res_id", "=", recording.id),
                    ("res_field", "=", "audio"),
                ]
            )
        )


@tagged("post_install", "-at_install")
class TestKeep(PrivacyCase):
    """A manager exempts a call, and the call tells it."""

    def test_a_manager_keeps_a_call_and_the_call_tells_it(self):
        self.keep(self.answered)
        call = self.answered.with_user(self.dung)
        self.assertEqual((call.keep_reason, call.keep_user_id), ("Lawsuit", self.dung))
        self.assertIn("Lawsuit", call.message_ids[0].body)
        self.assertEqual(call.message_ids[0].author_id, self.dung.partner_id)
        with self.assertRaises(UserError):
            call.unlink()
        call.action_release()
        self.assertFalse(call.keep_until)
        self.assertIn("No longer kept", call.message_ids[0].body)
        call.unlink()
        self.assertFalse(self.is_stored(self.recording), "audio goes with its call")

    def test_who_may_not(self):
        for user in (self.lan, self.thu, self.admin):
            with self.subTest(user.login):
                call = self.answered.with_user(user)
                with self.assertRaises(AccessError):
                    call.action_keep()
                with self.assertRaises(AccessError):
                    call.action_release()
                with self.assertRaises(AccessError):
                    call.read(["keep_reason"])
                with self.assertRaises(AccessError):
                    self.env["callcenter.keep"].with_user(user).create(
                        {"reason": "x", "until": fields.Date.today()}
                    )
        with self.assertRaises(AccessError):
            self.answered.with_user(self.dung).keep_until = False

    def test_a_day_in_the_past_keeps_nothing(self):
        with self.assertRaises(ValidationError):
            self.keep(self.answered, days=-1)


@tagged("post_install", "-at_install")
class TestRetention(PrivacyCase):
    """Nothing goes before a manager has seen it and agreed."""

    def run_after(self, **time):
        with (
            freeze_time(fields.Datetime.now() + timedelta(**time)),
            self.enter_registry_test_mode(),
            mute_logger("odoo.addons.callcenter.wizards.retention"),
        ):
            self.env.ref("callcenter.ir_cron_retention").method_direct_trigger()
        self.env.invalidate_all()

    def confirm(self):
        screens = self.env["callcenter.retention"].with_user(self.dung)
        screens.create({}).action_confirm()

    def test_nothing_is_deleted_unconfirmed(self):
        self.run_after(days=3000)
        self.assertTrue(self.answered.exists())
        self.assertTrue(self.is_stored(self.recording))

    def test_the_screen_counts_what_would_go(self):
        self.keep(self.missed, days=3000)
        with freeze_time(fields.Datetime.now() + timedelta(days=800)):
            action = self.env["callcenter.retention"].with_user(self.dung).action_open()
            screen = self.env["callcenter.retention"].browse(action["res_id"])
            screen = screen.with_user(self.dung)
            calls = self.calls.search_count([("company_id", "=", self.company.id)])
            self.assertEqual((screen.call_count, screen.kept_count), (calls - 1, 1))
            self.assertGreaterEqual(screen.recording_count, 2)
            self.assertFalse(screen.confirmed_date)
            screen.action_confirm()
            self.assertEqual(screen.confirmed_user_id, self.dung)
        self.assertTrue(self.answered.exists(), "it only counts and asks")

    def test_recordings_go_first_then_calls(self):
        self.confirm()
        self.run_after(days=179)
        self.assertTrue(self.is_stored(self.recording))
        self.run_after(days=182)
        self.assertFalse(self.is_stored(self.recording))
        self.assertEqual(self.recording.state, "deleted")
        self.assertTrue(self.answered.exists())
        self.run_after(days=740)
        self.assertFalse((self.answered + self.other).exists())
        receipts = self.env["callcenter.receipt"].search([("kind", "=", "retention")])
        counts = [receipt.details["counts"] for receipt in receipts]
        self.assertGreaterEqual(counts[-1]["recordings"], 1)
        self.assertGreaterEqual(counts[0]["calls"], 3)
        self.assertIn("Calls: ", receipts[0].report)

    def test_kept_calls_and_their_recordings_stay(self):
        self.confirm()
        self.keep(self.answered, days=1000)
        self.run_after(days=999)
        self.assertTrue(self.is_stored(self.recording))
        self.assertFalse(self.other.exists())
        self.run_after(days=1002)
        self.assertFalse(self.answered.exists())

    def test_the_connection_asks_until_it_is_confirmed(self):
        self.assertFalse(self.pbx.with_user(self.dung).is_retention_confirmed)
        for user in (self.lan, self.thu, self.admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.pbx.with_user(user).action_open_retention()
        action = self.pbx.with_user(self.dung).action_open_retention()
        screen = self.env["callcenter.retention"].browse(action["res_id"])
        self.assertEqual(screen.company_id, self.company)
        screen.with_user(self.dung).action_confirm()
        self.assertTrue(self.pbx.with_user(self.admin).is_retention_confirmed)

    def test_the_journal_waits_for_it_but_not_for_ever(self):
        row = self.record({"callid": "x"})
        for days, is_there in ((31, True), (179, True), (182, False)):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                self.assertTrue(self.env["callcenter.retention"].create({}).event_count)
                self.events._gc_events()
            # the latest itself stays: it tells when the exchange was heard
            self.assertTrue(row.exists())
            self.assertEqual(bool(row.payload), is_there, days)

    def test_the_journal_of_kept_calls_stays(self):
        self.confirm()
        self.keep(self.answered, days=100)
        rows = [
            self.record({"callid": "x"}, call and call.id)
            for call in (self.answered, self.other, None)
        ]
        for days, there in ((29, [True] * 3), (99, [True, False, False])):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                screen = self.env["callcenter.retention"].create({})
                self.events._gc_events()
                self.assertEqual(screen.event_count, 0)
            left = [bool(row.exists() and row.payload) for row in rows]
            self.assertEqual(left, there)
        with freeze_time(fields.Datetime.now() + timedelta(days=102)):
            self.events._gc_events()
        self.assertFalse(rows[0].exists())

    def test_a_shorter_time_has_to_be_confirmed_again(self):
        self.confirm()
        self.company.callcenter_call_months = 36
        self.assertTrue(self.company.callcenter_retention_confirmed_date)
        self.company.callcenter_call_months = 0
        self.assertTrue(self.company.callcenter_retention_confirmed_date, "for ever")
        self.company.callcenter_call_months = 1
        self.assertFalse(self.company.callcenter_retention_confirmed_date)
        self.run_after(days=60)
        self.assertTrue(self.answered.exists())

    def test_zero_is_for_ever(self):
        self.company.write(
            {"callcenter_call_months": 0, "callcenter_recording_days": 0}
        )
        self.confirm()
        self.run_after(days=9000)
        self.assertTrue(self.is_stored(self.recording))

    def test_each_company_for_itself(self):
        self.confirm()
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(other.callcenter_retention_confirmed_date)
        screens = self.env["callcenter.retention"].with_user(self.dung)
        with self.assertRaises(AccessError):
            screens.create({"company_id": other.id}).action_confirm()
        for user in (self.lan, self.thu, self.admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                screens.with_user(user).action_open()

    def test_an_administrator_sets_the_times(self):
        with Form(self.env["res.config.settings"]) as settings:
            settings.callcenter_recording_days = 90
        settings.record.execute()
        self.assertEqual(self.env.company.callcenter_recording_days, 90)


@tagged("post_install", "-at_install")
class TestNeutralised(WireCase):
    """A copy of the database leaves exchanges alone, and refuses them."""

    def neutralise(self):
        self.env.flush_all()
        for module in ("base", "callcenter"):
            with file_open(f"{module}/data/neutralize.sql") as file:
                self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    def test_it_has_no_credentials(self):
        self.pbx.generate_token(grace_hours=1)
        self.pbx.write(
            {
                "allowed_networks": "127.0.0.0/8",
                "recording_base_url": "https://pbx.example.com",
                "recording_user": "u",
                "recording_password": "p",
            }
        )
        self.neutralise()
        for name in (
            "token_hash",
            "old_token_hash",
            "allowed_networks",
            "recording_base_url",
            "recording_user",
            "recording_secret",
        ):
            self.assertFalse(self.pbx.sudo()[name], name)

    def test_it_refuses_posts_even_with_a_token_of_its_own(self):
        self.assertEqual(self.post("call_in", {"callid": "c"})[0], 200)
        self.neutralise()
        self.token = self.pbx.generate_token()
        status, answer = self.post("call_in", {"callid": "d"})
        self.assertEqual((status, answer["code"]), (403, "neutralised"))
        self.assertFalse(self.call("d"))

    def test_it_asks_for_no_recording(self):
        self.neutralise()
        self.pbx.recording_base_url = "https://pbx.example.com"
        with self.assertRaises(RecordingError) as caught:
            self.pbx._get_recording_source("a.wav")
        self.assertEqual(caught.exception.code, "neutralised")

    def test_knowing_it_costs_no_query(self):
        self.pbx._is_neutralised()
        with self.assertQueryCount(0):
            self.pbx._is_neutralised()
