from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..groups import AGENT
from .order import OFFLINE

CHOICES = ("available", "paused", "offline")
OFFLINE_PARAMETER = "callcenter.offline_minutes"
OFFLINE_MINUTES = 10


class CallcenterAgentDesk(models.AbstractModel):
    """How an agent says they are, and that it holds in Odoo and in the queues."""

    _name = "callcenter.agent.desk"
    _description = "Agent's Desk"

    @api.model
    def get_desk(self):
        """Return how the current user is, and what they may choose.

        :return: ``{"status", "reasons"}``: as ``callcenter.agent.status._describe``,
            False where nobody told it yet; reasons for a pause as ``{"id", "name"}``
        """
        status = self.env["callcenter.agent.status"]._get_current(self.env.user)
        reasons = (
            self.env["callcenter.pause.reason"].sudo().search([("active", "=", True)])
        )
        return {
            "status": status._describe() if status else False,
            "reasons": [{"id": row.id, "name": row.name} for row in reasons],
        }

    @api.model
    def set_status(self, status, reason_id=False):
        """Let the current user be available, paused or offline, here and in queues.

        :param str status: one of ``available``, ``paused``, ``offline``
        :param reason_id: of ``callcenter.pause.reason``, for a pause
        :return: how they are now, as ``get_desk`` tells it
        :raises UserError: for who has no extension, or another status
        """
        extensions = self._get_extensions(self.env.user)
        if not extensions or not self.env.user.has_group(AGENT):
            raise UserError(self.env._("You have no extension."))
        if status not in CHOICES:
            raise UserError(self.env._("Choose available, paused or offline."))
        reason = (
            self.env["callcenter.pause.reason"]
            .sudo()
            .search([("id", "=", int(reason_id or 0))])
        )
        self._change(self.env.user, status, reason)
        return self.get_desk()["status"]

    def _change(self, user, status, reason=None, **more):
        """Note how ``user`` is, and tell the queues of their exchanges."""
        extensions = self._get_extensions(user)
        reason = reason or self.env["callcenter.pause.reason"]
        company = extensions[:1].company_id or user.company_id
        statuses = self.env["callcenter.agent.status"]
        if statuses._set(user, company, status, "odoo", reason, **more):
            self._tell_queues(user, extensions, status, reason)

    def _tell_queues(self, user, extensions, status, reason):
        """Let queues leave out who takes no calls; what cannot be told is left alone."""
        orders = self.env["callcenter.order"].with_user(user)
        for extension in extensions.with_user(user):
            pbx = extension.sudo().pbx_id
            if pbx.dial_way != "gateway" or not pbx._is_gateway_alive():
                continue
            if status == "available":
                orders._resume(extension)
            else:
                word = OFFLINE if status == OFFLINE else reason.code or reason.name
                orders._pause(extension, word or "")

    def _get_extensions(self, user):
        # sudo: the user's own telephones
        return (
            self.env["callcenter.extension"].sudo().search([("user_id", "=", user.id)])
        )

    # -- what time changes --------------------------------------------------------

    @api.model
    def _cron_tidy(self):
        """End wrap-ups whose time is over, and take who has left offline."""
        statuses = self.env["callcenter.agent.status"].sudo()
        now = fields.Datetime.now()
        over = statuses.search([("end_date", "=", False), ("until_date", "<=", now)])
        for row in over:
            self._change(row.user_id, "available", date=row.until_date)
        told = statuses.search(
            [
                ("end_date", "=", False),
                ("status", "!=", "offline"),
                ("source", "=", "odoo"),
            ]
        )
        for user in self._find_absent(told, now):
            self._change(user, "offline", is_absent=True)

    def _find_absent(self, rows, now):
        """Return of ``rows`` the users whose last tab was closed a while ago."""
        value = self.env["ir.config_parameter"].sudo().get_param(OFFLINE_PARAMETER)
        limit = now - timedelta(minutes=int(value or OFFLINE_MINUTES))
        rows = rows.filtered(lambda row: row.start_date < limit)
        users = rows.user_id
        # sudo: when somebody was here last
        presences = (
            self.env["mail.presence"]
            .sudo()
            .search([("user_id", "in", users.ids), ("last_poll", ">=", limit)])
        )
        absent = users - presences.user_id
        # sudo: never during a call
        legs = (
            self.env["callcenter.call.leg"]
            .sudo()
            .search([("user_id", "in", absent.ids), ("state", "!=", "ended")])
        )
        return absent - legs.user_id
