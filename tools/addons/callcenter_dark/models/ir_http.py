from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def color_scheme(self):
        """Return the scheme of the cookie by which charts choose their colours too."""
        is_dark = request.httprequest.cookies.get("color_scheme") == "dark"
        return "dark" if is_dark else super().color_scheme()
