from odoo import fields, models

from ...rules import missed as rules
from .derive import Customer


class CallcenterMissedCall(models.Model):
    """What a call means to a customer who waits to be called back."""

    _inherit = "callcenter.call"

    missed_id = fields.Many2one(
        "callcenter.missed",
        "Call back",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    def _refresh_audience(self):
        result = super()._refresh_audience()
        self.missed_id._refresh_audience()
        return result

    def _refresh_missed(self):
        """Let the missed customers follow from these calls, which have ended."""
        for call in self:
            self.env["callcenter.missed"]._refresh_of(call)

    def _get_missed_kind(self):
        """Return what this call means to a customer who waits, see ``rules.missed``.

        Of a call that went on under other ids the part counts that reached them, where
        it tells who they are, else the first stands for all.
        """
        disposition, _wait, talk = self._get_counted()
        min_talk = self.company_id.callcenter_min_talk
        kind = rules.kind_of(self.direction, disposition, talk, min_talk)
        if kind == rules.REACH and self.disposition != "answered":
            _root, family = self._get_family()
            parts = family.filtered(lambda part: part.disposition == "answered")
            return None if Customer.of(self) in map(Customer.of, parts) else kind
        return kind if kind == rules.REACH or not self.parent_id else None

    def _is_own_number(self):
        """Return whether the call came from a number of the company itself."""
        keys = self.env["callcenter.lookup"]._get_keys(self.phone or "", self.pbx_id)
        return not self.pbx_id._get_settings().own_keys.isdisjoint(keys)

    def _is_short_abandon(self):
        disposition, wait, _talk = self._get_counted()
        limit = self.company_id.callcenter_short_abandon_seconds
        return rules.is_short_abandon(disposition, wait, limit)
