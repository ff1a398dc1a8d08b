from odoo import api, fields, models


class CallcenterEmployeeCalls(models.AbstractModel):
    """The calls that an employee answered or placed."""

    _name = "callcenter.employee.calls"
    _description = "Calls of an Employee"

    # of no group: who may read all fields of an employee may read this, which tells
    # nothing to who may read no calls
    callcenter_call_count = fields.Char(
        "Calls", compute="_compute_callcenter_call_count"
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_callcenter_call_count(self):
        for employee in self:
            domain = employee._get_callcenter_call_domain()
            employee.callcenter_call_count = self.env["callcenter.call"]._count(domain)

    def _get_callcenter_call_domain(self):
        return [("employee_id", "in", self.ids)]

    def action_open_callcenter_calls(self):
        """Return the action that lists the calls of this employee."""
        self.ensure_one()
        return self.env["callcenter.call"]._get_list_action(
            self._get_callcenter_call_domain()
        )


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = ["hr.employee", "callcenter.employee.calls"]


class HrEmployeePublic(models.Model):
    """What who has no right to HR sees of the employee with the same id."""

    _name = "hr.employee.public"
    _inherit = ["hr.employee.public", "callcenter.employee.calls"]
