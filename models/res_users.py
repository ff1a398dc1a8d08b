from odoo import fields, models, tools


class ResUsers(models.Model):
    _inherit = "res.users"

    # by which record rules find the people whose extensions a supervisor has
    callcenter_extension_ids = fields.One2many("callcenter.extension", "user_id")

    def _has_callcenter_extension(self):
        """Return whether a telephone extension is mapped to this user."""
        self.ensure_one()
        # sudo: only tells a user whether they have one themselves
        extensions = self.env["callcenter.extension"].sudo()
        return bool(extensions.search_count([("user_id", "=", self.id)], limit=1))

    @tools.ormcache("self.id")
    def _get_bus_partner_id(self):
        """Return the id of the partner on whose channel this user's tabs hear.

        Cached, as every event asks for it; of an archived user it is False.
        """
        # sudo: what is cached must not depend on who asked first
        user = self.sudo()
        return user.active and user.partner_id.id
