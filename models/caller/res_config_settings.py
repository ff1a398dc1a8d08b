from odoo import fields, models

from .phone_keys import PHONE_FIELDS_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    callcenter_phone_fields = fields.Char(
        "Further phone fields", config_parameter=PHONE_FIELDS_PARAMETER
    )

    def set_values(self):
        result = super().set_values()
        # sudo: how far numbers are read is no secret
        check = self.env["callcenter.phone.check"].sudo()
        check._find_phone_fields()
        if not check._is_read():
            check._read_soon()
        return result
