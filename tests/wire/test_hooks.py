import base64
import hmac
import json
import time
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...controllers import webhook
from ...rules import QUIET_SECONDS
from ...wire.adapters import ADAPTERS
from ...wire.mapping import read_mapping
from ..common import WireCase

FOLDER = Path(__file__).parents[1] / "hooks"
# 2026-03-02 09:15:00 in Vietnam
BEGIN = 1772417700.0


def load(adapter):
    """Return the sequences of one adapter, as ``tests/hooks`` has them."""
    return json.loads((FOLDER / f"{adapter}.json").read_text(encoding="utf-8"))


def exchanged(messages):
    """Return messages with the last two exchanged: the late one comes a second after."""
    if len(messages) < 2:
        return messages
    *first, late, end = messages
    end = {**end, "after": late["after"] + end["after"]}
    return [*first, end, {**late, "after": 1}]


class HookCase(WireCase):
    """Posts as vendors do, in their words."""

    def hook(self, adapter, message, headers=None, query=""):
        """Send one message to a hook; return the response."""
        headers = (
            {"Authorization": f"Bearer {self.token}"} if headers is None else headers
        )
        url = f"/api/callcenter/hook/{adapter}"
        if "query" in message:
            return self.url_open(f"{url}?{message['query']}", headers=headers)
        if "json" in message:
            body = json.dumps(message["json"])
            headers = {"Content-Type": "application/json", **headers}
        else:
            body = message.get("form", message.get("body"))
            kind = (
                "application/x-www-form-urlencoded"
                if "form" in message
                else "text/plain"
            )
            headers = {"Content-Type": kind, **headers}
        url += f"?{query}" if query else ""
        return self.url_open(url, data=body.encode(), headers=headers, method="POST")

    def connect(self, told):
        """Give a sequence a connection of its own."""
        name = told["name"]
        self.pbx = self.env["callcenter.pbx"].create(
            {
                "name": name,
                "country_id": self.vietnam.id,
                "tz": "Asia/Ho_Chi_Minh",
                "accept_get": True,
            }
        )
        self.token = self.pbx.generate_token()
        if "mapping" in told:
            mapping = read_mapping(told["mapping"])
            self.env["callcenter.mapping"].keep(self.pbx, mapping)
        self.env["callcenter.extension"].create(
            [
                {"pbx_id": self.pbx.id, "number": number, "user_id": user.id}
                for number, user in (("101", self.lan), ("102", self.minh))
            ]
        )

    def at(self, now):
        """Let the server's clock stand at ``now``."""
        clock = SimpleNamespace(time=lambda: now, monotonic=time.monotonic)
        return patch.object(webhook, "time", clock)


@tagged("post_install", "-at_install")
class TestHooks(HookCase):
    """Each vendor's own messages, over real HTTP, give the right history."""

    def test_in_order(self):
        for adapter, told in self.sequences():
            with self.subTest(adapter=adapter, told=told["name"]):
                self.connect(told)
                self.check(told, self.play(adapter, told["messages"]))

    def test_each_message_repeated(self):
        for adapter, told in self.sequences():
            with self.subTest(adapter=adapter, told=told["name"]):
                self.connect(told)
                now = self.play(adapter, told["messages"], times=2)
                self.check(told, self.play(adapter, told["messages"][-1:], now))
                self.assertEqual(self.journal().result, "duplicate")

    def test_out_of_order(self):
        for adapter, told in self.sequences():
            if "needs_order" in told:
                continue
            with self.subTest(adapter=adapter, told=told["name"]):
                self.connect(told)
                self.check(told, self.play(adapter, exchanged(told["messages"])))

    def test_every_adapter_has_samples(self):
        self.assertEqual({path.stem for path in FOLDER.glob("*.json")}, ADAPTERS.keys())

    def sequences(self):
        """Every sequence with the name of its adapter."""
        return [(name, told) for name in ADAPTERS for told in load(name)]

    def play(self, adapter, messages, now=BEGIN, times=1):
        """Send messages, each at its own time; return when the last came."""
        for message in messages:
            now += message["after"]
            for _time in range(times):
                with self.at(now):
                    response = self.hook(
                        adapter, message, query=message.get("beside", "")
                    )
                self.assertEqual(response.status_code, 200, response.text)
        return now

    def check(self, told, now):
        """Compare the settled calls with what the sequence expects."""
        calls = self.calls.search([("pbx_id", "=", self.pbx.id)])
        self.assertEqual(set(calls.mapped("callid")), set(told["expect"]))
        self.assertEqual(len(calls), len(told["expect"]))
        for call in calls:
            call._settle(now + QUIET_SECONDS)
            expect = {**told["expect"][call.callid]}
            self.assertEqual({name: self.shown(call, name) for name in expect}, expect)

    def shown(self, call, name):
        """The value of ``name`` in ``expect`` that ``call`` has."""
        if name == "extension":
            return call.extension_id.number
        if name == "legs":
            legs = call.leg_ids.sorted("number")
            return [f"{leg.number} {leg.disposition}" for leg in legs]
        value = call[name]
        if name.endswith("_date"):
            return fields.Datetime.to_string(value)
        return False if value == "" else value


@tagged("post_install", "-at_install")
class TestHookDoor(HookCase):
    """Who may post to a hook, and what answers them."""

    RING = {
        "json": {
            "call_id": "h-1",
            "state": "RINGING",
            "direction": "INBOUND",
            "from_number": "0989464999",
            "to_number": "101",
        }
    }

    def sign(self, body, secret="whsec_c2VjcmV0", message_id="m-1", stamp=None):
        """Return the headers by which Standard Webhooks signs ``body``."""
        stamp = stamp or int(time.time())
        content = f"{message_id}.{stamp}.".encode() + body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        made = base64.b64encode(hmac.new(key, content, "sha256").digest()).decode()
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": f"v1,{made}",
        }

    def test_the_token_lets_in_wherever_it_stands(self):
        query = f"token={self.token}"
        basic = self.basic(self.token)
        for headers, beside in (({}, query), (basic, ""), (None, "")):
            response = self.hook("voicecloud", self.RING, headers, beside)
            self.assertEqual(response.status_code, 200, response.text)
        body = {"json": {**self.RING["json"], "token": self.token}}
        self.assertEqual(self.hook("voicecloud", body, {}).status_code, 200)
        rows = self.events.search([("pbx_id", "=", self.pbx.id)])
        self.assertEqual(set(rows.mapped("name")), {"hook/voicecloud"})
        self.assertNotIn(self.token, "".join(rows.mapped("payload")))

    def test_strangers_are_refused(self):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"X-Api-Key": "x"}):
            response = self.hook("voicecloud", self.RING, headers)
            self.assertEqual(response.status_code, 401, response.text)
        self.assertFalse(self.call("h-1"))

    def test_without_a_token_no_web_page_is_let_in(self):
        self.pbx.write({"allowed_networks": "127.0.0.0/8", "require_token": False})
        response = self.hook(
            "voicecloud", self.RING, {"Origin": "https://evil.example"}
        )
        self.assertEqual(response.json()["code"], "from_browser")
        self.assertEqual(self.hook("voicecloud", self.RING, {}).status_code, 200)

    def test_an_unknown_adapter_names_those_that_are(self):
        response = self.hook("acme", self.RING)
        self.assertEqual(response.status_code, 404)
        self.assertEqual(response.json()["code"], "unknown_adapter")
        self.assertIn("voicecloud", response.json()["message"])
        self.assertEqual(self.journal().result, "rejected")

    def test_get_is_for_who_accepts_it(self):
        message = {"query": "callid=g-1&phone=0989464999&extension=101&event=RING"}
        response = self.hook("voicecloud", message)
        self.assertEqual(response.json()["code"], "get_not_accepted")
        self.pbx.accept_get = True
        self.assertEqual(self.hook("voicecloud", message).status_code, 200)

    def test_what_tells_nothing_of_a_call_is_kept_as_ignored(self):
        message = {"json": {"type": 30008, "msg": '{"extension":"101"}'}}
        self.assertEqual(self.hook("yeastar", message).status_code, 200)
        self.assertEqual(self.journal().result, "ignored")

    def test_a_row_of_the_journal_is_replayed(self):
        self.hook("voicecloud", self.RING)
        row = self.journal()
        self.assertTrue(row.is_replayable)
        row._replay()
        self.assertEqual((row.result, row.call_id), ("duplicate", self.call("h-1")))

    def test_a_signature_is_wanted_where_it_is_agreed(self):
        self.pbx.write(
            {"hook_signature": "standard", "hook_secrets": "whsec_b2xk\nwhsec_c2VjcmV0"}
        )
        body = json.dumps(self.RING["json"]).encode()
        bearer = {"Authorization": f"Bearer {self.token}"}
        for headers in (
            bearer,
            {**bearer, **self.sign(body, "whsec_b3RoZXI=")},
            {**bearer, **self.sign(body, stamp=int(time.time()) - 400)},
            {**bearer, **self.sign(body + b" ")},
            self.sign(body, "whsec_b3RoZXI="),
        ):
            response = self.hook("voicecloud", self.RING, headers)
            self.assertEqual(response.status_code, 401, response.text)
        self.assertFalse(self.call("h-1"))
        for secret in ("whsec_c2VjcmV0", "whsec_b2xk"):
            headers = self.sign(body, secret, f"id {secret}")
            response = self.hook("voicecloud", self.RING, headers)
            self.assertEqual(response.status_code, 200, response.text)
        self.assertTrue(self.call("h-1"))

    def test_a_message_sent_again_is_a_copy_whatever_is_in_it(self):
        self.pbx.write({"hook_signature": "standard", "hook_secrets": "whsec_c2VjcmV0"})
        for state, result in (("RINGING", "applied"), ("HANGUP", "duplicate")):
            message = {"json": {**self.RING["json"], "state": state}}
            headers = self.sign(json.dumps(message["json"]).encode())
            self.assertEqual(self.hook("voicecloud", message, headers).status_code, 200)
            self.assertEqual(self.journal().result, result)
        self.assertEqual(self.call("h-1").state, "ringing")

    def test_secrets_are_for_who_connects_exchanges(self):
        self.pbx.write({"hook_signature": "api_key", "hook_secrets": "s3cret"})
        for name in ("hook_signature", "hook_secrets", "hook_base_url"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.pbx.with_user(self.lan).read([name])
        with self.assertRaises(AccessError):
            self.env["callcenter.hook.seen"].with_user(self.lan).search([])
        groups = "base.group_user,callcenter.group_callcenter_pbx_admin"
        admin = new_test_user(self.env, "t_connector", groups)
        pbx = self.pbx.with_user(admin)
        pbx.invalidate_recordset()
        self.assertFalse(pbx.read(["hook_secrets"])[0]["hook_secrets"])
        with self.assertRaises(AccessError):
            pbx.read(["hook_kept_secrets"])
        pbx.hook_secrets = "other"
        self.assertEqual(self.pbx.hook_kept_secrets, "other")
        self.assertFalse(self.pbx.copy().hook_kept_secrets)

    def test_lookups_in_the_vendors_words_where_they_are_on(self):
        partner = self.customer
        asked = {"query": "number=0989464999"}
        found = self.hook("threecx", asked).json()["contacts"]
        self.assertEqual([one["name"] for one in found], [partner.name])
        self.assertEqual(
            self.hook("threecx", {"query": "number=0911111111"}).json(),
            {"contacts": []},
        )
        self.assertEqual(
            self.hook("yeastar", {"query": "phone=0989464999"}).json()["contacts"][0][
                "id"
            ],
            str(partner.id),
        )
        self.pbx.lookup_enabled = False
        response = self.hook("threecx", asked)
        self.assertEqual(
            (response.status_code, response.json()["code"]), (403, "lookup_disabled")
        )

    def test_routing_goes_to_who_spoke_with_the_customer(self):
        with patch.object(
            type(self.env["callcenter.lookup"]),
            "_get_preferred_extension",
            lambda *_args: "102",
        ):
            routing = {
                "action": "GetRouting",
                "from_number": "0989464999",
                "hotline": "1900",
            }
            self.assertEqual(
                self.hook("voicecloud", {"json": routing}).json(), {"extension": "102"}
            )
            new = "event=newCall&direction=in&from=0989464999&to=1900&callId=r-1"
            response = self.hook("generic_cti", {"form": new})
            self.assertTrue(
                response.headers["Content-Type"].startswith("application/xml")
            )
            self.assertIn("<Dial><Number>102</Number></Dial>", response.text)
            self.pbx.lookup_enabled = False
            response = self.hook("generic_cti", {"form": new})
            self.assertNotIn("Dial", response.text)
        self.assertEqual(self.call("r-1").state, "ringing")

    def test_generic_cti_is_told_where_to_send_further_events(self):
        self.pbx.hook_base_url = "https://cti.example.com/"
        self.pbx.hook_signature = False
        new = "event=newCall&direction=in&from=49211&to=49157&callId=f-1&user=101"
        response = self.hook("generic_cti", {"form": new})
        url = response.text.partition('onAnswer="')[2].partition('"')[0]
        self.assertTrue(
            url.endswith(f"/api/callcenter/hook/generic_cti?token={self.token}")
        )
        self.assertNotIn("Dial", response.text)
