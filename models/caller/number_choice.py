from odoo import api, fields, models


class CallcenterNumberChoice(models.Model):
    """Whose a number is, where several have it: what people chose for always."""

    _name = "callcenter.number.choice"
    _description = "Choice for a Number"
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
