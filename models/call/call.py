import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..field_types import Customer, Duration
from .leg import DISPOSITIONS, STATES
from .notes import get_notes
from .reader import has_own_legs

# what people may change; all else is written from what the exchange sends
EDITABLE_FIELDS = {"note", "outcome_id", "own_note", "partner_id"}
# what agents write of their own calls, whichever companies are switched on
NOTE_LENGTH = 10_000
# in a context: what a call is called is read by others than the current user, too
NEUTRAL = "callcenter_neutral_names"
WRAP_UP_FIELDS = {"note", "outcome_id", "own_note"}


class CallcenterCall(models.Model):
    """One call: made and changed by events only (``_apply_event``), read by people."""

    _name = "callcenter.call"
    _description = "Call"
    _inherit = [
        "callcenter.audience",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "start_date desc, id desc"
    _rec_names_search = ["phone_display", "partner_id"]

    callid = fields.Char("Call id", required=True, readonly=True)
    restart = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How often the exchange had used this id before.",
    )
    pbx_id = fields.Many2one(
        "callcenter.pbx",
        string="Connection",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    direction = fields.Selection(
        [("incoming", "Incoming"), ("outgoing", "Outgoing"), ("internal", "Internal")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(STATES, required=True, readonly=True)
    disposition = fields.Selection(DISPOSITIONS, readonly=True)
    is_missed = fields.Boolean("Missed", readonly=True)
    status_raw = fields.Char("Status as sent", readonly=True)
    phone = fields.Char(
        "Number as sent",
        readonly=True,
        index="trigram",
        help="As the exchange sent it.",
    )
    phone_sanitized = fields.Char("Number (E.164)", readonly=True)
    phone_display = fields.Char(
        "Number", compute="_compute_phone_display", search="_search_phone_display"
    )
    is_hidden = fields.Boolean("Hidden number", readonly=True)
    partner_id = Customer("res.partner", "Customer")
    candidates = fields.Json(
        help="Who may be calling where that is not sure, see callcenter.lookup.",
        readonly=True,
        # each reader sees only those contacts that they may read, by the card
        groups="base.group_system",
    )
    extension_id = fields.Many2one("callcenter.extension", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Agent",
        readonly=True,
        help="Who answered last; of an outgoing call, who placed it.",
    )
    employee_id = fields.Many2one("hr.employee", readonly=True, help="As it was then.")
    start_date = fields.Datetime("Start", required=True, readonly=True, index=True)
    answer_date = fields.Datetime("Answer", readonly=True)
    end_date = fields.Datetime("End", readonly=True)
    duration = Duration(readonly=True, help="Seconds, ringing included.")
    is_duration_known = fields.Boolean("Duration known", readonly=True)
    talk_duration = Duration("Talk", readonly=True, help="Seconds of talk.")
    wait_duration = Duration(
        "Wait", readonly=True, help="Seconds until the answer, or until the end."
    )
    is_talk_known = fields.Boolean("Talk known", readonly=True)
    queue = fields.Char(readonly=True)
    did = fields.Char("Dialled number", readonly=True)
    recording_url = fields.Char("Recording as sent", readonly=True)
    leg_ids = fields.One2many("callcenter.call.leg", "call_id", readonly=True)
    note = fields.Text(
        compute="_compute_note",
        inverse="_inverse_note",
        store=True,
        readonly=False,
        index="trigram",
        help="The notes of all; writing it writes one's own part.",
    )
    outcome_id = fields.Many2one("callcenter.outcome", ondelete="restrict")
    own_note = fields.Text(
        "My note", compute="_compute_own_note", inverse="_inverse_own_note"
    )
    other_notes = fields.Json(
        help="Notes of people who had no leg, by user id.", readonly=True
    )
    is_settled = fields.Boolean(
        readonly=True, help="Ended, and nothing was heard of it for a minute."
    )

    _callid_unique = models.UniqueIndex("(pbx_id, callid, restart)")
    _company_start = models.Index("(company_id, start_date)")
    # few keys of many calls each: entering them at once is cheap, a pending list would
    # make searches and now and then a webhook wait
    _audience = models.Index("USING gin (audience) WITH (fastupdate = off)")
    _unsettled = models.Index("(id) WHERE is_settled IS NOT TRUE")

    # -- what people read ---------------------------------------------------------

    @api.depends("phone", "is_hidden", "partner_id.name")
    @api.depends_context("uid", "allowed_company_ids", "lang", NEUTRAL)
    def _compute_display_name(self):
        for call in self:
            if self.env.context.get(NEUTRAL):
                call.display_name = call._get_neutral_name()
                continue
            # Odoo names many2one records as the superuser, whoever reads
            partner = call.partner_id.with_env(self.env(su=False))
            customer = partner._filter_known().sudo()
            number = call.phone_display or self.env._("No number")
            names = [number, customer.name]
            call.display_name = " – ".join(filter(None, names))

    @api.depends("phone", "phone_sanitized", "is_hidden", "pbx_id")
    @api.depends_context("lang")
    def _compute_phone_display(self):
        lookup = self.env["callcenter.lookup"]
        hidden = self.filtered("is_hidden")
        hidden.phone_display = self.env._("Hidden number")
        # those of one number at once: formatting takes its time
        same = (self - hidden).grouped(
            lambda call: (call.pbx_id, call.phone_sanitized or call.phone)
        )
        for (pbx, number), calls in same.items():
            # sudo: how local numbers are read is no secret of the connection
            settings = pbx.sudo()._get_settings()
            country = self.env["res.country"].browse(settings.country_id)
            calls.phone_display = lookup._get_display(number, country)

    def _search_phone_display(self, operator, value):
        """Find a whole number in every spelling, a part of one as it was sent."""
        if operator not in ("=", "ilike", "in") or not value:
            return NotImplemented
        texts = [
            text for text in ([value] if isinstance(value, str) else value) if text
        ]
        # sudo: how local numbers are read is no secret of the connections
        pbxs = self.env["callcenter.pbx"].sudo()
        connections = pbxs.browse(row.pbx_id for row in pbxs._get_credentials())
        return Domain.OR(self._get_number_domain(text, connections) for text in texts)

    @api.model
    def _get_number_domain(self, text, connections):
        """Return the domain of the calls of a whole number, or of a part of one."""
        lookup = self.env["callcenter.lookup"]
        keys = {key for pbx in connections for key in lookup._get_keys(text, pbx)}
        numbers = {key for key in keys if key.startswith("+")}
        if numbers:
            return Domain("phone_sanitized", "in", numbers)
        parts = lookup._get_typed_parts(text) or [re.sub(r"\D", "", text) or text]
        return Domain.OR(Domain("phone", "ilike", part) for part in parts)

    # -- notes --------------------------------------------------------------------

    @api.depends("leg_ids.note", "other_notes")
    def _compute_note(self):
        for call in self:
            notes = get_notes(call)
            if len(notes) > 1:
                former = self.env._("A former user")
                call.note = "\n".join(
                    f"{user.name or former}: {text}" for user, text in notes
                )
            else:
                call.note = notes[0][1] if notes else False

    @api.depends("note")
    @api.depends_context("uid")
    def _compute_own_note(self):
        for call in self:
            # sudo: the legs of a readable call; the caller's own note only
            notes = dict(get_notes(call.sudo()))
            call.own_note = notes.get(self.env.user.sudo(), False)

    def _inverse_note(self):
        for call in self:
            call._set_own_note(call.note)

    def _inverse_own_note(self):
        for call in self:
            call._set_own_note(call.own_note)

    def _set_own_note(self, text):
        """Keep ``text`` as the current user's part: on a leg of theirs, else beside.

        :raise UserError: where it is too long
        """
        if len(text or "") > NOTE_LENGTH:
            raise UserError(
                self.env._("A note has at most %s characters.", NOTE_LENGTH)
            )
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
        if EDITABLE_FIELDS.isdisjoint(vals):
            return super().write(vals)
        writer = self
        if not self.env.su and vals.keys() <= WRAP_UP_FIELDS and has_own_legs(self):
            # the phone rings all the same where the call's company is switched off
            company_ids = self.env.user._get_company_ids()
            writer = self.with_context(allowed_company_ids=list(company_ids))
        cards = writer.env["callcenter.card"]
        before = {call: cards.get_shown(call) for call in writer}
        result = super(CallcenterCall, writer).write(vals)
        if "partner_id" in vals and "candidates" not in vals:
            # sudo: whoever may say whose call it is leaves nothing to choose
            self.sudo().candidates = False
        for call in writer:
            cards.notify(call, before[call])
        writer._post_notes()
        return result

    # -- what exchanges are told ----------------------------------------------------

    def _get_customer_answer(self):
        """Return the customer as the exchange is told, or None."""
        partner = self.pbx_id._filter_own(self.partner_id)
        return partner._get_callcenter_answer()

    def _get_leg_number(self):
        """Return the number of the leg whose call it is, None where no leg is.

        By the legs, not by ``CallView.owner``: an imported call has no observations.
        """
        callers = self.leg_ids.filtered(lambda leg: leg.role == "caller")
        answered = self.leg_ids.filtered("answer_date").sorted("answer_date")
        placed = callers[:1] if self.direction == "outgoing" else callers[:0]
        return (placed or (answered or self.leg_ids)[-1:]).number or None

    def _get_info_answer(self):
        """Return what is known of this call, for the exchange that asks."""
        return {
            "direction": self.direction,
            "disposition": self.disposition or None,
            "phone": self.phone or None,
            "extension": self.extension_id.number or self._get_leg_number(),
            "calldate": self.start_date.isoformat() + "Z",
            "duration": self.duration if self.is_duration_known else None,
            "billsec": self.talk_duration if self.is_talk_known else None,
            "recordingfile": self.recording_url or None,
        }
