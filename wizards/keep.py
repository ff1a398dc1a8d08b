from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CallcenterKeep(models.TransientModel):
    """The dialog that asks why and until when calls are kept."""

    _name = "callcenter.keep"
    _description = "Keep Calls"

    call_ids = fields.Many2many("callcenter.call", required=True)
    reason = fields.Char(required=True)
    until = fields.Date(required=True)

    @api.constrains("until")
    def _check_until(self):
        today = fields.Date.context_today(self)
        if any(dialog.until < today for dialog in self):
            raise ValidationError(self.env._("Choose a day that is still to come."))

    def action_confirm(self):
        """Keep the calls; each tells it in its chatter.

        :raises AccessError: for who is no manager
        """
        self.ensure_one()
        self.call_ids._check_keeper()
        text = self.env._(
            "Kept until %(date)s: %(reason)s",
            date=fields.Date.to_string(self.until),
            reason=self.reason,
        )
        self.call_ids._set_keep(self.until, self.reason, text)
