from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .figures_case import HOUR, MINUTE, MONDAY
from .mail_case import MailCase


@tagged("post_install", "-at_install")
class TestAlerts(MailCase):
    """Who is told when a limit is crossed, and how often."""

    def setUp(self):
        super().setUp()
        self.env["callcenter.alert"].search([]).unlink()
        now = self.now
        self.env["callcenter.event"]._record(
            self.pbx.id, "call_in", "{}", "applied", now
        )

    def alert(self, metric, limit, users=None, **values):
        return self.env["callcenter.alert"].create(
            {
                "metric": metric,
                "limit": limit,
                "min_calls": 2,
                "pbx_id": self.pbx.id,
                "user_ids": [Command.set((users or self.dung).ids)],
                **values,
            }
        )

    def check(self, seconds):
        """Let time come to ``seconds`` after Monday 09:15; return the mails."""
        with freeze_time(MONDAY + timedelta(seconds=seconds)):
            self.run_cron("ir_cron_alerts")
        return self.take_mails()

    def test_an_answer_rate_below_its_limit(self):
        self.alert("answer_rate", 80)
        self.unanswered()
        self.assertFalse(self.check(2 * MINUTE), "one call says nothing")
        self.answered(at=2 * MINUTE)
        mail = self.check(6 * MINUTE)["dung@example.com"]
        self.assertEqual(mail["Subject"], "Answer rate today: 50.0%, limit 80.0%")
        html = self.html(mail)
        self.assertIn("9:21", html)
        self.assertIn("2 calls", html)
        self.assertIn("/odoo/call-board", html)

    def test_once_an_hour_at_most(self):
        self.alert("answer_rate", 80)
        self.unanswered()
        self.unanswered(at=MINUTE)
        self.assertTrue(self.check(5 * MINUTE))
        self.unanswered(at=10 * MINUTE)
        self.assertFalse(self.check(64 * MINUTE))
        self.assertTrue(self.check(66 * MINUTE))
        self.assertFalse(self.check(3 * HOUR), "no call has come since")
        self.unanswered(at=3 * HOUR)
        self.assertTrue(self.check(4 * HOUR))

    def test_a_rate_on_its_limit_is_not_below(self):
        self.alert("answer_rate", 50)
        self.alert("sla", 50)
        self.unanswered()
        self.answered(at=MINUTE)
        self.assertFalse(self.check(6 * MINUTE))

    def test_the_sla(self):
        self.alert("sla", 80)
        self.answered(wait=30)
        self.answered(at=5 * MINUTE, wait=5)
        mail = self.check(10 * MINUTE)["dung@example.com"]
        self.assertEqual(mail["Subject"], "SLA today: 50.0%, limit 80.0%")

    def test_the_longest_wait(self):
        self.alert("longest_wait", 60)
        self.apply("call_in", 0, "w-1", phone="0989464999", queue="800")
        self.assertFalse(self.check(60))
        mail = self.check(75)["dung@example.com"]
        self.assertEqual(mail["Subject"], "Longest wait right now: 1:15, limit 1:00")
        self.apply("call_in", 80, "w-1", extension="101")
        self.apply("call_in", 90, "w-1", extension="101", event="ANSWER")
        self.env["callcenter.alert.notice"].search([]).unlink()
        self.assertFalse(self.check(120), "who talks waits no more")

    def test_of_a_queue_alone(self):
        self.alert("longest_wait", 60, queue="801")
        self.apply("call_in", 0, "w-1", phone="0989464999", queue="800")
        self.assertFalse(self.check(90))

    def test_customers_to_call_back(self):
        self.alert("waiting_customers", 1)
        self.unanswered()
        self.assertFalse(self.check(5 * MINUTE))
        self.unanswered(at=MINUTE, phone="0989464888")
        mail = self.check(6 * MINUTE)["dung@example.com"]
        self.assertEqual(mail["Subject"], "Customers to call back: 2, limit 1")

    def test_nobody_is_told_when_it_is_closed(self):
        self.alert("waiting_customers", 0)
        self.unanswered()
        self.assertFalse(self.check(12 * HOUR))
        self.assertTrue(self.check(24 * HOUR))

    def test_each_is_told_of_what_they_may_see(self):
        self.alert("answer_rate", 80, self.dung + self.thu, min_calls=1)
        self.unanswered()
        self.assertEqual(set(self.check(5 * MINUTE)), {"dung@example.com"})
        self.ext_101.supervisor_ids = self.thu
        self.assertEqual(set(self.check(6 * MINUTE)), {"thu@example.com"})

    def test_in_odoo_too(self):
        self.alert("answer_rate", 80)
        self.unanswered()
        self.unanswered(at=MINUTE)
        users = self.env.registry["res.users"]
        with patch.object(users, "_bus_send", autospec=True) as sent:
            self.check(5 * MINUTE)
        [(user, kind, message)] = [call.args for call in sent.call_args_list]
        self.assertEqual((user.id, kind), (self.dung.id, "simple_notification"))
        self.assertEqual(message["title"], "Answer rate today: 0.0%, limit 80.0%")
        self.assertTrue(message["sticky"])

    def test_in_the_words_of_who_is_told(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.dung.lang = "vi_VN"
        self.alert("answer_rate", 80, self.dung + self.thu)
        self.ext_101.supervisor_ids = self.thu
        self.unanswered()
        self.unanswered(at=MINUTE)
        mails = self.check(5 * MINUTE)
        self.assertIn("0,0%", mails["dung@example.com"]["Subject"])
        self.assertIn("0.0%", mails["thu@example.com"]["Subject"])

    def test_a_mail_that_fails_is_failed_work_and_tried_again(self):
        self.alert("answer_rate", 80)
        self.unanswered()
        self.unanswered(at=MINUTE)
        self.server.refused = {"dung@example.com"}
        with mute_logger(
            "odoo.addons.callcenter.models.fault",
            "odoo.addons.mail.models.mail_mail",
            "odoo.addons.base.models.ir_mail_server",
        ):
            self.assertFalse(self.check(5 * MINUTE))
        fault = self.env["callcenter.fault"].search([("job", "=", "notice")])
        self.server.refused = set()
        fault.with_user(self.dung).action_retry()
        self.assertEqual(set(self.take_mails()), {"dung@example.com"})

    def test_who_was_told_is_forgotten_after_a_year(self):
        self.alert("waiting_customers", 0)
        self.unanswered()
        self.check(5 * MINUTE)
        notices = self.env["callcenter.alert.notice"].search([])
        with freeze_time("2026-04-01"):
            notices._gc_old()
        self.assertTrue(notices.exists())
        with freeze_time("2027-06-01"):
            notices._gc_old()
        self.assertFalse(notices.exists())

    def test_what_is_no_limit(self):
        for metric, limit in (("sla", 101), ("sla", -1), ("longest_wait", -1)):
            with self.subTest(metric), self.assertRaises(ValidationError):
                self.alert(metric, limit)
        self.alert("longest_wait", 300)

    def test_managers_of_the_company_alone_choose_alerts(self):
        alert = self.alert("waiting_customers", 0)
        self.unanswered()
        self.check(5 * MINUTE)
        with self.assertRaises(UserError):
            alert.user_ids = self.lan
        for user in (self.lan, self.thu):
            for model in ("callcenter.alert", "callcenter.alert.notice"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
        mine = alert.with_user(self.dung)
        mine.limit = 5
        self.assertTrue(mine.notice_ids)
        with self.assertRaises(AccessError):
            mine.notice_ids.write({"state": "waiting"})
        other = self.env["res.company"].create({"name": "Other"})
        self.dung.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertFalse(mine.search([]))
        self.assertFalse(
            self.env["callcenter.alert.notice"].with_user(self.dung).search([])
        )

    def test_agents_measure_nothing(self):
        board = self.env["callcenter.board"].with_user(self.lan)
        self.assertTrue(board.measure._api_private)
        with self.assertRaises(AccessError):
            board.measure("sla", {})
