from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext

from ..popup.test_call_details import MORNING, DetailsCase
from .test_call import CallCase


@tagged("post_install", "-at_install")
class TestOutcome(CallCase):
    """What came of a call, as its agents say it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.handled = cls.env.ref("callcenter.outcome_handled")
        cls.spam = cls.env.ref("callcenter.outcome_spam")

    def test_an_agent_says_it_of_their_calls_only(self):
        call = self.apply("call_in", phone="0989464999", extension="101")
        call.with_user(self.lan).outcome_id = self.handled
        self.assertEqual(
            self.env["callcenter.card"].get_card(call, self.lan)["outcome_id"],
            self.handled.id,
        )
        with self.assertRaises(AccessError):
            call.with_user(self.minh).outcome_id = self.spam

    def test_the_other_tabs_are_told(self):
        call = self.apply("call_in", phone="0989464999", extension="101")
        for values in ({"outcome_id": self.handled.id}, {"note": "Ten chairs"}):
            self.env.cr.precommit.run()
            self.env["bus.bus"].search([]).unlink()
            call.with_user(self.lan).write(values)
            self.env.cr.precommit.run()
            with self.subTest(values=values):
                self.assertEqual(self.env["bus.bus"].search_count([]), 1)

    def test_the_end_of_the_call_leaves_it_alone(self):
        call = self.apply("call_in", phone="0989464999", extension="101")
        call.with_user(self.lan).outcome_id = self.handled
        self.apply("call_end", 9, extension="101", status="ANSWERED")
        call._settle(self.now + 100)
        self.assertEqual(call.outcome_id, self.handled)

    def test_agents_read_outcomes_and_managers_change_them(self):
        manager = new_test_user(
            self.env, "t_dung", "callcenter.group_callcenter_manager"
        )
        clerk = new_test_user(self.env, "t_clerk", "base.group_user")
        outcomes = self.env["callcenter.outcome"]
        self.assertIn(self.spam, outcomes.with_user(self.lan).search([]))
        with self.assertRaises(AccessError):
            outcomes.with_user(clerk).search([])
        for change in (
            lambda user: outcomes.with_user(user).create({"name": "Test"}),
            lambda user: self.spam.with_user(user).write({"active": False}),
            lambda user: self.spam.with_user(user).unlink(),
        ):
            with self.assertRaises(AccessError):
                change(self.lan)
            change(manager)


@tagged("post_install", "-at_install")
class TestCallback(DetailsCase):
    """An agent promises to call back."""

    def schedule(self, call, date="2026-03-11 08:30:00", note="Ten chairs", user=None):
        answer = call.with_user(user or self.lan).schedule_callback(date, note)
        return self.env["mail.activity"].browse(answer["id"])

    def test_it_is_an_activity_on_the_customer_with_the_note(self):
        activity = self.schedule(self.ring())
        self.assertEqual(
            activity.activity_type_id, self.env.ref("mail.mail_activity_data_call")
        )
        self.assertEqual(
            (activity.res_model, activity.res_id), ("res.partner", self.customer.id)
        )
        self.assertEqual(activity.user_id, self.lan)
        self.assertEqual(html2plaintext(activity.note), "Ten chairs")

    def test_the_time_is_the_agents(self):
        call = self.ring()
        activity = self.schedule(call, "2026-03-11 18:30:00")
        self.assertEqual(str(activity.date_deadline), "2026-03-12")
        self.assertEqual(activity.summary, "Call back 0989 464 999 at 1:30 AM")
        self.lan.tz = "Europe/Berlin"
        activity = self.schedule(call, "2026-03-11 18:30:00")
        self.assertEqual(str(activity.date_deadline), "2026-03-11")

    def test_without_a_customer_to_write_it_stands_on_the_call(self):
        call = self.ring(phone="0987650777")
        activity = self.schedule(call)
        self.assertEqual(
            (activity.res_model, activity.res_id), ("callcenter.call", call.id)
        )
        self.assertIn("activities", self.sections(call))
        self.lan.group_ids -= self.env.ref("base.group_partner_manager")
        activity = self.schedule(self.ring("known"))
        self.assertEqual(activity.res_model, "callcenter.call")

    def test_what_is_refused(self):
        call = self.ring()
        for date in (MORNING, "2026-03-10 08:00:00", "soon", "", None, False, [1]):
            with self.subTest(date=date), self.assertRaises(UserError):
                self.schedule(call, date)
        with self.assertRaises(AccessError):
            self.schedule(call, user=self.minh)

    def test_a_note_is_text(self):
        activity = self.schedule(self.ring(), note="<b>x</b>")
        self.assertEqual(html2plaintext(activity.note), "<b>x</b>")


@tagged("post_install", "-at_install")
class TestChatter(CallCase):
    """Notes and outcomes in the customer's chatter, where that is set."""

    def setUp(self):
        super().setUp()
        settings = self.env["res.config.settings"].create({})
        settings.callcenter_is_note_posted = True
        settings.execute()
        self.before = self.customer.message_ids

    def end_call(self, seconds=9, callid="c-1"):
        self.apply("call_in", callid=callid, phone="0989464999", extension="101")
        self.apply("call_in", callid=callid, extension="102")
        return self.apply("call_end", seconds, callid=callid, status="ANSWERED")

    def posted(self, partner=None):
        """Return the author and the text of each message, oldest first."""
        messages = (partner or self.customer).message_ids - self.before
        return [
            (message.author_id.name, html2plaintext(message.body).split("\n"))
            for message in messages.sorted("id")
            if message.message_type == "comment"
        ]

    def test_one_message_an_author_is_changed_and_not_repeated(self):
        call = self.end_call()
        call.with_user(self.lan).note = "Ten"
        call.with_user(self.lan).note = "Ten chairs"
        call.with_user(self.minh).note = "By Friday"
        heading = "Incoming · 0989 464 999"
        self.assertEqual(
            self.posted(),
            [("Lan", [heading, "Ten chairs"]), ("Minh", [heading, "By Friday"])],
        )
        call.with_user(self.minh).note = ""
        self.assertEqual(self.posted(), [("Lan", [heading, "Ten chairs"])])

    def test_the_outcome_stands_in_it(self):
        call = self.end_call()
        call.with_user(self.lan).outcome_id = self.env.ref("callcenter.outcome_order")
        self.assertEqual(self.posted(), [("Minh", ["Incoming · 0989 464 999 · Order"])])

    def test_nothing_while_the_call_lives_and_all_of_it_when_it_settles(self):
        call = self.apply("call_in", phone="0989464999", extension="101")
        call.with_user(self.lan).note = "Ten chairs"
        self.assertEqual(self.posted(), [])
        self.apply("call_end", 9, extension="101", status="ANSWERED")
        self.assertEqual(self.posted(), [], "the exchange does not wait for it")
        call._settle(self.now + 100)
        call._settle(self.now + 200)
        self.assertEqual(len(self.posted()), 1)

    def test_it_moves_with_the_customer(self):
        call = self.end_call()
        call.with_user(self.lan).note = "Ten chairs"
        other = self.env["res.partner"].create({"name": "Bình"})
        call.with_user(self.lan).partner_id = other
        self.assertEqual(self.posted(), [])
        self.assertEqual(len(self.posted(other)), 1)
        call.with_user(self.lan).partner_id = False
        self.assertEqual(self.posted(other), [])

    def test_not_of_old_calls_whose_number_becomes_a_customers(self):
        self.apply("call_in", phone="0989464998", extension="101")
        call = self.apply("call_end", 9, extension="101", status="ANSWERED")
        call.with_user(self.lan).note = "Ten chairs"
        self.customer.phone = "0989464998"
        self.env.cr.precommit.run()
        self.assertEqual(call.partner_id, self.customer)
        self.assertEqual(self.posted(), [])
        call.with_user(self.lan).note = "Twelve chairs"
        self.assertEqual(len(self.posted()), 1, "this is news")

    def test_not_where_the_author_may_not_read_the_customer(self):
        call = self.end_call()
        company = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = company
        call.with_user(self.lan).note = "Ten chairs"
        self.assertEqual(self.posted(), [])

    def test_not_unless_it_is_set(self):
        self.env["ir.config_parameter"].set_param("callcenter.is_note_posted", False)
        call = self.end_call()
        call.with_user(self.lan).note = "Ten chairs"
        self.assertEqual(self.posted(), [])

    def test_nobody_is_mailed_and_the_author_does_not_follow(self):
        call = self.end_call()
        call.with_user(self.lan).note = "Ten chairs"
        message = (self.customer.message_ids - self.before)[0]
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        self.assertFalse(message.notification_ids)
        self.assertNotIn(self.lan.partner_id, self.customer.message_partner_ids)
