from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client whether its user has an extension, so that it may ask."""
        info = super().session_info()
        if self.env.user._is_internal():
            info["callcenter"] = {
                "has_extension": self.env.user._has_callcenter_extension()
            }
        return info
