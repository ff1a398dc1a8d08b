"""What a caller may ask for: what is found, exported and erased, and who may not."""

import csv
import io
import json
import zipfile
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ...models.call.chatter import POST_PARAMETER
from ...phones import Mentions
from .test_privacy import AN, DAY, OTHER, PrivacyCase


class DataCase(PrivacyCase):
    """What people and exchanges left of An."""

    def setUp(self):
        super().setUp()
        phone = self.env["callcenter.phone"]
        self.further = phone.create(
            {"partner_id": self.customer.id, "number": "0912 000 111"}
        )
        text = "An called about the invoice"
        self.answered.message_post(body=text)
        self.answered.activity_schedule(
            "mail.mail_activity_data_todo", summary="Call An", user_id=self.lan.id
        )
        self.spellings = [
            self.record({"phone": text})
            for text in (AN, "+84 989 464 999", "0084989464999", "84.989.464.999")
        ]
        self.strange = self.record({"phone": OTHER, "duration": 89464999})
        self.recording.with_user(self.dung)._record_listening(False)

    def ask(self, number=None, partner=None, user=None):
        """Return a request of a manager that was searched."""
        requests = self.env["callcenter.data.request"].with_user(user or self.dung)
        asked = requests.create(
            {"number": number, "partner_id": partner and partner.id}
        )
        asked.action_search()
        return asked

    def erase(self, *args, **kwargs):
        """Erase, and return the receipt."""
        action = self.ask(*args, **kwargs).action_erase()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["callcenter.receipt"].browse(action["res_id"])

    def counts(self, asked):
        return {line.name: line.count for line in asked.line_ids}


@tagged("post_install", "-at_install")
class TestDataRequest(DataCase):
    """What is found, exported and erased, and who may not."""

    def test_a_number_is_found_in_any_spelling(self):
        expected = {
            "Calls": 2,
            "Legs": 2,
            "Notes": 1,
            "Recordings": 2,
            "Listening log": 1,
            "Journal entries": 4,
            "Missed customers": 1,
            "Activities": 1,
            "Contacts with the number": 1,
        }
        for number in (AN, "+84 989 464 999", "(0989) 464-999", "84989464999"):
            with self.subTest(number):
                found = self.counts(self.ask(number))
                self.assertEqual(
                    {name: found.get(name, 0) for name in expected}, expected
                )
        self.assertFalse(self.ask("0977 123 456").has_data)

    def test_what_stays_after_erasing(self):
        figures = self.answered.read(["duration", "talk_duration", "disposition"])
        attachment = self.recording
        receipt = self.erase(AN)
        call = self.answered
        self.assertEqual(
            call.read(["duration", "talk_duration", "disposition"]), figures
        )
        self.assertEqual((call.user_id, call.callid), (self.lan, "a"))
        for name in ("phone", "phone_sanitized", "partner_id", "note", "recording_url"):
            self.assertFalse(call[name], name)
        self.assertEqual(call.display_name, "Erased call")
        self.assertFalse(call.leg_ids.note or call.leg_ids.recording_url)
        self.assertFalse(call.message_ids)
        self.assertFalse(call.message_follower_ids)
        self.assertFalse(call.activity_ids)
        self.assertFalse(self.is_stored(attachment))
        self.assertEqual(attachment.state, "deleted")
        self.assertNotIn("0989464999", self.missed.callid)
        row = self.missed.missed_id
        self.assertEqual((row.state, row.attempts), ("closed", 1))
        self.assertFalse(row.phone or row.phone_sanitized or row.partner_id)
        self.assertEqual([event.payload for event in self.spellings], [False] * 4)
        # others are not concerned
        self.assertTrue(self.strange.payload)
        self.assertEqual(self.other.phone, OTHER)
        self.assertTrue(self.customer.exists().phone, "contacts are Odoo's own")
        self.assertFalse(
            self.ask(AN).line_ids.filtered(lambda line: line.name == "Calls")
        )
        self.assertEqual(receipt.user_id, self.dung)

    def test_no_table_of_the_addon_tells_the_number_afterwards(self):
        self.erase(AN)
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_name LIKE 'callcenter_%' AND table_schema = current_schema()"
        )
        for (table,) in self.env.cr.fetchall():
            if table == "callcenter_phone":
                continue
            with self.subTest(table):
                query = SQL(
                    "SELECT count(*) FROM %s t WHERE t::text LIKE %s",
                    SQL.identifier(table),
                    "%989464999%",
                )
                self.assertEqual(self.env.execute_query(query), [(0,)])

    def test_late_figures_of_an_erased_call_bring_nobody_back(self):
        self.erase(AN)
        figures = {"phone": AN, "recordingfile": f"{AN}.wav", "duration": 20}
        self.apply("call_info", DAY, callid="a", **figures)
        self.assertEqual(
            (self.answered.duration, self.answered.direction), (20, "incoming")
        )
        self.assertFalse(self.answered.phone or self.answered.recording_url)
        self.answered._settle(self.now + 3 * DAY)
        self.assertFalse(self.answered.partner_id)

    def test_the_receipt_has_the_days_of_the_exchange(self):
        self.pbx.tz = "Asia/Ho_Chi_Minh"
        (self.answered | self.missed).start_date = "2026-03-01 20:00:00"
        report = self.erase(AN).with_user(self.dung).report
        self.assertIn("from 03/02/2026 to 03/02/2026", report)

    def test_the_receipt_names_what_stays_at_the_exchange(self):
        receipt = self.erase(AN).with_user(self.dung)
        self.assertIn("Head office", receipt.report)
        self.assertIn("call records 2, recordings 1", receipt.report)
        self.assertIn("    a", receipt.report.splitlines())
        self.assertIn("Calls: 2", receipt.report)
        for text in (receipt.report, str(receipt.sudo().details), receipt.subject):
            self.assertNotIn("989464999", text)
        self.assertTrue(receipt.report_file and receipt.report_name.endswith(".txt"))
        self.assertTrue(self.ask("+84989464999").earlier, "found again by its hash")
        self.assertFalse(self.ask(OTHER).earlier)
        with self.assertRaises(AccessError):
            receipt.read(["key_hashes"])
        for operation in ("write", "unlink", "create"):
            self.assertFalse(receipt.has_access(operation))

    def test_kept_calls_are_not_erased_and_the_receipt_says_so(self):
        self.keep(self.answered, "Complaint 12")
        record = self.record({"phone": AN}, self.answered.id)
        asked = self.ask(AN)
        self.assertEqual(asked.kept_count, 1)
        receipt = self.erase(AN)
        self.assertEqual(self.answered.phone, AN)
        self.assertTrue(self.answered.note and record.payload)
        self.assertTrue(self.is_stored(self.recording))
        self.assertFalse(self.missed.phone)
        self.assertIn("Complaint 12", receipt.report)

    def test_notes_in_the_customers_chatter_go_too(self):
        self.env["ir.config_parameter"].set_param(POST_PARAMETER, "1")
        self.answered._post_notes()
        messages = self.answered.customer_message_ids
        self.assertEqual(messages.res_id, self.customer.id)
        self.erase(AN)
        self.assertFalse(messages.exists())

    def test_promises_to_call_back_on_the_customer_go_too(self):
        call = self.answered.with_user(self.lan)
        open_id, done_id = (
            call.schedule_callback(fields.Datetime.now() + timedelta(days=days))["id"]
            for days in (1, 2)
        )
        activities = self.env["mail.activity"].browse([open_id, done_id])
        self.assertEqual(set(activities.mapped("res_model")), {"res.partner"})
        theirs = self.customer.activity_schedule("mail.mail_activity_data_todo")
        (activities[1] | theirs).with_user(self.lan).action_feedback("They paid")
        message = self.answered.callback_message_ids
        self.assertIn("0989 464 999", message.body)
        found = self.counts(self.ask(AN))
        self.assertEqual(found["Activities"], 3, "with that of the call")
        self.keep(self.answered)
        self.erase(AN)
        self.assertEqual(activities.exists(), activities, "kept")
        self.assertTrue(message.exists(), "kept")
        self.answered.with_user(self.dung).action_release()
        self.erase(AN)
        self.assertFalse(activities.exists() or message.exists())
        self.assertTrue(theirs.exists(), "not of a call")
        self.assertIn("They paid", self.customer.message_ids[0].body)

    def test_a_call_that_is_not_over_stays(self):
        live = self.apply("call_in", callid="live", phone=AN, extension="101")
        receipt = self.erase(AN)
        self.assertEqual(live.phone, AN)
        self.assertIn(f"call {live.id}, which is not over yet", receipt.report)

    def test_a_contacts_data_is_what_is_theirs(self):
        wife = self.env["res.partner"].create({"name": "Bình", "phone": AN})
        self.missed.partner_id = wife
        self.missed.flush_recordset()
        by_further = self.place("f", "0912000111", "103", status="BUSY")
        asked = self.ask(partner=self.customer)
        self.assertEqual(self.counts(asked)["Calls"], 2)
        self.assertEqual(self.counts(asked)["Further numbers"], 1)
        asked.action_erase()
        self.assertFalse(self.answered.phone or by_further.phone)
        self.assertFalse(self.further.exists())
        self.assertEqual(self.missed.phone, AN, "the call is somebody else's")

    def test_numbers_that_are_none_and_internal_calls(self):
        short = self.place("s", "1234567", "101", status="ANSWERED")
        inside = self.place("i", "102", "101", status="ANSWERED")
        self.assertEqual(self.counts(self.ask("12 345 67"))["Calls"], 1)
        self.erase("1234567")
        self.assertFalse(short.phone)
        self.erase("102")
        self.assertEqual(inside.phone, "102")

    def test_the_menu_of_an_agent_says_which_calls_were_erased(self):
        def menu():
            calls = self.calls.with_user(self.lan).get_today_calls()["calls"]
            return [(call["phone"], call["is_erased"]) for call in calls]

        self.assertEqual(menu(), [("0989 464 999", False)])
        self.erase(AN)
        self.assertEqual(menu(), [("", True)])

    def test_who_may_not_ask(self):
        asked = self.ask(AN)
        for user in (self.lan, self.thu, self.admin):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.ask(AN, user=user)
                for method in ("action_search", "action_export", "action_erase"):
                    with self.assertRaises(AccessError):
                        getattr(asked.with_user(user), method)()
                with self.assertRaises(AccessError):
                    self.env["callcenter.receipt"].with_user(user).search([])
        with self.assertRaises(UserError):
            self.ask()
        with self.assertRaises(ValidationError):
            self.ask("nobody")

    def test_only_of_ones_own_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        asked = self.ask(AN)
        stranger = new_test_user(
            self.env,
            "t_stranger",
            "callcenter.group_callcenter_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.env["callcenter.pbx"].create(
            {"name": "Theirs", "company_id": other.id, "country_id": self.vietnam.id}
        )
        with self.assertRaises(AccessError):
            asked.with_user(stranger).action_erase()
        requests = self.env["callcenter.data.request"].with_user(stranger)
        foreign = requests.create({"number": AN, "company_id": self.company.id})
        for method in ("action_search", "action_erase"):
            with self.assertRaises(UserError):  # an AccessError is one
                getattr(foreign, method)()
        self.assertNotIn("Calls", self.counts(self.ask(AN, user=stranger)))
        self.ask(AN).action_erase()
        receipts = self.env["callcenter.receipt"].with_user(stranger)
        self.assertFalse(receipts.search([]))

    def test_a_number_changed_after_searching_is_searched_again(self):
        asked = self.ask(AN)
        asked.number = OTHER
        with self.assertRaises(UserError):
            asked.action_erase()

    def test_mentions(self):
        mentions = Mentions(["+84989464999", "=113"], [(("VN",), "")])
        for text, is_one in (
            ('{"phone": "0989464999"}', True),
            ('{"phone": 84989464999}', True),
            ("rec-20240506-0989464999-101.wav", True),
            ("+84 (0) 989-464-999", True),
            ("sip:84989464999@10.0.0.1", True),
            ('{"billsec": "989", "duration": "464999"}', False),
            ('{"phone": "10989464999"}', False),
            ('{"phone": "09894649991"}', False),
            ('{"phone": "113"}', False),
        ):
            with self.subTest(text):
                self.assertEqual(mentions.tells(text), is_one)
        self.assertFalse(Mentions(["=113"], [(("VN",), "")]).tells("113"))


@tagged("post_install", "-at_install")
class TestExport(DataCase, HttpCase):
    """The ZIP, by the way it is downloaded."""

    def download(self, user, asked):
        self.authenticate(user.login, user.login)
        return self.url_open(asked.action_export()["url"])

    def test_the_zip_has_every_kind_and_the_audio(self):
        self.answered.with_user(self.lan).note = "=HYPERLINK(1)"
        self.answered.outcome_id = self.env["callcenter.outcome"].create(
            {"name": "Ordered"}
        )
        self.keep(self.answered)
        response = self.download(self.dung, self.ask(AN))
        self.assertEqual(response.headers["Content-Type"], "application/zip")
        archive = zipfile.ZipFile(io.BytesIO(response.content))
        calls = json.loads(archive.read("calls.json"))
        self.assertEqual({call["phone"] for call in calls}, {AN})
        self.assertEqual(calls[0]["outcome_id"], "Ordered")
        self.assertEqual(calls[0]["partner_id"], self.customer.id)
        self.assertEqual(len(calls), 2, "kept ones too")
        self.assertEqual(len(json.loads(archive.read("events.json"))), 4)
        text = archive.read("calls.csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertIn("'=HYPERLINK(1)", {row["note"] for row in rows})
        self.assertEqual(archive.read(f"recordings/{self.recording.id}.wav"), self.wav)
        [missed] = json.loads(archive.read("missed.json"))
        self.assertIsNone(missed["user_id"], "nobody took it")
        receipt = self.env["callcenter.receipt"].search([], limit=1)
        self.assertEqual((receipt.kind, receipt.user_id), ("export", self.dung))

    def test_who_may_not_download(self):
        asked = self.ask(AN)
        for user in (self.lan, self.thu, self.admin):
            self.authenticate(user.login, user.login)
            with self.subTest(user.login), mute_logger("odoo.http"):
                url = f"/callcenter/data_request/{asked.id}/export"
                self.assertEqual(self.url_open(url).status_code, 404)


@tagged("post_install", "-at_install")
class TestAskedOnceMore(DataCase):
    """Before anything is erased the dialog says whose it is, and how much."""

    def test_it_names_the_caller_and_counts(self):
        asked = self.ask(AN, self.customer)
        self.assertFalse(asked.is_confirming)
        action = asked.action_ask()
        self.assertEqual((action["res_id"], asked.is_confirming), (asked.id, True))
        for told in (self.customer.display_name, AN, *self.counts(asked)):
            self.assertIn(told, asked.confirm_text)
        self.assertTrue(self.answered.phone, "nothing is erased yet")

    def test_another_number_is_another_question(self):
        asked = self.ask(AN)
        asked.action_ask()
        asked.number = OTHER
        self.assertEqual((asked.is_searched, asked.is_confirming), (False, False))
        with self.assertRaises(UserError):
            asked.action_ask()

    def test_the_retention_page_says_what_it_is(self):
        page = self.env["callcenter.retention"].with_user(self.dung).create({})
        company = page.company_id.display_name
        self.assertEqual(page.display_name, f"Retention: {company}")
