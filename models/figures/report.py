from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from . import periods
from .figures import to_utc
from .mailing import check_readers, get_oldest, local_now, may_read

FREQUENCIES = [
    ("daily", "Every day"),
    ("weekly", "Every week"),
    ("monthly", "Every month"),
]


class CallcenterReport(models.Model):
    """Figures that go by mail to chosen people, each with their own rights."""

    _name = "callcenter.report"
    _inherit = ["callcenter.written"]
    _description = "Report by E-mail"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    frequency = fields.Selection(
        FREQUENCIES,
        required=True,
        default="daily",
        help="Of the day before; on Mondays, of the week before; on the first, of the"
        " month before.",
    )
    hour = fields.Integer(
        "At (hour)", required=True, default=7, help="Of the day, 0 to 23."
    )
    tz = fields.Selection(
        _tz_get,
        "Time zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Readers",
        domain=[("share", "=", False)],
        help="Each gets what they may see themselves, in their own language.",
    )
    pbx_id = fields.Many2one(
        "callcenter.pbx", "Connection", ondelete="cascade", help="Empty: all of them."
    )
    queue = fields.Char(help="Empty: all of them.")
    next_date = fields.Datetime(
        "Next", compute="_compute_next_date", store=True, index=True
    )
    delivery_ids = fields.One2many("callcenter.report.delivery", "report_id", "Sent")

    _hour_of_day = models.Constraint(
        "CHECK(hour BETWEEN 0 AND 23)", "The hour is between 0 and 23."
    )

    @api.constrains("user_ids", "company_id")
    def _check_user_ids(self):
        check_readers(self)

    @api.depends("frequency", "hour", "tz")
    def _compute_next_date(self):
        now = fields.Datetime.now()
        for report in self:
            report.next_date = report._get_next_date(now)

    def _get_next_date(self, now):
        tz = self.tz or "UTC"
        hour = min(max(self.hour, 0), 23)
        moment = periods.next_report(self.frequency, local_now(now, tz), hour)
        return to_utc(moment, tz)

    @api.model
    def _cron_send(self):
        """Send what is due, to each reader in a transaction of their own."""
        due = self.search([("next_date", "<=", fields.Datetime.now())])
        due._prepare()
        waiting = self.env["callcenter.report.delivery"].search(
            [("state", "=", "waiting")]
        )
        self.env["callcenter.fault"]._attempt_all(
            [("report", each) for each in waiting]
        )

    def _prepare(self):
        """Note to whom the latest report is to be sent; the next one is for later."""
        now = fields.Datetime.now()
        for report in self:
            today = local_now(now, report.tz).date()
            first, last = periods.reported(report.frequency, today)
            self.env["callcenter.report.delivery"].create(
                [
                    {
                        "report_id": report.id,
                        "user_id": user.id,
                        "first_date": first,
                        "last_date": last,
                    }
                    for user in report.user_ids
                ]
            )
            report.next_date = report._get_next_date(now)

    def action_send(self):
        """Send the latest report now, to all readers.

        :return: an action that says so
        :raises AccessError: for who may not write reports
        """
        self.check_access("write")
        # sudo: deliveries are made by the system only
        self.sudo()._prepare()
        self.env.ref("callcenter.ir_cron_reports").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("It is on its way to its readers."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class CallcenterReportDelivery(models.Model):
    """A report to one reader: what is to be sent, what was, and why it was not."""

    _name = "callcenter.report.delivery"
    _description = "Report Sent"
    _order = "id desc"
    _rec_name = "report_id"

    report_id = fields.Many2one(
        "callcenter.report",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users", "Reader", required=True, readonly=True, ondelete="cascade"
    )
    first_date = fields.Date("First day", required=True, readonly=True)
    last_date = fields.Date("Last day", required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("skipped", "Not sent")],
        required=True,
        readonly=True,
        default="waiting",
    )
    sent_date = fields.Datetime("Sent at", readonly=True)
    note = fields.Selection(
        [
            ("no_rights", "The reader sees no figures of this company any more"),
            ("no_email", "The reader has no e-mail address"),
            ("no_pdf", "Without a PDF: the server has no wkhtmltopdf"),
        ],
        readonly=True,
        help="Why it was not sent, or what it lacks.",
    )

    _waiting = models.Index("(id) WHERE state = 'waiting'")

    @api.autovacuum
    def _gc_old(self):
        """Forget what was sent long ago."""
        self.search([("create_date", "<", get_oldest())]).unlink()

    def _deliver(self):
        """Send this report to its reader; work of ``callcenter.fault``."""
        if self.state != "waiting":
            return
        obstacle = self._get_obstacle()
        if obstacle:
            self.write({"state": "skipped", "note": obstacle})
            return
        has_pdf = self.env["callcenter.report.content"].send(self)
        self.write(
            {
                "state": "sent",
                "sent_date": fields.Datetime.now(),
                "note": not has_pdf and "no_pdf",
            }
        )

    def _get_obstacle(self):
        """Return why the reader is not to have this, or False."""
        if not may_read(self.user_id, self.company_id):
            return "no_rights"
        return not self.user_id.email and "no_email"
