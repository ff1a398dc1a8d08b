from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    callcenter_callback_minutes = fields.Integer(
        "Call back within (minutes)",
        default=30,
        required=True,
        help="Of opening hours, from a customer's first missed call.",
    )
    callcenter_min_talk = fields.Integer(
        "Reached from (seconds)",
        default=10,
        required=True,
        help="Talk of a call back from which the customer counts as reached.",
    )

    _callcenter_missed_positive = models.Constraint(
        "CHECK(callcenter_callback_minutes > 0 AND callcenter_min_talk >= 0)",
        "A call back is due within at least a minute.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    callcenter_callback_minutes = fields.Integer(
        related="company_id.callcenter_callback_minutes", readonly=False
    )
    callcenter_min_talk = fields.Integer(
        related="company_id.callcenter_min_talk", readonly=False
    )
