from odoo import api, fields, models


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = ["hr.employee", "callcenter.phone.keys"]

    callcenter_keys = fields.Char(groups="hr.group_hr_user")

    @api.depends("company_id")
    def _compute_callcenter_keys(self):
        return super()._compute_callcenter_keys()
