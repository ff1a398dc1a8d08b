import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...wire.event import Event
from ..exchange.order import CALL_SECONDS
from .notes import get_notes


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
    order_id = fields.Many2one(
        "callcenter.order", readonly=True, ondelete="set null", index="btree_not_null"
    )

    @api.model
    def _find_order(self, pbx, event, may_be_ordered):
        """Return the order to dial whose call an event tells of, or none.

        By the id that the order gave the call; else the latest for this extension and
        number that no call has joined yet.

        :param Event event: what the exchange told
        :param may_be_ordered: as ``_lock`` found it
        """
        orders = self.env["callcenter.order"]
        if event.kind != "ring" or not may_be_ordered:
            return orders
        now = fields.Datetime.now()
        named = Domain("callid", "=", event.callid)
        named &= Domain("create_date", ">", now - timedelta(days=1))
        unnamed = Domain("is_joined", "=", False) & Domain("state", "!=", "waiting")
        unnamed &= Domain("extension", "=", event.extension)
        unnamed &= Domain("create_date", ">", now - timedelta(seconds=CALL_SECONDS))
        found = orders.search(
            Domain("pbx_id", "=", pbx.id)
            & Domain("kind", "=", "dial")
            & (named | unnamed)
        )
        return (
            found.filtered(lambda order: order.callid == event.callid)[:1]
            or found.filtered(lambda order: order._is_to(event.phone))[:1]
        )

    def _join_order(self, order):
        """Note that this call is what an order wanted."""
        if not order:
            return
        if not order.is_joined:
            order.write({"call_id": self.id, "callid": self.callid, "is_joined": True})
        if not self.order_id:
            self.write({"dialled_by_id": order.user_id.id, "order_id": order.id})

    def _merge_into(self, call):
        """Leave ``call`` in the place of this one, which a click began."""
        if not self:
            return
        for user, text in get_notes(self):
            kept = dict(get_notes(call)).get(user)
            notes = [kept, text] if kept else [text]
            call.with_user(user).with_context(
                allowed_company_ids=user._get_company_ids()
            ).own_note = "\n".join(notes)
        self.unlink()


class CallcenterOrder(models.Model):
    """The call that an order places: it is there from the click on."""

    _inherit = "callcenter.order"

    is_joined = fields.Boolean(
        readonly=True, help="The exchange has told of the call that it places."
    )

    def _begin_call(self):
        """Make the call that this order places, until the exchange tells of it."""
        self.callid = f"callcenter-{self.id}-{int(time.time())}"
        self._tell_of_call("ring", is_outgoing=True)
        self.is_joined = False

    def _give_up_call(self):
        """End a call of which the exchange never told."""
        if self.call_id and not self.is_joined and self.call_id.state != "ended":
            self._tell_of_call("end", disposition="failed", has_data=True)

    def _tell_of_call(self, kind, **values):
        event = Event(
            kind, self.callid, phone=self.phone, extension=self.extension, **values
        )
        self.env["callcenter.call"]._apply_event(self.pbx_id, event, time.time())

    def _take_up(self, call, event):
        """Return the call that an event is about, and whether only a click began it.

        What the exchange tells then takes the place of what the click told.

        :param call: the one under the event's id, or none
        """
        begun = self.call_id if self and not self.is_joined else self.call_id.browse()
        if not begun or begun == call:
            return call, bool(begun)
        if call:  # the exchange had told of it under an id of its own already
            begun._merge_into(call)
            return call, False
        begun.callid = event.callid
        return begun, True

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
        if self.kind == "dial" and not self.is_joined:
            call = self.env["callcenter.call"]._find(self.pbx_id, self.callid)
            if not call:
                self.call_id.callid = self.callid
            else:
                if self.call_id != call:
                    self.call_id._merge_into(call)
                call._join_order(self)
        return result
