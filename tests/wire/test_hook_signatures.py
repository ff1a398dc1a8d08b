"""Vendors that sign, over real HTTP; what they ask is answered in their own words."""

import base64
import hmac
import json
import time
from urllib.parse import parse_qsl, urlencode

from lxml import etree

from odoo.tests import tagged

from ...wire.mapping import read_mapping
from .test_hooks import HookCase

OLD, NEW, STRANGE = "b2xkIHNlY3JldA==", "bmV3IHNlY3JldA==", "c3RyYW5nZQ=="
PUBLIC = "https://pbx.example.com"
CARESOFT = {
    "callcenter_mapping": 1,
    "name": "CareSoft",
    "fields": {"callid": ["/call_id"], "event": ["/s"], "phone": ["/caller"]},
    "words": {"event": {"ring": "ring"}},
}


def body_of(adapter, callid):
    """Return a ring in the words of an adapter, as ``(body, content type)``."""
    if adapter == "twilio":
        ring = {"CallSid": callid, "From": "+84989464999", "To": "client:101"}
        form = {**ring, "CallStatus": "ringing", "SequenceNumber": "0"}
        return urlencode(form).encode(), "application/x-www-form-urlencoded"
    told = {"call_id": callid, "s": "ring", "caller": "0989464999"}
    names = {"from_number": "0989464999", "to_number": "101", "state": "RINGING"}
    return json.dumps({**told, **names}).encode(), "application/json"


def standard(secret, body, url, stamp, message_id):
    content = f"{message_id}.{stamp}.".encode() + body
    made = hmac.digest(base64.b64decode(secret), content, "sha256")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": f"v1,AAAA v1,{base64.b64encode(made).decode()}",
    }


def stamped(secret, body, url, stamp, message_id):
    made = hmac.digest(secret.encode(), f"{stamp}.".encode() + body, "sha256").hex()
    return {
        "X-PS-Signature": f"t={stamp},v1={made}",
        "X-PS-Event-Id": message_id,
    }


def twilio(secret, body, url, stamp, message_id):
    pairs = sorted(parse_qsl(body.decode()))
    plain = "".join(name + value for name, value in pairs)
    made = hmac.digest(secret.encode(), (url + plain).encode(), "sha1")
    return {
        "X-Twilio-Signature": base64.b64encode(made).decode(),
        "I-Twilio-Idempotency-Token": message_id,
    }


def caresoft(secret, body, url, stamp, message_id):
    made = hmac.digest(secret.encode(), body, "sha1").hex().upper()
    return {"X-Hub-Signature": made}


def api_key(secret, body, url, stamp, message_id):
    return {"X-Api-Key": secret}


# scheme ▶ (how it signs, an adapter, whether a stamp, whether an id is in it)
SCHEMES = {
    "standard": (standard, "voicecloud", True, True),
    "stamped": (stamped, "voicecloud", True, True),
    "twilio": (twilio, "twilio", False, True),
    "caresoft": (caresoft, "mapping", False, False),
    "api_key": (api_key, "voicecloud", False, False),
}


class SignedCase(HookCase):
    def post_signed(
        self, scheme, callid, secret=NEW, url=PUBLIC, late=0, message_id="m", **more
    ):
        """Post a ring that a vendor signs; return the response.

        :param str url: the address that the vendor was told, without path and query
        :param int late: how many seconds ago it signed
        :param more: ``change``, what is added to the body behind the vendor's back;
            ``headers`` beside it
        """
        sign, adapter, _has_stamp, _has_id = SCHEMES[scheme]
        body, kind = body_of(adapter, callid)
        target = f"/api/callcenter/hook/{adapter}?office=1"
        stamp = int(time.time()) - late
        headers = {
            "Content-Type": kind,
            **sign(secret, body, url + target, stamp, message_id),
            **more.get("headers", {}),
        }
        body += more.get("change", b"")
        return self.url_open(target, data=body, headers=headers, method="POST")

    def agree(self, scheme, secrets=(NEW,), base=PUBLIC):
        self.pbx.write(
            {
                "hook_signature": scheme,
                "hook_secrets": "\n".join(secrets),
                "hook_base_url": base,
            }
        )
        self.env["callcenter.mapping"].keep(self.pbx, read_mapping(CARESOFT))

    def assert_refused(self, response, callid):
        self.assertEqual(response.status_code, 401, response.text)
        self.assertFalse(self.call(callid))


@tagged("post_install", "-at_install")
class TestHookSignatures(SignedCase):
    """Each scheme lets in who signs so, and nobody else."""

    def test_a_right_signature_needs_no_token(self):
        for scheme in SCHEMES:
            with self.subTest(scheme):
                self.agree(scheme)
                response = self.post_signed(scheme, f"{scheme}-1", message_id=scheme)
                self.assertEqual(response.status_code, 200, response.text)
                self.assertEqual(self.call(f"{scheme}-1").state, "ringing")
                row = self.journal()
                self.assertEqual(row.result, "applied")
                self.assertNotIn(NEW, row.payload)

    def test_a_wrong_one_is_refused_with_the_token_beside_it(self):
        bearer = {"Authorization": f"Bearer {self.token}"}
        for scheme in SCHEMES:
            self.agree(scheme)
            for headers in ({}, bearer):
                with self.subTest(scheme, headers=headers):
                    wrong = self.post_signed(
                        scheme, "no-1", secret=STRANGE, headers=headers
                    )
                    self.assert_refused(wrong, "no-1")
                    if scheme == "api_key":
                        continue
                    change = b"&x=1" if scheme == "twilio" else b" "
                    changed = self.post_signed(
                        scheme, "no-2", change=change, headers=headers
                    )
                    self.assert_refused(changed, "no-2")

    def test_both_secrets_are_valid_while_one_is_replaced(self):
        for scheme in SCHEMES:
            self.agree(scheme, (OLD, NEW))
            for secret in (OLD, NEW):
                with self.subTest(scheme, secret=secret):
                    callid = f"{scheme}-{secret}"
                    response = self.post_signed(
                        scheme, callid, secret=secret, message_id=callid
                    )
                    self.assertEqual(response.status_code, 200, response.text)
                    self.assertTrue(self.call(callid))
            # the old one is taken away
            self.agree(scheme, (NEW,))
            with self.subTest(scheme, secret="taken away"):
                self.assert_refused(
                    self.post_signed(scheme, "gone", secret=OLD), "gone"
                )

    def test_a_stamp_is_believed_for_300_seconds(self):
        for scheme, (_sign, _adapter, has_stamp, _has_id) in SCHEMES.items():
            if not has_stamp:
                continue
            self.agree(scheme)
            for late in (310, -310):
                with self.subTest(scheme, late=late):
                    stale = self.post_signed(scheme, "stale", late=late)
                    self.assert_refused(stale, "stale")
            for late in (290, -290):
                with self.subTest(scheme, late=late):
                    callid = f"{scheme}{late}"
                    response = self.post_signed(
                        scheme, callid, late=late, message_id=callid
                    )
                    self.assertEqual(response.status_code, 200, response.text)

    def test_an_id_that_came_before_is_a_copy_in_every_worker(self):
        for scheme, (_sign, _adapter, _has_stamp, has_id) in SCHEMES.items():
            if not has_id:
                continue
            with self.subTest(scheme):
                self.agree(scheme)
                message_id = f"once {scheme}"
                for callid, result in (("c-1", "applied"), ("c-2", "duplicate")):
                    # another worker remembers nothing
                    self.registry.__dict__.pop("callcenter_values", None)
                    response = self.post_signed(
                        scheme, f"{scheme} {callid}", message_id=message_id
                    )
                    self.assertEqual(response.status_code, 200, response.text)
                    self.assertEqual(self.journal().result, result)
                self.assertFalse(self.call(f"{scheme} c-2"))
                seen = self.env["callcenter.hook.seen"].search(
                    [("pbx_id", "=", self.pbx.id), ("message_id", "=", message_id)]
                )
                self.assertEqual(len(seen), 1)

    def test_the_address_that_twilio_signs_is_the_configured_one(self):
        self.agree("twilio")
        here = self.base_url()
        self.assert_refused(self.post_signed("twilio", "t-1", url=here), "t-1")
        evil = "https://evil.example"
        for headers in (
            {"Host": "evil.example"},
            {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        ):
            response = self.post_signed("twilio", "t-1", url=evil, headers=headers)
            self.assert_refused(response, "t-1")
        # without one: the address of Odoo
        self.agree("twilio", base=False)
        self.assert_refused(self.post_signed("twilio", "t-1"), "t-1")
        odoo = self.pbx.get_base_url()
        response = self.post_signed("twilio", "t-1", url=odoo)
        self.assertEqual(response.status_code, 200, response.text)


@tagged("post_install", "-at_install")
class TestHookQuestions(SignedCase):
    """Which extension first: answered in the vendor's words, from lookup."""

    def setUp(self):
        super().setUp()
        # whose customer it is rings first: extension 102
        self.customer.user_id = self.minh

    def test_twilio_is_answered_in_twiml(self):
        ask = {
            "CallSid": "CA1",
            "From": "+84989464999",
            "To": "+842819002028",
            "CallStatus": "ringing",
            "Direction": "inbound",
        }
        root = self.get_xml("twilio", ask)
        self.assertEqual(root.tag, "Response")
        self.assertEqual([x.text for x in root.findall("Dial/Client")], ["102"])
        self.assertEqual(self.call("CA1").state, "ringing")
        stranger = {**ask, "CallSid": "CA2", "From": "+84911111111"}
        self.assertEqual(len(self.get_xml("twilio", stranger)), 0)
        # a status callback asks nothing
        told = {**ask, "CallSid": "CA3", "CallbackSource": "call-progress-events"}
        self.assertEqual(len(self.get_xml("twilio", told)), 0)
        self.pbx.lookup_enabled = False
        self.assertEqual(len(self.get_xml("twilio", {**ask, "CallSid": "CA4"})), 0)
        self.assertTrue(self.call("CA4"), "the call counts all the same")

    def test_voip24h_is_answered_with_the_bare_extension(self):
        ask = {"json": {"type": "routing", "phone": "0989464999"}}
        response = self.hook("voip24h", ask)
        self.assertEqual((response.status_code, response.text), (200, "102"))
        self.assertTrue(response.headers["Content-Type"].startswith("text/plain"))
        stranger = {"json": {"type": "routing", "phone": "0911111111"}}
        self.assertEqual(self.hook("voip24h", stranger).text, "")
        self.pbx.lookup_enabled = False
        response = self.hook("voip24h", ask)
        self.assertEqual(response.status_code, 403)
        self.assertEqual(response.json()["code"], "lookup_disabled")

    def test_generic_cti_is_answered_as_it_asks(self):
        ask = {
            "event": "newCall",
            "direction": "in",
            "from": "84989464999",
            "to": "842838251234",
            "callId": "g-1",
        }
        root = self.get_xml("generic_cti", ask)
        self.assertEqual([x.text for x in root.findall("Dial/Number")], ["102"])
        self.assertIn("/api/callcenter/hook/generic_cti", root.get("onAnswer"))
        self.assertEqual(
            self.hook("generic_cti", {"json": {**ask, "callId": "g-2"}}).json(),
            {"action": "dial", "number": "102"},
        )
        # it rings at somebody already: routed only where the address asks for it
        rung = {**ask, "callId": "g-3", "user": ["101"]}
        self.assertEqual(self.hook("generic_cti", {"json": rung}).json(), {})
        response = self.hook("generic_cti", {"json": rung}, query="route=1")
        self.assertEqual(response.json()["number"], "102")
        # who is called by us is asked nothing
        out = {**ask, "callId": "g-4", "direction": "out"}
        self.assertEqual(self.hook("generic_cti", {"json": out}).json(), {})

    def test_a_sender_as_sipgate_is_one_goes_where_it_is_told(self):
        self.env["callcenter.extension"].create(
            {"pbx_id": self.pbx.id, "number": "w7", "user_id": self.hoa.id}
        )
        call = {
            "direction": "in",
            "from": "84989464999",
            "to": "842838251234",
            "callId": "s-1",
        }
        people = {"user[]": ["Hoa", "Lan"], "userId[]": ["w7", "101"]}
        first = f"/api/callcenter/hook/generic_cti?token={self.token}"
        told = self.send_form(first, {"event": "newCall", **call, **people})
        answer, hangup = told.get("onAnswer"), told.get("onHangup")
        ends = {"cause": "normalClearing", "answeringNumber": "842838251234"}
        events = [
            (answer, {"event": "answer", "user": "Hoa", "userId": "w7", **call}),
            (hangup, {"event": "hangup", **ends, **call}),
            # it got no answer in time, and sends again
            (hangup, {"event": "hangup", **ends, **call}),
        ]
        for url, event in events:
            self.assertTrue(url.startswith(self.pbx.get_base_url()))
            target = url.removeprefix(self.pbx.get_base_url())
            self.assertIsNone(self.send_form(target, event).get("onHangup"))
        call = self.call("s-1")
        self.assertEqual(call.partner_id, self.customer)
        self.assertEqual(
            {leg.user_id: leg.disposition for leg in call.leg_ids},
            {self.hoa: "answered", self.lan: "answered_elsewhere"},
        )
        self.assertEqual(self.journal().result, "duplicate")

    def send_form(self, target, event):
        """Post a form without a header of ours; return the XML that answers."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(event, doseq=True)
        response = self.url_open(target, data=body, headers=form, method="POST")
        self.assertEqual(response.status_code, 200, response.text)
        return etree.fromstring(response.content)

    def test_voicecloud_is_answered_in_json(self):
        ask = {"action": "GetRouting", "from_number": "0989464999", "hotline": "1900"}
        self.assertEqual(
            self.hook("voicecloud", {"json": ask}).json(), {"extension": "102"}
        )

    def get_xml(self, adapter, form):
        response = self.hook(adapter, {"form": urlencode(form)})
        self.assertEqual(response.status_code, 200, response.text)
        self.assertIn("xml", response.headers["Content-Type"])
        return etree.fromstring(response.content)
