from odoo import fields, models

from ...rules import missed as rules


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
        """Return what this call means to a customer who waits, see ``rules.missed``."""
        talk = self.talk_duration if self.is_talk_known else None
        min_talk = self.company_id.callcenter_min_talk
        return rules.kind_of(self.direction, self.disposition, talk, min_talk)

    def _is_own_number(self):
        """Return whether the call came from a number of the company itself."""
        keys = self.env["callcenter.lookup"]._get_keys(self.phone or "", self.pbx_id)
        return not self.pbx_id._get_settings().own_keys.isdisjoint(keys)

    def _is_short_abandon(self):
        wait = None if self.wait_duration is False else self.wait_duration
        limit = self.company_id.callcenter_short_abandon_seconds
        return rules.is_short_abandon(self.disposition, wait, limit)
