import time
from datetime import datetime, timezone

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError
from odoo.sql_db import Cursor
from odoo.tools import SQL

from .. import rules
from ..wire.errors import Problem
from .callcenter_call_leg import DISPOSITIONS, STATES

# what people may change; all else is written from what the exchange sends
EDITABLE_FIELDS = {"note", "own_note", "partner_id"}
# a card is gone from the screen by then, so late figures need no message
CARD_SECONDS = 120
# what a card needs of a customer, with what decides who may read it
CUSTOMER_FIELDS = ["name", "commercial_company_name", "company_id", "partner_share"]
BUS_TYPE = "callcenter.call/update"

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


class CallcenterCall(models.Model):
    """One call: made and changed by events only (``_apply_event``), read by people."""

    _name = "callcenter.call"
    _description = "Call"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "start_date desc, id desc"

    callid = fields.Char("Call id", required=True, readonly=True)
    restart = fields.Integer(
        readonly=True, help="How often the exchange had used this id before."
    )
    pbx_id = fields.Many2one(
        "callcenter.pbx",
        string="Connection",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    direction = fields.Selection(
        [("incoming", "Incoming"), ("outgoing", "Outgoing"), ("internal", "Internal")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    disposition = fields.Selection(DISPOSITIONS, readonly=True)
    is_missed = fields.Boolean("Missed", readonly=True)
    status_raw = fields.Char("Status as sent", readonly=True)
    phone = fields.Char("Number", readonly=True, help="As the exchange sent it.")
    phone_sanitized = fields.Char(
        "Number (E.164)", readonly=True, index="btree_not_null"
    )
    phone_display = fields.Char("Phone", compute="_compute_phone_display")
    is_hidden = fields.Boolean("Hidden number", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", index="btree_not_null")
    extension_id = fields.Many2one(
        "callcenter.extension", readonly=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users",
        "Agent",
        readonly=True,
        index="btree_not_null",
        help="Who answered last; of an outgoing call, who placed it.",
    )
    employee_id = fields.Many2one(
        "hr.employee", readonly=True, index="btree_not_null", help="As it was then."
    )
    start_date = fields.Datetime("Start", required=True, readonly=True, index=True)
    answer_date = fields.Datetime("Answer", readonly=True)
    end_date = fields.Datetime("End", readonly=True)
    duration = fields.Integer(readonly=True, help="Seconds, ringing included.")
    is_duration_known = fields.Boolean("Duration known", readonly=True)
    talk_duration = fields.Integer("Talk", readonly=True, help="Seconds of talk.")
    wait_duration = fields.Integer(
        "Wait", readonly=True, help="Seconds until the answer, or until the end."
    )
    is_talk_known = fields.Boolean("Talk known", readonly=True)
    queue = fields.Char(readonly=True)
    did = fields.Char("Dialled number", readonly=True)
    recording_url = fields.Char("Recording", readonly=True)
    leg_ids = fields.One2many("callcenter.call.leg", "call_id", readonly=True)
    note = fields.Text(
        compute="_compute_note",
        inverse="_inverse_note",
        store=True,
        readonly=False,
        help="The notes of all; writing it writes one's own part.",
    )
    own_note = fields.Text(
        "My note", compute="_compute_own_note", inverse="_inverse_own_note"
    )
    other_notes = fields.Json(
        help="Notes of people who had no leg, by user id.", readonly=True
    )
    is_settled = fields.Boolean(
        readonly=True, help="Ended, and nothing was heard of it for a minute."
    )
    facts = fields.Json(
        help="What the exchange told; the rules derive the rest from it.",
        readonly=True,
        groups="base.group_system",
    )

    _callid_unique = models.UniqueIndex("(pbx_id, callid, restart)")
    _unsettled = models.Index("(id) WHERE is_settled IS NOT TRUE")

    # -- what people read ---------------------------------------------------------

    @api.depends("phone", "is_hidden", "partner_id.name")
    def _compute_display_name(self):
        for call in self:
            unknown = (
                self.env._("Hidden number")
                if call.is_hidden
                else self.env._("No number")
            )
            customer = call.partner_id._filtered_access("read")
            names = [call.phone_display or unknown, customer.name]
            call.display_name = " – ".join(filter(None, names))

    @api.depends("phone", "phone_sanitized", "pbx_id")
    def _compute_phone_display(self):
        lookup = self.env["callcenter.lookup"]
        for call in self:
            # sudo: how local numbers are read is no secret of the connection
            settings = call.pbx_id.sudo()._get_settings()
            country = self.env["res.country"].browse(settings.country_id)
            number = call.phone_sanitized or call.phone
            call.phone_display = lookup._get_display(number, country)

    # -- notes --------------------------------------------------------------------

    @api.depends("leg_ids.note", "other_notes")
    def _compute_note(self):
        for call in self:
            notes = call._get_notes()
            if len(notes) > 1:
                call.note = "\n".join(f"{user.name}: {text}" for user, text in notes)
            else:
                call.note = notes[0][1] if notes else False

    def _get_notes(self):
        """Return ``(user, text)`` of every author, in the order of their legs."""
        self.ensure_one()
        notes = {}
        for leg in self.leg_ids:
            if leg.note:
                notes.setdefault(leg.user_id, []).append(leg.note)
        for uid, text in (self.other_notes or {}).items():
            notes.setdefault(self.env["res.users"].browse(int(uid)), []).append(text)
        return [(user, "\n".join(texts)) for user, texts in notes.items()]

    @api.depends("note")
    @api.depends_context("uid")
    def _compute_own_note(self):
        for call in self:
            # sudo: the legs of a readable call; the caller's own note only
            notes = dict(call.sudo()._get_notes())
            call.own_note = notes.get(self.env.user.sudo(), False)

    def _inverse_note(self):
        for call in self:
            call._set_own_note(call.note)

    def _inverse_own_note(self):
        for call in self:
            call._set_own_note(call.own_note)

    def _set_own_note(self, text):
        """Keep ``text`` as the current user's part: on a leg of theirs, else beside."""
        self.check_access("write")
        # sudo: legs are written by events only; this is the author's own note
        call = self.sudo()
        legs = call.leg_ids.filtered(lambda leg: leg.user_id == self.env.user)
        if legs:
            holder = legs.filtered("note")[:1] or legs[-1:]
            holder.note = text
            (legs - holder).note = False
        else:
            notes = {**(call.other_notes or {}), str(self.env.uid): text}
            call.other_notes = {uid: note for uid, note in notes.items() if note}
        # while `note` itself is being written, Odoo does not compute it again unasked
        self.env.add_to_compute(self._fields["note"], self)

    def write(self, vals):
        if not self.env.su and not vals.keys() <= EDITABLE_FIELDS:
            names = ", ".join(sorted(vals.keys() - EDITABLE_FIELDS))
            raise AccessError(
                self.env._(
                    "A call is written by the exchange: %s cannot be changed.", names
                )
            )
        if "partner_id" not in vals:
            return super().write(vals)
        before = {call: call._get_shown() for call in self}
        result = super().write(vals)
        for call in self:
            call._notify(before[call])
        return result

    # -- apply: the only place that changes a call --------------------------------

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
        self._write_changed({**vals, "is_settled": rules.is_settled(facts, now)})
        self._notify(before)

    # -- notify -------------------------------------------------------------------

    def _notify(self, before):
        """Send its card to every user concerned whose card is not as it was ``before``.

        :param before: by user, as ``_get_shown`` gave it before the change
        :return: how many users were told
        """
        self.ensure_one()
        if self.end_date and _seconds_since(self.end_date) > CARD_SECONDS:
            return 0
        users = [
            user
            for user, shown in self._get_shown().items()
            if shown != before.get(user)
        ]
        for user in users:
            user._bus_send(BUS_TYPE, self._get_card(user))
        return len(users)

    def _get_shown(self):
        """Return, by user who has a leg of this call, what decides what they see."""
        self.ensure_one()
        # sudo: whom it concerns; each card is then built with its reader's rights
        call = self.sudo()
        users = call.leg_ids.user_id
        users.fetch(["active", "partner_id"])
        return {
            user: (call.partner_id, call.phone, call._get_card_state(user))
            for user in users
            if user.active
        }

    def _get_card(self, user):
        """Return this call as ``user`` is to see it in the popup.

        :return: dict, see docs/architecture.md; times in seconds, False where unknown
        """
        self.ensure_one()
        # sudo: the reader has a leg of this call, which is checked by the callers
        call = self.sudo()
        display = call.phone_display or ""
        return {
            "id": call.id,
            "callid": call.callid,
            **call._get_card_state(user),
            "phone": display,
            "phone_copy": "".join(c for c in display if c.isdigit() or c == "+"),
            "phone_e164": call.phone_sanitized,
            "customer": call._get_card_customer(user),
            "age": max(int(time.time() - call._get_facts().seen), 0),
        }

    def _get_card_state(self, user):
        """Return what of ``user``'s card changes with the call's events."""
        legs = self.leg_ids.filtered(lambda leg: leg.user_id == user)
        own_state = next(
            (
                state
                for state in ("ongoing", "ringing")
                if state in legs.mapped("state")
            ),
            "ended",
        )
        answered = legs.filtered(lambda leg: leg.disposition == "answered")
        is_mine = own_state != "ended" or not self.user_id or self.user_id == user
        return {
            "direction": self.direction,
            "state": own_state,
            "disposition": own_state == "ended" and (answered or legs)[-1:].disposition,
            "answered_by": not is_mine and self.user_id.name,
            "is_hidden": self.is_hidden and not self.phone,
            "extension": (answered or legs)[:1].number,
            "queue": self.queue,
            "did": self.did,
            "duration": is_mine and self.is_duration_known and self.duration,
            "talk_duration": is_mine and self.is_talk_known and self.talk_duration,
            "note": dict(self._get_notes()).get(user, ""),
        }

    def _get_customer_answer(self):
        """Return the customer as the exchange is told, or None."""
        partner = self.partner_id
        if not partner:
            return None
        return {"id": partner.id, "name": partner.name or partner.display_name}

    def _get_info_answer(self):
        """Return what is known of this call, for the exchange that asks."""
        return {
            "direction": self.direction,
            "disposition": self.disposition or None,
            "phone": self.phone or None,
            "extension": self.extension_id.number or None,
            "calldate": self.start_date.isoformat() + "Z",
            "duration": self.duration if self.is_duration_known else None,
            "billsec": self.talk_duration if self.is_talk_known else None,
            "recordingfile": self.recording_url or None,
        }

    def _get_card_customer(self, user):
        """Return the customer as ``user`` may read it, or False."""
        # cached for each user, where user.lang would read their partner
        context = user.with_user(user).context_get()
        env = self.env(user=user.id, su=False, context=context)
        self.partner_id.fetch(CUSTOMER_FIELDS)
        partner = self.partner_id.with_env(env)._filtered_access("read")
        if not partner:
            return False
        company = partner.commercial_company_name
        return {
            "id": partner.id,
            "name": partner.name or partner.display_name,
            "company": company if company != partner.name else False,
        }

    @api.model
    def _get_settled_bus_id(self):
        """Return the highest bus id below which no message can still be committed.

        Ids are given before commits: the plain highest one may be visible while a
        message with a lower id, the ring of another call, is not yet.
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT id FROM bus_bus
                 WHERE age(xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)
                    OR xmin = pg_current_xact_id_if_assigned()::xid
                 ORDER BY id DESC LIMIT 1
                """
            )
        )
        row = self.env.cr.fetchone()
        return row[0] if row else 0

    @api.model
    def get_active_calls(self):
        """Return the live calls of the current user, for a tab that just opened.

        Companies that are switched off count too: the phone rings all the same.

        :return: ``{"bus_id": int, "calls": [card, …]}``; bus messages up to ``bus_id``
            are older than the cards
        """
        bus_id = self._get_settled_bus_id()
        # sudo: the legs are the current user's own
        legs = (
            self.env["callcenter.call.leg"]
            .sudo()
            .search([("user_id", "=", self.env.uid), ("state", "!=", "ended")])
        )
        return {
            "bus_id": bus_id,
            "calls": [call._get_card(self.env.user) for call in legs.call_id],
        }


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


def _seconds_since(date):
    return (fields.Datetime.now() - date).total_seconds()
