from odoo import api, fields, models

from ...wire.words import fold


class CallcenterPauseReason(models.Model):
    """Why an agent takes no calls: lunch, a break, …"""

    _name = "callcenter.pause.reason"
    _description = "Reason for a Pause"
    _inherit = ["callcenter.written"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="The word that exchanges send for it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.model
    def _find(self, word):
        """Return the reason that an exchange's ``word`` means, or none."""
        folded = fold(word or "")
        # sudo: a handful of words that every agent may choose from
        reasons = self.sudo().search([("active", "=", True)])
        return reasons.filtered(
            lambda reason: (
                folded and folded in (fold(reason.code or ""), fold(reason.name))
            )
        )[:1]
