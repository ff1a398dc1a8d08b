from odoo import api, fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "callcenter.phone.keys"]
    _callcenter_phone_fields = ("phone",)

    callcenter_phone_ids = fields.One2many(
        "callcenter.phone", "partner_id", "Further numbers"
    )

    @api.depends("phone", "country_id", "company_id")
    def _compute_callcenter_keys(self):
        super()._compute_callcenter_keys()

    def _get_phone_countries(self):
        return self.country_id or self.company_id.country_id
