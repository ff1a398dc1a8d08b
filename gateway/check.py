"""``--check``: what works, what does not and what to do, in plain words."""

import sys
import time

from .database import DatabaseError
from .link import LinkError
from .live import connect
from .odoo import Unreachable
from .spool import Spool, SpoolError

# what the AMI user must be allowed to read, and an action that needs each right to write
READS = ("call", "agent", "dialplan")


class Report:
    """Lines with a mark; counts what is wrong."""

    def __init__(self, out=sys.stdout):
        self.out = out
        self.wrong = 0

    def good(self, text):
        """Say what works."""
        self.out.write("  ok    %s\n" % text)

    def bad(self, text):
        """Say what does not, and what to do."""
        self.wrong += 1
        self.out.write("  WRONG %s\n" % text)

    def note(self, text):
        """Say what is worth knowing."""
        self.out.write("        %s\n" % text)


def check(settings, odoo, out=sys.stdout):
    """Look at everything; return 0 where all works, 1 where something does not."""
    report = Report(out)
    mapped = _check_odoo(report, odoo)
    _check_spool(report, settings)
    _check_ami(report, settings, mapped)
    _check_database(report, settings)
    out.write(
        "%s\n" % ("All works." if not report.wrong else "%d to mend." % report.wrong)
    )
    return 1 if report.wrong else 0


def _check_odoo(report, odoo):
    """Return the mapped extensions, None where Odoo does not tell them."""
    if not odoo.is_secure:
        report.note(
            "%s is not https: the token goes over the line as it is" % odoo.origin
        )
    began = time.time()
    try:
        answer = odoo.post("call_info", {"callid": "callcenter-gateway-check"})
    except Unreachable as error:
        report.bad("Odoo: %s" % error)
        return None
    if answer.status in (401, 403):
        report.bad(
            "the token is not taken (%s): generate one on the connection"
            % answer.reason
        )
        return None
    if answer.code == "unknown_call" or answer.is_ok:
        report.good(
            "Odoo answers in %d ms and takes the token" % ((time.time() - began) * 1000)
        )
    elif answer.code in ("no_database", "not_installed"):
        report.bad("Odoo: %s. Name the database in [odoo] database" % answer.reason)
        return None
    else:
        report.bad("Odoo: %s. Is %s the right address?" % (answer.reason, odoo.origin))
        return None
    return _check_heartbeat(report, odoo)


def _check_heartbeat(report, odoo):
    """Compare the clocks; return the mapped extensions, None where they are not told."""
    try:
        beat = odoo.post("heartbeat", {"check": True, "sent": time.time()})
    except Unreachable:
        return None
    if not beat.is_ok:
        return None
    if isinstance(beat.body.get("time"), (int, float)):
        difference = time.time() - beat.body["time"]
        text = "the clocks differ by %.1f s" % abs(difference)
        if abs(difference) > 60:
            report.bad(text + ": set them by NTP")
        else:
            report.good(text)
    if beat.body.get("version"):
        report.note("Odoo hands out gateway %s" % beat.body["version"])
    found = beat.body.get("extensions")
    return [str(number) for number in found] if isinstance(found, list) else None


def _check_spool(report, settings):
    path = settings.text("files", "spool")
    try:
        spool = Spool(path)
    except SpoolError as error:
        if "Another gateway" in str(error):
            report.good("the gateway runs: it has %s" % path)
        else:
            report.bad(str(error))
        return
    counts = spool.counts()
    report.good("%s: %d events wait" % (path, counts["waiting"]))
    for event, reason in spool.aside(5):
        report.note(
            "set aside: %s of call %s: %s" % (event["name"], event["callid"], reason)
        )
    spool.close()


def _check_database(report, settings):
    """Say whether CEL and CDR can be read where they are in a database."""
    try:
        database = settings.database()
        for kind, column in (("cel", "eventtime"), ("cdr", "calldate")):
            table = settings.text("database", kind)
            if database is not None and table:
                rows = database.rows(table, column, time.time())
                report.good("%s: %d rows of the last hours" % (kind.upper(), len(rows)))
    except DatabaseError as error:
        report.bad(str(error))


def _check_ami(report, settings, mapped):
    try:
        link = connect(settings)
    except LinkError as error:
        report.bad(str(error))
        return
    report.good("AMI lets us in: %s" % link.banner)
    try:
        for action, right in (
            ("CoreShowChannels", "reporting"),
            ("QueueStatus", "agent"),
        ):
            response, listed = link.listing(action)
            if response.get("Response") == "Success":
                report.good("the AMI user may %s" % action)
            else:
                message = response.get("Message", "no answer")
                report.bad("%s: %s. Give it write=%s" % (action, message, right))
            if action == "QueueStatus":
                _check_extensions(report, settings, link, listed, mapped)
    except LinkError as error:
        report.bad(str(error))
    finally:
        link.close()


def _check_extensions(report, settings, link, members, mapped):
    from .agents import Agents

    agents = Agents(settings.names())
    found = {agents.extension_of(m) for m in members if m.get("Event") == "QueueMember"}
    for action in ("PJSIPShowEndpoints", "SIPpeers"):
        for message in link.listing(action)[1]:
            name = message.get("ObjectName", "")
            technology = "SIP" if action == "SIPpeers" else "PJSIP"
            found.add(settings.names().who("%s/%s-0" % (technology, name))[1])
    found.discard("")
    if not found:
        report.note("no extension seen: is [exchange] extensions right?")
        return
    report.good("extensions seen: %s" % ", ".join(sorted(found)))
    if mapped is not None:
        missing = sorted(found.difference(mapped))
        if missing:
            report.note("not mapped to a user in Odoo: %s" % ", ".join(missing))
    told = "call_in callid=… extension=%s phone=… ring=… at=…" % min(found)
    report.note("when it rings next, Odoo is told: " + told)
