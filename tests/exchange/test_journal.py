import time
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...models.exchange.knock import KEPT
from ...wire import read_event
from ..common import WireCase

RING = {"callid": "j-1", "phone": "0989464999", "extension": "105"}


class JournalCase(WireCase):
    """Has a technician and writes journal rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician = new_test_user(
            cls.env, "t_tech", "callcenter.group_callcenter_pbx_admin"
        )

    def journal_rows(self, **values):
        now = values.pop("now", time.time())
        self.events._record(
            **{
                "pbx_id": self.pbx.id,
                "name": "call_in",
                "payload": "{}",
                "result": "applied",
                "now": now,
                **values,
            }
        )
        return self.journal()


@tagged("post_install", "-at_install")
class TestJournal(JournalCase):
    """What arrived, why nothing came of it, and once more after mending."""

    def test_an_unmapped_extension_is_mapped_in_one_step_and_replayed(self):
        self.post("call_in", RING)
        row = self.journal().with_user(self.technician)
        self.assertEqual(row.unmapped_number, "105")
        action = row.action_map_extension()
        self.env["callcenter.extension"].with_user(self.technician).with_context(
            **action["context"]
        ).create({"user_id": self.hoa.id})
        self.env["bus.bus"].search([]).unlink()
        row.action_replay()
        self.assertEqual((row.result, row.reason), ("applied", False))
        self.assertEqual(self.call("j-1").leg_ids.user_id, self.hoa)
        self.assertFalse(self.env["bus.bus"].search([]), "a replay notifies nobody")

    def test_a_replay_counts_as_of_the_time_when_it_came(self):
        now = time.time() - 3600
        payload = '{"callid": "j-2", "extension": "101", "phone": "0989464999"}'
        row = self.journal_rows(payload=payload, now=now, result="error")
        row.action_replay()
        self.assertEqual(row.result, "applied")
        self.assertAlmostEqual(
            row.call_id.start_date.timestamp(), row.create_date.timestamp(), delta=1
        )

    def test_each_row_is_replayed_in_a_transaction_of_its_own(self):
        """Live events of a call wait for one row of it at most."""
        rows = self.events
        for number in range(3):
            payload = f'{{"callid": "own-{number}", "extension": "101"}}'
            rows += self.journal_rows(payload=payload, result="error")
        cursors = set()
        replay = type(rows)._replay

        def seen(row):
            cursors.add(row.env.cr)
            return replay(row)

        with patch.object(type(rows), "_replay", seen):
            rows.action_replay()
        self.assertEqual(len(cursors), 3)
        self.assertNotIn(self.env.cr, cursors)
        self.assertEqual(set(rows.mapped("result")), {"applied"})

    def test_a_replay_finds_the_call_of_its_time(self):
        day = 24 * 3600
        start = time.time() - 10 * day
        end = {"extension": "101", "status": "ANSWERED"}
        for seconds, name, params in (
            (0, "call_in", {"extension": "101", "phone": "0989464999"}),
            (60, "call_end", end),
            (3 * day, "call_in", {"extension": "102", "phone": "0989464344"}),
            (3 * day + 60, "call_end", {**end, "extension": "102"}),
        ):
            event = read_event(name, {"callid": "j-1", **params})
            self.calls._apply_event(self.pbx, event, start + seconds)
        newer = self.call("j-1")
        older = self.calls.search([("callid", "=", "j-1")]) - newer
        before = newer.read()
        figures = '{"callid": "j-1", "extension": "101", "billsec": 42}'
        row = self.journal_rows(
            name="call_info", payload=figures, now=start + 90, result="error"
        )
        row.action_replay()
        self.assertEqual((row.result, row.call_id), ("applied", older))
        self.assertEqual(older.talk_duration, 42)
        question = self.journal_rows(
            name="call_info", payload='{"callid": "j-1"}', now=start + 90
        )
        question.action_replay()
        self.assertEqual(question.call_id, older)
        lost = self.journal_rows(
            name="call_info", payload=figures, now=start + 1.5 * day, result="error"
        )
        lost.action_replay()
        self.assertEqual((lost.result, lost.call_id), ("rejected", self.calls))
        self.assertIn("used for another call since", lost.reason)
        self.assertEqual(newer.read(), before)

    def test_what_is_masked_can_be_replayed_and_keeps_the_recordings_address(self):
        address = "https://pbx.example.com/j-1.wav?token=of-the-recording"
        told = {"callid": "j-1", "recordingfile": address, "access_token": 123}
        self.post("call_info", told)
        self.journal().action_replay()
        self.assertNotIn("123", self.journal().payload)
        self.assertEqual(self.call("j-1").recording_url, address)
        told["recordingfile"] = f"https://pbx.example.com/?token={self.token}"
        self.post("call_info", told)
        self.assertNotIn(self.token, self.journal().payload)

    def test_a_figure_that_is_no_number_costs_itself_alone(self):
        body = b'{"callid": "j-1", "extension": "101", "billsec": NaN, "duration": 9}'
        status, answer = self.post("call_end", body=body)
        self.assertEqual((status, len(answer["warnings"])), (200, 1))
        row = self.journal()
        self.assertIn("billsec", row.reason)
        self.assertEqual(row.call_id.duration, 9)
        row.action_replay()
        self.assertEqual(row.result, "duplicate")
        self.assertIn("billsec", row.reason)

    def test_rows_that_cannot_be_replayed_are_left_as_they_are(self):
        rows = self.journal_rows(payload="{broken", result="rejected")
        rows |= self.journal_rows(name="call_on", payload="{}", result="rejected")
        rows.action_replay()
        self.assertEqual(set(rows.mapped("result")), {"rejected"})
        self.assertEqual(rows.mapped("is_replayable"), [False, False])
        row = self.journal_rows(payload='{"phone": "1"}', result="error")
        row.action_replay()
        self.assertEqual(row.result, "rejected")
        self.assertIn("callid", row.reason)

    def test_a_question_that_is_replayed_makes_no_call(self):
        self.post("call_info", {"callid": "j-unknown"})
        row = self.journal()
        row.action_replay()
        self.assertEqual(row.result, "rejected")
        self.assertFalse(self.call("j-unknown"))

    def test_an_extension_that_is_archived_is_the_one_to_map(self):
        archived = self.env["callcenter.extension"].create(
            {"pbx_id": self.pbx.id, "number": "105", "active": False}
        )
        self.post("call_in", RING)
        self.assertEqual(self.journal().action_map_extension()["res_id"], archived.id)

    def test_only_who_connects_exchanges_may_replay(self):
        row = self.journal_rows()
        for user in (self.lan, new_test_user(self.env, "t_other", "base.group_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                row.with_user(user).action_replay()

    def test_reasons_are_searched_and_told_in_the_readers_language(self):
        self.post("call_in", RING)
        row = self.journal()
        self.assertIn(row, self.events.search([("reason", "ilike", "105")]))
        self.assertIn(row, self.events.search([("reason", "ilike", "not mapped")]))
        self.assertNotIn(row, self.events.search([("reason", "ilike", "credentials")]))
        self.env["res.lang"]._activate_lang("vi_VN")
        self.assertEqual(
            row.with_context(lang="vi_VN").reason,
            "Máy nhánh 105 chưa được gán cho người dùng nào.",
        )
        in_vietnamese = self.events.with_context(lang="vi_VN")
        self.assertIn(row, in_vietnamese.search([("reason", "ilike", "chưa được gán")]))

    def test_old_rows_are_vacuumed(self):
        self.pbx.company_id._set_retention_confirmed(self.env.user)
        day = 24 * 3600
        old = self.journal_rows(now=time.time() - 31 * day)
        young = self.journal_rows(now=time.time() - 29 * day)
        self.events._gc_events()
        self.assertFalse(old.exists())
        self.assertTrue(young.exists())
        with freeze_time(fields.Datetime.now() + timedelta(days=60)):
            self.events._gc_events()
        self.assertTrue(young.exists(), "when the exchange was heard last is known")
        self.assertFalse(young.payload)

    def test_listening_shows_refused_requests_and_no_secret(self):
        wrong = {"Authorization": "Bearer ab-wrong-secret"}
        self.post("call_in", RING, headers=wrong)
        knocks = self.env["callcenter.knock"]
        self.assertFalse(knocks.search([]), "nobody listens yet")
        self.pbx.with_user(self.technician).action_listen()
        self.post("call_in", {**RING, "token": "other-secret"}, headers=wrong)
        self.post("call_in", RING)
        let_in, refused = knocks.with_user(self.technician).search([])
        self.assertEqual((let_in.is_refused, let_in.pbx_id), (False, self.pbx))
        self.assertIn("105", let_in.reason)
        self.assertTrue(refused.is_refused)
        self.assertEqual(refused.remote_addr, "127.0.0.1")
        self.assertIn("credentials", refused.reason)
        self.assertIn("ab*** (15)", refused.token_hint)
        self.assertNotIn("secret", str(refused.read()))
        with freeze_time(fields.Datetime.now() + timedelta(minutes=16)):
            self.post("call_in", RING, headers=wrong)
        self.assertEqual(len(knocks.search([])), 2)

    def test_listening_hears_what_postgresql_cannot_store(self):
        self.pbx.action_listen()
        body = b'{"callid": "1", "queue": "x\\ud83d"}'
        status, _answer = self.post("call_in", body=body)
        self.assertEqual(status, 200)
        for body, expected in (
            (b'{"callid": "\x00', 400),
            (b"\x01\x00", 401),
            (b'{"callid": "1", "token": "\\ud83d"}', 401),
        ):
            with self.subTest(body=body):
                status, _answer = self.post("call_in", body=body, headers={})
                self.assertEqual(status, expected)
        self.assertEqual(self.journal().result, "applied")
        self.assertEqual(self.env["callcenter.knock"].search_count([]), 4)

    def test_listening_keeps_the_newest_only(self):
        self.pbx.action_listen()
        knocks = self.env["callcenter.knock"]
        knocks.create([{"name": str(number)} for number in range(KEPT + 5)])
        self.post("call_in", RING)
        self.assertEqual(knocks.search_count([]), KEPT)
        self.assertEqual(knocks.search([], limit=1).name, "call_in")

    def test_what_knocked_is_for_who_connects_exchanges(self):
        with self.assertRaises(AccessError):
            self.env["callcenter.knock"].with_user(self.lan).search([])
        with self.assertRaises(AccessError):
            self.pbx.with_user(self.lan).action_listen()

    def test_what_knocked_at_another_company_is_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["callcenter.pbx"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        knocks = self.env["callcenter.knock"]
        heard = knocks.create([{"pbx_id": theirs.id}, {"pbx_id": self.pbx.id}, {}])
        self.assertEqual(knocks.with_user(self.technician).search([]), heard[1])


@tagged("post_install", "-at_install")
class TestAdvice(JournalCase):
    """What the form of a connection warns of."""

    def advice(self, name):
        return getattr(self.pbx, f"_get_advice_on_{name}")() or ""

    def test_an_address_that_the_exchange_cannot_reach_or_that_is_not_safe(self):
        for url, word in (
            ("http://localhost:8069", "network alone"),
            ("https://192.168.1.5", "network alone"),
            ("odoo.example.com", "network alone"),
            ("http://odoo.example.com", "plain http"),
            ("https://odoo.example.com", ""),
        ):
            with self.subTest(url):
                self.env["ir.config_parameter"].set_param("web.base.url", url)
                self.assertIn(word, self.advice("address"))
                self.assertEqual(bool(word), bool(self.advice("address")))

    def test_an_archived_connection_says_that_it_refuses(self):
        self.assertFalse(self.advice("archiving"))
        self.pbx.active = False
        self.assertIn("archived", self.pbx.advice)

    def test_a_connection_whose_extensions_are_nobody_s(self):
        self.assertFalse(self.advice("extensions"))
        self.pbx.extension_ids.user_id = False
        self.assertIn("No extension is mapped", self.pbx.advice)
        self.pbx.extension_ids[0].user_id = self.lan
        self.assertNotIn("No extension is mapped", self.pbx.advice)

    @freeze_time("2024-05-06 09:00:00")  # a Monday
    def test_silence_counts_opening_hours_only(self):
        self.assertFalse(self.advice("silence"), "never heard: not silent yet")
        for hours_ago, is_silent in ((2, False), (9, True)):
            now = time.time() - hours_ago * 3600
            self.journal_rows(now=now)
            self.pbx.invalidate_recordset()
            with self.subTest(hours_ago=hours_ago, calendar=False):
                self.pbx.resource_calendar_id = False
                self.assertEqual(bool(self.advice("silence")), is_silent)
        self.pbx.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Nights", "tz": "UTC", "attendance_ids": [(5,)]}
        )
        self.assertFalse(self.advice("silence"), "closed all the time")

    def test_a_clock_that_is_whole_hours_off(self):
        self.assertFalse(self.advice("clock"))
        seven_hours_ago = fields.Datetime.now()  # UTC sent as if it were local
        date = fields.Datetime.to_string(seven_hours_ago)
        self.post("call_in", {**RING, "calldate": date})
        self.assertIn("7 hours behind", self.advice("clock"))
        self.post("call_end", {**RING, "status": "ANSWERED"})
        self.assertTrue(self.advice("clock"), "an event without a time mends nothing")
        local = fields.Datetime.context_timestamp(
            self.pbx.with_context(tz=self.pbx.tz), fields.Datetime.now()
        )
        right = {"calldate": fields.Datetime.to_string(local.replace(tzinfo=None))}
        self.post("call_in", {**RING, "callid": "j-2", **right})
        self.assertFalse(self.advice("clock"), "its zone was mended")

    def test_several_databases(self):
        names = "odoo.addons.callcenter.models.exchange.pbx_advice.db_list"
        with self.patch_names(names, ["a", "b"]):
            self.assertIn("X-Odoo-Database", self.advice("databases"))
        with self.patch_names(names, ["a"]):
            self.assertFalse(self.advice("databases"))

    def patch_names(self, target, value):
        return patch(target, return_value=value)

    def test_all_of_it_stands_on_the_form(self):
        self.assertIn("network alone", self.pbx.advice)
