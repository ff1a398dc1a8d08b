from odoo import fields, models

from .callcenter_call_chatter import POST_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    callcenter_is_note_posted = fields.Boolean(
        "Post notes to the customer", config_parameter=POST_PARAMETER
    )
