from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...rules.observation import RING
from ..exchange.order import CALL_SECONDS


class CallcenterOrderedCall(models.Model):
    """Calls that Odoo wanted: whose click placed them."""

    _inherit = "callcenter.call"

    dialled_by_id = fields.Many2one(
        "res.users",
        "Dialled by",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Who placed this call from Odoo.",
    )

    @api.model
    def _find_order(self, pbx, event, may_be_ordered):
        """Return the order to dial whose call an event tells of, or none.

        By the id that the gateway gave the call; else the latest for this extension and
        number that has none yet.

        :param Event event: what the exchange told
        :param may_be_ordered: as ``_lock`` found it
        """
        orders = self.env["callcenter.order"]
        if event.kind != RING or not may_be_ordered:
            return orders
        now = fields.Datetime.now()
        named = Domain("callid", "=", event.callid)
        named &= Domain("create_date", ">", now - timedelta(days=1))
        unnamed = Domain("callid", "=", False) & Domain("state", "!=", "waiting")
        unnamed &= Domain("extension", "=", event.extension)
        unnamed &= Domain("create_date", ">", now - timedelta(seconds=CALL_SECONDS))
        found = orders.search(
            Domain("pbx_id", "=", pbx.id)
            & Domain("kind", "=", "dial")
            & (named | unnamed)
        )
        return (
            found.filtered("callid")[:1]
            or found.filtered(lambda order: order._is_to(event.phone))[:1]
        )

    def _join_order(self, order):
        """Note that this call is what an order wanted."""
        if order and not order.call_id:
            order.write({"call_id": self.id, "callid": order.callid or self.callid})
        if order and not self.dialled_by_id:
            self.dialled_by_id = order.user_id


class CallcenterOrder(models.Model):
    _inherit = "callcenter.order"

    def _is_to(self, phone):
        """Return whether ``phone``, as an exchange told it, may be who was to be called.

        A telephone that rings for its own agent may show that agent's number, or none.
        """
        if not phone or phone == self.extension:
            return True
        lookup = self.env["callcenter.lookup"]
        wanted = lookup._get_keys(self.phone or "", self.pbx_id)
        return phone == self.phone or bool(
            set(wanted) & set(lookup._get_keys(phone, self.pbx_id))
        )

    def _follow_callid(self):
        """Join the call, where the exchange told of it before it told its id."""
        result = super()._follow_callid()
        if self.kind == "dial" and not self.call_id:
            call = self.env["callcenter.call"]._find(self.pbx_id, self.callid)
            if call:
                call._join_order(self)
        return result
