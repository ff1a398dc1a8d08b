from odoo import fields, models


class CallcenterToken(models.TransientModel):
    """The dialog that makes a token and shows it once; the token is never saved."""

    _name = "callcenter.token"
    _description = "New Token"

    pbx_id = fields.Many2one("callcenter.pbx", "Connection", required=True)
    grace = fields.Selection(
        [
            ("0", "stops working at once"),
            ("1", "stays valid for an hour"),
            ("24", "stays valid for a day"),
            ("168", "stays valid for a week"),
        ],
        "The present token",
        default="24",
        required=True,
    )
    token = fields.Char(readonly=True, store=False)
    command = fields.Text("Try it", readonly=True, store=False)

    def action_generate(self):
        """Generate the token with the grace that was chosen, and show it."""
        self.ensure_one()
        pbx = self.pbx_id.with_context(callcenter_grace_hours=int(self.grace))
        return pbx.action_generate_token()
