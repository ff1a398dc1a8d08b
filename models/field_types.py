from collections import defaultdict

from odoo import fields
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from ..compat import records as records_compat


class Duration(fields.Integer):
    """Seconds that may be unknown: NULL in the database, False in Python.

    An Integer would keep 0 for it, which sums and averages then count as a value.
    """

    falsy_value = None
    falsy_value_label = None

    def convert_to_column(self, value, record, values=None, validate=True):
        return self.convert_to_cache(value, record)

    def convert_to_cache(self, value, record, validate=True):
        return None if value is None or value is False else int(value)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is False else value


class Customer(fields.Many2one):
    """A contact, named to nobody who may not read it.

    Odoo names what a many2one points at to everybody who reads the record that has it.
    """

    def convert_to_read(self, value, record, use_display_name=True):
        if not use_display_name or not value:
            return super().convert_to_read(value, record, use_display_name)
        return value.id, record._get_customer_names(value)[value.id]


class FurtherNumbers(fields.One2many):
    """The numbers of contacts, for whoever may read the contacts.

    Every save of a contact's form reads them. A search would ask once more whether the
    contacts may be read, and cost that save twice what this does.
    """

    def read(self, records):  # pylint: disable=method-required-super
        numbers = records.env[self.comodel_name]
        numbers.check_access("read")
        query = SQL(
            "SELECT partner_id, id FROM callcenter_phone WHERE partner_id = ANY(%s)"
            " ORDER BY sequence, id",
            records.ids,
            to_flush=[numbers._fields["partner_id"], numbers._fields["sequence"]],
        )
        found = defaultdict(list)
        for partner_id, number_id in records.env.execute_query(query):
            found[partner_id].append(number_id)
        records_compat.keep(self, records, [tuple(found[id_]) for id_ in records._ids])


def set_database_defaults(model, prefix="callcenter_"):
    """Give required columns of ours on a model of Odoo's a default in the database.

    While another module is updated, Odoo makes users and companies before this addon is
    loaded: it then knows nothing of these columns, and NOT NULL would refuse the rows.

    :param model: an empty recordset, in its ``init``
    """
    columns = table_columns(model.env.cr, model._table)
    for name, field in model._fields.items():
        if name.startswith(prefix) and field.required and name in columns:
            default = field.default(model) if callable(field.default) else field.default
            model.env.cr.execute(
                SQL(
                    "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s",
                    SQL.identifier(model._table),
                    SQL.identifier(name),
                    default,
                )
            )
