from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..groups import MANAGER


class CallcenterKeptCall(models.Model):
    """A call that is neither deleted nor erased before a date, for a reason."""

    _inherit = "callcenter.call"

    keep_until = fields.Date(
        "Kept until",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=MANAGER,
        help="Until the end of this day it is neither deleted nor erased.",
    )
    keep_reason = fields.Char("Kept because", readonly=True, copy=False, groups=MANAGER)
    keep_user_id = fields.Many2one(
        "res.users", "Kept by", readonly=True, copy=False, groups=MANAGER
    )

    def _is_kept(self):
        """Return whether this call is exempt from deletion today."""
        # sudo: that it may not be deleted is told to whoever tries
        until = self.sudo().keep_until
        return bool(until) and until >= fields.Date.context_today(self)

    @api.model
    def _get_free_domain(self):
        """Return the domain of the calls that nobody keeps today."""
        today = fields.Date.context_today(self)
        return Domain("keep_until", "=", False) | Domain("keep_until", "<", today)

    def action_keep(self):
        """Open the dialog that asks why and until when these calls are kept.

        :return: an action
        :raises AccessError: for who is no manager
        """
        self._check_keeper()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Keep calls"),
            "res_model": "callcenter.keep",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_call_ids": self.ids, "dialog_size": "medium"},
        }

    def action_release(self):
        """Let these calls be deleted again when their time has come; the call tells it.

        :raises AccessError: for who is no manager
        """
        self._check_keeper()
        self.filtered("keep_until")._set_keep(
            False, False, self.env._("No longer kept.")
        )

    def _set_keep(self, until, reason, text):
        # sudo: calls are written by the exchange; the caller is a manager who sees them
        self.sudo().write(
            {
                "keep_until": until,
                "keep_reason": reason,
                "keep_user_id": until and self.env.uid,
            }
        )
        for call in self:
            call.message_post(body=text)

    def _check_keeper(self):
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers may do this."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        kept = self.filtered(lambda call: call._is_kept())
        if kept:
            raise UserError(
                self.env._(
                    "The call %(call)s is kept until %(date)s.",
                    call=kept[0].display_name,
                    date=fields.Date.to_string(kept[0].sudo().keep_until),
                )
            )
