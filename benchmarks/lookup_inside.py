# ruff: noqa: F821 - `env` is what `odoo shell` gives, `TASK` what stands in front
"""What `./dev bench lookup` runs inside Odoo; prints one line of JSON."""

import contextlib
import json
import random
import statistics
import time

ROUNDS = 400
SLOW_ROUNDS = 5
CONTACTS = 500
# reading so many rows is faster than any index
SMALL = 1000
READ = ["name", "commercial_company_name", "company_id", "partner_share"]
partners = env["res.partner"]


def timed(function, argument):
    """(milliseconds, queries) of one call with nothing cached of any record."""
    env.invalidate_all()
    queries, begin = env.cr.sql_log_count, time.perf_counter()
    function(argument)
    milliseconds = (time.perf_counter() - begin) * 1000
    return milliseconds, env.cr.sql_log_count - queries


def summed_up(pairs):
    """The median milliseconds and the queries of several calls."""
    times, queries = zip(*pairs, strict=True)
    return {"ms": statistics.median(times), "queries": max(queries)}


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


def compare():
    """The lookup beside a primary-key read and beside what others search by."""
    lookup = env["callcenter.lookup"]
    pbx = env["callcenter.pbx"].search([], limit=1)
    env.cr.execute("SELECT id, phone_sanitized FROM res_partner WHERE ref = 'bench'")
    known = random.Random(7).sample(env.cr.fetchall(), ROUNDS)
    numbers = random.Random(8)

    def unknown():
        return f"097{numbers.randrange(10**7):07}"

    lookups = {
        "primary key": lambda row: partners.browse(row[0]).read(READ, load=None),
        "lookup": lambda row: lookup._identify("0" + row[1][3:], pbx),
        "lookup, unknown": lambda _row: lookup._identify(unknown(), pbx),
    }
    others = {
        "OCA base_phone": lambda row: env.cr.execute(
            "SELECT id FROM res_partner WHERE replace(phone, ' ', '') ILIKE %s",
            [f"%{row[1][-7:]}"],
        ),
        "phone_mobile_search": lambda row: partners.search(
            [("phone_mobile_search", "ilike", row[1][-9:])]
        ),
    }
    for row in known[:50]:
        for function in lookups.values():
            timed(function, row)
    pairs = {name: [] for name in lookups}
    for row in known:  # in turn, so that whatever else the machine does hits all alike
        for name, function in lookups.items():
            pairs[name].append(timed(function, row))
    for name, function in others.items():
        pairs[name] = [timed(function, row) for row in known[:SLOW_ROUNDS]]
    statements = []
    with overheard(statements):
        for name in ("lookup", "lookup, unknown"):
            timed(lookups[name], known[0])
    plans = []
    for statement in statements:
        env.cr.execute(f"EXPLAIN {statement}")
        plans.append([line for (line,) in env.cr.fetchall()])
    env.cr.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples < %s", [SMALL]
    )
    small = {name for (name,) in env.cr.fetchall()}
    scans = [
        line.strip()
        for plan in plans
        for line in plan
        if "Seq Scan on" in line
        and line.partition("Seq Scan on ")[2].split()[0] not in small
    ]
    return {
        "figures": {name: summed_up(values) for name, values in pairs.items()},
        "scans": scans,
    }


def save():
    """Milliseconds for creating and for saving contacts, as import and people do."""
    numbers = random.Random(time.time_ns())

    def phone():
        return f"+84 9{numbers.randrange(10)} {numbers.randrange(10**7):07}"

    def create(_):
        rows = [{"name": f"Contact {n}", "phone": phone()} for n in range(CONTACTS)]
        partners.create(rows)
        env.cr.flush()

    def change(records):
        for record in records[:100]:
            record.write({"name": "Changed", "phone": phone()})
            env.cr.flush()

    def rename(records):
        for record in records[:100]:
            record.write({"name": "Renamed"})
            env.cr.flush()

    create(None)
    records = partners.search([], order="id desc", limit=100)
    figures = {"creating": [], "saving a number": [], "saving a name": []}
    for _round in range(6):
        for name, function in zip(figures, (create, change, rename), strict=True):
            figures[name].append(timed(function, records)[0])
    env.cr.rollback()
    return {name: min(times) for name, times in figures.items()}


print("RESULT " + json.dumps({"compare": compare, "save": save}[TASK]()))
