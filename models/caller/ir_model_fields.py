from odoo import api, models


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    @api.model_create_multi
    def create(self, vals_list):
        """Have a phone field that somebody adds read where it has values already."""
        created = super().create(vals_list)
        # sudo: how far numbers are read is no secret
        check = self.env["callcenter.phone.check"].sudo()
        if self.pool.ready and not check._is_read():
            check._read_soon()
        return created
