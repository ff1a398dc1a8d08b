"""Install, uninstall and install the addon again: what no test inside Odoo can do."""

import http.client
import tempfile
import time

from . import bootstrap, instance, logs, processes, template
from .console import Stop, complain, step
from .paths import ADDON

# people's own: a favourite filter of theirs on one of the addon's lists
USE = """
env["ir.filters"].create({
    "name": "Mine", "model_id": "callcenter.call", "user_ids": [(4, env.uid)],
    "domain": "[]", "action_id": env.ref("callcenter.action_calls").id,
})
env.cr.commit()
"""
UNINSTALL = f"""
env["ir.module.module"].search([("name", "=", "{ADDON}")]).button_immediate_uninstall()
env.cr.commit()
"""
LEFT = r"""
SELECT 'table ' || tablename FROM pg_tables WHERE tablename LIKE 'callcenter\_%'
UNION ALL
SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
 WHERE table_schema = 'public' AND column_name LIKE 'callcenter\_%'
UNION ALL
SELECT 'filter ' || name FROM ir_filters WHERE model_id LIKE 'callcenter.%'
UNION ALL
SELECT 'cron ' || cron_name FROM ir_cron WHERE cron_name LIKE 'Call Center:%'
UNION ALL
SELECT 'external id ' || module || '.' || name FROM ir_model_data
 WHERE module = 'callcenter'
UNION ALL
SELECT 'parameter ' || key FROM ir_config_parameter WHERE key LIKE 'callcenter.%'
UNION ALL
SELECT 'attachment ' || name FROM ir_attachment WHERE res_model LIKE 'callcenter.%'
UNION ALL
SELECT 'activity ' || id FROM mail_activity WHERE res_model LIKE 'callcenter.%'
UNION ALL
SELECT 'message ' || id FROM mail_message WHERE model LIKE 'callcenter.%'
"""


# what a server answers for a database that lacks the addon it has loaded
ASKED = (
    ("POST", "/api/callcenter/call_in", "not_installed"),
    ("GET", "/api/callcenter/lookup?phone=1", "not_installed"),
    ("POST", "/api/callcenter/events", "not_installed"),
    ("GET", "/api/callcenter", "not_installed"),
    ("GET", "/callcenter/recording/call/1", "not_installed"),
    ("GET", "/web/login", "<html"),
)
PATIENCE = 90.0


def run():
    """Install, use, uninstall and install again; returns (passed, failed), as one test."""
    place = instance.claim("lifecycle", bootstrap.ensure(), careful=False)
    template.provide(place, anew=True)
    database = instance.scratch_database(place)
    install = ("-i", ADDON, "--with-demo", "--stop-after-init", "--no-http")
    problems = []
    with step("Install, uninstall, install again"), place.server.in_use():
        try:
            for name, arguments, script in (
                ("install", install, ""),
                ("use", ("shell", "--no-http"), USE),
                ("uninstall", ("shell", "--no-http"), UNINSTALL),
                ("install again", install, ""),
            ):
                problems += read_problems(place, database, name, arguments, script)
                if name == "uninstall":
                    left = place.server.query(LEFT, database).splitlines()
                    problems += [f"left: {line}" for line in left if line]
                    problems += serve_without(place, database)
        finally:
            instance.drop_scratch(place, database)
    for problem in problems:
        complain(problem)
    return (0, 1) if problems else (1, 0)


def read_problems(place, database, name, arguments, script):
    """Run Odoo with a script on its input; returns what its log has of warnings and
    errors.
    """
    records = []
    grouper = logs.Grouper(records.append)
    command = place.odoo(*arguments[:1], "-d", database, *arguments[1:])
    if arguments[0] != "shell":
        command = place.odoo("-d", database, *arguments)
    with tempfile.TemporaryFile("w+") as stdin:
        stdin.write(script)
        stdin.seek(0)
        child = processes.start_logged(
            command, env=place.environment(None, database), stdin=stdin
        )
        code = logs.follow(child, place.log, [grouper])
    grouper.close()
    if code:
        raise Stop(f"Odoo could not {name}. Its log: {place.log}")
    return [
        f"{name}: {record.text}" for record in records if record.level in logs.SERIOUS
    ]


def serve_without(place, database):
    """Serve a database that lacks the addon with a server that has it among its own
    modules (``--load``), by two workers; returns what is wrong.
    """
    ports = [instance.Port(instance.TEST_PORTS) for _ in range(2)]
    command = place.odoo(
        *("-d", database, "--load", f"base,web,{ADDON}", "--workers", 2),
        *("--http-port", ports[0].number, "--gevent-port", ports[1].number),
    )
    records = []
    with open(place.log, "w", encoding="utf-8") as log:
        child = processes.start(
            command, env=place.environment(None, database), stdout=log, stderr=log
        )
        try:
            wait_for(ports[0].number, child)
            answers = [
                (path, ask(ports[0].number, method, path), wanted)
                for method, path, wanted in ASKED
            ]
        finally:
            processes.stop(child)
    grouper = logs.Grouper(records.append)
    with open(place.log, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            grouper(line)
    grouper.close()
    return [
        f"without the addon, {path}: {answer[:200]}"
        for path, answer, wanted in answers
        if wanted not in answer
    ] + [
        f"without the addon: {record.text}"
        for record in records
        if record.level in logs.SERIOUS
    ]


def wait_for(port, child):
    """Wait until Odoo answers at all."""
    deadline = time.monotonic() + PATIENCE
    while not ask(port, "GET", "/web/health"):
        if child.poll() is not None or time.monotonic() > deadline:
            raise Stop("Odoo with the addon loaded did not come up.")
        time.sleep(0.2)


def ask(port, method, path):
    """Return what a server answers, '' where it does not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path)
        return connection.getresponse().read().decode()
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()


if __name__ == "__main__":
    print("%d passed, %d failed" % run())
