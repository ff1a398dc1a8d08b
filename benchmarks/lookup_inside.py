# ruff: noqa: F821 - `env` is what `odoo shell` gives, TASK and PLAIN_DATABASE stand in
# front
"""What `./dev bench lookup` runs inside Odoo; prints one line of JSON."""

import contextlib
import json
import random
import statistics
import time

import odoo

ROUNDS = 400
SLOW_ROUNDS = 5
CONTACTS = 500
# how often each is done, with the addon and without
SAVING = {
    "importing 500": 40,
    "creating 500": 40,
    "creating one": 100,
    "saving a number": 150,
    "writing a number": 150,
    "saving a name": 150,
}
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
    pairs |= {name: measured(function) for name, function in searches(pbx).items()}
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


def measured(function):
    """(milliseconds, queries) of several calls, the first left out."""
    return [timed(lambda _none: function(), None) for _ in range(SLOW_ROUNDS + 1)][1:]


def searches(pbx):
    """What people type: into the contacts' search and into the dialog that links a call."""
    wanted = {
        "without accents": "binh",
        "with accents": "Bình",
        "first letters": "ng",
        "a rare word": "4711",
        "two words": "do thuy",
        "three words": "nguyen van a",
        "of nobody": "binh zzyzx",
        "part of a number": "4827 1",
        "a whole number": "+84 980 048 271",
    }
    calls = env["callcenter.call"]
    call = calls.search([("direction", "!=", "internal")], limit=1)

    def contacts(text):
        domain = [("callcenter_search", "ilike", text)]
        return lambda: partners.web_search_read(
            domain, {"display_name": {}, "phone": {}}, limit=80, count_limit=10_001
        )

    found = {}
    for name, text in wanted.items():
        if name != "of nobody":
            found[f"search, contacts, {name}"] = contacts(text)
        found[f"search, link dialog, {name}"] = lambda text=text: call.search_customers(
            text
        )
        if name in ("without accents", "two words"):
            found[f"Odoo's own, {name}"] = lambda text=text: partners.search(
                [("complete_name", "ilike", text)], limit=80
            )
    return found


def save():
    """Milliseconds for creating and saving contacts here and without the addon.

    Both databases take turns in one process, and how many times as long it takes here is
    the median of the turns: whatever else the machine does hits both alike.

    :return: by name (milliseconds here, milliseconds without, times)
    """
    sides = [savers(database) for database in (env.cr.dbname, PLAIN_DATABASE)]
    figures = {}
    for name, rounds in SAVING.items():
        taken = [[], []]
        for number in range(-(rounds // 10), rounds):
            for side in (0, 1) if number % 2 else (1, 0):
                milliseconds = sides[side](name)
                if number >= 0:
                    taken[side].append(milliseconds)
        times = [own / plain for own, plain in zip(*taken, strict=True)]
        figures[name] = [statistics.median(values) for values in (*taken, times)]
    return figures


def savers(database):
    """Return what does a named thing in a database once, and tells how long it took."""
    registry = odoo.modules.registry.Registry(database)
    own = odoo.api.Environment(registry.cursor(), odoo.api.SUPERUSER_ID, {})
    own = own(user=own.ref("base.user_admin"))
    partners = own["res.partner"]
    numbers = random.Random(9)
    fields = partners.get_view(view_type="form")["models"]["res.partner"]
    fields = {name: {} for name in fields}

    def phone():
        return f"+84 9{numbers.randrange(10)} {numbers.randrange(10**7):07}"

    def rows(count):
        return [[f"Contact {numbers.random()}", phone()] for _ in range(count)]

    def row():
        return dict(zip(("name", "phone"), *rows(1), strict=True))

    actions = {
        "importing 500": lambda _one: partners.load(["name", "phone"], rows(CONTACTS)),
        "creating 500": lambda _one: partners.create([row() for _ in range(CONTACTS)]),
        "creating one": lambda _one: partners.web_save(row(), fields),
        "saving a number": lambda one: one.web_save({"phone": phone()}, fields),
        "writing a number": lambda one: one.write({"phone": phone()}),
        "saving a name": lambda one: one.web_save({"name": "Changed"}, fields),
    }
    count = sum(rounds for name, rounds in SAVING.items() if " a " in name) * 11 // 10
    ids = iter(partners.create([row() for _ in range(count)]).ids)

    def once(name):
        one = partners.browse(next(ids)) if " a " in name else None
        own.cr.flush()
        own.invalidate_all()
        begin = time.perf_counter()
        actions[name](one)
        own.cr.flush()
        return (time.perf_counter() - begin) * 1000

    return once


print("RESULT " + json.dumps({"compare": compare, "save": save}[TASK]()))
