from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CallcenterNumberChoice(models.Model):
    """Whose a number is, where several have it: what people chose for always."""

    _name = "callcenter.number.choice"
    _description = "Choice for a Number"
    _inherit = ["callcenter.written"]
    _rec_name = "phone_sanitized"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    phone_sanitized = fields.Char(
        "Number (E.164)", required=True, help="Behind a = where it is no valid number."
    )
    number = fields.Char(compute="_compute_number")
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, ondelete="cascade", index=True
    )

    _number_unique = models.UniqueIndex("(company_id, phone_sanitized)")

    @api.depends("phone_sanitized", "company_id.country_id")
    def _compute_number(self):
        """Numbers are shown as they are dialled at home."""
        lookup = self.env["callcenter.lookup"]
        for choice in self:
            country = choice.company_id.country_id
            number = (choice.phone_sanitized or "").removeprefix("=")
            choice.number = lookup._get_display(number, country)

    # -- access: the contact's ------------------------------------------------------

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        # sudo: which contact it is, to ask whether the user may read it
        readable = self.sudo().partner_id.sudo(False)._filtered_access("read")
        hidden = self.filtered(lambda row: row.sudo().partner_id not in readable)
        if not hidden:
            return result
        if result:
            return hidden | result[0], result[1]
        return hidden, lambda: AccessError(
            self.env._("You may not read the contact of this number.")
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            partners = self.env["res.partner"].with_context(active_test=False)
            domain = Domain(domain) & Domain("partner_id", "in", partners._search([]))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _remember(self, company, number, partner):
        """Let ``number`` (a key) be ``partner``'s in ``company`` from now on."""
        domain = [("company_id", "=", company.id), ("phone_sanitized", "=", number)]
        choice = self.search(domain)
        if choice:
            choice.partner_id = partner
            return choice
        return self.create(
            {
                "company_id": company.id,
                "phone_sanitized": number,
                "partner_id": partner.id,
            }
        )
