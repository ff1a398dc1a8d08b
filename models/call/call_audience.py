from odoo import api, fields, models
from odoo.fields import Domain


class CallcenterCallAudience(models.Model):
    """Whose calls they are, beside the supervisors'."""

    _inherit = "callcenter.call"

    is_mine = fields.Boolean(
        "Mine", compute="_compute_is_mine", search="_search_is_mine"
    )
    is_for_agent = fields.Boolean(
        "Seen as an agent",
        compute="_compute_is_for_agent",
        search="_search_is_for_agent",
    )

    def _refresh_audience(self):
        """Let the keys follow from the legs, where no event writes both."""
        for call in self:
            legs = call.leg_ids
            call.audience = get_audience(
                legs.user_id.ids, legs.extension_id.ids, call.is_missed, call.pbx_id.id
            )

    @api.depends("audience")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for call in self:
            call.is_mine = call._is_for(self._get_own_keys())

    @api.depends("audience")
    @api.depends_context("uid")
    def _compute_is_for_agent(self):
        keys = self._get_agent_keys()
        for call in self:
            call.is_for_agent = call._is_for(keys)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        # by the legs, whose index has them in the calls' order: what asks for a page of
        # them need not gather all of them first, as from the keys' index
        return Domain("leg_ids", "any!", [("user_id", "=", self.env.uid)])

    def _search_is_for_agent(self, operator, value):
        return self._search_audience(operator, self._get_agent_keys())

    @api.model
    def _get_agent_keys(self):
        """Return the keys of an agent's calls: theirs, and those that nobody answered
        on connections where they have an extension.
        """
        # sudo: one's own extensions; rules are asked with archived records in sight
        extensions = self.env["callcenter.extension"].sudo()
        extensions = extensions.with_context(active_test=True)
        own = extensions.search([("user_id", "=", self.env.uid)])
        return self._get_own_keys() | {f"m{pbx.id}" for pbx in own.pbx_id}


def get_audience(user_ids, extension_ids, is_missed, pbx_id):
    """Return the keys of whom the record rules show a call with such legs.

    A plain function: computed from the legs by the ORM, it would cost each ring.
    """
    keys = {f"u{user_id}" for user_id in user_ids if user_id}
    keys |= {f"e{extension_id}" for extension_id in extension_ids if extension_id}
    if is_missed:
        # where nobody's telephone rang, all supervisors answer for it
        keys |= {f"m{pbx_id}"} if keys else {f"m{pbx_id}", f"n{pbx_id}"}
    return sorted(keys) or False
