# ruff: noqa: F821 - `env` is what `odoo shell` gives
"""What `./dev bench history` runs inside Odoo; prints one line of JSON."""

import contextlib
import functools
import json
import statistics
import time

from lxml import etree

ROUNDS = 15
WITHOUT_INTERNAL = [("direction", "!=", "internal")]
MEASURES = ["__count", "talk_duration:sum", "talk_average:avg"]
MONTH = [("start_date", ">=", "today -30d"), ("start_date", "<", "today")]
# more than are read to count as many as the list counts, of the rarest that are
# measured: an agent in twenty's, 30 % of them recorded; of the smaller history, all
MANY = 75_000
# as in the view
COUNT_LIMIT = 1001


def as_user(login):
    """The calls as a user sees them."""
    user = env["res.users"].search([("login", "=", login)])
    return env(user=user.id, su=False)["callcenter.call"]


@functools.cache
def list_fields(calls):
    """What the list that a user gets reads of each call, hidden columns too."""
    arch = etree.fromstring(calls.get_view(view_type="list")["arch"])
    names = [node.get("name") for node in arch.iter("field")]
    return {
        name: {"fields": {"display_name": {}}} if calls._fields[name].relational else {}
        for name in names
    }


def list_page(calls, *domain, limit=80):
    """What the list asks for."""
    calls.web_search_read(
        [*WITHOUT_INTERNAL, *domain],
        list_fields(calls),
        limit=limit,
        count_limit=COUNT_LIMIT,
    )


def pivot(calls):
    """One month by agent."""
    calls.formatted_read_grouping_sets(MONTH, [["user_id"], []], MEASURES)


def contact_form(calls):
    """The contact's form with its button."""
    partner = calls.env["res.partner"].search([("ref", "=", "bench")], limit=1)
    partner.web_read({"name": {}, "phone": {}, "callcenter_call_count": {}})


def employee_button(calls):
    """What the button on an employee's form counts."""
    employee = calls.env["hr.employee"].sudo().search([("name", "=", "bench1")])
    calls._count(employee._get_callcenter_call_domain())


def dashboard(calls, period):
    """The figures of a period, with those that they are compared with."""
    calls.env["callcenter.figures"].get_figures({"period": period})


def breakdown(calls, name, period="last_month"):
    """The tables of one tab of the dashboard."""
    calls.env["callcenter.figures"].get_breakdown({"period": period}, name)


def opened(calls, figure, **where):
    """A page of the calls behind a number of last month."""
    figures = calls.env["callcenter.figures"]
    action = figures.open_calls({"period": "last_month"}, figure, **where)
    calls.web_search_read(
        action["domain"], list_fields(calls), limit=80, count_limit=COUNT_LIMIT
    )


def missed_list(calls):
    """The customers who wait to be called back, and how many the menu shows."""
    missed = calls.env["callcenter.missed"]
    row = {"phone_display": {}, "attempts": {}, "due_date": {}, "user_id": {}}
    waiting = [("state", "=", "open")]
    missed.web_search_read(waiting, row, limit=80, count_limit=10_001)


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
    manager, supervisor, agent = as_user("dung"), as_user("thu"), as_user("bench7")
    both = manager.env.user.company_ids.sorted("id").ids
    newcomer = as_user("bench-newcomer")
    today = ("start_date", ">=", "today")
    whole = ("phone_display", "ilike", "0989382717")
    part = ("phone_display", "ilike", "382 717")
    recorded = ("has_recording", "=", True)
    word, one, none = (
        ("note", "ilike", text) for text in ("invoice", "order 15999.", "no such note")
    )
    tasks = {
        "list, manager": lambda: list_page(manager),
        "list, manager of two companies": lambda: list_page(
            manager.with_context(allowed_company_ids=both)
        ),
        "list, manager of a company without calls": lambda: list_page(
            manager.with_context(allowed_company_ids=both[1:])
        ),
        "list, supervisor": lambda: list_page(supervisor),
        "list, agent": lambda: list_page(agent),
        "list, agent without calls": lambda: list_page(newcomer),
        "my calls, agent": lambda: list_page(agent, ("is_mine", "=", True)),
        "my team, supervisor": lambda: list_page(supervisor, ("is_my_team", "=", True)),
        "today, manager": lambda: list_page(manager, today),
        "today, agent": lambda: list_page(agent, today),
        "not called back": lambda: list_page(manager, ("is_to_call_back", "=", True)),
        "a number, manager": lambda: list_page(manager, whole),
        "a number, agent": lambda: list_page(agent, whole),
        "part of a number": lambda: list_page(manager, part),
        "with recording, manager": lambda: list_page(manager, recorded),
        "with recording, agent": lambda: list_page(agent, recorded),
        "a word of many notes": lambda: list_page(manager, word),
        "a word of one note, manager": lambda: list_page(manager, one),
        "a word of one note, agent": lambda: list_page(agent, one),
        "a word of no note": lambda: list_page(manager, none),
        "pivot of a month, manager": lambda: pivot(manager),
        "pivot of a month, supervisor": lambda: pivot(supervisor),
        "dashboard of a month, manager": lambda: dashboard(manager, "last_month"),
        "dashboard of a month, supervisor": lambda: dashboard(supervisor, "last_month"),
        "daily report": lambda: dashboard(manager, "today"),
        **{
            f"{name} of a month, {who}": functools.partial(breakdown, calls, name)
            for name in (
                "queues",
                "agent_days",
                "hours",
                "callers",
                "outcomes",
                "trend",
            )
            for who, calls in (("manager", manager), ("supervisor", supervisor))
        },
        "calls of an hour of the week": lambda: opened(
            manager, "missed", where={"weekday": 1, "hour": 9}
        ),
        "calls of repeat callers": lambda: opened(manager, "repeat_calls"),
        "calls that an agent did not pick up": lambda: opened(
            supervisor, "not_picked_up", user_id=agent.env.uid
        ),
        "live board": manager.env["callcenter.board"].get_board,
        "missed customers, manager": lambda: missed_list(manager),
        "missed customers, agent": lambda: missed_list(agent),
        "missed counts": agent.env["callcenter.missed"].get_missed_counts,
        "live calls of an agent": agent.get_active_calls,
        "today's calls of an agent": agent.get_today_calls,
        "contact form, manager": lambda: contact_form(manager),
        "contact form, agent": lambda: contact_form(agent),
        "button of an employee": lambda: employee_button(manager),
    }
    return {
        name: (milliseconds(task), find_scans(task)) for name, task in tasks.items()
    }


print("RESULT", json.dumps(compare()))
