"""What is kept of Odoo's own models: few columns, which hardly ever change."""

from odoo import models


class ResCountry(models.Model):
    _name = "res.country"
    _inherit = ["res.country", "callcenter.kept.source"]
    _callcenter_kept_fields = frozenset({"code", "phone_code"})


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "callcenter.kept.source"]
    _callcenter_kept_fields = frozenset({"parent_id", "parent_path"})


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "callcenter.kept.source"]
    _callcenter_kept_fields = frozenset({"active", "partner_id", "company_ids"})


class HrEmployee(models.Model):
    """Deleted, it is taken from extensions by the database."""

    _name = "hr.employee"
    _inherit = ["hr.employee", "callcenter.kept.source"]
    # the employee of an extension follows from these
    _callcenter_kept_fields = frozenset({"user_id", "company_id"})
