from odoo import models

from ..popup.card import BUS_TYPE


class CallcenterCall(models.Model):
    """How the order that placed a call stands, on the card of who gave it."""

    _inherit = "callcenter.call"

    def _get_card_state(self, user, legs):
        return {**super()._get_card_state(user, legs), "order": self._get_order(user)}

    def _get_order(self, user):
        # sudo: the order is this user's own
        order = self.order_id.sudo()
        if not order or order.user_id != user:
            return False
        return {
            "id": order.id,
            "state": order.state,
            "reason": order.reason or "",
            "way": order.pbx_id.dial_way,
        }

    def _merge_into(self, call):
        """Take the card of a call that is deleted from the screen."""
        # sudo: as for each card
        for user in self.sudo().leg_ids.user_id:
            card = {**self._get_card(user), "state": "ended", "is_gone": True}
            user.partner_id._bus_send(BUS_TYPE, card)
        return super()._merge_into(call)


class CallcenterOrder(models.Model):
    _inherit = "callcenter.order"

    def _tell_user(self):
        """Show how the order stands on the card of its call, too."""
        result = super()._tell_user()
        if self.call_id:
            self.call_id._notify({})
        return result
