"""Several events in one request."""

import json
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

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

    def test_one_that_fails_stops_none(self):
        calls, apply = type(self.calls), type(self.calls)._apply_event

        def fail(model, pbx, event, *args, **kwargs):
            answer = apply(model, pbx, event, *args, **kwargs)
            if event.callid == "b5":
                raise ValueError("of this one")
            return answer

        events = [
            {"name": "call_in", "callid": f"b{number}", "extension": "101"}
            for number in (4, 5, 6)
        ]
        with (
            patch.object(calls, "_apply_event", fail),
            mute_logger("odoo.addons.callcenter.controllers.webhook"),
        ):
            answer = self.batch(events)[1]
        codes = [row["http_status"] for row in answer["events"]]
        self.assertEqual(codes, [200, 503, 200])
        found = [len(self.call(event["callid"])) for event in events]
        self.assertEqual(found, [1, 0, 1])
        rows = self.events.search([], order="id desc", limit=3).sorted("id")
        self.assertEqual(rows.mapped("result"), ["applied", "error", "applied"])

    def test_a_number_is_asked_for_once(self):
        lookup, asked = type(self.env["callcenter.lookup"]), []
        ask = lookup._ask_identity

        def count(model, number, pbx):
            asked.append(number)
            return ask(model, number, pbx)

        events = [
            {
                "name": "call_in",
                "callid": f"b{number}",
                "extension": "101",
                "phone": "0989464999",
            }
            for number in (7, 8, 9)
        ]
        with patch.object(lookup, "_ask_identity", count):
            self.batch(events)
        self.assertEqual(asked, ["0989464999"])
        customers = [self.call(event["callid"]).partner_id for event in events]
        self.assertEqual(customers, [self.customer] * 3)
        self.customer.phone = False
        self.batch([{**events[0], "callid": "b10"}])
        self.assertFalse(self.call("b10").partner_id, "and again by the next request")

    def test_its_calls_are_locked_in_one_order(self):
        taken = []
        with patch.object(
            type(self.calls), "_lock_all", lambda _calls, _pbx, ids: taken.append(ids)
        ):
            self.batch(
                [
                    {"name": "call_in", "callid": callid, "extension": "101"}
                    for callid in ("z", "a", "z")
                ]
            )
        self.assertEqual(taken, [{"a", "z"}])
        count = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        self.env.cr.execute(count)
        before = self.env.cr.fetchone()[0]
        self.calls._lock_all(self.pbx, {"never", "heard", "of"})
        self.env.cr.execute(count)
        self.assertEqual(self.env.cr.fetchone()[0], before + 3)

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
