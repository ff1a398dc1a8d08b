# ruff: noqa: F821 - `env` is what `odoo shell` gives
"""What `./dev bench history` runs inside Odoo; prints one line of JSON."""

import contextlib
import json
import statistics
import time

ROUNDS = 15
ROW = {
    "start_date": {},
    "direction": {},
    "phone_display": {},
    "partner_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "disposition": {},
    "wait_duration": {},
    "talk_duration": {},
    "has_recording": {},
    "note": {},
}
WITHOUT_INTERNAL = [("direction", "!=", "internal")]
MEASURES = ["__count", "talk_duration:sum", "talk_average:avg"]
MONTH = [("start_date", ">=", "today -30d"), ("start_date", "<", "today")]
# more than a month of calls, or than the list counts
MANY = 25_000


def as_user(login):
    """The calls as a user sees them."""
    user = env["res.users"].search([("login", "=", login)])
    return env(user=user.id, su=False)["callcenter.call"]


def list_page(calls, *domain, limit=80):
    """What the list asks for; it counts to 10,001 and no further."""
    calls.web_search_read(
        [*WITHOUT_INTERNAL, *domain], ROW, limit=limit, count_limit=10_001
    )


def pivot(calls):
    """One month by agent."""
    calls.formatted_read_grouping_sets(MONTH, [["user_id"], []], MEASURES)


def contact_form(calls):
    """The contact's form with its button."""
    partner = calls.env["res.partner"].search([("ref", "=", "bench")], limit=1)
    partner.web_read({"name": {}, "phone": {}, "callcenter_call_count": {}})


def milliseconds(function):
    """Median time of one call with no record cached."""
    times = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        begin = time.perf_counter()
        function()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


@contextlib.contextmanager
def overheard(statements):
    """Collect every SQL statement that is run."""
    execute = env.cr.execute

    def listen(query, params=None, **options):
        result = execute(query, params, **options)
        statements.append(env.cr._obj.query.decode())
        return result

    env.cr.execute = listen
    try:
        yield
    finally:
        del env.cr.execute


def find_scans(function):
    """The steps in the plans of what a function asks that read very many rows."""
    statements, scans = [], []
    env.invalidate_all()
    with overheard(statements):
        function()
    for statement in statements:
        if statement.lstrip().upper().startswith("SELECT"):
            env.cr.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
            scans += large_steps(env.cr.fetchone()[0][0]["Plan"])
    return scans


def large_steps(node):
    """The steps below ``node`` that read over MANY rows of a table, in words."""
    steps = [step for part in node.get("Plans", []) for step in large_steps(part)]
    read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    if "Relation Name" in node and read * node["Actual Loops"] > MANY:
        rows = f"{read * node['Actual Loops']:,.0f} rows"
        steps.append(f"{node['Node Type']} on {node['Relation Name']}, {rows}")
    return steps


def compare():
    """Time and large scans of everything that people do."""
    manager, agent = as_user("dung"), as_user("bench7")
    tasks = {
        "list, first page": lambda: list_page(manager),
        "list, today": lambda: list_page(manager, ("start_date", ">=", "today")),
        "list, not called back": lambda: list_page(
            manager, ("is_to_call_back", "=", True)
        ),
        "search by number": lambda: list_page(
            manager, ("phone_display", "ilike", "0980000077")
        ),
        "search by a part": lambda: list_page(
            manager, ("phone_display", "ilike", "000 077")
        ),
        "pivot of a month by agent": lambda: pivot(manager),
        "contact form with button": lambda: contact_form(manager),
        "list of an agent": lambda: list_page(agent),
        "contact form of an agent": lambda: contact_form(agent),
    }
    return {
        name: (milliseconds(task), find_scans(task)) for name, task in tasks.items()
    }


print("RESULT", json.dumps(compare()))
