"""Recordings in Odoo: who hears what, what comes of each fetch, and the log."""

from base64 import b64decode
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, file_open

from ...models.recording.recording import MAX_TRIES
from ..call.test_call import CallCase
from ..recording_server import PASSWORD, USER, RecordingServer, make_wav

DAY = 24 * 3600


class RecordingCase(CallCase):
    """A call of Lan (101), transferred to Minh (102), each leg recorded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.thu = new_test_user(
            cls.env, "t_thu", "callcenter.group_callcenter_supervisor", name="Thu"
        )
        cls.dung = new_test_user(
            cls.env, "t_dung", "callcenter.group_callcenter_manager", name="Dung"
        )
        cls.admin = new_test_user(
            cls.env, "t_admin", "callcenter.group_callcenter_pbx_admin"
        )
        cls.clerk = new_test_user(cls.env, "t_clerk", "base.group_user")
        cls.wav = make_wav(0.5)

    def setUp(self):
        super().setUp()
        self.server = RecordingServer()
        self.addCleanup(self.server.close)
        self.pbx.write(
            {
                "recording_base_url": f"{self.server.url}/rec",
                "recording_user": USER,
                "recording_password": PASSWORD,
                "is_recording_private": True,
            }
        )
        self.server.needs_password = True
        for number in ("101", "102"):
            self.server.files[f"/rec/{number}.wav"] = self.wav
            phone = "0989464999"
            self.apply("call_in", callid="r", phone=phone, extension=number)
            self.apply("call_in", 1, callid="r", extension=number, event="ANSWER")
            self.call_recorded = self.apply(
                "call_end",
                9,
                callid="r",
                extension=number,
                status="ANSWERED",
                recordingfile=f"{number}.wav",
            )
        self.leg_lan, self.leg_minh = self.call_recorded.leg_ids
        self.recordings = self.env["callcenter.recording"]

    def settle(self):
        """Let the scheduled action settle the call, long after it ended."""
        self.call_recorded._settle(self.now + DAY)
        return self.call_recorded.recording_ids


@tagged("post_install", "-at_install")
class TestRecording(RecordingCase):
    """How rows come into being and what becomes of them."""

    def test_settling_makes_a_row_for_each_recorded_leg(self):
        self.assertFalse(self.call_recorded.recording_ids, "not in the webhook's way")
        rows = self.settle()
        self.assertEqual(rows.leg_id, self.call_recorded.leg_ids)
        self.assertEqual(set(rows.mapped("state")), {"pending"})
        self.assertEqual(self.settle(), rows, "once")

    def test_a_recording_of_the_call_as_a_whole(self):
        call = self.apply(
            "call_end", callid="w", status="ANSWERED", recordingfile="whole.wav"
        )
        call._settle(self.now + DAY)
        self.assertEqual(len(call.recording_ids), 1)
        self.assertFalse(call.recording_ids.leg_id)

    def test_a_recording_that_comes_late_gets_its_row_too(self):
        call = self.apply("call_in", callid="l", phone="0989464999", extension="103")
        self.apply("call_end", 9, callid="l", extension="103", status="ANSWERED")
        call._settle(self.now + DAY)
        self.assertFalse(call.recording_ids)
        late = {"callid": "l", "extension": "103", "recordingfile": "l.wav"}
        self.apply("call_info", DAY, **late)
        call._settle(self.now + 2 * DAY)
        self.assertEqual(call.recording_ids.leg_id.number, "103")

    def test_streamed_ones_are_only_looked_for(self):
        row = self.settle()[:1]
        row._fetch()
        self.assertEqual(row.state, "available")
        self.assertEqual((row.mimetype, row.size), ("audio/wav", len(self.wav)))
        self.assertFalse(row.audio)
        self.assertEqual(self.server.requests[-1][:2], ("/rec/101.wav", "bytes=0-15"))

    def test_kept_ones_are_fetched_into_the_filestore(self):
        self.pbx.recording_mode = "store"
        row = self.settle()[:1]
        row._fetch()
        self.assertEqual((row.state, row.size), ("stored", len(self.wav)))
        self.assertEqual(b64decode(row.audio), self.wav)

    def test_not_there_yet_is_tried_again_and_given_up_at_last(self):
        self.server.files.clear()
        row = self.settle()[:1]
        waits = []
        while row.state == "pending" and len(waits) < 99:
            row._fetch()
            if row.next_try_date:
                wait = row.next_try_date - fields.Datetime.now()
                waits.append(round(wait.total_seconds() / 60))
        self.assertEqual((row.state, row.reason), ("failed", "missing"))
        self.assertEqual(waits[:5], [1, 2, 4, 8, 16])
        self.assertEqual((len(waits), waits[-1]), (MAX_TRIES - 1, 360))
        self.assertIn("Given up", self.leg_lan.recording_player["text"])

    def test_there_at_last(self):
        self.server.files.pop("/rec/101.wav")
        row = self.settle()[:1]
        row._fetch()
        self.assertEqual((row.state, row.reason), ("pending", "missing"))
        self.server.files["/rec/101.wav"] = self.wav
        row._fetch()
        self.assertEqual((row.state, row.reason), ("available", False))

    def test_what_waiting_does_not_mend_is_given_up_at_once(self):
        row = self.settle()[:1]
        for name, reason in {
            "/rec/../x.wav": "bad_name",
            "http://169.254.169.254/latest": "host_forbidden",
        }.items():
            self.leg_lan.recording_url = name
            row.state = "pending"
            row._fetch()
            self.assertEqual((row.state, row.reason), ("failed", reason))
        self.leg_lan.recording_url = "101.wav"
        self.pbx.is_recording_private = False
        row.state = "pending"
        row._fetch()
        self.assertEqual((row.state, row.reason), ("failed", "private_address"))

    def test_a_manager_lets_it_be_tried_again(self):
        row = self.settle()[:1]
        row.write({"state": "failed", "reason": "missing", "next_try_date": False})
        with self.assertRaises(AccessError):
            row.with_user(self.lan).action_retry()
        row.with_user(self.dung).action_retry()
        self.assertEqual(row.state, "pending")

    def test_who_mends_the_connection_lets_all_be_tried_again(self):
        row = self.settle()[:1]
        self.pbx.recording_base_url = False
        row._fetch()
        self.assertEqual((row.state, row.reason), ("failed", "no_base"))
        self.pbx.with_user(self.admin).recording_base_url = f"{self.server.url}/rec"
        self.assertEqual(row.state, "pending")
        row._fetch()
        self.assertEqual(row.state, "available")

    def test_the_scheduled_action_takes_what_is_due(self):
        rows = self.settle()
        rows[1].next_try_date = fields.Datetime.now() + timedelta(hours=1)
        with self.enter_registry_test_mode():
            self.env.ref("callcenter.ir_cron_recordings").method_direct_trigger()
        self.assertEqual(rows.mapped("state"), ["available", "pending"])

    def test_an_exchange_that_is_away_is_asked_once_a_run(self):
        rows = self.settle()
        self.pbx.recording_base_url = "http://127.0.0.1:1"
        fetch = type(rows)._fetch
        with (
            self.enter_registry_test_mode(),
            patch.object(self.registry[rows._name], "_fetch", autospec=True) as fetched,
        ):
            fetched.side_effect = fetch
            self.env.ref("callcenter.ir_cron_recordings").method_direct_trigger()
        asked = [call for call in fetched.call_args_list if call.args[0] in rows]
        self.assertEqual(len(asked), 1)
        self.assertEqual(rows.mapped("reason"), ["unreachable"] * 2)

    def test_what_was_deleted_or_sent_during_a_run_is_left_alone(self):
        for meanwhile, state in (
            (lambda row: row._delete_audio(), "deleted"),
            (lambda row: row._keep(self.wav, "audio/wav"), "stored"),
            (lambda row: row.unlink(), False),
        ):
            rows = self.settle()
            rows.write({"state": "pending", "next_try_date": fields.Datetime.now()})
            fetch = type(rows)._fetch

            def fetch_one(row, rows=rows, fetch=fetch, meanwhile=meanwhile):
                fetch(row)
                meanwhile((rows - row).with_env(row.env))

            self.server.requests.clear()
            with (
                self.subTest(state),
                self.enter_registry_test_mode(),
                patch.object(self.registry[rows._name], "_fetch", fetch_one),
            ):
                self.env.ref("callcenter.ir_cron_recordings").method_direct_trigger()
                self.env.invalidate_all()
                states = rows.exists().mapped("state")
                self.assertCountEqual(states, filter(None, ["available", state]))
                self.assertEqual(len(self.server.requests), 1)

    def test_the_password_goes_to_the_base_address_alone(self):
        other = RecordingServer()
        self.addCleanup(other.close)
        other.files["/101.wav"] = self.wav
        self.pbx.recording_hosts = other.url
        row = self.settle()[:1]
        self.leg_lan.recording_url = f"{other.url}/101.wav"
        row._fetch()
        self.assertEqual(row.state, "available")
        self.assertEqual([x[2] for x in other.requests], [None])

    def test_addresses_are_checked_where_they_are_written(self):
        for vals in (
            {"recording_base_url": "ftp://pbx.example.com"},
            {"recording_base_url": "https://odoo:secret@pbx.example.com"},
            {"recording_hosts": "media.example.com\nnot a host"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.pbx.write(vals)

    def test_a_copy_of_the_database_asks_no_exchange(self):
        with file_open("callcenter/data/neutralize.sql") as file:
            self.env.flush_all()
            self.env.cr.execute(SQL(file.read()))
        self.env.invalidate_all()
        row = self.settle()[:1]
        row._fetch()
        self.assertEqual((row.state, row.reason), ("failed", "no_base"))
        self.assertEqual(self.server.requests, [])
        self.assertFalse(self.pbx.recording_secret)


@tagged("post_install", "-at_install")
class TestRecordingAccess(RecordingCase):
    """Who may not see, hear, delete."""

    def hears(self, user):
        """Return which legs' recordings ``user`` may play, by extension."""
        legs = self.call_recorded.leg_ids.with_user(user)
        return [leg.number for leg in legs if leg.recording_player["can_play"]]

    def test_agents_hear_what_they_answered(self):
        self.assertEqual(self.hears(self.lan), ["101"])
        self.assertEqual(self.hears(self.minh), ["102"])
        self.pbx.agent_listening = "all"
        self.env.invalidate_all()
        self.assertEqual(self.hears(self.lan), ["101", "102"])
        self.pbx.agent_listening = "none"
        self.env.invalidate_all()
        self.assertEqual(self.hears(self.lan), [])

    def test_of_a_call_each_agent_hears_their_own_leg(self):
        self.settle()
        for user, leg in ((self.lan, self.leg_lan), (self.minh, self.leg_minh)):
            call = self.call_recorded.with_user(user)
            self.assertTrue(call.recording_player["can_play"])
            self.assertEqual(call.sudo()._get_recorded().leg_id, leg)

    def test_a_call_as_a_whole_is_heard_by_who_had_all_of_it(self):
        (self.leg_lan + self.leg_minh).recording_url = False
        self.call_recorded.recording_url = "101.wav"
        player = self.call_recorded.with_user(self.lan).recording_player
        self.assertFalse(player["can_play"], "Minh spoke in it too")
        self.leg_minh.disposition = "answered_elsewhere"
        self.env.invalidate_all()
        player = self.call_recorded.with_user(self.lan).recording_player
        self.assertTrue(player["can_play"])

    def test_supervisors_and_managers_hear_what_they_see(self):
        self.ext_101.supervisor_ids = self.thu
        for user in (self.thu, self.dung):
            self.assertEqual(self.hears(user), ["101", "102"])

    def test_downloading_is_a_right_of_its_own(self):
        for row in self.settle():
            row._fetch()
        player = self.leg_lan.with_user(self.lan).recording_player
        self.assertEqual((player["can_play"], player["can_download"]), (True, False))
        self.pbx.is_agent_downloading = True
        self.env.invalidate_all()
        self.assertTrue(
            self.leg_lan.with_user(self.lan).recording_player["can_download"]
        )
        self.assertFalse(
            self.leg_minh.with_user(self.lan).recording_player["can_download"]
        )

    def test_nobody_reads_the_address_and_the_password(self):
        for user in (self.lan, self.thu, self.dung):
            for record in (self.call_recorded, self.leg_lan):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    record.with_user(user).read(["recording_url"])
                names = record.with_user(user).fields_get()
                self.assertNotIn("recording_url", names)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.calls.with_user(user).search([("recording_url", "ilike", "1")])
            for name in ("recording_user", "recording_hosts", "recording_folder"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    self.pbx.with_user(user).read([name])
        pbx = self.pbx.with_user(self.admin)
        self.assertFalse(pbx.recording_password)
        with self.assertRaises(AccessError):
            pbx.read(["recording_secret"])
        self.assertNotIn(PASSWORD, str(pbx.read()))
        pbx.recording_password = "another"
        self.assertEqual(self.pbx.recording_secret, "another")

    def test_rows_and_the_log_by_group(self):
        rows = self.settle()
        rows[0].with_user(self.dung)._record_listening(False)
        for user in (self.lan, self.admin, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.recordings.with_user(user).search([])
        for user in (self.lan, self.thu, self.admin, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["callcenter.recording.listen"].with_user(user).search([])
        mine = [("call_id", "=", self.call_recorded.id)]
        self.assertFalse(self.recordings.with_user(self.thu).search(mine))
        self.ext_101.supervisor_ids = self.thu
        self.assertEqual(self.recordings.with_user(self.thu).search(mine), rows)
        self.assertEqual(self.recordings.with_user(self.dung).search(mine), rows)
        for user in (self.thu, self.dung):
            with self.assertRaises(AccessError):
                rows.with_user(user).write({"state": "available"})
            with self.assertRaises(AccessError):
                rows.with_user(user).read(["audio"])
            with self.assertRaises(AccessError):
                rows.with_user(user).unlink()

    def test_the_files_are_nobodys_by_way_of_attachments(self):
        self.pbx.recording_mode = "store"
        self.settle()[:1]._fetch()
        domain = [
            ("res_model", "=", "callcenter.recording"),
            ("res_field", "!=", False),
        ]
        file = self.env["ir.attachment"].sudo().search(domain, limit=1)
        self.assertTrue(file)
        for user in (self.lan, self.dung, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                file.with_user(user).read(["raw"])

    def test_other_companies_see_nothing(self):
        rows = self.settle()
        rows[0].with_user(self.dung)._record_listening(False)
        other = self.env["res.company"].create({"name": "Other"})
        self.dung.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in ("callcenter.recording", "callcenter.recording.listen"):
            found = self.env[model].with_user(self.dung).search([])
            self.assertFalse(found.filtered(lambda x: x.call_id == self.call_recorded))

    def test_a_manager_deletes_one_and_the_call_says_so(self):
        self.pbx.recording_mode = "store"
        rows = self.settle()
        rows[0]._fetch()
        self.ext_101.supervisor_ids = self.thu
        for user in (self.lan, self.thu, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                rows[0].with_user(user).action_delete()
        rows[0].with_user(self.dung).action_delete()
        self.assertEqual(rows.mapped("state"), ["deleted", "pending"])
        self.assertFalse(rows[0].audio)
        self.assertEqual(rows[0].deleted_by_id, self.dung)
        message = self.call_recorded.message_ids[:1]
        self.assertEqual(message.author_id, self.dung.partner_id)
        self.assertIn("101", message.body)
        player = self.leg_lan.with_user(self.lan).recording_player
        self.assertEqual(
            (player["can_play"], player["text"]), (False, "Deleted by Dung")
        )
        self.settle()
        self.assertEqual(rows[0].state, "deleted", "and never fetched again")

    def test_calls_with_a_recording_are_found(self):
        self.settle()
        self.apply("call_in", callid="none", phone="0989464999", extension="101")
        for value, expected in ((True, {"r"}), (False, {"none"})):
            domain = [("pbx_id", "=", self.pbx.id), ("has_recording", "=", value)]
            found = self.calls.with_user(self.lan).search(domain)
            self.assertEqual(set(found.mapped("callid")), expected)

    def test_it_is_found_as_it_is_shown(self):
        """Also of one that nobody has looked for yet, of calls and of legs."""
        self.apply("call_in", callid="none", phone="0989464999", extension="101")

        def check():
            for model in ("callcenter.call", "callcenter.call.leg"):
                records = self.env[model].search([("pbx_id", "=", self.pbx.id)])
                mine = [("id", "in", records.ids)]
                for value in (True, False):
                    with self.subTest(model, value=value):
                        shown = records.filtered(
                            lambda one, v=value: one.has_recording is v
                        )
                        found = records.search([*mine, ("has_recording", "=", value)])
                        self.assertEqual(found, shown)
                        self.assertTrue(shown)

        rows = self.call_recorded.recording_ids
        self.assertFalse(rows)
        check()
        self.settle()
        check()

    def test_what_was_deleted_or_given_up_is_no_recording(self):
        rows, call = self.settle(), self.call_recorded
        found = [("id", "=", call.id), ("has_recording", "=", True)]
        for state in ("deleted", "failed"):
            rows[0].state, rows[1].state = state, "available"
            self.assertTrue(call.has_recording and self.calls.search(found))
            player = call.with_user(self.dung).recording_player
            self.assertEqual((player["state"], player["id"]), ("available", rows[1].id))
            self.assertFalse(self.leg_lan.has_recording)
            rows[1].state = state
            self.assertFalse(call.has_recording or self.calls.search(found))
