import logging
import time
from datetime import datetime, timezone

from odoo import api, models
from odoo.tools import SQL

from ... import rules
from ...wire.errors import Problem, ReplayError, WireError
from ..exchange.extension import UNMAPPED, Mapping
from ..transaction import EVENT_CONTEXT, begin_read_committed, write_changed
from .call_audience import get_audience

_logger = logging.getLogger(__name__)


class CallcenterCallEvents(models.Model):
    """What exchanges tell changes calls here (``_apply_event``), and nowhere else."""

    _inherit = "callcenter.call"

    @api.model
    def _find(self, pbx, callid):
        """Return the latest call of ``pbx`` under ``callid``, or none.

        Plain SQL: each ring asks this of a call that is not there yet, and by the ORM
        it would be a fifth of all that the ring costs.
        """
        self.env.cr.execute(self._find_query(pbx, callid))
        return self.browse(row[0] for row in self.env.cr.fetchall())

    @api.model
    def _find_locked(self, pbx, callid):
        """Find a call, as ``_find`` does, and keep other events of it out.

        The lock is held until the transaction ends. It is a statement of its own: only
        the next one sees what was committed while this one waited.
        """
        cr = self.env.cr
        cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s));"
                " SELECT now() AT TIME ZONE 'UTC', (%s)",
                f"callcenter {callid}",
                pbx.id,
                self._find_query(pbx, callid),
            )
        )
        # the clock, too: the first record that is written would ask for it by itself
        cr._now, call_id = cr.fetchone()
        return self.browse(call_id)

    def _find_query(self, pbx, callid):
        return SQL(
            """
            SELECT id FROM callcenter_call
             WHERE pbx_id = %s AND callid = ANY(%s)
             ORDER BY restart DESC LIMIT 1
            """,
            pbx.id,
            self._get_callids(pbx, callid),
        )

    def _fetch_legs(self):
        """Read the legs by one query, where the ORM reads their ids by another."""
        if self:
            legs = self.env["callcenter.call.leg"].search_fetch(
                [("call_id", "=", self.id)]
            )
            self._fields["leg_ids"]._update_cache(self, legs._ids)

    @api.model
    def _receive(self, pbx, event, now, is_live=True):
        """Apply an event; one that only asks what is known of its call changes nothing.

        :return: as ``_apply_event``
        :raises WireError: ``unknown_call`` (404), asked of a call that is not there
        :raises ReplayError: see ``_get_of_time``
        """
        if event.kind != "info" or event.has_data:
            return self._apply_event(pbx, event, now, is_live)
        call = self._find(pbx, event.callid)
        if not is_live:
            call = call._get_of_time(event, now)
        if not call:
            raise WireError("unknown_call", 404, "callid", callid=event.callid)
        return call, [], True, 0

    @api.model
    def _apply_event(self, pbx, event, now, is_live=True):
        """Let an event change its call, identify the customer, tell the agents.

        :param pbx: the connection that sent it
        :param Event event: what it tells
        :param float now: when it came, epoch seconds
        :param bool is_live: whether the agents are to see it now
        :return: ``(call, problems, is_changed, notified)``: the call, wire Problems
            for the exchange, whether anything changed, how many users were told
        """
        call = self._find_locked(pbx, event.callid)
        if not is_live:
            call = call._get_of_time(event, now)
        call._fetch_legs()
        facts = call._get_facts() if call else None
        restart = call.restart
        if not call or rules.is_restart(facts, event, now):
            restart += bool(call)
            call, facts = self.browse(), rules.CallFacts(seen=now, heard=now)
        extensions = pbx._get_extensions()
        end_scope = pbx._get_settings().end_scope
        problems = rules.apply(facts, event, now, end_scope, event.phone in extensions)
        if event.extension and not extensions.get(event.extension, UNMAPPED).user_id:
            values = {"extension": event.extension}
            problems.append(Problem("unmapped_extension", values, "extension"))
        before = call._get_shown() if call else {}
        new = {"pbx_id": pbx.id, "callid": event.callid, "restart": restart}
        call, is_changed = call._save(pbx, facts, new)
        notified = call._notify(before) if is_live else 0
        return call, problems, is_changed, notified

    def _get_of_time(self, event, now):
        """Return the call that an event of the past belonged to.

        :param self: the latest call under the event's id, or none
        :param now: when the event came, epoch seconds
        :raises ReplayError: ``callid_used_again``, where the times do not tell
        """
        calls = self.search(
            [
                ("pbx_id", "=", self.pbx_id.id),
                ("callid", "in", self._get_callids(self.pbx_id, event.callid)),
            ],
            order="restart",
        )
        facts = [call._get_facts() for call in calls]
        index = rules.find_of_time(facts, event, now) if calls else 0
        if index is None:
            raise ReplayError("callid_used_again", callid=event.callid)
        return calls[index : index + 1]

    def _get_facts(self):
        """Return what the exchange told; of an imported call the start is known."""
        start = self.start_date.replace(tzinfo=timezone.utc).timestamp()
        return rules.CallFacts.from_json(self.facts or {"seen": start, "heard": start})

    def _save(self, pbx, facts, new=None):
        """Write what ``facts`` tell of this call and its legs.

        :param dict new: what a call that does not exist yet is created with
        :return: ``(call, is_changed)``, whether more than the facts themselves changed
        """
        view = rules.derive(facts)
        mappings = self._get_mappings(pbx, view.legs)
        vals = {
            "company_id": pbx._get_settings().company_id,
            "facts": facts.to_json(),
            "is_settled": False,
            "status_raw": facts.status,
            "is_hidden": facts.is_hidden,
            "queue": facts.queue,
            "did": facts.did,
            "audience": get_audience(
                [mapping.user_id for mapping in mappings],
                [mapping.extension_id for mapping in mappings],
                view.is_missed,
                pbx.id,
            ),
            **_view_values(view),
            **self._who_values(view, mappings),
            **self._identity_values(pbx, facts),
        }
        if self:
            call, is_changed = self, bool(write_changed(self, vals) - {"facts"})
        else:
            call, is_changed = self.create(_filled({**new, **vals})), True
        are_legs_changed = call._save_legs(view.legs, mappings)
        # what an event tells is not what people note
        self.env.remove_to_compute(self._fields["note"], call)
        return call, is_changed or are_legs_changed

    def _get_mappings(self, pbx, leg_views):
        """Return the Mapping of each leg; who had an extension when it rang keeps it."""
        extensions = pbx._get_extensions()
        known = {(leg.number, leg.attempt): leg for leg in self.leg_ids if leg.user_id}
        mappings = []
        for view in leg_views:
            mapping = extensions.get(view.number, UNMAPPED)
            leg = known.get((view.number, view.attempt))
            if leg and leg.user_id.id != mapping.user_id:
                mapping = Mapping(leg.extension_id.id, leg.user_id.id)
            mappings.append(mapping)
        return mappings

    def _save_legs(self, leg_views, mappings):
        """Write what is new of the legs; return whether anything was."""
        legs = {(leg.number, leg.attempt): leg for leg in self.leg_ids}
        new, is_changed = [], False
        for view, mapping in zip(leg_views, mappings, strict=True):
            vals = {
                **_leg_values(view),
                "extension_id": mapping.extension_id,
                "user_id": mapping.user_id,
            }
            leg = legs.get((view.number, view.attempt))
            if leg:
                is_changed |= bool(write_changed(leg, vals))
            else:
                new.append(
                    _filled(
                        {
                            "call_id": self.id,
                            "pbx_id": self.pbx_id.id,
                            "company_id": self.company_id.id,
                            "number": view.number,
                            "attempt": view.attempt,
                            **vals,
                        }
                    )
                )
        self.env["callcenter.call.leg"].create(new)
        return is_changed or bool(new)

    def _identity_values(self, pbx, facts):
        """Return the number and the customer whose it is, looked up when it is new."""
        if self and self.phone == (facts.phone or False):
            return {}
        vals = {"phone": facts.phone, "phone_sanitized": False, "candidates": False}
        if not facts.is_inside:
            vals |= self.env["callcenter.lookup"]._identify(facts.phone, pbx)
        if self.partner_id:
            vals |= {"partner_id": self.partner_id.id, "candidates": False}
        return vals

    def _who_values(self, view, mappings):
        """Return whose call it is, of one that is nobody's the extension it last rang at.

        :param mappings: the Mapping of each leg of ``view``
        """
        if view.owner is not None:
            owner = mappings[view.owner]
        else:
            last = mappings[-1] if mappings else UNMAPPED
            owner = Mapping(last.extension_id)
        if self and owner[:2] == (self.extension_id.id, self.user_id.id):
            return {}  # the employee stays as it was then
        return owner._asdict()

    # -- settle ---------------------------------------------------------------------

    @api.model
    def _cron_settle(self):
        """Close what exchanges never ended, each call in its own transaction."""
        self.env["callcenter.missed"]._tidy()
        unsettled = self.with_context(**EVENT_CONTEXT).search(
            [("is_settled", "=", False)], order="id"
        )
        self.env["ir.cron"]._commit_progress(remaining=len(unsettled))
        for call in unsettled:
            begin_read_committed(self.env.cr)
            try:
                call._settle(time.time())
            except Exception:
                _logger.exception("Call %s cannot be settled, the others are", call.id)
                self.env.cr.rollback()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _settle(self, now):
        """Settle this call at ``now`` (epoch seconds), see ``rules.settle``."""
        self.ensure_one()
        self._find_locked(self.pbx_id, self.callid)
        self.invalidate_recordset()
        before = self._get_shown()
        facts = self._get_facts()
        limits = rules.Limits(self.pbx_id.ring_limit * 60, self.pbx_id.talk_limit * 60)
        rules.settle(facts, now, limits)
        self._save(self.pbx_id, facts)
        is_settled = rules.is_settled(facts, now)
        hours = self._get_hours_values(self.start_date)
        write_changed(self, {"is_settled": is_settled, **hours})
        self._notify(before)
        if self.is_settled:
            self._refresh_missed()
            self.env["callcenter.recording"]._ensure(self)
        self._post_notes()


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
        "duration": view.duration,
        "talk_duration": view.talk,
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
        "duration": view.duration,
        "is_duration_known": view.duration is not None,
        "talk_duration": view.talk,
        "is_talk_known": view.talk is not None,
        "wait_duration": view.wait,
        "recording_url": view.recording,
    }


def _filled(vals):
    """Return those of ``vals`` that a new record does not hold already: it is empty."""
    return {name: value for name, value in vals.items() if value not in (None, "")}
