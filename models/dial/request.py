import logging
import time

from odoo import SUPERUSER_ID, api, models

from ...dialling import DialError, TemplateError, fill_request, send

_logger = logging.getLogger(__name__)


class CallcenterOrder(models.Model):
    """Orders that the exchange is told by an HTTP request."""

    _inherit = "callcenter.order"

    def _request_at_commit(self):
        """Send the request once the order stands, and outside of any transaction."""
        pbx = self.pbx_id
        try:
            request = fill_request(pbx._get_dial_template(), self._get_request_values())
        except TemplateError:
            self._end("refused", self._explain_request("bad_address"))
            return
        success, is_private = pbx.dial_success or "", pbx.is_dial_private
        order_id, registry, lang = self.id, self.pool, self.env.context.get("lang")
        if pbx._is_neutralised():
            self._end("refused", self._explain_request("neutralised"))
            return

        def carry_out():
            code, status = "", None
            started = time.monotonic()
            try:
                send(request, success, is_private)
            except DialError as error:
                code, status = error.code, error.status
            _logger.info(
                "Order %s to dial: %s in %.2f s",
                order_id,
                code or "taken",
                time.monotonic() - started,
            )
            if code:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {"lang": lang})
                    order = env["callcenter.order"].browse(order_id).exists()
                    if order.state in ("waiting", "sent"):
                        order._end("refused", order._explain_request(code, status))

        self.env.cr.postcommit.add(carry_out)

    def _get_request_values(self):
        pbx = self.pbx_id
        is_inside = self.phone in pbx._get_extensions()
        prefix = "" if is_inside else pbx.dial_prefix or ""
        return {
            "extension": self.extension,
            "phone": f"{prefix}{self.phone}",
            "callid": self.callid,
            "line": pbx.dial_line or "",
            "secret": pbx.dial_secret or "",
        }

    def _explain_request(self, code, status=None):
        """Return why the exchange did not dial, never in its own words."""
        reasons = {
            "bad_address": self.env._(
                "The connection's request to dial has no address."
            ),
            "private_address": self.env._(
                "The exchange is in the own network, which the connection does not allow."
            ),
            "unreachable": self.env._("The exchange does not answer."),
            "too_slow": self.env._("The exchange did not answer in time."),
            "bad_certificate": self.env._("The exchange's certificate is not valid."),
            "redirected": self.env._("The exchange sends the request elsewhere."),
            "unauthorized": self.env._("The exchange does not accept the secret."),
            "refused": self.env._("The exchange refused."),
            "not_understood": self.env._("The exchange answered something else."),
            "neutralised": self.env._(
                "This is a copy of the database: it calls nobody."
            ),
        }
        reason = reasons[code]
        return f"{reason} ({status})" if status else reason
