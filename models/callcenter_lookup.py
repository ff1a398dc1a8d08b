from odoo import api, models, tools
from odoo.exceptions import UserError

from odoo.addons.phone_validation.tools import phone_validation

# what a card needs of a customer, with what decides who may read it
CUSTOMER_FIELDS = ["name", "commercial_company_name", "company_id", "partner_share"]


class CallcenterLookup(models.AbstractModel):
    """Who a number is: every spelling of a number meets on its E.164 key."""

    _name = "callcenter.lookup"
    _description = "Caller Lookup"

    @api.model
    @tools.ormcache("country.id")
    def _get_codes(self, country):
        """Return ``country``'s code (VN) and telephone prefix (84)."""
        return country.code, country.phone_code

    @api.model
    def _get_key(self, number, country):
        """Return ``number`` in E.164 (``+84989464344``), or False if it is no number.

        :param str number: as an exchange or a person wrote it
        :param country: ``res.country`` in which a local number is read
        """
        if not number:
            return False
        try:
            return phone_validation.phone_format(
                number, *self._get_codes(country), force_format="E164"
            )
        except UserError:
            return False

    @api.model
    def _get_display(self, number, country):
        """Return ``number`` as dialled in ``country``; foreign ones international."""
        return phone_validation.phone_format(
            number or "",
            *self._get_codes(country),
            force_format="NATIONAL",
            raise_exception=False,
        )

    @api.model
    def _find_partner(self, key, company):
        """Return the contact of ``company``, or of all, that has the number ``key``.

        A person comes before the company; the empty recordset if there is none.
        """
        partners = self.env["res.partner"]
        if not key:
            return partners
        return partners.search_fetch(
            [("phone_sanitized", "=", key), ("company_id", "in", (False, company.id))],
            CUSTOMER_FIELDS,
            order="is_company, id",
            limit=1,
        )
