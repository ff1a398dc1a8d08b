"""The least that Odoo can do for one request: what the webhook is measured against."""

from odoo import SUPERUSER_ID
from odoo.http import Controller, request, route

OPTIONS = {
    "type": "http",
    "auth": "none",
    "methods": ["POST"],
    "csrf": False,
    "save_session": False,
}
# about as long as the card that a call's message carries
CARD = {"callid": "x" * 36, "phone": "0989 464 344", "note": "x" * 300}


class Floors(Controller):
    """An empty route; one row written; a bus message; both."""

    @route("/callcenter_bench/empty", **OPTIONS)
    def empty(self):
        """Answer, and do nothing else."""
        return request.make_json_response({"status": "ok"})

    @route("/callcenter_bench/create", readonly=False, **OPTIONS)
    def create(self):
        """Create one record."""
        return request.make_json_response({"id": self._create().id})

    @route("/callcenter_bench/create_bus", readonly=False, **OPTIONS)
    def create_bus(self):
        """Create one record and tell one user."""
        row = self._create()
        row.env.ref("base.user_admin")._bus_send("callcenter_bench/row", CARD)
        return request.make_json_response({"id": row.id})

    @route("/callcenter_bench/bus", readonly=False, **OPTIONS)
    def bus(self):
        """Tell one agent, with the ``callid`` of the request's body."""
        callid = request.get_json_data()["callid"]
        agent = request.env(user=SUPERUSER_ID).ref("callcenter.user_lan")
        agent._bus_send("callcenter_bench/message", {**CARD, "callid": callid})
        return request.make_json_response({"status": "ok"})

    def _create(self):
        rows = request.env(user=SUPERUSER_ID)["callcenter.bench.row"]
        return rows.create({"name": "row", "phone": "0989464344"})
