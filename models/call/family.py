from odoo import fields, models

MAX_GENERATIONS = 20


class CallcenterCallFamily(models.Model):
    """Calls that continue each other, where the exchange changes ids at a transfer."""

    _inherit = "callcenter.call"

    parent_callid = fields.Char("Continues call id", readonly=True)
    parent_id = fields.Many2one(
        "callcenter.call",
        "Continues",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The call before the exchange gave it another id.",
    )
    child_ids = fields.One2many("callcenter.call", "parent_id", "Continued by")
    is_in_family = fields.Boolean(
        readonly=True, help="It continues another call, or is continued by one."
    )

    _parent_callid = models.Index("(pbx_id, parent_callid) WHERE parent_callid != ''")

    def _follow_parent(self, changed, is_awaited):
        """Link this call with the one that it continues, and with those that wait for it.

        :param changed: the names of the fields that were written
        :param is_awaited: whether it is new, and a child has come before it
        """
        if self.parent_callid and not self.parent_id:
            self._adopt(self._find(self.pbx_id, self.parent_callid), self)
        if is_awaited:
            waiting = self.search(
                [
                    ("pbx_id", "=", self.pbx_id.id),
                    ("parent_callid", "=", self.callid),
                    ("parent_id", "=", False),
                    ("id", "!=", self.id),
                ]
            )
            for child in waiting:
                self._adopt(self, child)
        if self.is_in_family and changed & {"disposition", "state"}:
            self._refresh_family()

    def _adopt(self, parent, child):
        """Let ``child`` continue ``parent``, unless that would go round in a circle."""
        if not parent or parent == child or child in parent._get_ancestors():
            return
        child.write({"parent_id": parent.id, "is_in_family": True})
        parent.is_in_family = True
        child._refresh_family()

    def _get_ancestors(self):
        """Return the calls that this one continues, nearest first."""
        found = self.browse()
        call = self.parent_id
        while call and call not in found and len(found) < MAX_GENERATIONS:
            found += call
            call = call.parent_id
        return found

    def _get_family(self):
        """Return ``(root, all)``: the call that was there first, and all that continue it."""
        root = (self + self._get_ancestors())[-1]
        family, generation = root, root.child_ids
        while generation - family and len(family) < 100:
            family |= generation
            generation = generation.child_ids
        return root, family

    def _is_missed_by_another(self, view):
        """Tell whether another call of the family says that this one was not missed.

        The caller is one: the first call stands for all, and whoever answered any of
        them spoke with them.
        """
        if not self.is_in_family:
            return False
        root, family = self._get_family()
        return root != self or "answered" in (family - self).mapped("disposition")

    def _refresh_family(self):
        """Let what the first call says of the caller follow from all of them."""
        root, family = self._get_family()
        is_answered = "answered" in family.mapped("disposition")
        for call in family:
            is_missed = (
                call == root
                and call.direction == "incoming"
                and call.disposition not in (False, "answered")
                and not is_answered
            )
            if call.is_missed != is_missed:
                call.is_missed = is_missed
                call._refresh_audience()
                if call.is_settled:
                    call._refresh_missed()
