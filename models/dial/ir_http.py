from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client from which telephones its user can dial."""
        info = super().session_info()
        if info.get("callcenter", {}).get("has_extension"):
            info["callcenter"]["telephones"] = self.env[
                "callcenter.dialer"
            ].get_telephones()
        return info
