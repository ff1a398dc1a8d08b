from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column, table_exists

from ..phones import read_keys

# put before the last digits of a number, so that no number is taken for them
TAIL_MARK = "~"


class CallcenterPhoneKeys(models.AbstractModel):
    """Phone fields by whose numbers a caller is found, however they were typed.

    The keys stand in a column of the row that holds the numbers: saving it writes
    nothing more, and one index finds numbers and their last digits.
    """

    _name = "callcenter.phone.keys"
    _description = "Phone Keys"

    # the fields that hold numbers; what else the keys depend on says the compute method
    _callcenter_phone_fields = ()

    callcenter_keys = fields.Char(
        "Phone keys",
        compute="_compute_callcenter_keys",
        compute_sudo=True,
        store=True,
        help="Every number as callers are looked up by it, and its last digits.",
    )

    _callcenter_keys_index = models.Index(
        "USING gin (string_to_array(callcenter_keys, ' ')) WITH (fastupdate=off)"
        " WHERE callcenter_keys IS NOT NULL"
    )

    def _auto_init(self):
        # else installing would read the numbers of every row before it is done
        cr = self.env.cr
        is_table = not self._abstract and table_exists(cr, self._table)
        if is_table and not column_exists(cr, self._table, "callcenter_keys"):
            create_column(cr, self._table, "callcenter_keys", "varchar")
        return super()._auto_init()

    def _compute_callcenter_keys(self):
        for record in self:
            record.callcenter_keys = dump_keys(record._read_phone_keys())

    def _read_phone_keys(self):
        """Return the ``phones.Key`` s of every number in this record's phone fields."""
        texts = [self[name] for name in self._callcenter_phone_fields if self[name]]
        if not texts:
            return []
        lookup, pbxs = self.env["callcenter.lookup"], self.env["callcenter.pbx"]
        own = [lookup._get_codes(country)[0] for country in self._get_phone_countries()]
        regions = [*(own or [""]), *pbxs._get_regions()]
        keys = {}
        for text in texts:
            for key in read_keys(text, regions):
                keys.setdefault(key.value, key)
        return list(keys.values())

    def _get_phone_countries(self):
        """Return the countries in which local numbers are read, the likeliest first."""
        return self.company_id.country_id

    # -- search ---------------------------------------------------------------------

    @api.model
    def _matches_keys(self, keys):
        """Return the SQL condition that a row has one of ``keys``."""
        return SQL(
            "callcenter_keys IS NOT NULL"
            " AND string_to_array(callcenter_keys, ' ') && %s::text[]",
            list(keys),
            to_flush=self._fields["callcenter_keys"],
        )

    # -- earlier calls --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._link_earlier_calls()
        return records

    def write(self, vals):
        result = super().write(vals)
        if not self._get_key_fields().isdisjoint(vals):
            self._link_earlier_calls()
        return result

    def _get_key_fields(self):
        """Return the names of this model's fields on which its keys depend."""
        field = self._fields["callcenter_keys"]
        return {path.split(".")[0] for path in self.pool.field_depends[field]}

    def _link_earlier_calls(self):
        """Give these records' contacts the calls that came before their numbers."""
        numbers = {
            key
            for record in self.sudo()
            for key in (record.callcenter_keys or "").split()
            if key[0] == "+"
        }
        if numbers:
            self.env["callcenter.lookup"]._link_calls(numbers)


def dump_keys(keys):
    """Return ``phones.Key`` s as the column holds them, False where there are none."""
    values = [key.value for key in keys]
    tails = [TAIL_MARK + key.tail for key in keys if key.tail]
    return " ".join(dict.fromkeys(values + tails)) or False
