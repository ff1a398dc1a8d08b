import re

from odoo import api, models
from odoo.tools import SQL

from ...phones import search_words
from ...phones.clean import clean
from ...phones.split import MARKS

# fewer digits are part of almost every number
MIN_PART = 4
MAX_TYPED = 40
_NUMBER = re.compile(rf"[\d\s+().\-/{MARKS}]+")


class CallcenterLookupTyped(models.AbstractModel):
    """Numbers as people type them to search: whole in any spelling, or a part of one."""

    _inherit = "callcenter.lookup"

    @api.model
    def _get_typed_digits(self, text):
        """Return the digits of what looks like a number, '' where it is something else."""
        text = clean(text[:MAX_TYPED]).strip() if isinstance(text, str) else ""
        if not _NUMBER.fullmatch(text):
            return ""
        digits = re.sub(r"\D", "", text)
        return digits if len(digits) >= MIN_PART else ""

    @api.model
    def _get_typed_countries(self):
        """Return where a typed number is read: here, and where connections are."""
        countries = self.env.company.country_id
        # sudo: how local numbers are read is no secret of the connections
        pbxs = self.env["callcenter.pbx"].sudo()
        for row in pbxs._get_credentials():
            settings = pbxs.browse(row.pbx_id)._get_settings()
            countries |= countries.browse(settings.country_id)
        return countries

    @api.model
    def _get_typed_keys(self, text):
        """Return the keys of a whole number, in whichever country it is one."""
        countries = self._get_typed_countries()
        codes = [self._get_codes(country)[0] for country in countries] or [""]
        found = [key for code in codes for key in search_words(text, [code]).values]
        return list(dict.fromkeys(found))

    @api.model
    def _get_typed_parts(self, text):
        """Return the digits by which a part of a number stands in others.

        ``0912`` is ``84912`` of a number that is written with its country, and back.
        """
        digits = self._get_typed_digits(text)
        if not digits:
            return []
        is_international = text.strip().startswith("+") or digits.startswith("00")
        digits = digits.removeprefix("00")
        if len(digits) < MIN_PART:
            return []
        parts = [digits]
        for country in self._get_typed_countries():
            code = str(self._get_codes(country)[1])
            if is_international and digits.startswith(code):
                parts.append("0" + digits.removeprefix(code))
            elif not is_international and digits.startswith("0"):
                parts.append(code + digits[1:])
        return [part for part in dict.fromkeys(parts) if len(part) >= MIN_PART]

    @api.model
    def _get_typed_holders(self, text):
        """Return the queries of the contacts with a number, [] where ``text`` is none.

        In whichever field and spelling it stands there; by a part of it, too.
        """
        parts = self._get_typed_parts(text)
        if not parts:
            return []
        keys = self._get_typed_keys(text)
        holders = self._get_holders(keys) if keys else []
        for name, column in self._get_sources():
            model = self.env[name]
            holders.append(
                SQL(
                    "SELECT %s FROM %s WHERE %s",
                    SQL.identifier(column, to_flush=model._fields[column]),
                    SQL.identifier(model._table),
                    model._has_part(parts),
                )
            )
        return holders
