import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..models.groups import MANAGER

_logger = logging.getLogger(__name__)

BATCH = 500


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
    def _compute_display_name(self):
        for screen in self:
            name = screen.company_id.display_name
            screen.display_name = self.env._("Retention: %s", name)

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
        faults = self.env["callcenter.fault"]
        work = [(company, *due) for company in companies for due in company._get_due()]
        remaining = sum(model.search_count(domain) for *_, model, domain in work)
        crons._commit_progress(remaining=remaining)
        for company, kind, model, domain in work:
            resting = Domain("id", "not in", faults._get_resting("delete", model))
            last_id = 0
            while records := model.search(
                domain & resting & Domain("id", ">", last_id), order="id", limit=BATCH
            ):
                last_id = records[-1].id
                count = self._delete(records)
                receipts._add_deleted(company, kind, count)
                _logger.info("Retention, %s: %s %s", company.name, count, kind)
                if not crons._commit_progress(len(records)):
                    return

    def _delete(self, records):
        """Delete records that are due; one that cannot be keeps no other from it.

        :return: how many were deleted
        """
        try:
            with self.env.cr.savepoint():
                records._delete_due()
        except Exception:
            _logger.warning("Retention goes on one by one", exc_info=True)
            faults = self.env["callcenter.fault"]
            return sum(faults._attempt("delete", record) for record in records)
        return len(records)
