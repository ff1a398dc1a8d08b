from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...wire.errors import Problem
from ..exchange.extension import UNMAPPED
from ..exchange.gateway import to_naive_utc

BUS_TYPE = "callcenter.agent.status/update"


class CallcenterAgentStatus(models.Model):
    """An agent was in this state, from and to; without an end it is so now."""

    _name = "callcenter.agent.status"
    _description = "Agent's Status"
    _inherit = ["callcenter.audience"]
    _order = "start_date desc, id desc"
    _rec_name = "status"

    user_id = fields.Many2one(
        "res.users", "Agent", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    status = fields.Selection(
        [
            ("available", "Available"),
            ("paused", "Paused"),
            ("wrap_up", "Wrap-up"),
            ("offline", "Offline"),
        ],
        required=True,
        readonly=True,
    )
    reason_id = fields.Many2one(
        "callcenter.pause.reason", readonly=True, ondelete="restrict"
    )
    start_date = fields.Datetime("From", required=True, readonly=True)
    end_date = fields.Datetime("To", readonly=True)
    until_date = fields.Datetime("At most until", readonly=True)
    is_absent = fields.Boolean(
        readonly=True, help="Offline since no tab of Odoo has been open for a while."
    )
    source = fields.Selection(
        [("odoo", "Odoo"), ("exchange", "Exchange")], required=True, readonly=True
    )

    _one_now = models.UniqueIndex("(user_id) WHERE end_date IS NULL")
    _of_user = models.Index("(user_id, start_date)")

    @api.model
    def _set(self, user, company, status, source, reason=None, date=None, **more):
        """Let ``user`` be in a state from ``date`` on; the last word, by its time, wins.

        :param reason: a ``callcenter.pause.reason``, or none
        :param date: naive UTC, default: now
        :param more: further fields of the new state
        :return: whether that is news: an echo of what is so already is none
        """
        reason = reason or self.env["callcenter.pause.reason"]
        date = date or fields.Datetime.now()
        # two words for one agent at once wait for each other
        self.env.cr.execute(
            SQL("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", self._name, user.id)
        )
        # sudo: states are written by this method only
        rows = self.sudo()
        current = rows.search([("user_id", "=", user.id), ("end_date", "=", False)])
        is_same = current.status == status and (
            not reason or current.reason_id == reason
        )
        if current and (is_same or date < current.start_date):
            return False
        current.end_date = date
        current.flush_recordset()  # the index lets in one state at a time
        row = rows.create(
            {
                **more,
                "user_id": user.id,
                "company_id": company.id,
                "status": status,
                "reason_id": reason.id if status == "paused" else False,
                "start_date": date,
                "source": source,
                "audience": [f"u{user.id}"],
            }
        )
        user.sudo()._bus_send(BUS_TYPE, row._describe())
        return True

    def _describe(self):
        """Return this state as the browser knows it; times in seconds since 1970."""
        reason = self.reason_id
        return {
            "status": self.status,
            "reason_id": reason.id,
            "reason": reason.name or "",
            "since": self.start_date.timestamp(),
            "until": self.until_date and self.until_date.timestamp(),
            "is_absent": self.is_absent,
            "source": self.source,
        }

    @api.model
    def _get_current(self, users):
        """Return how ``users`` are now, one row each; none of whom nobody told."""
        # sudo: how colleagues are now is for every agent to see
        return self.sudo().search(
            [("user_id", "in", users.ids), ("end_date", "=", False)]
        )

    @api.model
    def _take(self, pbx, state, now):
        """Note what an exchange told of an agent.

        :param AgentState state: what it told
        :param float now: when it came, epoch seconds
        :return: ``(is_changed, problems)``: whether that is news, and what is to be said
            of it, as wire Problems
        """
        mapping = pbx._get_extensions().get(state.extension, UNMAPPED)
        if not mapping.user_id:
            values = {"extension": state.extension}
            return False, [Problem("unmapped_extension", values, "extension")]
        moment = pbx._judge(state, now, has_token=True)
        # by how old it is: clocks of exchanges are wrong
        age = moment.age if state.sent or moment.at is None else now - moment.at
        is_changed = self._set(
            self.env["res.users"].browse(mapping.user_id),
            pbx.company_id,
            state.status,
            "exchange",
            self.env["callcenter.pause.reason"]._find(state.reason),
            to_naive_utc(now - max(age, 0)),
        )
        return is_changed, list(moment.problems)

    @api.autovacuum
    def _gc_statuses(self):
        """Delete states as old as calls may get, where a manager agreed to deleting."""
        companies = self.env["res.company"].search(
            [("callcenter_retention_confirmed_date", "!=", False)]
        )
        for company in companies.filtered("callcenter_call_months"):
            months = relativedelta(months=company.callcenter_call_months)
            limit = fields.Datetime.now() - months
            self.search(
                [("company_id", "=", company.id), ("end_date", "<", limit)]
            ).unlink()
