import time
from datetime import datetime, timezone

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import Command, api, models
from odoo.sql_db import Cursor
from odoo.tools import SQL

from .. import rules
from ..wire.errors import Problem

# events write without followers, tracking and log notes: no person is at work
EVENT_CONTEXT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


def begin_read_committed(cr):
    """Start a transaction that changes calls; what was not committed is rolled back.

    In REPEATABLE READ simultaneous events of one call fail to serialize; here they wait
    for the lock of the call alone. A test's cursor keeps its isolation.
    """
    cr.rollback()
    if isinstance(cr, Cursor):
        cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)


class CallcenterCallEvents(models.AbstractModel):
    """What exchanges tell changes calls here (``_apply_event``), and nowhere else."""

    _name = "callcenter.call.events"
    _description = "Call Events"

    @api.model
    def _lock(self, pbx, callid):
        """Let one event of a call at a time through, until the transaction ends."""
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
                f"callcenter {callid}",
                pbx.id,
            )
        )

    @api.model
    def _find(self, pbx, callid):
        """Return the latest call of ``pbx`` under ``callid``, or none."""
        domain = [("pbx_id", "=", pbx.id), ("callid", "=", callid)]
        return self.search_fetch(domain, order="restart desc", limit=1)

    @api.model
    def _apply_event(self, pbx, event, now, is_live=True):
        """Let an event change its call, identify the customer, tell the agents.

        The caller holds the lock of the call.

        :param pbx: the connection that sent it
        :param Event event: what it tells
        :param float now: when it came, epoch seconds
        :param bool is_live: whether the agents are to see it now
        :return: ``(call, problems, is_changed, notified)``: the call, wire Problems
            for the exchange, whether anything changed, how many users were told
        """
        call = self._find(pbx, event.callid)
        facts = call._get_facts() if call else None
        restart = call.restart
        if not call or rules.is_restart(facts, event, now):
            restart += bool(call)
            call, facts = self.browse(), rules.CallFacts(seen=now, heard=now)
        extensions = pbx._find_extensions({event.extension, event.phone})
        end_scope = pbx._get_settings().end_scope
        problems = rules.apply(facts, event, now, end_scope, event.phone in extensions)
        mapped = [number for number, ext in extensions.items() if ext.user_id]
        if event.extension and event.extension not in mapped:
            values = {"extension": event.extension}
            problems.append(Problem("unmapped_extension", values, "extension"))
        before = call._get_shown() if call else {}
        vals = call._prepare_values(pbx, facts, extensions)
        if call:
            is_changed = call._write_changed(vals)
        else:
            is_changed = True
            call = self.create({"callid": event.callid, "restart": restart, **vals})
        notified = call._notify(before) if is_live else 0
        return call, problems, is_changed, notified

    def _get_facts(self):
        """Return what the exchange told; of an imported call the start is known."""
        start = self.start_date.replace(tzinfo=timezone.utc).timestamp()
        return rules.CallFacts.from_json(self.facts or {"seen": start, "heard": start})

    def _prepare_values(self, pbx, facts, extensions):
        """Return the values that ``facts`` give this call, which may not exist yet.

        :param extensions: ``callcenter.extension`` by number, of the legs that are new
        """
        view = rules.derive(facts)
        company_id = pbx._get_settings().company_id
        unmapped = self.env["callcenter.extension"]
        legs, commands = [], []
        known = {(leg.number, leg.attempt): leg for leg in self.leg_ids}
        for leg_view in view.legs:
            vals = _leg_values(leg_view)
            leg = known.get((leg_view.number, leg_view.attempt))
            if leg:
                extension, user = leg.extension_id, leg.user_id
                if not user and leg.number in extensions:
                    # mapped since it rang: the event at hand names it again
                    extension = extensions[leg.number]
                    user = extension.user_id
                    vals |= {"extension_id": extension.id, "user_id": user.id}
                if vals := _changed(leg, vals):
                    commands.append(Command.update(leg.id, vals))
            else:
                extension = extensions.get(leg_view.number, unmapped)
                user = extension.user_id
                vals |= {
                    # given, they need not be computed
                    "pbx_id": pbx.id,
                    "company_id": company_id,
                    "number": leg_view.number,
                    "attempt": leg_view.attempt,
                    "extension_id": extension.id,
                    "user_id": user.id,
                }
                commands.append(Command.create(vals))
            legs.append((leg_view.role, extension, user))
        return {
            "pbx_id": pbx.id,
            "company_id": company_id,
            "facts": facts.to_json(),
            "is_settled": False,
            "status_raw": facts.status,
            "is_hidden": facts.is_hidden,
            "queue": facts.queue,
            "did": facts.did,
            "leg_ids": commands,
            **_view_values(view),
            **self._who_values(view, legs),
            **self._identity_values(pbx, facts),
        }

    def _identity_values(self, pbx, facts):
        """Return the number and the customer whose it is, looked up when it is new."""
        if self and self.phone == (facts.phone or False):
            return {}
        lookup = self.env["callcenter.lookup"]
        vals = {"phone": facts.phone, "phone_sanitized": False}
        if not facts.is_inside:
            settings = pbx._get_settings()
            country = self.env["res.country"].browse(settings.country_id)
            key = lookup._get_key(facts.phone, country)
            vals["phone_sanitized"] = key
            if not self.partner_id:
                company = self.env["res.company"].browse(settings.company_id)
                vals["partner_id"] = lookup._find_partner(key, company).id
        return vals

    @api.model
    def _who_values(self, view, legs):
        """Return whose call it is: who answered last, of an outgoing one who placed it.

        :param legs: ``(role, extension, user)`` of each leg of ``view``
        """
        owner = legs[view.answered_by] if view.answered_by is not None else None
        if view.direction == "outgoing":
            owner = next((leg for leg in legs if leg[0] == "caller"), owner)
        if not owner:
            extension = legs[-1][1] if legs else self.env["callcenter.extension"]
            return {
                "extension_id": extension.id,
                "user_id": False,
                "employee_id": False,
            }
        _role, extension, user = owner
        is_same = user == extension.user_id
        return {
            "extension_id": extension.id,
            "user_id": user.id,
            "employee_id": is_same and extension.employee_id.id,
        }

    def _write_changed(self, vals):
        """Write what differs of ``vals``; return whether any but the facts did."""
        vals = _changed(self, vals)
        if vals:
            self.write(vals)
        return bool(vals.keys() - {"facts"})

    # -- settle ---------------------------------------------------------------------

    @api.model
    def _cron_settle(self):
        """Close what exchanges never ended, each call in its own transaction."""
        unsettled = self.with_context(**EVENT_CONTEXT).search(
            [("is_settled", "=", False)], order="id"
        )
        self.env["ir.cron"]._commit_progress(remaining=len(unsettled))
        for call in unsettled:
            begin_read_committed(self.env.cr)
            call._settle(time.time())
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _settle(self, now):
        """Settle this call at ``now`` (epoch seconds), see ``rules.settle``."""
        self.ensure_one()
        self._lock(self.pbx_id, self.callid)
        self.invalidate_recordset()
        before = self._get_shown()
        facts = self._get_facts()
        limits = rules.Limits(self.pbx_id.ring_limit * 60, self.pbx_id.talk_limit * 60)
        rules.settle(facts, now, limits)
        vals = self._prepare_values(self.pbx_id, facts, {})
        vals |= self._get_hours_values(vals["start_date"])
        self._write_changed({**vals, "is_settled": rules.is_settled(facts, now)})
        self._notify(before)


def _to_datetime(stamp):
    """Return epoch seconds as Odoo keeps times: UTC, whole seconds, without zone."""
    if stamp is None:
        return False
    return datetime.fromtimestamp(int(stamp), timezone.utc).replace(tzinfo=None)


def _leg_values(view):
    return {
        "role": view.role,
        "state": view.state,
        "disposition": view.disposition,
        "start_date": _to_datetime(view.start),
        "answer_date": _to_datetime(view.answer),
        "end_date": _to_datetime(view.end),
        "duration": view.duration or 0,
        "talk_duration": view.talk or 0,
        "is_talk_known": view.talk is not None,
        "recording_url": view.recording,
    }


def _view_values(view):
    return {
        "direction": view.direction,
        "state": view.state,
        "disposition": view.disposition,
        "is_missed": view.is_missed,
        "start_date": _to_datetime(view.start),
        "answer_date": _to_datetime(view.answer),
        "end_date": _to_datetime(view.end),
        "duration": view.duration or 0,
        "is_duration_known": view.duration is not None,
        "talk_duration": view.talk or 0,
        "is_talk_known": view.talk is not None,
        "wait_duration": view.wait or 0,
        "is_wait_known": view.wait is not None,
        "recording_url": view.recording,
    }


def _changed(record, vals):
    """Return those of ``vals`` that differ from what ``record`` holds."""
    return {
        name: value
        for name, value in vals.items()
        if (value if name == "leg_ids" else (value or False) != _plain(record[name]))
    }


def _plain(value):
    value = value.id if isinstance(value, models.BaseModel) else value
    return value or False
