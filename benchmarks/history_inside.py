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
# reading so many rows is faster than any index
SMALL = 25_000


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


def find_scans(function, small):
    """The sequential scans of large tables in the plans of what a function asks."""
    statements, scans = [], []
    env.invalidate_all()
    with overheard(statements):
        function()
    for statement in statements:
        if not statement.lstrip().upper().startswith("SELECT"):
            continue
        env.cr.execute(f"EXPLAIN {statement}")
        for (line,) in env.cr.fetchall():
            table = line.partition("Seq Scan on ")[2].split()
            if table and table[0] not in small:
                scans.append(line.strip())
    return scans


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
    env.cr.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples < %s", [SMALL]
    )
    small = {name for (name,) in env.cr.fetchall()}
    return {
        name: (milliseconds(task), find_scans(task, small)) for name, task in tasks.items()
    }


print("RESULT", json.dumps(compare()))
