from odoo import api, fields, models


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = ["hr.employee", "callcenter.phone.keys"]
    # never private_phone: what is private tells no colleague who is calling
    _callcenter_phone_fields = ("work_phone", "mobile_phone")

    callcenter_keys = fields.Char(groups="hr.group_hr_user")

    @api.depends("work_phone", "mobile_phone", "company_id")
    def _compute_callcenter_keys(self):
        return super()._compute_callcenter_keys()
