from odoo import fields, models

from ..field_types import set_database_defaults


class ResCompany(models.Model):
    _inherit = "res.company"

    callcenter_sla_seconds = fields.Integer(
        "Answer within (seconds)",
        default=20,
        required=True,
        help="A call that is answered within this time meets the SLA.",
    )
    callcenter_sla_target = fields.Integer(
        "SLA target (%)",
        default=80,
        required=True,
        help="The share of the offered calls that should meet the SLA.",
    )
    callcenter_short_abandon_seconds = fields.Integer(
        "Short abandon under (seconds)",
        default=5,
        required=True,
        help="A caller who hangs up sooner could not have been answered: counted apart,"
        " and nobody has to call back. 0 switches this off.",
    )
    callcenter_callback_minutes = fields.Integer(
        "Call back within (minutes)",
        default=30,
        required=True,
        help="Of opening hours, from a customer's first missed call.",
    )
    callcenter_min_talk = fields.Integer(
        "Counts as reached after (seconds of talk)",
        default=10,
        required=True,
        help="Talk of a call back from which the customer counts as reached.",
    )

    callcenter_recording_days = fields.Integer(
        "Keep recordings (days)",
        default=180,
        required=True,
        help="Then they can be heard in Odoo no more. 0: as long as the call.",
    )
    callcenter_call_months = fields.Integer(
        "Keep calls (months)",
        default=24,
        required=True,
        help="Then they are deleted with all that belongs to them. 0: for ever.",
    )
    callcenter_retention_confirmed_date = fields.Datetime(
        "Deletion confirmed", readonly=True, copy=False
    )
    callcenter_retention_user_id = fields.Many2one(
        "res.users", "Deletion confirmed by", readonly=True, copy=False
    )

    _callcenter_sla_positive = models.Constraint(
        "CHECK(callcenter_sla_seconds > 0 AND callcenter_sla_target BETWEEN 1 AND 100)",
        "The SLA is at least a second, its target 1 to 100 %.",
    )
    _callcenter_short_abandon_positive = models.Constraint(
        "CHECK(callcenter_short_abandon_seconds >= 0)",
        "Short abandons have a limit of 0 seconds or more.",
    )
    _callcenter_missed_positive = models.Constraint(
        "CHECK(callcenter_callback_minutes > 0 AND callcenter_min_talk >= 0)",
        "A call back is due within at least a minute.",
    )
    _callcenter_retention_positive = models.Constraint(
        "CHECK(callcenter_recording_days >= 0 AND callcenter_call_months >= 0)",
        "Days and months to keep are not negative.",
    )

    def init(self):
        result = super().init()
        set_database_defaults(self)
        return result
