from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _has_callcenter_extension(self):
        """Return whether a telephone extension is mapped to this user."""
        self.ensure_one()
        # sudo: only tells a user whether they have one themselves
        extensions = self.env["callcenter.extension"].sudo()
        return bool(extensions.search_count([("user_id", "=", self.id)], limit=1))
