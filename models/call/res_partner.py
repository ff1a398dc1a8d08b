from odoo import api, fields, models


class ResPartnerCalls(models.Model):
    """The calls with a contact; of a company, with its people too."""

    _inherit = "res.partner"

    callcenter_call_count = fields.Char(
        "Calls", compute="_compute_callcenter_call_count"
    )

    def _with_all_companies(self):
        """Return these contacts as read with all companies of the current user.

        The phone rings for all of them, whichever ones the switcher shows; what opens a
        contact of another one switches to it.
        """
        company_ids = self.env.user._get_company_ids()
        return self.with_context(allowed_company_ids=list(company_ids))

    def _filter_known(self):
        """Return those that the current user may read in any of their companies."""
        readable = self._with_all_companies()._filtered_access("read")
        return readable.with_env(self.env)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_callcenter_call_count(self):
        for partner in self:
            domain = partner._get_callcenter_call_domain()
            partner.callcenter_call_count = self.env["callcenter.call"]._count(domain)

    def _get_callcenter_call_domain(self):
        # the form, saved often, has read child_ids and does not search for them again
        has_people = any(partner.is_company or partner.child_ids for partner in self)
        return [("partner_id", "child_of" if has_people else "in", self.ids)]

    def action_open_callcenter_calls(self):
        """Return the action that lists the calls with this contact and its people."""
        self.ensure_one()
        return self.env["callcenter.call"]._get_list_action(
            self._get_callcenter_call_domain()
        )
