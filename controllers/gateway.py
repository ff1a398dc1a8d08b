from odoo.http import request, route

from ..compat.timezones import get_zone
from ..wire import WireError
from ..wire.body import MAX_BYTES
from ..wire.gateway import read_agent, read_heartbeat, read_order_result
from .delivery import read_delivery
from .dispatcher import PATH
from .webhook import CallcenterWebhook

OPTIONS = {
    "type": "callcenter",
    "auth": "none",
    "save_session": False,
    "readonly": False,
    "max_content_length": MAX_BYTES + 1,
}


class CallcenterGateway(CallcenterWebhook):
    """What a gateway asks and tells beside events; docs/openapi.yaml describes it."""

    @route(f"{PATH}/orders", **OPTIONS)
    def claim_orders(self, body):
        """Hand out what Odoo wants of the exchange, each order to one asker once.

        :return: JSON: 200 ``{"status": "ok", "orders": [{"id", "kind", …, "age"}]}``,
            ``age`` in seconds
        """
        return self._serve("orders", body, self._apply_orders)

    @route(f"{PATH}/order", **OPTIONS)
    def take_order_result(self, body):
        """Take what became of an order: ``id``, ``state``, ``reason``, ``callid``."""
        return self._serve("order", body, self._apply_order)

    @route(f"{PATH}/agent", **OPTIONS)
    def take_agent(self, body):
        """Take an agent's state: ``extension``, ``status``, ``reason``, ``queue``, ``at``."""
        return self._serve("agent", body, self._apply_agent)

    @route(f"{PATH}/heartbeat", **OPTIONS)
    def take_heartbeat(self, body):
        """Take how the gateway is, and answer what it should know."""
        return self._serve("heartbeat", body, self._apply_heartbeat)

    def _serve(self, endpoint, body, apply):
        return self._receive(read_delivery(request.httprequest, endpoint, body), apply)

    def _apply_orders(self, pbx, delivery, _now):
        """Claim; these polls come every few seconds and have no journal of their own."""
        params = _read(delivery)
        if params.get("knock"):
            pbx._knock()
        return {"status": "ok", "orders": pbx.env["callcenter.order"]._claim(pbx)}

    def _apply_order(self, pbx, delivery, now):
        result = read_order_result(_read(delivery))
        is_changed = pbx.env["callcenter.order"]._take_result(pbx, result)
        self._journal(pbx, delivery, now, "applied" if is_changed else "duplicate")
        return {"status": "ok"}

    def _apply_agent(self, pbx, delivery, now):
        state = read_agent(_read(delivery), get_zone(pbx._get_settings().tz))
        statuses = pbx.env["callcenter.agent.status"]
        is_changed, problems = statuses._take(pbx, state, now)
        result = "applied" if is_changed else "duplicate"
        self._journal(pbx, delivery, now, result, problems)
        return {"status": "ok", "warnings": [str(problem) for problem in problems]}

    def _apply_heartbeat(self, pbx, delivery, now):
        heartbeat = read_heartbeat(_read(delivery))
        return {"status": "ok", "time": now, **pbx._take_heartbeat(heartbeat)}


def _read(delivery):
    """Return the parameters of what only POST may tell.

    :raises WireError: ``method_not_allowed`` (405), or what is wrong with the body
    """
    if delivery.method != "POST":
        values = {"method": delivery.method, "allowed": "POST"}
        raise WireError("method_not_allowed", 405, **values)
    if delivery.error:
        raise delivery.error
    return delivery.message.params
