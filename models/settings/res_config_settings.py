from odoo import fields, models

from ..call.chatter import POST_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    callcenter_is_note_posted = fields.Boolean(
        "Post notes to the customer", config_parameter=POST_PARAMETER
    )
    callcenter_sla_seconds = fields.Integer(
        related="company_id.callcenter_sla_seconds", readonly=False
    )
    callcenter_sla_target = fields.Integer(
        related="company_id.callcenter_sla_target", readonly=False
    )
    callcenter_short_abandon_seconds = fields.Integer(
        related="company_id.callcenter_short_abandon_seconds", readonly=False
    )
    callcenter_callback_minutes = fields.Integer(
        related="company_id.callcenter_callback_minutes", readonly=False
    )
    callcenter_min_talk = fields.Integer(
        related="company_id.callcenter_min_talk", readonly=False
    )
    callcenter_recording_days = fields.Integer(
        related="company_id.callcenter_recording_days", readonly=False
    )
    callcenter_call_months = fields.Integer(
        related="company_id.callcenter_call_months", readonly=False
    )
