from werkzeug.exceptions import RequestEntityTooLarge

from odoo import SUPERUSER_ID, models
from odoo.http import request

from ..wire.body import MAX_BYTES


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _auth_method_callcenter(cls):
        """Open the door for exchanges: the route itself asks for their credentials.

        Reads the raw body before Odoo parses it, of which a chunked one would be cut
        silently; a body over the limit is left as None. A session's user is never used.
        """
        httprequest = request.httprequest
        httprequest.max_content_length = MAX_BYTES + 1
        try:
            request.callcenter_body = httprequest.get_data(cache=True)
        except RequestEntityTooLarge:
            request.callcenter_body = None
        # the wire package reads the parameters: as Python arguments, a form key such
        # as `self` would be a TypeError
        request.get_http_params = dict
        request.update_env(user=SUPERUSER_ID)

    def session_info(self):
        """Tell the web client whether its user has an extension, so that it may ask."""
        info = super().session_info()
        if self.env.user._is_internal():
            info["callcenter"] = {
                "has_extension": self.env.user._has_callcenter_extension()
            }
        return info
