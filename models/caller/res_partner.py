from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...phones import read_plain
from ..field_types import FurtherNumbers
from .phone_keys import FLAG_MARK, FLAGS

# what a card needs of a customer, with what decides who may read it
CUSTOMER_FIELDS = ["name", "commercial_company_name", "company_id", "partner_share"]


class ResPartner(models.Model):
    _inherit = "res.partner"

    callcenter_phone_ids = FurtherNumbers(
        "callcenter.phone", "partner_id", "Further numbers"
    )

    callcenter_check = fields.Selection(
        "_get_callcenter_checks",
        "What is wrong with the number",
        store=False,
        search="_search_callcenter_check",
    )

    @api.depends("country_id", "company_id")
    def _compute_callcenter_keys(self):
        return super()._compute_callcenter_keys()

    def _get_phone_country(self):
        return self.country_id or self.company_id.country_id

    def _read_phone_keys(self):
        names = self._get_callcenter_phone_fields()
        if any(self[name] for name in names if name != "phone"):
            return super()._read_phone_keys()
        country = self._get_phone_country()
        phone_code = self.env["callcenter.lookup"]._get_codes(country)[1]
        # without a country Odoo reads in that of whoever saves, which may be another
        key = self.phone and read_plain(self.phone, self.phone_sanitized, phone_code)
        return ([key], []) if key else super()._read_phone_keys()

    def _get_callcenter_answer(self):
        """Return the customer as exchanges are told, None for nobody."""
        if not self:
            return None
        self.fetch(CUSTOMER_FIELDS)
        return {"id": self.id, "name": self.name or self.display_name}

    @api.model
    def _get_callcenter_checks(self):
        labels = (
            self.env._("Unreadable numbers"),
            self.env._("Several numbers in one field"),
            self.env._("Numbers of another country"),
            self.env._("Numbers that several contacts have"),
        )
        return list(zip((*FLAGS, "shared"), labels, strict=True))

    @api.model
    def _search_callcenter_check(self, operator, value):
        if operator != "in":
            return NotImplemented
        flags = [FLAG_MARK + flag for flag in FLAGS if flag in value]
        domain = Domain(
            "id",
            "in",
            SQL("(SELECT id FROM res_partner WHERE %s)", self._matches_keys(flags)),
        )
        if "shared" in value:
            # sudo: a number is no contact; whose it is goes by the rules
            check = self.env["callcenter.phone.check"].sudo()
            check = check.search([("res_model", "=", self._name)])
            domain |= self._get_holders_domain(check.shared_keys or [])
        return domain

    @api.model
    def _get_holders_domain(self, keys):
        """Return the domain of the contacts that have one of ``keys``, wherever it stands."""
        holders = self.env["callcenter.lookup"]._get_holders(keys)
        return Domain("id", "in", SQL("(%s)", SQL(" UNION ").join(holders)))
