import re
import time
from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime

from ...phones import short_codes
from ...rules.exchange import (
    INSIDE_DIGITS,
    MIN_CALLS,
    SERVICE_CODES,
    Exchange,
    Knowledge,
)
from ...rules.learning import learn
from ...rules.told import Told
from ..kept import kept

KNOWN = [("auto", "Learn from calls"), ("yes", "Yes"), ("no", "No")]
MAX_CALLS = 200
LEARN_SECONDS = 24 * 3600


class CallcenterPbxKnowledge(models.Model):
    """How an exchange tells of its calls: pinned here, else learnt from them."""

    _inherit = "callcenter.pbx"

    tells_answers = fields.Selection(
        KNOWN,
        required=True,
        default="auto",
        help="Whether the exchange sends event=ANSWER. Of one that does, a call that ended"
        " without an answer was missed.",
    )
    changes_ids = fields.Selection(
        KNOWN,
        "Changes ids",
        required=True,
        default="auto",
        help="Whether a transferred call goes on under another callid.",
    )
    ring_seconds = fields.Integer(
        "Ring time (seconds)",
        help="How long the exchange lets a telephone ring; 0: learn from calls.",
    )
    inside_digits = fields.Integer(
        "Digits of inside numbers",
        default=INSIDE_DIGITS,
        help="Numbers of up to so many digits are extensions, but for the country's short"
        " codes (113). 0: only those that are mapped or have rung.",
    )
    service_codes = fields.Char(
        "Service codes",
        default=SERVICE_CODES,
        help="A pattern (regular expression) of what is dialled and is nobody: feature"
        " codes, parking slots. Such calls are in no figure.",
    )
    date_first = fields.Selection(
        [
            ("auto", "As the numbers tell"),
            ("day", "Day first"),
            ("month", "Month first"),
        ],
        "Dates",
        required=True,
        default="auto",
        help="How the exchange means 5/6/2026. Left open, only what has one reading is read.",
    )
    knowledge = fields.Json(readonly=True, copy=False)
    knowledge_text = fields.Text("Learnt", compute="_compute_knowledge_text")

    _ring_seconds_not_negative = models.Constraint(
        "CHECK(ring_seconds >= 0 AND inside_digits >= 0)",
        "Seconds and digits are not negative.",
    )

    @api.constrains("service_codes")
    def _check_service_codes(self):
        for pbx in self:
            try:
                re.compile(pbx.service_codes or "")
            except re.error as error:
                raise ValidationError(
                    self.env._(
                        "'%(text)s' is not a pattern: %(error)s.",
                        text=pbx.service_codes,
                        error=error,
                    )
                ) from error

    @kept
    def _get_exchange(self):
        """Return what calls of this connection are derived with, kept as the settings are."""
        return Exchange(
            self.end_scope,
            self.tells_answers,
            self.ring_seconds,
            self.changes_ids,
            frozenset(self._get_extensions()),
            self.inside_digits,
            short_codes(self.country_id.code or ""),
            self.service_codes or "",
            Knowledge.from_json(self.knowledge),
        )

    # -- learning -------------------------------------------------------------------

    @api.model
    def _learn_all(self):
        """Learn of each connection once a day, as soon as there are enough calls."""
        faults = self.env["callcenter.fault"]
        resting = faults._get_resting("learn", self)
        for pbx in self.search([("active", "=", True), ("id", "not in", resting)]):
            learnt = Knowledge.from_json(pbx.knowledge)
            if time.time() - learnt.date >= LEARN_SECONDS:
                faults._attempt("learn", pbx)

    def _learn(self):
        """Learn from the latest settled calls; fewer than MIN_CALLS show nothing."""
        calls = self.env["callcenter.call"].search(
            [("pbx_id", "=", self.id), ("is_settled", "=", True)],
            order="id desc",
            limit=MAX_CALLS,
        )
        rows = [call.observations for call in calls if call.observations]
        if len(rows) < MIN_CALLS:
            return
        knowledge = learn([Told.from_json(row) for row in rows], time.time())
        if knowledge:
            self.knowledge = knowledge.to_json()

    def action_learn(self):
        """Learn now from the calls that are there."""
        self.check_access("write")
        # sudo: what was told is nobody's to read, what it shows of the exchange is
        for pbx in self.sudo():
            pbx._learn()

    @api.depends("knowledge")
    @api.depends_context("lang", "tz")
    def _compute_knowledge_text(self):
        for pbx in self:
            known = Knowledge.from_json(pbx.knowledge)
            pbx.knowledge_text = "\n".join(pbx._get_knowledge_lines(known))

    def _get_knowledge_lines(self, known):
        if not known.calls:
            return [
                self.env._(
                    "Nothing yet: it is learnt from at least %s calls that are over.",
                    MIN_CALLS,
                )
            ]
        date = datetime.fromtimestamp(known.date, timezone.utc).replace(tzinfo=None)
        return [
            self.env._(
                "From %(calls)s calls, on %(date)s:",
                calls=known.calls,
                date=format_datetime(self.env, date, dt_format="short"),
            ),
            {
                "call": self.env._("- One end closes the whole call."),
                "leg": self.env._("- It sends one end per extension."),
            }.get(known.end_scope, self.env._("- What an end closes: not known yet.")),
            {
                True: self.env._("- It tells when an extension answers."),
                False: self.env._("- It does not tell when an extension answers."),
            }.get(
                known.tells_answers,
                self.env._("- Whether it tells answers: not known yet."),
            ),
            self.env._("- A telephone rings for up to %s seconds.", known.ring_seconds)
            if known.ring_seconds
            else self.env._("- How long a telephone rings: not known yet."),
            {
                True: self.env._("- Ids change at transfers."),
                False: self.env._("- Ids stay at transfers."),
            }.get(
                known.changes_ids,
                self.env._("- Whether ids change at transfers: not known yet."),
            ),
        ]
