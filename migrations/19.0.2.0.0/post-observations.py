"""What was told of calls is kept as observations; calls show what they showed."""

from psycopg2.extras import Json, execute_values

from odoo.tools.sql import column_exists

from odoo.addons.callcenter.rules.former import from_facts

BATCH = 1000


def migrate(cr, version):
    """Turn the facts of calls into observations, as far as they tell."""
    if not version or not column_exists(cr, "callcenter_call", "facts"):
        return
    last = 0
    while True:
        cr.execute(
            """
            SELECT call.id, call.facts, pbx.end_scope
              FROM callcenter_call call JOIN callcenter_pbx pbx ON pbx.id = call.pbx_id
             WHERE call.id > %s AND call.facts IS NOT NULL
               AND call.observations IS NULL
             ORDER BY call.id LIMIT %s
            """,
            (last, BATCH),
        )
        rows = cr.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        execute_values(
            cr._obj,
            """
            UPDATE callcenter_call SET observations = told.observations::jsonb
              FROM (VALUES %s) AS told (id, observations) WHERE told.id = callcenter_call.id
            """,
            [(call_id, Json(_observe(facts, scope))) for call_id, facts, scope in rows],
        )


def _observe(facts, scope):
    told = from_facts(facts)
    told.exchange = {"scope": scope} if scope in ("call", "leg") else {}
    return told.to_json()
