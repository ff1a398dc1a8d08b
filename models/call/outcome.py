from odoo import fields, models


class CallcenterOutcome(models.Model):
    """A wrap-up code: what came of a call, as its agent says it with one key."""

    _name = "callcenter.outcome"
    _description = "Call Outcome"
    _inherit = ["callcenter.written"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10, help="The first nine have the keys 1 to 9 in the popup."
    )
    is_callback = fields.Boolean(
        "Offers a call-back",
        help="Choosing it in the popup asks when to call back.",
    )
