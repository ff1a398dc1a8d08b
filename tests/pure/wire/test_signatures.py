import base64
import hashlib
import hmac

import pytest
from callcenter.wire import signatures
from callcenter.wire.signatures import Signed, verify
from hypothesis import given
from hypothesis import strategies as st

NOW = 1772417700.0
BODY = b'{"call_id": "a"}'
BASE = "https://odoo.example.com/"


def signed(headers, body=BODY, target="/api/callcenter/hook/x", now=NOW):
    return Signed(body, headers, target, now)


def standard(secret, message_id="msg_1", stamp=int(NOW), body=BODY):
    """Sign as Standard Webhooks does."""
    content = f"{message_id}.{stamp}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = base64.b64encode(hmac.new(key, content, "sha256").digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": f"v1,{made}",
    }


def test_standard_webhooks_own_example():
    # the vector of the specification's reference libraries
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    body, secret = b'{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    told = signed(headers, body, now=1614265330)
    assert verify("standard", [secret], told) == "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert verify("standard", ["whsec_AAAA", secret], told)
    assert verify("standard", [secret], signed(headers, body, now=1614265631)) is None
    assert (
        verify("standard", [secret], signed(headers, body + b" ", now=1614265330))
        is None
    )


def test_several_signatures_while_a_secret_is_replaced():
    old, new = "whsec_b2xkIHNlY3JldA==", "whsec_bmV3IHNlY3JldA=="
    headers = standard(old)
    headers["webhook-signature"] += " " + standard(new)["webhook-signature"]
    for secrets in ([old], [new], [old, new]):
        assert verify("standard", secrets, signed(headers)) == "msg_1"
    assert verify("standard", ["whsec_b3RoZXI="], signed(headers)) is None
    assert verify("standard", [], signed(headers)) is None


@pytest.mark.parametrize("late", [-301, 301])
def test_a_stamp_is_believed_for_five_minutes(late):
    secret = "whsec_b2xkIHNlY3JldA=="
    assert (
        verify("standard", [secret], signed(standard(secret, stamp=int(NOW) + late)))
        is None
    )
    near = int(NOW) + late - (1 if late > 0 else -1)
    assert verify("standard", [secret], signed(standard(secret, stamp=near))) == "msg_1"


def test_stamped():
    def sign(secret, stamp=int(NOW)):
        made = hmac.new(secret, f"{stamp}.".encode() + BODY, "sha256").hexdigest()
        return f"t={stamp},v1={'0' * 64},v1={made}"

    headers = {"didww-signature": sign(b"s3"), "x-event-id": "ev-7"}
    assert verify("stamped", ["other", "s3"], signed(headers)) == "ev-7"
    assert verify("stamped", ["other"], signed(headers)) is None
    assert verify("stamped", ["s3"], signed({"x-signature": sign(b"s3", 1)})) is None
    assert verify("stamped", ["s3"], signed({"x-signature": sign(b"s3")}))


def test_twilios_own_example():
    # of the tests of Twilio's own library
    body = (
        b"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234"
        b"&From=%2B14158675309&To=%2B18005551212"
    )
    headers = {
        "x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        "content-type": "application/x-www-form-urlencoded",
    }
    told = signed(headers, body, "/myapp.php?foo=1&bar=2")
    assert verify("twilio", ["12345"], told, "https://mycompany.com") == ""
    assert verify("twilio", ["12345"], told, "https://other.com") is None
    assert verify("twilio", ["12346"], told, "https://mycompany.com") is None


def test_twilio_signs_json_by_its_digest():
    digest = hashlib.sha256(BODY).hexdigest()
    target = f"/hook?bodySHA256={digest}"
    made = hmac.new(b"k", (BASE.rstrip("/") + target).encode(), "sha1").digest()
    headers = {
        "x-twilio-signature": base64.b64encode(made).decode(),
        "content-type": "application/json",
    }
    assert verify("twilio", ["k"], signed(headers, target=target), BASE) == ""
    assert verify("twilio", ["k"], signed(headers, b"{}", target), BASE) is None


def test_caresoft_and_a_plain_key():
    made = hmac.new(b"k", BODY, "sha1").hexdigest().upper()
    assert verify("caresoft", ["k"], signed({"x-hub-signature": made})) == ""
    assert verify("caresoft", ["x"], signed({"x-hub-signature": made})) is None
    assert verify("caresoft", ["k"], signed({})) is None
    assert verify("api_key", ["a", "b"], signed({"x-api-key": "b"})) == ""
    assert verify("api_key", ["a", "b"], signed({"x-api-key": "c"})) is None
    assert verify("api_key", [], signed({"x-api-key": ""})) is None


def test_what_is_compared_is_compared_in_constant_time(monkeypatch):
    compared = []
    monkeypatch.setattr(
        signatures.hmac, "compare_digest", lambda a, b: compared.append(a) or False
    )
    verify("api_key", ["a", "b", "c"], signed({"x-api-key": "a"}))
    assert len(compared) == 3


@given(
    scheme=st.sampled_from(
        ["standard", "stamped", "twilio", "caresoft", "api_key", "x"]
    ),
    body=st.binary(max_size=60),
    headers=st.dictionaries(
        st.sampled_from(
            [
                "webhook-id",
                "webhook-timestamp",
                "webhook-signature",
                "x-signature",
                "x-twilio-signature",
                "x-hub-signature",
                "x-api-key",
                "content-type",
            ]
        ),
        st.one_of(
            st.text(max_size=30), st.just("t=1772417700,v1=é"), st.just("1772417700")
        ),
    ),
)
def test_nothing_forged_is_taken(scheme, body, headers):
    assert verify(scheme, ["secret of sixteen"], signed(headers, body), BASE) is None
