from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...compat import records as records_compat
from ...rules.observation import ANSWER, END, INFO, RING, make, observe
from ...rules.told import Told, add
from ...rules.whose import RESTART_SECONDS, count_earlier, find_call, is_new_call
from ...wire.clock import Moment
from ...wire.errors import Problem, ReplayError, WireError
from ..exchange.extension import UNMAPPED
from .callid import get_callids

# an older ring makes no card
MAX_RING_AGE = 60
# what may be an extension that is not mapped; customers' numbers are longer
MAX_INSIDE_DIGITS = 8
_UNTOLD = Moment()


class CallcenterCallEvents(models.Model):
    """What exchanges tell changes calls here (``_apply_event``), and nowhere else."""

    _inherit = "callcenter.call"

    observations = fields.Json(
        help="What the exchange told; the rules derive the rest from it.",
        readonly=True,
        groups="base.group_system",
    )
    is_late = fields.Boolean(
        readonly=True, help="Told long after it happened: it made no cards."
    )

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
        return self._lock(pbx, callid)[0]

    @api.model
    def _lock_all(self, pbx, callids):
        """Keep other events of several calls out, as ``_find_locked`` does of one.

        In one order for all, so that nobody waits for who waits for them.
        """
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtextextended('callcenter ' || callid,"
                " %s)) FROM unnest(%s::text[]) AS callid",
                pbx.id,
                sorted(callids),
            )
        )

    @api.model
    def _lock(self, pbx, callid, extension=""):
        """Return ``(call, is_awaited, may_be_ordered)``, the call as ``_find_locked`` does.

        ``is_awaited``: a call that continues it has come before it; ``may_be_ordered``:
        an order to dial has this id, or was given for ``extension`` just now.
        """
        cr = self.env.cr
        cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s));"
                " SELECT now() AT TIME ZONE 'UTC', (%s), EXISTS"
                " (SELECT FROM callcenter_call"
                " WHERE pbx_id = %s AND parent_callid = %s AND parent_callid != ''), EXISTS"
                " (SELECT FROM callcenter_order"
                " WHERE pbx_id = %s AND kind = 'dial' AND (callid = %s OR extension = %s"
                " AND create_date > now() AT TIME ZONE 'UTC' - interval '30 seconds'))",
                f"callcenter {callid}",
                pbx.id,
                self._find_query(pbx, callid),
                pbx.id,
                callid,
                pbx.id,
                callid,
                extension,
            )
        )
        # the clock, too: the first record that is written would ask for it by itself
        cr._now, call_id, is_awaited, may_be_ordered = cr.fetchone()
        return self.browse(call_id), is_awaited, may_be_ordered

    def _find_query(self, pbx, callid):
        return SQL(
            """
            SELECT id FROM callcenter_call
             WHERE pbx_id = %s AND callid = ANY(%s)
             ORDER BY restart DESC LIMIT 1
            """,
            pbx.id,
            get_callids(pbx, callid),
        )

    def _fetch_legs(self, folds):
        """Read the legs by one query, where the ORM reads their ids by another.

        Of a call that rang hundreds of times those that are folded stay unread, but for
        those with a note: nothing that comes changes them.

        :param folds: the Fold of each extension
        """
        if self:
            domain = Domain("call_id", "=", self.id)
            if folds:
                counts = {number: fold.count for number, fold in folds.items()}
                domain &= _unfolded_domain(counts)
            legs = self.env["callcenter.call.leg"].search_fetch(domain)
            records_compat.fill(self, "leg_ids", legs._ids)

    @api.model
    def _receive(self, pbx, event, now, is_live=True, moment=_UNTOLD):
        """Apply an event; one that only asks what is known of its call changes nothing.

        :return: as ``_apply_event``
        :raises WireError: ``unknown_call`` (404), asked of a call that is not there
        :raises ReplayError: see ``_get_of_time``
        """
        if event.kind != "info" or event.has_data or event.parent or event.variables:
            return self._apply_event(pbx, event, now, is_live, moment)
        call = self._find(pbx, event.callid)
        if not is_live:
            observation = observe(event, now)
            call = call._get_of_time(pbx, event, observation)
        if not call:
            raise WireError("unknown_call", 404, "callid", callid=event.callid)
        return call, [], True, 0

    @api.model
    def _apply_event(self, pbx, event, now, is_live=True, moment=_UNTOLD):
        """Let an event change its call, identify the customer, tell the agents.

        :param pbx: the connection that sent it
        :param Event event: what it tells
        :param float now: when it came, epoch seconds
        :param bool is_live: whether the agents are to see it now
        :param Moment moment: when it happened, as far as that is believed
        :return: ``(call, problems, is_changed, notified)``: the call, wire Problems
            for the exchange, whether anything changed, how many users were told
        """
        call, is_awaited, may_be_ordered = self._lock(
            pbx, event.callid, event.extension
        )
        is_inside = self._is_inside(pbx, event.phone)
        order = self._find_order(pbx, event, may_be_ordered)
        is_ordered = bool(order) and event.extension == order.extension
        observation = observe(event, now, moment.at, is_inside, is_ordered)
        number = None  # of the calls under this id, in the order of their time
        if not is_live:
            call = call._get_of_time(pbx, event, observation)
        elif moment.at is not None and now - moment.at >= RESTART_SECONDS:
            call, number = call._find_by_time(pbx, event, observation)
        call, is_only_begun = order._take_up(call, event)
        told, exchange = call._get_told(pbx)
        if is_only_begun:
            told = Told(exchange=exchange.snapshot())
        call._fetch_legs(told.folds)
        restart = call.restart if number is None else number
        if not call or is_new_call(told, observation, exchange):
            restart += bool(call)
            call, (told, exchange) = self.browse(), self.browse()._get_told(pbx)
        cards = self.env["callcenter.card"]
        before = cards.get_shown(call) if call else {}
        add(told, observation)
        is_late = _is_late(event, moment)
        new = {
            "pbx_id": pbx.id,
            "callid": event.callid,
            "restart": restart,
            "is_late": is_late,
        }
        is_awaited &= not call
        was_late = bool(call) and call.is_late
        call, view, is_changed = call._save(pbx, told, exchange, new, is_awaited)
        call._join_order(order)
        if was_late and event.kind in (RING, ANSWER) and not is_late:
            call.is_late = False
            before = {}
        problems = [*moment.problems, *view.problems_of(observation)]
        if event.extension and not (
            pbx._get_extensions().get(event.extension, UNMAPPED).user_id
        ):
            values = {"extension": event.extension}
            problems.append(Problem("unmapped_extension", values, "extension"))
        notified = 0
        if is_live and not call.is_late:
            notified = cards.notify(call, before, is_late, view.seen)
        return call, problems, is_changed, notified

    @api.model
    def _is_inside(self, pbx, phone):
        """Return whether ``phone`` is mapped, or has rung here."""
        if not phone:
            return False
        if phone in pbx._get_extensions():
            return True
        if len(phone) > MAX_INSIDE_DIGITS:
            return False
        self.env.cr.execute(
            SQL(
                """
                SELECT 1 FROM callcenter_call_leg
                 WHERE pbx_id = %s AND number = %s AND extension_id IS NULL LIMIT 1
                """,
                pbx.id,
                phone,
            )
        )
        return bool(self.env.cr.rowcount)

    def _get_of_time(self, pbx, event, observation):
        """Return the call that an event of the past belonged to.

        :param self: the latest call under the event's id, or none
        :raises ReplayError: ``callid_used_again``, where the times do not tell
        """
        calls, told = self._get_all_told(pbx, event.callid)
        if not calls:
            return calls
        index = find_call(told, observation, pbx._get_exchange())
        if index is None:
            raise ReplayError("callid_used_again", callid=event.callid)
        return calls[index]

    def _find_by_time(self, pbx, event, observation):
        """Return ``(call, number)`` of an event that is told a day late or more: the call
        may have come before those that are known under its id.

        :return: the call or none, and its ``restart``; later calls make room for it
        """
        calls, told = self._get_all_told(pbx, event.callid)
        index = find_call(told, observation, pbx._get_exchange())
        if index is not None:
            return calls[index], calls[index].restart
        earlier = count_earlier(told, observation)
        number = calls[earlier].restart if calls else 0
        for call in reversed(calls[earlier:]):
            call.restart += 1
            call.flush_recordset(["restart"])  # no two have one number, at any time
        return self.browse(), number

    def _get_all_told(self, pbx, callid):
        """Return the calls under an id in the order of their time, and their Told."""
        calls = self.search(
            [("pbx_id", "=", pbx.id), ("callid", "in", get_callids(pbx, callid))],
            order="restart",
        )
        return calls, [call._get_told(pbx)[0] for call in calls]

    def _get_told(self, pbx):
        """Return ``(told, exchange)``: what was told of this call, and what was known of
        its exchange when it began; of no call, what a new one begins with.
        """
        exchange = pbx._get_exchange()
        if not self:
            return Told(exchange=exchange.snapshot()), exchange
        # sudo: what was told is nobody's to read, what follows from it is
        values = records_compat.peek(self.sudo(), "observations")
        told = Told.from_json(values) if values else Told(self._tell_again())
        return told, exchange.with_snapshot(told.exchange)

    def _tell_again(self):
        """Return as observations what is shown of a call that came without any."""
        start, end = to_stamp(self.start_date), to_stamp(self.end_date)
        placed = {"is_outgoing": True} if self.direction == "outgoing" else {}
        inside = {"is_inside": True} if self.direction == "internal" else {}
        told = [make(INFO, start, phone=self.phone or "", **placed, **inside)]
        for leg in self.leg_ids:
            told += _tell_leg_again(leg, start, end)
        if self.state == "ended":
            told.append(
                make(
                    INFO,
                    end or start,
                    at=end,
                    outcome=self.disposition or None,
                    duration=self.duration if self.is_duration_known else None,
                    talk=self.talk_duration if self.is_talk_known else None,
                )
            )
        return told


def get_seen(call):
    """Return when a call was first heard of, epoch seconds."""
    # sudo: what was told is nobody's to read, when it came is no secret of the call
    values = records_compat.peek(call.sudo(), "observations")
    heard = [x.heard for x in Told.from_json(values)] if values else []
    return min(heard, default=to_stamp(call.start_date))


def _tell_leg_again(leg, start, end):
    began, answered = to_stamp(leg.start_date), to_stamp(leg.answer_date)
    outcome = leg.disposition
    if outcome == "answered_elsewhere":
        outcome = None
    told = [make(RING, began or start, extension=leg.number)]
    if answered:
        told.append(make(ANSWER, answered, extension=leg.number))
    if leg.state == "ended":
        told.append(
            make(
                END,
                to_stamp(leg.end_date) or end or start,
                extension=leg.number,
                outcome=outcome or None,
                talk=leg.talk_duration if leg.is_talk_known else None,
            )
        )
    return told


def _unfolded_domain(counts):
    """Return the domain of the legs that may change, of a call with folded ones.

    :param counts: how many first attempts are folded, by extension
    """

    def to_sql(records, alias, query):
        folded = SQL(
            "SELECT FROM unnest(%s::text[], %s::int[]) AS folded (number, count)"
            " WHERE folded.number = %s AND %s <= folded.count",
            list(counts),
            list(counts.values()),
            SQL.identifier(alias, "number"),
            SQL.identifier(alias, "attempt"),
        )
        note = SQL.identifier(alias, "note")
        return SQL("(NOT EXISTS (%s) OR %s IS NOT NULL)", folded, note)

    return Domain.custom(to_sql=to_sql)


def _is_late(event, moment):
    is_told_live = event.kind in (RING, ANSWER)
    return is_told_live and not event.is_live and moment.age > MAX_RING_AGE


def to_stamp(date):
    """Return a time as Odoo keeps it as epoch seconds, False where there is none."""
    return date and date.replace(tzinfo=timezone.utc).timestamp()


def to_datetime(stamp):
    """Return epoch seconds as Odoo keeps times: UTC, whole seconds, without zone."""
    if stamp is None:
        return False
    return datetime.fromtimestamp(int(stamp), timezone.utc).replace(tzinfo=None)
