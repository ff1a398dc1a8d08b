"""Odoo's cache of records and its SQL, where the documented ways cost too much."""


def fill(records, name, ids):
    """Let ``records`` have these ``ids`` in a one2many, which somebody has just read.

    Reading it by the ORM would be a query for what is known already.
    """
    records._fields[name]._update_cache(records, ids)


def peek(record, name):
    """Return what a JSON field holds, not to be changed: a copy of much takes long."""
    field = record._fields[name]
    values = field._get_cache(record.env)
    if record.id not in values:
        record._fetch_field(field)  # with the others, by one query
    return values.get(record.id)


def rows(records, names):
    """Return ``{id: tuple of values}`` as the cache holds them, None what it does not.

    For hundreds of records, where reading each field of each by its name takes long.
    """
    ids = records._ids
    caches = [records._fields[name]._get_cache(records.env) for name in names]
    columns = [map(cache.get, ids) for cache in caches]
    return dict(zip(ids, zip(*columns, strict=True), strict=True))


def keep(field, records, values):
    """Put what a field's ``read`` found into the cache, one value a record."""
    field._insert_cache(records, values)


def condition(domain, model, alias, query):
    """Return the SQL of a domain, for one sum among many of a single query."""
    return domain._to_sql(model, alias, query)
