import time
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urlencode

from odoo import fields
from odoo.tests import tagged

from ...controllers import webhook
from ...models.exchange.problems import load_problems
from ...rules import QUIET_SECONDS
from .. import histories
from ..common import WireCase


@tagged("post_install", "-at_install")
class TestPayloads(WireCase):
    """What exchanges really send, over real HTTP, with the server's clock in our hands."""

    def test_in_order(self):
        for history, scope in self.runs():
            with self.subTest(history=history.file, end_scope=scope):
                self.connect(history, scope)
                for event in history.events:
                    self.deliver(event)
                    problems = load_problems(self.journal().problems)
                    codes = sorted(problem.code for problem in problems)
                    self.assertEqual(codes, sorted(event.warns), event)
                self.check(history)

    def test_each_event_repeated(self):
        for history, scope in self.runs():
            with self.subTest(history=history.file, end_scope=scope):
                self.connect(history, scope)
                for event in history.events:
                    self.deliver(event)
                    self.deliver(event)
                    self.assertEqual(self.journal().result, "duplicate", event)
                self.check(history)

    def runs(self):
        """Every history under each of its scopes."""
        for history in histories.load():
            for scope in history.end_scopes:
                yield history, scope

    def connect(self, history, scope):
        """Give the history a connection of its own."""
        self.pbx = self.env["callcenter.pbx"].create(
            {
                "name": f"{history.file} {scope}",
                "country_id": self.vietnam.id,
                "tz": "Asia/Ho_Chi_Minh",
                "end_scope": scope,
                "accept_get": True,
            }
        )
        self.token = self.pbx.generate_token()
        self.env["callcenter.extension"].create(
            [
                {"pbx_id": self.pbx.id, "number": number, "user_id": self[login].id}
                for number, login in history.extensions.items()
            ]
        )

    def __getitem__(self, login):
        return {"lan": self.lan, "minh": self.minh, "hoa": self.hoa}[login]

    def deliver(self, event):
        """Send one event as the exchange does, at its own time."""
        clock = SimpleNamespace(time=lambda: event.at, monotonic=time.monotonic)
        with patch.object(webhook, "time", clock):
            status, answer = self.send(event)
        answer = answer.get("result", answer)
        self.assertEqual((status, answer["status"]), (200, "ok"), answer)

    def send(self, event):
        """Post in the format of the event."""
        if event.format == "query":
            query = urlencode(event.params)
            return self.post(f"{event.endpoint}?{query}", method="GET")
        post = {
            "json": self.post,
            "form": self.post_form,
            "envelope": self.post_envelope,
        }[event.format]
        return post(event.endpoint, event.params)

    def check(self, history):
        """Compare the settled call with what the history expects."""
        calls = self.calls.search([("pbx_id", "=", self.pbx.id)])
        self.assertEqual(len(calls), history.calls)
        call = self.call(history.callid)
        call._settle(history.events[-1].at + QUIET_SECONDS)
        self.assertTrue(call.is_settled)
        expect = {**history.expect}
        legs = call.leg_ids.sorted("id")
        self.assertEqual(len(legs), len(expect["legs"]), legs.mapped("number"))
        for leg, expected in zip(legs, expect.pop("legs"), strict=True):
            self.assertEqual({name: leg[name] for name in expected}, expected)
        self.assertEqual({name: self.shown(call, name) for name in expect}, expect)

    def shown(self, call, name):
        """The value of ``name`` in ``expect`` that ``call`` has."""
        if name == "extension":
            return call.extension_id.number
        if name == "user":
            return call.user_id.login.removeprefix("t_") if call.user_id else None
        if name == "customer":
            return call.partner_id.name or None
        value = call[name]
        if name.endswith("_date"):
            return fields.Datetime.to_string(value)
        return False if value == "" else value
