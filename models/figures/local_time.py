"""When a call started by the clock of its connection, as SQL."""

from collections import defaultdict

from odoo.tools import SQL

from ...compat.timezones import get_sql_name


def local_start(calls, alias, query):
    """Return the SQL of a call's start in the time zone of its connection.

    :param calls: the model of calls
    :param str alias: of its table in ``query``
    """
    start = calls._field_to_sql(alias, "start_date", query)
    pbx = calls._field_to_sql(alias, "pbx_id", query)
    # sudo: the time zones of connections are no secret, of archived ones neither
    pbxs = calls.env["callcenter.pbx"].sudo().with_context(active_test=False)
    zones = defaultdict(list)
    for record in pbxs.search([]):
        zones[get_sql_name(record.tz)].append(record.id)
    tz = SQL("%s", next(iter(zones), "UTC"))
    if len(zones) > 1:
        cases = [
            SQL("WHEN %s = ANY(%s) THEN %s", pbx, ids, name)
            for name, ids in zones.items()
        ]
        tz = SQL("CASE %s END", SQL(" ").join(cases))
    return SQL("timezone(%s, timezone('UTC', %s))", tz, start)


def half_hour(calls, alias, query):
    """Return the SQL of the half hour of the day: 0 is 00:00."""
    local = local_start(calls, alias, query)
    return SQL("floor(extract(epoch FROM %s::time) / 1800)::int", local)


def weekday(calls, alias, query):
    """Return the SQL of the day of the week: 1 is Monday."""
    return SQL("extract(isodow FROM %s)::int", local_start(calls, alias, query))


def day(calls, alias, query):
    """Return the SQL of the day."""
    return SQL("%s::date", local_start(calls, alias, query))


def column(name):
    """Return what gives the SQL of a field, as the functions above give theirs."""

    def to_sql(calls, alias, query):
        return calls._field_to_sql(alias, name, query)

    return to_sql
