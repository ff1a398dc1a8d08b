import re

from lxml import etree

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column, table_exists

from ...phones import read_keys, words_of

# what is wrong with a row's numbers stands beside their keys, behind this
FLAG_MARK = "!"
# phone2, x_studio_mobile_phone, tel_no; not phone_sanitized, not fax
PHONE_NAME = re.compile(
    r"(?:^|_)(?:tele|cell|mobile|work)?(?:phone|mobile|tel|cell|hotline|msisdn|whatsapp"
    r"|zalo|viber|sdt|dien_thoai)(?:_?(?:number|no))?_?\d*$"
)
PHONE_FIELDS_PARAMETER = "callcenter.phone_fields"
FLAGS = ("unreadable", "several", "foreign")


class CallcenterPhoneKeys(models.AbstractModel):
    """Phone fields by whose numbers a caller is found, however they were typed.

    The keys stand in a column of the row that holds the numbers: saving it writes
    nothing more, and one index finds numbers and their last digits.
    """

    _name = "callcenter.phone.keys"
    _description = "Phone Keys"
    _inherit = ["callcenter.written"]

    # fields that hold numbers, beside those that are found by themselves
    _callcenter_phone_fields = ()
    # all of them, as the registry knows them
    _callcenter_found_fields = ()

    callcenter_keys = fields.Char(
        "Phone keys",
        compute="_compute_callcenter_keys",
        compute_sudo=True,
        store=True,
        # looked up by, and hardly ever read
        prefetch=False,
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

    @api.depends(lambda self: self._set_up_phone_fields())
    def _compute_callcenter_keys(self):
        for record in self:
            record.callcenter_keys = dump_keys(*record._read_phone_keys())

    def _read_phone_keys(self):
        """Read every number in this record's phone fields.

        :return: ``(keys, flags)``: list of ``phones.Key`` s and of FLAGS
        """
        names = self._get_callcenter_phone_fields()
        texts = [self[name] for name in names if self[name]]
        if not texts:
            return [], []
        regions, phone_code = self._get_reading()
        keys, flags = {}, set()
        for text in texts:
            found = read_keys(text, regions)
            keys.update((key.value, key) for key in reversed(found))
            flags.update(find_flags(found, phone_code))
        return list(keys.values()), sorted(flags)

    def _get_reading(self):
        """Return ``(regions, telephone code)`` in which this record's numbers are read."""
        lookup, pbxs = self.env["callcenter.lookup"], self.env["callcenter.pbx"]
        code, phone_code = lookup._get_codes(self._get_phone_country())
        return [code or "", *pbxs._get_regions()], phone_code

    def _get_phone_country(self):
        """Return the country in which local numbers are read before all others."""
        return self.company_id.country_id

    # -- which fields ---------------------------------------------------------------

    @api.model
    def _get_callcenter_phone_fields(self):
        """Return the names of the fields by whose numbers a caller is found.

        Those that the registry was set up with: they are what the keys depend on, see
        ``callcenter.phone.check._find_phone_fields``.
        """
        return self._callcenter_found_fields

    def _set_up_phone_fields(self):
        names = self._find_callcenter_phone_fields()
        self.pool[self._name]._callcenter_found_fields = names
        return names

    @api.model
    def _find_callcenter_phone_fields(self):
        """Return the fields that this model, a name, a view or the setting calls phone.

        Only texts of the row itself that every employee may read: what is kept from
        some (``groups``) tells nobody who is calling.
        """
        names = [
            *self._callcenter_phone_fields,
            *self._phone_get_number_fields(),
            *(name for name in self._fields if PHONE_NAME.search(name)),
            *self._find_phone_widgets(),
            *self._get_configured_phone_fields(),
        ]
        return tuple(
            name for name in dict.fromkeys(names) if self._is_phone_field(name)
        )

    def _is_phone_field(self, name):
        field = self._fields.get(name)
        return bool(
            field
            and field.type == "char"
            and field.store
            and field.column_type
            and not field.company_dependent
            and not field.translate
            and not field.groups
        )

    def _find_phone_widgets(self):
        """Return the fields that a view of this model shows as a phone number."""
        # plain SQL: the registry is being set up when this is asked
        self.env.cr.execute(
            """
            SELECT arch_db->>'en_US' FROM ir_ui_view
             WHERE model = %s AND active AND arch_db->>'en_US' LIKE %s
            """,
            [self._name, '%widget="phone"%'],
        )
        names = []
        for (arch,) in self.env.cr.fetchall():
            names += etree.fromstring(arch).xpath(
                "//field[@widget='phone'][not(ancestor::field[not(@position)])]/@name"
            )
        return sorted(set(names))

    def _get_configured_phone_fields(self):
        """Return the fields that the setting names, as ``res.partner.x_hotline``."""
        self.env.cr.execute(
            "SELECT value FROM ir_config_parameter WHERE key = %s",
            [PHONE_FIELDS_PARAMETER],
        )
        (value,) = self.env.cr.fetchone() or ("",)
        paths = (path.rpartition(".") for path in re.split(r"[\s,;]+", value or ""))
        return [name for model, _dot, name in paths if model == self._name]

    # -- search ---------------------------------------------------------------------

    @api.model
    def _matches_keys(self, keys):
        """Return the SQL condition that a row has one of ``keys``."""
        return SQL("callcenter_keys IS NOT NULL AND %s", self._has_keys(keys))

    @api.model
    def _has_keys(self, keys):
        return SQL(
            "string_to_array(callcenter_keys, ' ') && %s::text[]",
            list(keys),
            to_flush=self._fields["callcenter_keys"],
        )

    @api.model
    def _has_part(self, parts):
        """Return the SQL condition that a row's numbers have one of these digits."""
        field = self._fields["callcenter_keys"]
        return SQL(
            "(callcenter_keys IS NOT NULL AND (%s))",
            SQL(" OR ").join(
                SQL("callcenter_keys LIKE %s", f"%{part}%", to_flush=field)
                for part in parts
            ),
        )

    def _has_phone_key(self, keys):
        """Return whether this record has one of ``keys``."""
        return not set(keys).isdisjoint((self.callcenter_keys or "").split())

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
            if key[0] in "+="
        }
        if numbers:
            self.env["callcenter.lookup"]._link_at_commit(numbers)


def dump_keys(keys, flags=()):
    """Return ``phones.Key`` s as the column holds them, False where there are none."""
    return " ".join([*words_of(keys), *(FLAG_MARK + flag for flag in flags)]) or False


def find_flags(keys, phone_code):
    """Return what is wrong with one field's text, given its keys and its country's code."""
    numbers = [key for key in keys if key.value[0] == "+"]
    if not numbers:
        return ["unreadable"]
    flags = []
    if len({key.piece for key in numbers}) > 1:
        flags.append("several")
    home = f"+{phone_code}"
    if phone_code and not any(
        key.value.startswith(home) or _is_international(key) for key in numbers
    ):
        flags.append("foreign")
    return flags


def _is_international(key):
    """Whether a number was typed with its country's code."""
    digits = "".join(character for character in key.piece if character.isdigit())
    return digits.lstrip("0").startswith(key.value[1:4])
