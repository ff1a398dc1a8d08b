from odoo import fields, models


class CallcenterExtension(models.Model):
    """Whether Odoo places calls from this telephone."""

    _inherit = "callcenter.extension"

    may_dial = fields.Boolean(
        "Calls out",
        default=True,
        help="Its user may place calls from Odoo, where the connection can.",
    )
