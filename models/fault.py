import logging
import traceback
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from .transaction import EVENT_CONTEXT, begin_read_committed

_logger = logging.getLogger(__name__)

FIRST_PAUSE_MINUTES = 1
MAX_PAUSE_MINUTES = 24 * 60


class Job(NamedTuple):
    """A piece of scheduled work: what it does, and by which method of a record."""

    label: str
    method: str


JOBS = {
    "settle": Job("Settle a call", "_settle_now"),
    "missed": Job("Whether to call back", "_refresh_missed"),
    "recordings": Job("Find a recording", "_ensure_recordings"),
    "notes": Job("Post notes to the customer", "_post_notes"),
    "claim": Job("Give a customer back", "_release_claim"),
    "due": Job("When to call back", "_mend_due_date"),
    "hours": Job("Opening hours of calls", "_mend_calls"),
    "fetch": Job("Fetch a recording", "_fetch"),
    "delete": Job("Delete what is due", "_delete_due"),
    "learn": Job("Learn what an exchange does", "_learn"),
    "report": Job("Send a report", "_deliver"),
    "alert": Job("Look whether a limit is crossed", "_check_limit"),
    "notice": Job("Tell that a limit is crossed", "_mail"),
    "numbers": Job("Read a contact's numbers", "_compute_callcenter_keys"),
}


class CallcenterFault(models.Model):
    """Scheduled work on one record that failed: the others' goes on, this one's rests.

    It is tried again after a pause that doubles, up to a day, and at any time by hand.
    What failed and where is kept, without what the error says: it may hold a caller's
    number. Odoo's log has all of it.
    """

    _name = "callcenter.fault"
    _description = "Failed Work"
    _order = "last_date desc, id desc"
    _rec_name = "job"

    job = fields.Selection(
        [(name, job.label) for name, job in JOBS.items()], "Work", required=True
    )
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True)
    record_name = fields.Char("Of", compute="_compute_record_name")
    company_id = fields.Many2one("res.company", ondelete="cascade")
    error = fields.Char(help="What kind of error, and where; Odoo's log has the rest.")
    tries = fields.Integer()
    last_date = fields.Datetime("Last try")
    next_try_date = fields.Datetime("Next try", index=True)

    _one_each = models.UniqueIndex("(job, res_model, res_id)")

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_record_name(self):
        for fault in self:
            record = fault._get_record()._filtered_access("read")
            # sudo: a readable record is named whatever its name needs
            fault.record_name = record.sudo().display_name or self.env._(
                "%(model)s, number %(id)s", model=fault.res_model, id=fault.res_id
            )

    def _get_record(self):
        """Return the record whose work failed; none where it is gone."""
        if self.res_model not in self.env:
            return self.env["callcenter.fault"]
        return self.env[self.res_model].browse(self.res_id).exists()

    # -- work -----------------------------------------------------------------------

    @api.model
    def _attempt(self, job, record):
        """Do one piece of work; where it fails, undo that alone, and note it.

        :param str job: a key of JOBS
        :param record: the one record that its method is called on
        :return: whether it was done
        """
        try:
            with self.env.cr.savepoint():
                getattr(record, JOBS[job].method)()
        except Exception as error:
            _logger.exception(
                "%s of %s failed. All else goes on; Call Center ▸ Configuration ▸"
                " Failed work tells when it is tried again.",
                job,
                record,
            )
            self._note(job, record, error)
            return False
        return True

    @api.model
    def _attempt_all(self, work):
        """Do many pieces of work, each in its own transaction, while there is time.

        :param work: list of ``(job, record)``; those that rest are left out
        """
        crons = self.env["ir.cron"]
        resting = {
            (fault.job, fault.res_model, fault.res_id) for fault in self.search([])
        }
        work = [
            (job, record)
            for job, record in work
            if (job, record._name, record.id) not in resting
        ]
        crons._commit_progress(remaining=len(work))
        for job, record in work:
            begin_read_committed(self.env.cr)
            if record.exists():
                self._attempt(job, record)
            if not crons._commit_progress(1):
                break

    @api.model
    def _get_resting(self, job, model):
        """Return the ids of the records of ``model`` whose ``job`` rests."""
        whose = [("job", "=", job), ("res_model", "=", model._name)]
        return self.search(whose).mapped("res_id")

    @api.model
    def _note(self, job, record, error):
        """Remember that the work failed, and when it is tried again."""
        whose = [("job", "=", job), ("res_model", "=", record._name)]
        fault = self.search([*whose, ("res_id", "=", record.id)])
        tries = fault.tries + 1
        minutes = min(FIRST_PAUSE_MINUTES * 2 ** (tries - 1), MAX_PAUSE_MINUTES)
        now = fields.Datetime.now()
        vals = {
            "error": _describe(error),
            "tries": tries,
            "last_date": now,
            "next_try_date": now + timedelta(minutes=minutes),
        }
        if fault:
            fault.write(vals)
            return
        company = record if record._name == "res.company" else None
        if company is None and "company_id" in record._fields:
            company = record.company_id
        self.create(
            {
                "job": job,
                "res_model": record._name,
                "res_id": record.id,
                "company_id": company and company.id,
                **vals,
            }
        )

    @api.model
    def _cron_retry(self):
        """Try again what is due, each in its own transaction."""
        due = self.search(
            [("next_try_date", "<=", fields.Datetime.now())], order="next_try_date"
        )
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(due))
        for fault in due:
            begin_read_committed(self.env.cr)
            if fault.exists():
                fault._retry()
            if not crons._commit_progress(1):
                break

    def _retry(self):
        """Try this once more; it is forgotten where it succeeds or its record is gone."""
        self.ensure_one()
        record = self._get_record()
        if not record or self._attempt(self.job, record.with_context(**EVENT_CONTEXT)):
            self.unlink()
            return True
        return False

    # -- what people do ---------------------------------------------------------------

    def action_retry(self):
        """Try these again now.

        :return: an action that says what came of it
        :raises AccessError: of what the user does not see
        """
        self.check_access("read")
        # sudo: work of the system, which nobody does with rights of their own
        done = sum(fault._retry() for fault in self.sudo())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if done == len(self) else "warning",
                "message": self.env._(
                    "Done: %(done)s of %(count)s.", done=done, count=len(self)
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_record(self):
        """Open the record whose work failed.

        :return: an action
        :raises UserError: where it is gone
        """
        self.ensure_one()
        self.check_access("read")
        if not self._get_record():
            raise UserError(self.env._("It has been deleted meanwhile."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }


def _describe(error):
    """Return what kind of error it is and where: never its text, see CallcenterFault."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}"
    return type(error).__name__ + (place if frames else "")
