from odoo import api, fields, models


class ResUsers(models.Model):
    """Phone fields of users themselves; ``phone`` is their contact's."""

    _name = "res.users"
    _inherit = ["res.users", "callcenter.phone.keys"]

    callcenter_keys = fields.Char(groups="base.group_system")

    @api.depends("company_id")
    def _compute_callcenter_keys(self):
        return super()._compute_callcenter_keys()
