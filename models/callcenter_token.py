from odoo import fields, models


class CallcenterToken(models.TransientModel):
    """The dialog that shows a new token once; it is never saved."""

    _name = "callcenter.token"
    _description = "New Token"

    token = fields.Char(readonly=True, store=False)
    command = fields.Text("Try it", readonly=True, store=False)
