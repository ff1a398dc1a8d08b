from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client how its user is: it need not ask."""
        info = super().session_info()
        if info.get("callcenter", {}).get("has_extension"):
            info["callcenter"]["desk"] = self.env["callcenter.agent.desk"].get_desk()
        return info
