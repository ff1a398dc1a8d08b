"""What people do with missed customers, and what they may not."""

from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import Command, api
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import AGENT
from .test_missed import KNOWN, MONDAY, UNKNOWN, MissedCase


class PeopleCase(MissedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.thu = new_test_user(
            cls.env, "t_thu", "callcenter.group_callcenter_supervisor", name="Thu"
        )
        cls.dung = new_test_user(
            cls.env, "t_dung", "callcenter.group_callcenter_manager", name="Dung"
        )
        cls.stranger = new_test_user(
            cls.env, "t_stranger", "callcenter.group_callcenter_agent"
        )
        cls.admin = new_test_user(
            cls.env, "t_admin", "callcenter.group_callcenter_pbx_admin"
        )
        cls.clerk = new_test_user(cls.env, "t_clerk", "base.group_user")

    def setUp(self):
        super().setUp()
        self.ring(0)

    def sees(self, user):
        return bool(self.missed.with_user(user).search([("pbx_id", "=", self.pbx.id)]))


@tagged("post_install", "-at_install")
class TestMissedPeople(PeopleCase):
    """Taking, giving back, closing."""

    def counts(self, user):
        counts = self.missed.with_user(user).get_missed_counts()
        return counts["mine"], counts["unclaimed"]

    def test_the_second_is_told_who_has_it(self):
        row = self.row()
        row.with_user(self.lan).action_claim()
        self.assertEqual(row.user_id, self.lan)
        with self.assertRaisesRegex(UserError, "Lan has taken"):
            row.with_user(self.minh).action_claim()
        row.with_user(self.lan).action_claim()
        row.with_user(self.lan).action_give_back()
        row.with_user(self.minh).action_claim()
        self.assertEqual(row.user_id, self.minh)

    def test_what_is_settled_or_gone_is_not_taken(self):
        row = self.row()
        self.dial(5, billsec="30")
        with self.assertRaisesRegex(UserError, "settled already"):
            row.with_user(self.lan).action_claim()
        row.unlink()
        with self.assertRaisesRegex(UserError, "need not be called back"):
            row.with_user(self.lan).action_claim()

    def test_who_does_nothing_does_not_keep_it(self):
        row = self.row()
        with freeze_time(MONDAY + timedelta(minutes=10)):
            row.with_user(self.lan).action_claim()
        with freeze_time(MONDAY + timedelta(minutes=69)):
            self.tidy()
        self.assertEqual(row.user_id, self.lan)
        with freeze_time(MONDAY + timedelta(minutes=71)):
            self.tidy()
        self.assertFalse(row.user_id)

    def claim(self, minute, user):
        with freeze_time(MONDAY + timedelta(minutes=minute)):
            self.row().with_user(user).action_claim()

    def taker(self, minute):
        """Return who has the customer after the scheduled action of a minute."""
        with freeze_time(MONDAY + timedelta(minutes=minute)):
            self.tidy()
        return self.row().user_id

    def test_who_tries_keeps_it_for_another_hour(self):
        self.claim(10, self.minh)
        self.dial(50, status="BUSY")
        self.assertEqual(self.taker(71), self.minh)
        self.assertEqual(self.taker(109), self.minh)
        self.assertFalse(self.taker(112))

    def test_a_colleagues_try_keeps_it_for_nobody(self):
        self.claim(10, self.lan)
        self.dial(50, status="BUSY")
        self.assertFalse(self.taker(71))

    def test_who_is_on_the_line_keeps_it(self):
        self.claim(10, self.minh)
        self.apply(60, "init", "open", phone=KNOWN, extension="102")
        self.assertEqual(self.taker(71), self.minh)
        self.apply(72, "call_in", "open", extension="102", event="ANSWER")
        self.assertEqual(self.taker(140), self.minh)

    def test_who_settled_it_stays_on_it(self):
        """A settled customer is given back by nobody: it tells who had taken it."""
        self.row().with_user(self.minh).action_claim()
        self.dial(5, billsec="30")
        row = self.row().with_user(self.minh)
        self.assertEqual(row.state, "reached")
        with self.assertRaisesRegex(UserError, "settled already"):
            row.action_give_back()
        self.assertEqual(row.user_id, self.minh)

    def test_what_a_supervisor_assigned_stays(self):
        row = self.row()
        self.ext_101.supervisor_ids = self.thu
        row.with_user(self.thu).user_id = self.lan
        with freeze_time(MONDAY + timedelta(days=1)):
            self.tidy()
        self.assertEqual(row.user_id, self.lan)

    def test_only_agents_of_the_company_are_assigned(self):
        self.ext_101.supervisor_ids = self.thu
        for user in (self.clerk, self.admin):
            with self.subTest(user.login), self.assertRaises(ValidationError):
                self.row().with_user(self.thu).user_id = user

    def test_closing_says_why(self):
        row = self.row().with_user(self.lan)
        dialog = row.action_close()
        self.assertEqual((dialog["res_id"], dialog["target"]), (row.id, "new"))
        with self.assertRaises(ValidationError):
            row.action_close("because")
        row.action_close("other_channel")
        self.assertEqual(
            (row.state, row.close_reason, row.done_by_id),
            ("closed", "other_channel", self.lan),
        )

    def test_missed_again_after_closing_is_a_new_row(self):
        with freeze_time(MONDAY + timedelta(minutes=5)):
            self.row().with_user(self.lan).action_close("other_channel")
        self.ring(10)
        self.assertEqual(self.rows().mapped("state"), ["closed", "open"])
        self.assertEqual(self.rows()[0].close_reason, "other_channel")

    def test_spam_is_missed_no_more_until_opened_again(self):
        self.ring(1, phone=UNKNOWN)
        spam = self.rows(phone_sanitized="+84912000111")
        with freeze_time(MONDAY + timedelta(minutes=5)):
            spam.with_user(self.lan).action_close("spam")
        self.ring(10, phone=UNKNOWN)
        self.assertEqual(self.rows(phone_sanitized="+84912000111"), spam)
        with self.assertRaises(AccessError):
            spam.with_user(self.lan).action_reopen()
        self.ext_101.supervisor_ids = self.thu
        spam.with_user(self.thu).action_reopen()
        row = self.rows(phone_sanitized="+84912000111")
        self.assertEqual((row.state, row.attempts), ("open", 2))

    def test_counts_for_the_systray(self):
        self.assertEqual(self.counts(self.lan), (0, 1))
        self.row().with_user(self.lan).action_claim()
        self.assertEqual(self.counts(self.lan), (1, 0))
        self.assertEqual(self.counts(self.minh), (0, 0))
        self.row().with_user(self.lan).action_give_back()
        self.row().suggested_user_id = self.minh
        self.assertEqual(self.counts(self.minh), (1, 1))
        self.assertEqual(self.counts(self.lan), (0, 1))
        self.dial(5, billsec="30")
        self.assertEqual(self.counts(self.lan), (0, 0))

    def test_the_counts_come_with_the_web_clients_first_question(self):
        calls = self.env["callcenter.call"]
        for user, counts in (
            (self.lan, {"mine": 0, "unclaimed": 1}),
            (self.clerk, {}),
        ):
            for answer in (
                calls.with_user(user).get_active_calls(),
                calls.with_user(user).get_today_calls(),
            ):
                self.assertEqual(answer["missed_customers"], counts)

    def test_the_counts_are_one_query(self):
        missed = self.missed.with_user(self.lan)
        missed.get_missed_counts()
        self.env.flush_all()
        with self.assertQueryCount(1):
            missed.get_missed_counts()


@tagged("post_install", "-at_install")
class TestMissedAccess(PeopleCase):
    """Who may see what, and who may not."""

    def test_agents_see_theirs_and_what_nobody_has_taken(self):
        self.assertTrue(self.sees(self.lan) and self.sees(self.minh))
        self.row().with_user(self.lan).action_claim()
        self.assertTrue(self.sees(self.lan))
        self.assertFalse(self.sees(self.minh))

    def test_agents_without_an_extension_see_nothing_but_what_is_suggested(self):
        self.assertFalse(self.sees(self.stranger))
        with self.assertRaises(AccessError):
            self.row().with_user(self.stranger).action_claim()
        self.row().suggested_user_id = self.stranger
        self.assertTrue(self.sees(self.stranger))

    def test_a_stranger_is_not_told_who_has_it(self):
        self.row().with_user(self.lan).action_claim()
        with self.assertRaises(AccessError):
            self.row().with_user(self.stranger).action_claim()

    def test_agents_leave_alone_what_others_have(self):
        self.row().with_user(self.lan).action_claim()
        row = self.row().with_user(self.minh)
        for act in (row.action_give_back, lambda: row.action_close("spam")):
            with self.assertRaises(AccessError):
                act()

    def test_supervisors_see_whom_their_people_took_or_missed(self):
        self.assertFalse(
            self.sees(self.thu), "Lan, whose telephone rang, is not theirs"
        )
        self.row().with_user(self.minh).action_claim()
        self.ext_102.supervisor_ids = self.thu
        self.assertTrue(self.sees(self.thu), "Minh took them")
        self.ext_102.supervisor_ids = False
        self.assertFalse(self.sees(self.thu))
        self.ext_101.supervisor_ids = self.thu
        self.assertTrue(self.sees(self.thu), "Lan missed them")
        self.ext_101.supervisor_ids = False
        boss, agent = self.env["hr.employee"].create(
            [
                {"name": "Thu", "user_id": self.thu.id},
                {"name": "Lan", "user_id": self.lan.id},
            ]
        )
        agent.parent_id = boss
        self.assertTrue(self.sees(self.thu))
        self.row().with_user(self.thu).action_give_back()
        self.assertFalse(self.row().user_id)

    def test_supervisors_see_what_is_free_where_their_people_have_extensions(self):
        branch = self.pbx.copy({"resource_calendar_id": False, "name": "Branch"})
        extension = self.env["callcenter.extension"].create(
            {"pbx_id": branch.id, "number": "7", "supervisor_ids": self.thu.ids}
        )
        self.assertFalse(self.sees(self.thu))
        extension.copy({"pbx_id": self.pbx.id, "supervisor_ids": self.thu.ids})
        self.assertTrue(self.sees(self.thu))
        self.row().with_user(self.lan).action_claim()
        self.assertFalse(self.sees(self.thu))

    def test_who_rang_before_their_extension_was_known_is_seen_too(self):
        self.apply(5, "call_in", "new", phone=UNKNOWN, extension="199")
        end = {"status": "NO ANSWER", "duration": "20"}
        self.settle(self.apply(5, "call_end", "new", 20, extension="199", **end))
        row = self.rows(phone_sanitized="+84912000111")
        row.user_id = self.minh
        self.assertFalse(self.sees(self.thu))
        self.env["callcenter.extension"].create(
            {"pbx_id": self.pbx.id, "number": "199", "supervisor_ids": self.thu.ids}
        )
        self.assertTrue(self.sees(self.thu))

    def test_managers_see_their_companies(self):
        self.row().with_user(self.lan).action_claim()
        self.assertTrue(self.sees(self.dung))
        other = self.env["res.company"].create({"name": "Other"})
        for user in (self.dung, self.lan):
            user.write(
                {"company_ids": [Command.set(other.ids)], "company_id": other.id}
            )
            self.assertFalse(self.sees(user))

    def test_others_see_nothing(self):
        for user in (self.clerk, self.admin):
            for act in (
                lambda user=user: self.sees(user),
                self.row().with_user(user).action_claim,
                self.missed.with_user(user).get_missed_counts,
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    act()

    def test_rows_follow_from_the_calls_alone(self):
        row = self.row()
        for user in (self.lan, self.thu, self.dung):
            for vals in ({"state": "reached"}, {"due_date": MONDAY}, {"tries": 9}):
                with (
                    self.subTest(user.login, vals=vals),
                    self.assertRaises(AccessError),
                ):
                    row.with_user(user).write(vals)
            with self.subTest(user.login), self.assertRaises(AccessError):
                row.with_user(user).unlink()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.missed.with_user(user).create({"pbx_id": self.pbx.id})
        with self.assertRaises(AccessError):
            row.with_user(self.lan).user_id = self.lan

    def test_a_customer_that_a_reader_may_not_read_is_not_named(self):
        row = self.row().with_user(self.lan)
        self.assertEqual(row.customer_id, self.customer)
        found = [("customer_id.name", "=", self.customer.name)]
        self.assertIn(row, row.search(found))
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = other
        self.env.invalidate_all()
        self.assertFalse(row.customer_id)
        self.assertEqual(row.display_name, "0989 464 999")
        self.assertNotIn(self.customer.name, str(row.read()))
        self.assertFalse(row.search(found))
        for read in (
            lambda: row.read(["partner_id"]),
            lambda: row.search([("partner_id.name", "=", self.customer.name)]),
            lambda: row._read_group([], ["partner_id"]),
        ):
            with self.assertRaises(AccessError):
                read()


@tagged("post_install", "-at_install")
class TestMissedAtOnce(TransactionCase):
    """Two users take one customer at the same moment, in transactions of their own."""

    def environment(self, uid=api.SUPERUSER_ID):
        """Return an environment with a connection of its own to the database."""
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        return api.Environment(cr, uid, {})

    def make_row(self, env):
        """Commit a row that two new agents may take; return it and them."""
        pbx = env["callcenter.pbx"].create(
            {
                "name": "Two at once",
                "country_id": env.ref("base.vn").id,
                "tz": "UTC",
                "resource_calendar_id": False,
            }
        )
        users = env["res.users"].concat(
            *(
                new_test_user(env, f"t_at_once_{number}", AGENT, name=number)
                for number in ("One", "Two")
            )
        )
        env["callcenter.extension"].create(
            [
                {"pbx_id": pbx.id, "number": user.name, "user_id": user.id}
                for user in users
            ]
        )
        row = env["callcenter.missed"].create(
            {
                "company_id": pbx.company_id.id,
                "pbx_id": pbx.id,
                "phone": "1",
                "first_date": MONDAY,
                "last_date": MONDAY,
                "due_date": MONDAY,
            }
        )
        env.cr.commit()
        self.addCleanup(self.forget, env, pbx, users)
        return row, users

    def forget(self, env, pbx, users):
        partners = users.partner_id
        for records in (pbx, users, partners):
            records.unlink()
        env.cr.commit()

    def test_one_takes_it_and_the_other_is_told(self):
        row, users = self.make_row(self.environment())
        one, two = (row.with_env(self.environment(user.id)) for user in users)
        self.assertFalse(one.user_id or two.user_id, "both see that it is free")
        one.action_claim()
        one.env.cr.commit()
        # what Odoo answers by running the request again
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            two.action_claim()
            two.env.cr.flush()
        two.env.cr.rollback()
        with self.assertRaisesRegex(UserError, "One has taken this customer."):
            two.action_claim()
