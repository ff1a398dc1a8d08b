from odoo import models

from ..popup.card import BUS_TYPE


class CallcenterCard(models.AbstractModel):
    """How the order that placed a call stands, on the card of who gave it."""

    _inherit = "callcenter.card"

    def _get_state(self, call, user, legs):
        state = super()._get_state(call, user, legs)
        return {**state, "order": self._get_order(call, user)}

    def _get_order(self, call, user):
        # sudo: the order is this user's own
        order = call.order_id.sudo()
        if not order or order.user_id != user:
            return False
        return {
            "id": order.id,
            "state": order.state,
            "reason": order.reason or "",
            "way": order.pbx_id.dial_way,
        }


class CallcenterCall(models.Model):
    _inherit = "callcenter.call"

    def _merge_into(self, call):
        """Take the card of a call that is deleted from the screen."""
        # sudo: as for each card
        cards = self.env["callcenter.card"]
        for user in self.sudo().leg_ids.user_id:
            card = {**cards.get_card(self, user), "state": "ended", "is_gone": True}
            user.partner_id._bus_send(BUS_TYPE, card)
        return super()._merge_into(call)


class CallcenterOrder(models.Model):
    _inherit = "callcenter.order"

    def _tell_user(self):
        """Show how the order stands on the card of its call, too."""
        result = super()._tell_user()
        if self.call_id:
            self.env["callcenter.card"].notify(self.call_id, {})
        return result
