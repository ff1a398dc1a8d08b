import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .callcenter_recording import HEARD_STATES, MANAGER

_logger = logging.getLogger(__name__)

BATCH = 500
# a journal that nobody agreed to delete must not fill the disk either
UNCONFIRMED_JOURNAL_DAYS = 180
PERIODS = ("callcenter_recording_days", "callcenter_call_months")


class ResCompany(models.Model):
    """How long calls and recordings are kept, and that somebody agreed to deleting."""

    _inherit = "res.company"

    def write(self, vals):
        shorter = self.filtered(
            lambda company: any(
                vals.get(name) and not 0 < company[name] <= vals[name]
                for name in PERIODS
            )
        )
        result = super().write(vals)
        if shorter:
            # what would go now is more than what was confirmed
            shorter._set_retention_confirmed(False)
        return result

    def _set_retention_confirmed(self, user):
        """Note that ``user`` saw what will be deleted, or that nobody did (False)."""
        self.write(
            {
                "callcenter_retention_confirmed_date": user and fields.Datetime.now(),
                "callcenter_retention_user_id": user and user.id,
            }
        )

    def _get_due(self):
        """Return what of this company has had its time.

        :return: list of ``(kind, model, domain)``, in the order of deletion
        """
        self.ensure_one()
        calls, missed = self.env["callcenter.call"], self.env["callcenter.missed"]
        of_company = Domain("company_id", "=", self.id)
        old_recordings = old_calls = old_missed = Domain.FALSE
        if days := self.callcenter_recording_days:
            limit = fields.Datetime.now() - relativedelta(days=days)
            old = Domain("start_date", "<", limit) & calls._get_free_domain()
            old_recordings = (
                of_company
                & Domain("state", "in", HEARD_STATES)
                & Domain("call_id", "any", old)
            )
        if months := self.callcenter_call_months:
            limit = fields.Datetime.now() - relativedelta(months=months)
            old = Domain("start_date", "<", limit) & calls._get_free_domain()
            old_calls = of_company & old
            without_calls = Domain("call_ids", "=", False)
            old_missed = of_company & Domain("last_date", "<", limit) & without_calls
        return [
            ("recordings", self.env["callcenter.recording"], old_recordings),
            ("calls", calls, old_calls),
            ("missed", missed, old_missed),
        ]


class CallcenterPbx(models.Model):
    _inherit = "callcenter.pbx"

    is_retention_confirmed = fields.Boolean(
        compute="_compute_is_retention_confirmed", compute_sudo=True
    )

    @api.depends("company_id.callcenter_retention_confirmed_date")
    def _compute_is_retention_confirmed(self):
        for pbx in self:
            company = pbx.company_id
            pbx.is_retention_confirmed = company.callcenter_retention_confirmed_date

    def action_open_retention(self):
        """Open the screen where a manager agrees to deleting, of this company.

        :return: an action
        :raises AccessError: for who is no manager of the company
        """
        self.ensure_one()
        screens = self.env["callcenter.retention"].with_company(self.company_id)
        return screens.action_open()

    def _get_due_events_domain(self):
        """Return the domain of the journal rows that have had their time."""
        # few, and found by an index, unlike the calls that nobody keeps
        kept = Domain("keep_until", ">=", fields.Date.context_today(self))
        return self._get_old_events_domain(self.journal_days) & Domain(
            "call_id", "not any", kept
        )

    def _get_deletable_events_domain(self):
        """Return the domain of those that go, whether that was confirmed or not."""
        due = self._get_due_events_domain()
        if self.is_retention_confirmed:
            return due
        return due & self._get_old_events_domain(UNCONFIRMED_JOURNAL_DAYS)

    def _get_old_events_domain(self, days):
        self.ensure_one()
        limit = fields.Datetime.now() - relativedelta(days=days)
        is_full = Domain("id", "!=", self._get_latest_event().id)
        is_full |= Domain("payload", "!=", False)
        return (
            Domain("pbx_id", "=", self.id) & Domain("create_date", "<", limit) & is_full
        )

    def _get_latest_event(self):
        """Return the journal row that tells when the exchange was heard last.

        It stays when its time is over, without what was sent.
        """
        events = self.env["callcenter.event"]
        return events.search([("pbx_id", "=", self.id)], order="id desc", limit=1)


class CallcenterRetention(models.TransientModel):
    """The screen that counts what is due for deletion, and where a manager agrees.

    Nothing of a company is deleted before somebody did, but for a very old journal.
    """

    _name = "callcenter.retention"
    _description = "Retention"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    recording_days = fields.Integer(related="company_id.callcenter_recording_days")
    call_months = fields.Integer(related="company_id.callcenter_call_months")
    confirmed_date = fields.Datetime(
        related="company_id.callcenter_retention_confirmed_date"
    )
    confirmed_user_id = fields.Many2one(
        related="company_id.callcenter_retention_user_id"
    )
    recording_count = fields.Integer("Recordings due", compute="_compute_counts")
    call_count = fields.Integer("Calls due", compute="_compute_counts")
    event_count = fields.Integer("Journal entries due", compute="_compute_counts")
    kept_count = fields.Integer("Calls kept", compute="_compute_counts")
    journal_text = fields.Char("Journal", compute="_compute_counts")

    @api.depends("company_id")
    def _compute_counts(self):
        for screen in self:
            screen._check_manager()
            # sudo: numbers only, of a company that the user is a manager of
            company, calls = (
                screen.company_id.sudo(),
                self.env["callcenter.call"].sudo(),
            )
            of_company = Domain("company_id", "=", company.id)
            due = {
                kind: model.search_count(domain)
                for kind, model, domain in company._get_due()
            }
            screen.recording_count = due["recordings"]
            screen.call_count = due["calls"]
            screen.kept_count = calls.search_count(
                of_company & ~calls._get_free_domain()
            )
            pbxs = calls.env["callcenter.pbx"].search(of_company)
            screen.event_count = sum(
                calls.env["callcenter.event"].search_count(pbx._get_due_events_domain())
                for pbx in pbxs
            )
            screen.journal_text = ", ".join(
                self.env._(
                    "%(name)s: %(days)s days", name=pbx.name, days=pbx.journal_days
                )
                for pbx in pbxs
            )

    def _check_manager(self):
        """Raise unless the current user manages the calls of these companies."""
        is_manager = self.env.user.has_group(MANAGER)
        if not is_manager or self.company_id - self.env.companies:
            raise AccessError(self.env._("Only managers of the company may do this."))

    @api.model
    def action_open(self):
        """Open the screen of the current company.

        :return: an action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Retention"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_confirm(self):
        """Agree: what is due is deleted from now on, every night.

        :raises AccessError: for who is no manager of the company
        """
        self.ensure_one()
        self._check_manager()
        # sudo: managers do not write companies; this is theirs to say
        self.sudo().company_id._set_retention_confirmed(self.env.user)

    def action_stop(self):
        """Delete nothing any more, until somebody confirms again.

        :raises AccessError: for who is no manager of the company
        """
        self.ensure_one()
        self._check_manager()
        # sudo: as in action_confirm
        self.sudo().company_id._set_retention_confirmed(False)

    @api.model
    def _cron_delete(self):
        """Delete what is due where that was confirmed, each batch by itself."""
        companies = self.env["res.company"].search(
            [("callcenter_retention_confirmed_date", "!=", False)]
        )
        crons, receipts = self.env["ir.cron"], self.env["callcenter.receipt"]
        work = [(company, *due) for company in companies for due in company._get_due()]
        remaining = sum(model.search_count(domain) for *_, model, domain in work)
        crons._commit_progress(remaining=remaining)
        for company, kind, model, domain in work:
            while records := model.search(domain, order="id", limit=BATCH):
                count = len(records)
                if kind == "recordings":
                    records._delete_audio()
                else:
                    records.unlink()
                receipts._add_deleted(company, kind, count)
                _logger.info("Retention, %s: %s %s", company.name, count, kind)
                if not crons._commit_progress(count):
                    return
