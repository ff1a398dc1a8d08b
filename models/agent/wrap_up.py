import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kept import kept

MAX_SECONDS = 3600
# an end that is told later begins no wrap-up
LATE_SECONDS = 60


class CallcenterPbx(models.Model):
    _inherit = "callcenter.pbx"

    wrap_up_seconds = fields.Integer(
        "Wrap-up (seconds)",
        help="After a talk, agents who are available are in wrap-up for so long, or until"
        " they end it. 0: none. Queues have a wrap-up of their own.",
    )

    @api.constrains("wrap_up_seconds")
    def _check_wrap_up_seconds(self):
        for pbx in self:
            if not 0 <= pbx.wrap_up_seconds <= MAX_SECONDS:
                raise ValidationError(
                    self.env._("Wrap-up lasts between 0 and %s seconds.", MAX_SECONDS)
                )

    @kept
    def _get_wrap_up_seconds(self):
        return self.wrap_up_seconds


class CallcenterCall(models.Model):
    """After a talk, its agent is in wrap-up."""

    _inherit = "callcenter.call"

    @api.model
    def _apply_event(self, pbx, event, now, is_live=True, *args, **options):
        result = super()._apply_event(pbx, event, now, is_live, *args, **options)
        if event.kind == "end" and is_live and now > time.time() - LATE_SECONDS:
            seconds = pbx._get_wrap_up_seconds()
            if seconds:
                result[0]._begin_wrap_up(seconds)
        return result

    def _begin_wrap_up(self, seconds):
        """Let who talked, and has no other call, be in wrap-up for ``seconds``."""
        # sudo: whose telephones these are
        legs = self.sudo().leg_ids
        talked = legs.filtered(lambda leg: leg.disposition == "answered").user_id
        busy = (
            self.env["callcenter.call.leg"]
            .sudo()
            .search([("user_id", "in", talked.ids), ("state", "!=", "ended")])
        )
        statuses = self.env["callcenter.agent.status"]
        until = fields.Datetime.now() + timedelta(seconds=seconds)
        for row in statuses._get_current(talked - busy.user_id):
            if row.status == "available":
                statuses._set(
                    row.user_id, row.company_id, "wrap_up", "odoo", until_date=until
                )
