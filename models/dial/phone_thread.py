from odoo import api, models

VIEWS = ("form", "list", "kanban")


class MailThreadPhone(models.AbstractModel):
    """Numbers of a model are shown as numbers: with a button that dials them."""

    _inherit = "mail.thread.phone"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in VIEWS:
            names = set(self._phone_get_number_fields())
            for node in arch.xpath("//field[not(@widget)]"):
                is_own = not any(True for _up in node.iterancestors("field"))
                if is_own and node.get("name") in names:
                    node.set("widget", "phone")
        return arch, view
