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
# the list counts to 10,001, which for an agent are spread among seven times as many
MANY = 100_000
TEAM = [f"bench{number}" for number in range(1, 11)]


def prepare():
    """Put ten agents under the supervisor: five by their employees, five by hand."""
    supervisor = env["res.users"].search([("login", "=", "thu")])
    team = env["res.users"].search([("login", "in", TEAM)])
    if not team.employee_ids:
        boss = supervisor.employee_ids[:1]
        env["hr.employee"].create(
            [
                {"name": user.login, "user_id": user.id, "parent_id": boss.id}
                for user in team[:5]
            ]
        )
        team[5:].callcenter_extension_ids.supervisor_ids = supervisor
        env["callcenter.call"].search([("user_id", "=", team[0].id)], limit=50)[
            -5:
        ].employee_id = team[0].employee_ids
        env.cr.commit()


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


def employee_form(calls):
    """The employee's form with its button."""
    employee = calls.env["hr.employee"].search([("name", "=", "bench1")], limit=1)
    employee.web_read({"name": {}, "callcenter_call_count": {}})


def dashboard(calls, period):
    """The figures of a period, with those that they are compared with."""
    calls.env["callcenter.figures"].get_figures({"period": period})


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
    prepare()
    manager, supervisor, agent = as_user("dung"), as_user("thu"), as_user("bench7")
    # whose last call was long ago; a list of few among very many
    former = as_user("former")
    today = ("start_date", ">=", "today")
    whole = ("phone_display", "ilike", "0980000077")
    part = ("phone_display", "ilike", "000 077")
    tasks = {
        "list, first page": lambda: list_page(manager),
        "— of a supervisor": lambda: list_page(supervisor),
        "— of an agent": lambda: list_page(agent),
        "— of an agent, own calls": lambda: list_page(agent, ("is_mine", "=", True)),
        "— of an agent of long ago": lambda: list_page(former),
        "list, today": lambda: list_page(manager, today),
        "— of an agent": lambda: list_page(agent, today),
        "list, not called back": lambda: list_page(
            manager, ("is_to_call_back", "=", True)
        ),
        "search by number": lambda: list_page(manager, whole),
        "— of an agent": lambda: list_page(agent, whole),
        "search by a part": lambda: list_page(manager, part),
        "pivot of a month by agent": lambda: pivot(manager),
        "— of a supervisor": lambda: pivot(supervisor),
        "dashboard, last month": lambda: dashboard(manager, "last_month"),
        "— of a supervisor": lambda: dashboard(supervisor, "last_month"),
        "daily report": lambda: dashboard(manager, "today"),
        "live board": lambda: board(manager),
        "missed customers": lambda: missed_list(manager),
        "— of an agent": lambda: missed_list(agent),
        "how many are missed": lambda: missed_counts(agent),
        "live calls of an agent": lambda: agent.get_active_calls(),
        "calls of today of an agent": lambda: agent.get_today_calls(),
        "contact form with button": lambda: contact_form(manager),
        "contact form of an agent": lambda: contact_form(agent),
        "employee form with button": lambda: employee_form(manager),
    }
    return {
        name: (milliseconds(task), find_scans(task)) for name, task in tasks.items()
    }


print("RESULT", json.dumps(compare()))
