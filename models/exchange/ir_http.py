import re

from werkzeug.exceptions import HTTPException, abort

from odoo import models
from odoo.http import request

from ...wire import ENDPOINTS, LOOKUP, WireError, error_data

PATH = "/api/callcenter"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _match(cls, path):
        """Lead everything below the webhook's path to it, with a slash too many, too:
        Odoo would redirect, which exchanges do not follow, or answer in HTML.
        """
        if not path.startswith(f"{PATH}/"):
            return super()._match(path)
        try:
            return super()._match(re.sub(r"/+", "/", path).rstrip("/"))
        except HTTPException:
            known = ", ".join([*ENDPOINTS, LOOKUP])
            error = WireError("unknown_endpoint", 404, endpoint=path, known=known)
            abort(request.make_json_response(error_data(error), status=error.status))

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Leave out what Odoo prepares for a visitor: his language, debug mode, session.

        An exchange has none, and each ring would wait for it.
        """
        if rule.endpoint.routing["type"] != "callcenter":
            return super()._pre_dispatch(rule, args)
        return request.dispatcher.pre_dispatch(rule, args)

    def session_info(self):
        """Tell the web client what its user has, may and wants: it need not ask."""
        info = super().session_info()
        if self.env.user._is_internal():
            info["callcenter"] = {
                "has_extension": self.env.user._has_callcenter_extension(),
                "preferences": self.env.user._get_callcenter_preferences(),
                "can_create_lead": "crm.lead" in self.env
                and self.env["crm.lead"].has_access("create"),
            }
        return info
