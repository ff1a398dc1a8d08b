from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..recording.recording import HEARD_STATES

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
        # sudo: written here alone; who may confirm it was asked by the dialog, and who
        # changes how long is kept takes that back
        self.sudo().write(
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


class CallcenterDue(models.AbstractModel):
    """What is deleted when it has had its time."""

    _name = "callcenter.due"
    _description = "Due for Deletion"

    def _delete_due(self):
        """Delete those of these records that are due today."""
        for company, records in self.grouped("company_id").items():
            for _kind, model, domain in company._get_due():
                if model._name == self._name:
                    model.search(domain & Domain("id", "in", records.ids))._delete()

    def _delete(self):
        self.unlink()


class CallcenterCall(models.Model):
    _name = "callcenter.call"
    _inherit = ["callcenter.call", "callcenter.due"]


class CallcenterMissed(models.Model):
    _name = "callcenter.missed"
    _inherit = ["callcenter.missed", "callcenter.due"]


class CallcenterRecording(models.Model):
    _name = "callcenter.recording"
    _inherit = ["callcenter.recording", "callcenter.due"]

    def _delete(self):
        self._delete_audio()
