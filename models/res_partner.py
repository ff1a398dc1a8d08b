from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .callcenter_phone_keys import FLAG_MARK, FLAGS


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "callcenter.phone.keys"]
    _callcenter_phone_fields = ("phone",)

    callcenter_phone_ids = fields.One2many(
        "callcenter.phone", "partner_id", "Further numbers"
    )

    callcenter_check = fields.Selection(
        "_get_callcenter_checks",
        "What is wrong with the number",
        store=False,
        search="_search_callcenter_check",
    )

    @api.depends("phone", "country_id", "company_id")
    def _compute_callcenter_keys(self):
        super()._compute_callcenter_keys()

    def _get_phone_country(self):
        return self.country_id or self.company_id.country_id

    @api.model
    def _get_callcenter_checks(self):
        return [
            ("unreadable", self.env._("Unreadable numbers")),
            ("several", self.env._("Several numbers in one field")),
            ("foreign", self.env._("Numbers of another country")),
            ("shared", self.env._("Numbers that several contacts have")),
        ]

    @api.model
    def _search_callcenter_check(self, operator, value):
        if operator != "in":
            return NotImplemented
        keys = [FLAG_MARK + flag for flag in FLAGS if flag in value]
        if "shared" in value:
            # sudo: a number is no contact; whose it is goes by the rules
            check = self.env["callcenter.phone.check"].sudo()
            check = check.search([("res_model", "=", self._name)])
            keys += check.shared_keys or []
        ids = SQL("(SELECT id FROM res_partner WHERE %s)", self._matches_keys(keys))
        return Domain("id", "in", ids)
