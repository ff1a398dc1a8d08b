"""Several events in one request."""

import json

from odoo.tests import tagged

from ...wire.batch import MAX_EVENTS
from ..common import WireCase


@tagged("callcenter_wire")
class TestBatch(WireCase):
    """Each event is taken by itself, in its order."""

    def batch(self, events, **params):
        body = json.dumps({"events": events, **params} if params else events)
        return self.post("events", body=body)

    def test_each_is_answered_and_journalled_in_order(self):
        before = self.events.search_count([("pbx_id", "=", self.pbx.id)])
        status, answer = self.batch(
            [
                {
                    "name": "call_in",
                    "callid": "b1",
                    "extension": "101",
                    "phone": "0989",
                },
                {"name": "call_in", "extension": "101"},
                {"name": "nothing", "callid": "b1"},
                "no event",
                {"name": "lookup", "phone": "0989"},
                {
                    "name": "call_in",
                    "callid": "b1",
                    "extension": "101",
                    "event": "ANSWER",
                },
                {"name": "call_end", "callid": "b1", "extension": "101"},
            ]
        )
        self.assertEqual(status, 200)
        codes = [row["http_status"] for row in answer["events"]]
        self.assertEqual(codes, [200, 400, 404, 400, 404, 200, 200])
        states = [row.get("state") for row in answer["events"]]
        self.assertEqual([x for x in states if x], ["ringing", "ongoing", "ended"])
        self.env.invalidate_all()
        rows = self.events.search(
            [("pbx_id", "=", self.pbx.id)], order="id desc", limit=7
        )
        self.assertEqual(
            self.events.search_count([("pbx_id", "=", self.pbx.id)]) - before, 7
        )
        self.assertEqual(
            rows.sorted("id").mapped("result"),
            [
                "applied",
                "rejected",
                "rejected",
                "rejected",
                "rejected",
                "applied",
                "applied",
            ],
        )
        self.assertTrue(rows.sorted("id")[0].is_replayable)
        self.assertEqual(self.call("b1").state, "ended")

    def test_as_an_object(self):
        event = {"name": "call_in", "callid": "b2", "extension": "101"}
        status, answer = self.batch([event], sent=1)
        self.assertEqual((status, len(answer["events"])), (200, 1))
        self.assertEqual(self.batch([])[0], 200)

    def test_what_is_no_batch(self):
        event = {"name": "hangup", "callid": "b3"}
        for body, status in (
            ("{", 400),
            ('{"callid": "1"}', 400),
            (json.dumps([event] * (MAX_EVENTS + 1)), 413),
            ("[" + " " * 1024 * 1024 + "]", 413),
        ):
            with self.subTest(body=body[:20]):
                self.assertEqual(self.post("events", body=body)[0], status)
        self.assertEqual(self.post("events", method="GET")[0], 405)
        self.assertEqual(self.post("events", body="[]", headers={})[0], 401)
