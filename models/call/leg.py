from odoo import api, fields, models

from ..field_types import Duration

STATES = [("ringing", "Ringing"), ("ongoing", "Ongoing"), ("ended", "Ended")]
DISPOSITIONS = [
    ("answered", "Answered"),
    ("no_answer", "No answer"),
    ("busy", "Busy"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
    ("voicemail", "Voicemail"),
    ("abandoned", "Abandoned"),
]


class CallcenterCallLeg(models.Model):
    """One attempt at one extension; written only from the events of its call."""

    _name = "callcenter.call.leg"
    _description = "Call Leg"
    _order = "start_date, id"
    _rec_name = "number"
    # exchanges write it, and the call tells when
    _log_access = False

    # the unique constraint below indexes it
    call_id = fields.Many2one("callcenter.call", required=True, ondelete="cascade")
    # not readonly, so that values which are given with a leg are not computed again
    pbx_id = fields.Many2one(
        "callcenter.pbx",
        compute="_compute_from_call",
        store=True,
        precompute=True,
        readonly=False,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_from_call",
        store=True,
        precompute=True,
        readonly=False,
    )
    number = fields.Char(
        "Extension number", required=True, help="As the exchange sent it."
    )
    extension_id = fields.Many2one("callcenter.extension", ondelete="set null")
    attempt = fields.Integer(default=1, required=True)
    user_id = fields.Many2one("res.users", help="Whose extension it was then.")
    role = fields.Selection(
        [("callee", "Callee"), ("caller", "Caller")], required=True, default="callee"
    )
    state = fields.Selection(STATES, required=True, default="ringing")
    disposition = fields.Selection(
        [*DISPOSITIONS, ("answered_elsewhere", "Answered elsewhere")]
    )
    start_date = fields.Datetime("Start")
    answer_date = fields.Datetime("Answer")
    end_date = fields.Datetime("End")
    duration = Duration(help="Seconds, ringing included.")
    talk_duration = Duration("Talk", help="Seconds of talk.")
    is_talk_known = fields.Boolean("Talk known")
    recording_url = fields.Char("Recording as sent")
    note = fields.Text(help="The note of this leg's agent.")

    _attempt_unique = models.Constraint(
        "UNIQUE(call_id, number, attempt)", "A call has each attempt at a number once."
    )
    _user_call = models.Index("(user_id, call_id) WHERE user_id IS NOT NULL")
    _open = models.Index("(user_id) WHERE state != 'ended'")
    _unmapped = models.Index("(pbx_id, number) WHERE extension_id IS NULL")

    @api.depends("call_id.pbx_id", "call_id.company_id")
    def _compute_from_call(self):
        for leg in self:
            leg.pbx_id = leg.call_id.pbx_id
            leg.company_id = leg.call_id.company_id
