from odoo import api, fields, models


class CallcenterNumberChoice(models.Model):
    """Whose a number is, where several have it: what people chose for always."""

    _name = "callcenter.number.choice"
    _description = "Choice for a Number"
    _rec_name = "phone_sanitized"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    phone_sanitized = fields.Char("Number (E.164)", required=True)
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, ondelete="cascade", index=True
    )

    _number_unique = models.UniqueIndex("(company_id, phone_sanitized)")

    @api.model
    def _remember(self, company, number, partner):
        """Let ``number`` (E.164) be ``partner``'s in ``company`` from now on."""
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
