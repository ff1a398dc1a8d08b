from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.phone_validation.models.mail_thread_phone import PHONE_REGEX_PATTERN

LEADS = "crm.lead"


class MailThreadPhone(models.AbstractModel):
    """Leads have keys, too, where CRM is installed: this addon does not depend on it.

    Every model with numbers that Odoo knows is one of these; only leads are read here.
    """

    _name = "mail.thread.phone"
    _inherit = ["mail.thread.phone", "callcenter.phone.keys"]

    def _find_callcenter_phone_fields(self):
        is_read = self._name in (LEADS, "res.partner") or self._callcenter_phone_fields
        return super()._find_callcenter_phone_fields() if is_read else ()

    @api.depends(
        lambda self: ["country_id", "company_id"] if self._name == LEADS else []
    )
    def _compute_callcenter_keys(self):
        return super()._compute_callcenter_keys()

    def _get_phone_country(self):
        """Return the country of a lead, else of its company; none: the connections'."""
        return self.country_id or self.company_id.country_id

    @api.model
    def _has_part(self, parts):
        """Ask the index that Odoo has of these fields; no other one is to be kept up."""
        indexed = self._phone_get_number_fields()
        conditions = [
            SQL(
                "(%(column)s IS NOT NULL AND regexp_replace(%(column)s::text, %(odd)s,"
                " '', 'g') LIKE %(part)s)",
                column=SQL.identifier(name, to_flush=self._fields[name]),
                odd=PHONE_REGEX_PATTERN,
                part=f"%{part}%",
            )
            for name in indexed
            for part in parts
        ]
        if not set(indexed).issuperset(self._get_callcenter_phone_fields()):
            conditions.append(super()._has_part(parts))
        return SQL("(%s)", SQL(" OR ").join(conditions))

    def _search_phone_mobile_search(self, operator, value):
        """Find a whole number in every spelling; Odoo knows ``+`` and ``00`` only."""
        domain = super()._search_phone_mobile_search(operator, value)
        lookup = self.env["callcenter.lookup"]
        if operator != "ilike" or not lookup._get_typed_digits(value):
            return domain
        keys = lookup._get_typed_keys(value)
        table = SQL.identifier(self._table)
        found = SQL("(SELECT id FROM %s WHERE %s)", table, self._matches_keys(keys))
        return Domain(domain) | Domain("id", "in", found)
