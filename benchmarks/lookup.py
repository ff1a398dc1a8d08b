"""`./dev bench lookup`: who a number is among many contacts, beside a primary-key read
and the searches of others; and what contacts cost to save with and without the addon.
"""

import json
import tempfile
from pathlib import Path

from tools import processes
from tools.console import Stop, say
from tools.template import dependencies

INSIDE = Path(__file__).with_name("lookup_inside.py")
SIZES = (10_000, 100_000, 1_000_000)
PLAIN_DATABASE = "callcenter_plain"
MAX_TIMES_KEY = 3
MAX_TIMES_SMALLEST = 1.5
MAX_TIMES_PLAIN = 1.10
# numbers that differ and keep their last seven digits apart, as a country's do
GROW = """
    INSERT INTO res_partner (
        name, complete_name, callcenter_words, active, ref, phone, phone_sanitized,
        callcenter_keys,
        type, is_company, partner_share, create_date, write_date)
    SELECT name, name, plain, TRUE, 'bench', '0' || national, '+84' || national,
           '+84' || national || ' ~' || right(national, 7),
           'contact', FALSE, TRUE, now(), now()
      FROM (SELECT first[1 + n %% 8] || ' ' || middle[1 + n / 8 %% 6] || ' '
                   || last[1 + n / 48 %% 10] || ' ' || n AS name,
                   plain_first[1 + n %% 8] || ' ' || plain_middle[1 + n / 8 %% 6] || ' '
                   || plain_last[1 + n / 48 %% 10] || ' ' || n AS plain,
                   '98' || lpad((n::bigint * 48271 %% 10000000)::text, 7, '0') AS national
              FROM generate_series(%s + 1, %s) n, (SELECT
                   ARRAY['Nguyễn','Trần','Lê','Phạm','Vũ','Đỗ','Bùi','Hồ'] AS first,
                   ARRAY['nguyen','tran','le','pham','vu','do','bui','ho'] AS plain_first,
                   ARRAY['Văn','Thị','Đức','Thuý','Minh','Hữu'] AS middle,
                   ARRAY['van','thi','duc','thuy','minh','huu'] AS plain_middle,
                   ARRAY['An','Bình','Chí','Dũng','Giang','Hà','Lan','Nga','Oanh','Quý']
                   AS last,
                   ARRAY['an','binh','chi','dung','giang','ha','lan','nga','oanh','quy']
                   AS plain_last) names) numbers;
"""
MAX_SEARCH = 30


def measure(run, sizes=SIZES):
    """Measure an installed `Trial`.

    :return: (text in Markdown, whether every bar was reached)
    """
    say("  saving")
    saving, is_cheap = table_of_saving(run)
    found, before = {}, 0
    for size in sizes:
        say(f"  {size:,} contacts")
        run.query(GROW % (before, size))
        run.query("VACUUM ANALYZE res_partner")
        found[size] = ask(run, "compare")
        before = size
    lines, is_good = table(found)
    return "\n".join([*lines, "", *saving]), is_good and is_cheap


def ask(run, task):
    """What a task of lookup_inside.py finds."""
    environment = run.place.environment(database=run.database)
    with tempfile.TemporaryFile("w+") as script:
        script.write(f"TASK, PLAIN_DATABASE = {task!r}, {PLAIN_DATABASE!r}\n")
        script.write(INSIDE.read_text(encoding="utf-8"))
        script.seek(0)
        command = run.place.odoo("shell", "-d", run.database, "--no-http")
        output = processes.run(
            command, f"measure {task}", env=environment, stdin=script
        )
    for line in output.splitlines():
        if line.startswith("RESULT "):
            return json.loads(line.removeprefix("RESULT "))
    raise Stop(f"Nothing was measured:\n{output}")


def table(found):
    """The lines that show the lookup at each size, and whether the bars were reached."""
    smallest, largest = found[min(found)]["figures"], found[max(found)]["figures"]
    lines = [
        "| milliseconds (queries) |" + "".join(f" {size:,} |" for size in found),
        "|---|" + "--:|" * len(found),
    ]
    for name in largest:
        figures = [found[size]["figures"][name] for size in found]
        cells = [f"{one['ms']:.2f} ({one['queries']})" for one in figures]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    scans = [line for one in found.values() for line in one["scans"]]
    lookup = largest["lookup"]["ms"]
    bars = [
        (lookup / largest["primary key"]["ms"], MAX_TIMES_KEY, "a primary-key read"),
        (lookup / smallest["lookup"]["ms"], MAX_TIMES_SMALLEST, "the smallest table"),
        (len(scans), 0, "sequential scans of more than a thousand rows"),
    ]
    lines += ["", *(bar_line(*bar) for bar in bars), *scans]
    searches = {
        name: one["ms"] for name, one in largest.items() if name.startswith("search")
    }
    slow = [name for name, ms in searches.items() if ms > MAX_SEARCH]
    mark = "✗" if slow else "✓"
    lines.append(
        f"- {mark} searches, at most {MAX_SEARCH} ms: {', '.join(slow) or 'all'}"
    )
    is_good = all(value <= most for value, most, _what in bars)
    return lines, is_good and not slow


def bar_line(value, most, what):
    """One bar in words."""
    mark = "✓" if value <= most else "✗"
    if not most:
        return f"- {mark} {what}: {value}"
    return f"- {mark} {value:.2f} × {what}, at most {most} ×"


def table_of_saving(run):
    """The lines that show what contacts cost to save, and whether that is cheap."""
    make_plain(run)
    lines = ["| | without the addon | with it | |", "|---|--:|--:|---|"]
    is_good = True
    for name, (own, plain, times) in ask(run, "save").items():
        reached = times <= MAX_TIMES_PLAIN
        is_good = is_good and reached
        mark = f"{'✓' if reached else '✗'} {times:.2f} ×, at most {MAX_TIMES_PLAIN} ×"
        lines.append(f"| {name} | {plain:.1f} ms | {own:.1f} ms | {mark} |")
    lines += ["", "Times: the median of the turns that both take."]
    return lines, is_good


def make_plain(run):
    """A database beside it without the addon."""
    environment = run.place.environment(database=PLAIN_DATABASE)
    modules = ",".join(dependencies())
    command = run.place.odoo(
        "-d", PLAIN_DATABASE, "-i", modules, "--with-demo", "--no-http",
        "--stop-after-init",
    )  # fmt: skip
    processes.run(command, "make a database without the addon", env=environment)
