"""The least that Odoo can do for one request: what the webhook is measured against."""

import uuid

from odoo import SUPERUSER_ID, Command, fields
from odoo.http import Controller, request, route

from odoo.addons.callcenter.models.transaction import EVENT_CONTEXT

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

    @route("/callcenter_bench/rows", readonly=False, **OPTIONS)
    def rows(self):
        """Create what a ring leaves, by the ORM and with nothing found out before: a
        call, its leg, its journal entry.
        """
        env = request.env(user=SUPERUSER_ID, context=EVENT_CONTEXT)
        pbx = env["callcenter.pbx"].search([], limit=1)
        common = {"pbx_id": pbx.id, "state": "ringing"}
        call = env["callcenter.call"].create(
            {
                **common,
                "callid": uuid.uuid4().hex,
                "company_id": pbx.company_id.id,
                "direction": "incoming",
                "phone": "0989464344",
                "start_date": fields.Datetime.now(),
                "leg_ids": [Command.create({**common, "number": "999"})],
            }
        )
        env["callcenter.event"].create(
            {
                "pbx_id": pbx.id,
                "name": "call_in",
                "payload": request.httprequest.get_data(as_text=True),
                "result": "applied",
                "call_id": call.id,
            }
        )
        return request.make_json_response({"id": call.id})

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
