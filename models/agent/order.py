from odoo import models

# the reason for which queues leave out who is offline
OFFLINE = "offline"
STATUSES = {"pause": "paused", "resume": "available"}


class CallcenterOrder(models.Model):
    """A pause that the exchange took is how its agent is."""

    _inherit = "callcenter.order"

    def _end(self, state, reason):
        result = super()._end(state, reason)
        if state != "done":
            return result
        for order in self:
            status = STATUSES.get(order.kind)
            # out of one queue an agent may ring for others: the exchange tells; who is
            # offline is so in Odoo, and to a queue paused
            if status and not order.queue and order.pause_reason != OFFLINE:
                self.env["callcenter.agent.status"]._set(
                    order.user_id,
                    order.company_id,
                    status,
                    "odoo",
                    self.env["callcenter.pause.reason"]._find(order.pause_reason),
                )
        return result
