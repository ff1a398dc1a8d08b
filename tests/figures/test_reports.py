import io
from datetime import date, datetime
from unittest.mock import patch

import openpyxl
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...models.figures import periods
from ...models.figures.workbook import make_workbook
from .figures_case import DAY, HOUR
from .mail_case import MailCase

# Tuesday, 07:05 in Vietnam
TUESDAY = "2026-03-03 00:05:00"


@tagged("post_install", "-at_install")
class TestReports(MailCase):
    """The Monday before, by mail on Tuesday morning."""

    def setUp(self):
        super().setUp()
        self.answered(queue="800", wait=5)
        self.answered(at=HOUR, queue="800", wait=30, extension="102")
        self.unanswered(at=2 * HOUR, queue="801", phone="0989464888", extension="102")
        self.answered(at=-7 * DAY)
        with freeze_time("2026-03-02 03:00:00"):
            self.report = self.env["callcenter.report"].create(
                {
                    "name": "The day before",
                    "tz": "Asia/Ho_Chi_Minh",
                    "pbx_id": self.pbx.id,
                    "user_ids": [Command.set((self.dung + self.thu).ids)],
                }
            )
            self.env.flush_all()

    def send(self, moment=TUESDAY):
        """Let time come to ``moment``; return the mails by address."""
        with freeze_time(moment):
            self.run_cron("ir_cron_reports")
        return self.take_mails()

    def attachments(self, mail):
        return {part.get_filename(): part for part in mail.iter_attachments()}

    def workbook(self, mail):
        [content] = [
            part.get_content()
            for name, part in self.attachments(mail).items()
            if name.endswith(".xlsx")
        ]
        return openpyxl.load_workbook(io.BytesIO(content))

    def test_nothing_before_its_time(self):
        self.assertEqual(self.report.next_date, datetime(2026, 3, 3))
        self.assertFalse(self.send("2026-03-02 23:55:00"))

    def test_each_reader_gets_what_they_may_see(self):
        self.ext_101.supervisor_ids = self.thu
        mails = self.send()
        self.assertEqual(set(mails), {"dung@example.com", "thu@example.com"})
        dung = mails["dung@example.com"]
        self.assertEqual(
            dung["Subject"], f"Calls of 03/02/2026 – {self.env.company.name}"
        )
        html = self.html(dung)
        self.assertRegex(html, r"(?s)Offered.{1,400}>3<")
        self.assertRegex(html, r"<b>1</b>\s*same weekday a week before")
        self.assertRegex(html, r"(?s)Answer rate.{1,400}>66\.7%<")
        self.assertIn("801", html)
        self.assertIn('bgcolor="#1a9988"', html, "the chart is drawn of cells")
        self.assertIn("/odoo/call-dashboard", html)
        thu = self.html(mails["thu@example.com"])
        self.assertRegex(thu, r"(?s)Offered.{1,400}>1<")
        self.assertNotIn("801", thu)
        self.assertIn("your people", thu)
        states = self.report.delivery_ids.mapped("state")
        self.assertEqual(states, ["sent", "sent"])
        self.assertEqual(self.report.next_date, datetime(2026, 3, 4))
        self.assertFalse(self.send(), "once")

    def test_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.dung.lang = "vi_VN"
        mails = self.send()
        self.assertIn("Tỷ lệ trả lời", self.html(mails["dung@example.com"]))
        self.assertIn("Answer rate", self.html(mails["thu@example.com"]))

    def test_the_workbook_has_numbers_and_no_formula(self):
        evil = "=HYPERLINK(1)"
        self.lan.name = evil
        self.answered(at=3 * HOUR, queue=evil)
        book = self.workbook(self.send()["dung@example.com"])
        cells = [cell for sheet in book for row in sheet.rows for cell in row]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        self.assertIn(f"'{evil}", {cell.value for cell in cells})
        figures = {row[0].value: row[1] for row in book["Figures"].rows}
        self.assertEqual(figures["Offered"].value, 4)
        self.assertEqual(figures["Answer rate"].value, 0.75)
        wait = figures["Average wait"]
        self.assertEqual(wait.number_format, "[h]:mm:ss")
        self.assertIsNone(book["Figures"]["C5"].value, "unknown is no zero")

    def test_without_what_makes_a_pdf_the_mail_goes_and_says_so(self):
        with self.pdf_state("install"):
            mail = self.send()["dung@example.com"]
        self.assertEqual(len(self.attachments(mail)), 1)
        self.assertIn("Without a PDF", self.html(mail))
        self.assertEqual(self.report.delivery_ids[0].note, "no_pdf")

    def pdf_state(self, state):
        reports = self.env.registry["ir.actions.report"]
        return patch.object(reports, "get_wkhtmltopdf_state", lambda *_args: state)

    def test_with_it_the_pdf_is_of_the_same_figures(self):
        reports = self.env.registry["ir.actions.report"]
        printed = []

        def run(_self, bodies, *args, **kwargs):
            printed.extend(map(str, bodies))
            return b"%PDF-1.4 of the report"

        report = self.env.registry["ir.actions.report"]
        forced = report._pre_render_qweb_pdf

        def render(records, *args, **kwargs):
            records = records.with_context(force_report_rendering=True)
            return forced(records, *args, **kwargs)

        with (
            self.pdf_state("ok"),
            patch.object(reports, "_run_wkhtmltopdf", run),
            patch.object(reports, "_pre_render_qweb_pdf", render),
        ):
            mail = self.send()["dung@example.com"]
        pdf = self.attachments(mail)["Calls of 03-02-2026 The day before.pdf"]
        self.assertEqual(pdf.get_content(), b"%PDF-1.4 of the report")
        self.assertNotIn("Without a PDF", self.html(mail))
        self.assertTrue(any("66.7%" in body for body in printed))

    def test_a_week_and_a_month(self):
        weekly = {"frequency": "weekly", "user_ids": [Command.set(self.dung.ids)]}
        with freeze_time(TUESDAY):
            self.report.write(weekly)
            self.report.action_send()
        html = self.html(self.send()["dung@example.com"])
        self.assertIn("02/23/2026 – 03/01/2026", html)
        self.assertRegex(html, r"(?s)Offered.{1,400}>1<")
        self.assertIn("02/26/2026", html, "a bar a day")
        with freeze_time(TUESDAY):
            self.report.frequency = "monthly"
            self.report.action_send()
        html = self.html(self.send()["dung@example.com"])
        self.assertIn("02/01/2026 – 02/28/2026", html)
        self.assertIn("the month before", html)

    def test_a_mail_that_is_refused_keeps_none_of_the_others(self):
        self.server.refused = {"dung@example.com"}
        with mute_logger(
            "odoo.addons.callcenter.models.fault",
            "odoo.addons.mail.models.mail_mail",
            "odoo.addons.base.models.ir_mail_server",
        ):
            mails = self.send()
        self.assertEqual(set(mails), {"thu@example.com"})
        waiting = self.report.delivery_ids.filtered(lambda d: d.state == "waiting")
        fault = self.env["callcenter.fault"].search([("job", "=", "report")])
        self.assertEqual(fault.res_id, waiting.id)
        self.server.refused = set()
        fault.with_user(self.dung).action_retry()
        self.assertEqual(set(self.take_mails()), {"dung@example.com"})
        self.assertEqual(waiting.state, "sent")

    def test_who_sees_no_figures_any_more_gets_none(self):
        agent = self.env.ref("callcenter.group_callcenter_agent")
        self.thu.group_ids = agent
        self.dung.partner_id.email = False
        self.assertFalse(self.send())
        self.assertEqual(self.report.delivery_ids.mapped("state"), ["skipped"] * 2)
        notes = {d.user_id: d.note for d in self.report.delivery_ids}
        self.assertEqual(notes, {self.thu: "no_rights", self.dung: "no_email"})

    def test_what_was_sent_is_forgotten_after_a_year(self):
        self.send()
        deliveries = self.report.delivery_ids
        deliveries._gc_old()
        self.assertTrue(deliveries.exists())
        with freeze_time("2028-03-03"):
            deliveries._gc_old()
        self.assertFalse(deliveries.exists())

    def test_a_day_without_calls_says_so(self):
        html = self.html(self.send("2026-03-05 00:05:00")["dung@example.com"])
        self.assertIn("No calls in this period", html)

    def test_readers_are_supervisors_of_the_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        for values in (
            {"user_ids": [Command.link(self.lan.id)]},
            {"company_id": other.id},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.report.write(values)

    def test_managers_of_the_company_alone_choose_reports(self):
        clerk = new_test_user(self.env, "t_clerk", "base.group_user")
        self.send()
        for user in (clerk, self.lan, self.thu):
            report = self.report.with_user(user)
            with self.subTest(user.login):
                for model in (report, report.env["callcenter.report.delivery"]):
                    with self.assertRaises(AccessError):
                        model.search([])
                with self.assertRaises(AccessError):
                    report.action_send()
        report = self.report.with_user(self.dung)
        report.name = "Mine"
        with self.assertRaises(AccessError):
            report.delivery_ids.write({"state": "waiting"})
        other = self.env["res.company"].create({"name": "Other"})
        self.dung.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertFalse(report.search([]))
        self.assertFalse(report.env["callcenter.report.delivery"].search([]))

    def test_no_browser_reads_the_content_of_others(self):
        content = self.env["callcenter.report.content"].with_user(self.lan)
        self.assertTrue(content.get_content._api_private)
        document = self.env["report.callcenter.report_document"].with_user(self.thu)
        self.send()
        with self.assertRaises(AccessError):
            document._get_report_values(self.report.delivery_ids.ids)


@tagged("post_install", "-at_install")
class TestReportPeriods(MailCase):
    """When reports are due, and of which days."""

    def test_which_days(self):
        tuesday = date(2026, 3, 3)
        for frequency, first, last in (
            ("daily", "03-02", "03-02"),
            ("weekly", "02-23", "03-01"),
            ("monthly", "02-01", "02-28"),
        ):
            with self.subTest(frequency):
                days = [f"{day:%m-%d}" for day in periods.reported(frequency, tuesday)]
                self.assertEqual(days, [first, last])

    def test_when(self):
        now = datetime(2026, 3, 3, 7)
        for frequency, due in (
            ("daily", datetime(2026, 3, 4, 7)),
            ("weekly", datetime(2026, 3, 9, 7)),
            ("monthly", datetime(2026, 4, 1, 7)),
        ):
            with self.subTest(frequency):
                self.assertEqual(periods.next_report(frequency, now, 7), due)
        before = datetime(2026, 3, 3, 6, 59)
        self.assertEqual(periods.next_report("daily", before, 7), now)

    def test_hostile_sheets(self):
        book = make_workbook([("a/b[c]:*?" + "x" * 40, [["+1"], [("seconds", None)]])])
        [sheet] = openpyxl.load_workbook(io.BytesIO(book))
        self.assertEqual(sheet["A1"].value, "'+1")
        self.assertIsNone(sheet["A2"].value)
