from odoo import fields, models


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

    _callcenter_sla_positive = models.Constraint(
        "CHECK(callcenter_sla_seconds > 0 AND callcenter_sla_target BETWEEN 1 AND 100)",
        "The SLA is at least a second, its target 1 to 100 %.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    callcenter_sla_seconds = fields.Integer(
        related="company_id.callcenter_sla_seconds", readonly=False
    )
    callcenter_sla_target = fields.Integer(
        related="company_id.callcenter_sla_target", readonly=False
    )
