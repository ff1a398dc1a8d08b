"""`./dev bench history`: what people do among 20,000 and among 2,000,000 calls, and
whether what it costs grows with them.
"""

import json
import tempfile
from pathlib import Path

from tools import processes
from tools.console import Stop, say

FOLDER = Path(__file__).parent
SIZES = (20_000, 2_000_000)
MAX_TIMES_SMALLEST = 2
# below it, what else the machine does decides
NOISE_MS = 1.0
# the smaller history holds two whole months and the present one
CALLS_A_DAY = 210
AGENTS = 20
CONTACTS = 20_000
# of the latest calls the missed ones wait to be called back
WAITING = 2000
# of each agent's calls that were answered
RECORDED_PERCENT = 30

# the c-th number: each is another, and they look as numbers do
NUMBER = "%s || lpad(mod(c::bigint * 7654321, 10000000)::text, 7, '0')"

# a month has as many calls whatever the size: a longer history goes further back
CONTACT_BOOK = f"""
    INSERT INTO res_partner (name, complete_name, active, ref, phone, phone_sanitized,
                             type, partner_share, create_date, write_date)
    SELECT 'Contact ' || c, 'Contact ' || c, TRUE, 'bench',
           {NUMBER % "'098'"},
           {NUMBER % "'+8498'"}, 'contact', TRUE, now(), now()
      FROM generate_series(1, {CONTACTS}) c;
"""
GROW = f"""
    WITH agents AS (
        SELECT array_agg(user_id ORDER BY id) AS users,
               array_agg(id ORDER BY id) AS extensions,
               array_agg(employee_id ORDER BY id) AS employees
          FROM callcenter_extension WHERE number LIKE 'bench%%'
    ), people AS (
        SELECT array_agg(id ORDER BY id) AS ids FROM res_partner WHERE ref = 'bench'
    ), pbx AS (SELECT * FROM callcenter_pbx ORDER BY id LIMIT 1)
    INSERT INTO callcenter_call (
        callid, restart, pbx_id, company_id, direction, state, disposition, is_missed,
        phone, phone_sanitized, partner_id, user_id, employee_id, extension_id,
        start_date, end_date, duration, is_duration_known, wait_duration, talk_duration,
        is_talk_known, is_settled, is_in_hours, start_hour, note, audience,
        create_date, write_date)
    SELECT 'bench-' || n, 0, pbx.id, pbx.company_id,
           CASE WHEN n %% 5 = 0 THEN 'outgoing' ELSE 'incoming' END, 'ended',
           CASE WHEN n %% 10 = 1 THEN 'no_answer' ELSE 'answered' END, n %% 10 = 1,
           {NUMBER % "'098'"}, {NUMBER % "'+8498'"},
           -- half of the callers are nobody's contact
           CASE WHEN c <= {CONTACTS} THEN people.ids[c] END,
           CASE WHEN n %% 10 <> 1 THEN agents.users[a] END,
           CASE WHEN n %% 10 <> 1 THEN agents.employees[a] END, agents.extensions[a],
           at, at + interval '3 minutes', 180, TRUE, 12,
           CASE WHEN n %% 10 <> 1 THEN 168 END, n %% 10 <> 1,
           TRUE, TRUE, extract(hour FROM at),
           CASE WHEN n %% 3 = 0 THEN 'Asked for the invoice of order ' || n || '.' END,
           to_jsonb(array_remove(ARRAY['u' || agents.users[a],
               'e' || agents.extensions[a], CASE WHEN n %% 10 = 1 THEN 'm' || pbx.id END],
               NULL)), at, at
      FROM (SELECT n, 1 + n %% {AGENTS} AS a,
                   1 + (n::bigint * 48271 %% (%(total)s / 25))::int AS c,
                   now() AT TIME ZONE 'utc' - n * interval '{86400 // CALLS_A_DAY} s' AS at
              FROM generate_series(%(before)s + 1, %(total)s) n) numbers,
           agents, people, pbx;
    INSERT INTO callcenter_call_leg (
        call_id, pbx_id, company_id, number, extension_id, user_id, attempt, role, state,
        disposition, start_date, end_date, duration, talk_duration, is_talk_known,
        recording_url)
    SELECT id, pbx_id, company_id, 'x', extension_id,
           COALESCE(user_id, (SELECT user_id FROM callcenter_extension e
                               WHERE e.id = extension_id)),
           1, 'callee', 'ended', disposition, start_date, end_date, duration,
           talk_duration, is_talk_known,
           CASE WHEN substr(callid, 7)::int / {AGENTS} %% 100 < {RECORDED_PERCENT}
                 AND disposition = 'answered' THEN callid || '.wav' END
      FROM callcenter_call WHERE callid LIKE 'bench-%%'
       AND substr(callid, 7)::int > %(before)s;
    INSERT INTO callcenter_recording (
        call_id, leg_id, company_id, state, tries, mimetype, size, create_date,
        write_date)
    SELECT call_id, id, company_id, 'available', 1, 'audio/wav', 531244, end_date,
           end_date
      FROM callcenter_call_leg leg
     WHERE recording_url IS NOT NULL AND number = 'x'
       AND NOT EXISTS (SELECT FROM callcenter_recording r WHERE r.call_id = leg.call_id);
    INSERT INTO callcenter_missed (
        company_id, pbx_id, phone, phone_sanitized, audience, attempts, first_date,
        last_date, due_date, state, tries, done_date, done_call_id, create_date, write_date)
    SELECT DISTINCT ON (phone_sanitized, n > {WAITING})
           company_id, pbx_id, phone, phone_sanitized, audience - ('m' || pbx_id), 1,
           start_date, start_date, start_date,
           CASE WHEN n > {WAITING} THEN 'reached' ELSE 'open' END, 0,
           CASE WHEN n > {WAITING} THEN end_date END, id, start_date, start_date
      FROM (SELECT substr(callid, 7)::int AS n, call.* FROM callcenter_call call
             WHERE callid LIKE 'bench-%%' AND is_missed) missed
     WHERE n > %(before)s;
    UPDATE callcenter_call call SET missed_id = missed.id
      FROM callcenter_missed missed
     WHERE missed.done_call_id = call.id AND call.missed_id IS NULL;
"""


def measure(run, sizes=SIZES):
    """Measure an installed `Trial`.

    :return: (text in Markdown, whether every bar was reached)
    """
    run_inside(run, "history_prepare.py")
    run.query(CONTACT_BOOK)
    found, before = {}, 0
    for size in sizes:
        say(f"  {size:,} calls")
        run.query(GROW % {"before": before, "total": size})
        run.query("VACUUM ANALYZE callcenter_call")
        run.query("VACUUM ANALYZE callcenter_call_leg")
        run.query("VACUUM ANALYZE callcenter_recording")
        run.query("VACUUM ANALYZE callcenter_missed")
        run.query("VACUUM ANALYZE res_partner")
        found[size] = run_inside(run, "history_inside.py")
        before = size
    return table(found)


def run_inside(run, name):
    """Run one of the scripts here inside Odoo; returns what it found."""
    environment = run.place.environment(database=run.database)
    with tempfile.TemporaryFile("w+") as script:
        script.write(FOLDER.joinpath(name).read_text(encoding="utf-8"))
        script.seek(0)
        command = run.place.odoo("shell", "-d", run.database, "--no-http")
        output = processes.run(command, f"run {name}", env=environment, stdin=script)
    for line in output.splitlines():
        if line.startswith("RESULT "):
            return json.loads(line.removeprefix("RESULT "))
    raise Stop(f"Nothing was measured:\n{output}")


def table(found):
    """What was found as Markdown, and whether every bar was reached."""
    smallest, largest = found[min(found)], found[max(found)]
    lines = [
        "| milliseconds |" + "".join(f" {size:,} |" for size in found) + " |",
        "|---|" + "--:|" * len(found) + "---|",
    ]
    is_good = True
    for name, (milliseconds, _scans) in largest.items():
        times = milliseconds / max(smallest[name][0], NOISE_MS)
        reached = times <= MAX_TIMES_SMALLEST
        is_good = is_good and reached
        cells = " | ".join(f"{one[name][0]:.1f}" for one in found.values())
        lines.append(f"| {name} | {cells} | {'✓' if reached else '✗'} {times:.2f} × |")
    lines += [
        "",
        f"Bar: at most {MAX_TIMES_SMALLEST} × the time of the smaller history.",
    ]
    for name, (_milliseconds, scans) in largest.items():
        is_good = is_good and not scans
        lines += [f"- ✗ {name}: {scan}" for scan in scans]
    return "\n".join(lines), is_good
