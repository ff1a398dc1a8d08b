"""Odoo's cache of records and its SQL, where the documented ways cost too much."""


def fill(records, name, ids):
    """Let ``records`` have these ``ids`` in a one2many, which somebody has just read.

    Reading it by the ORM would be a query for what is known already.
    """
    records._fields[name]._update_cache(records, ids)


def keep(field, records, values):
    """Put what a field's ``read`` found into the cache, one value a record."""
    field._insert_cache(records, values)


def condition(domain, model, alias, query):
    """Return the SQL of a domain, for one sum among many of a single query."""
    return domain._to_sql(model, alias, query)
