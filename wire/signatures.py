"""Whether a vendor signed what came: verified over the raw bytes, before any parsing.

Sources: Standard Webhooks 1.0, DIDWW and Stripe (``t=…,v1=…``), Twilio's "Webhooks
security", CareSoft's ``X-Hub-Signature``.
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

TOLERANCE_SECONDS = 300
MAX_SIGNATURES = 20
STANDARD, STAMPED, TWILIO, CARESOFT, API_KEY = (
    "standard",
    "stamped",
    "twilio",
    "caresoft",
    "api_key",
)


@dataclass(frozen=True)
class Signed:
    """A request whose signature is to be verified.

    :param bytes body: the raw body
    :param headers: by name in lower case
    :param str target: path and query, as it was asked for
    :param float now: epoch seconds
    """

    body: bytes
    headers: dict
    target: str
    now: float


def verify(scheme, secrets, signed, base=""):
    """Return the id under which a copy is known ('': none), or None: not signed so.

    All secrets are compared, in constant time: two are valid while one is replaced.

    :param scheme: STANDARD, STAMPED, TWILIO, CARESOFT or API_KEY
    :param secrets: texts
    :param str base: this server's public address, which Twilio signs
    """
    check = _CHECKS.get(scheme)
    return check(secrets, signed, base.rstrip("/")) if check else None


def _standard(secrets, signed, _base):
    """Check ``webhook-signature``: ``v1,BASE64``, several with blanks between."""
    message_id = signed.headers.get("webhook-id", "")
    stamp = signed.headers.get("webhook-timestamp", "")
    if not message_id or not _is_recent(stamp, signed.now):
        return None
    content = f"{message_id}.{stamp}.".encode() + signed.body
    told = signed.headers.get("webhook-signature", "").split()[:MAX_SIGNATURES]
    told = [one[3:] for one in told if one.startswith("v1,")]
    made = [_base64(_hmac(_key(secret), content, "sha256")) for secret in secrets]
    return message_id if _is_any(told, made) else None


def _key(secret):
    """Return the bytes of a secret of Standard Webhooks: base64 behind ``whsec_``."""
    text = secret.removeprefix("whsec_")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def _stamped(secrets, signed, _base):
    """Check ``t=SECONDS,v1=HEX`` over the stamp, a point and the body."""
    told = next(
        (
            value
            for name, value in sorted(signed.headers.items())
            if name.endswith("signature") and re.match(r"\s*t=\d", value)
        ),
        "",
    )
    pairs = [part.strip().partition("=") for part in told.split(",")[:MAX_SIGNATURES]]
    stamp = next((value for name, _is, value in pairs if name == "t"), "")
    if not _is_recent(stamp, signed.now):
        return None
    content = f"{stamp}.".encode() + signed.body
    made = [_hmac(secret.encode(), content, "sha256").hex() for secret in secrets]
    values = [value.lower() for name, _is, value in pairs if name == "v1"]
    if not _is_any(values, made):
        return None
    return _event_id(signed.headers) or f"{stamp}.{min(values)}"


def _event_id(headers):
    names = [name for name in sorted(headers) if re.search(r"event-?id$", name)]
    return next((headers[name] for name in names if headers[name]), "")


def _twilio(secrets, signed, base):
    """Check ``X-Twilio-Signature``: SHA-1 over the address and the sorted form."""
    address = base + signed.target
    is_form = "json" not in signed.headers.get("content-type", "")
    content = address.encode()
    if is_form:
        pairs = parse_qsl(
            signed.body.decode("utf-8", "surrogateescape"),
            keep_blank_values=True,
            errors="surrogateescape",
        )
        text = "".join(name + value for name, value in sorted(set(pairs)))
        content += text.encode("utf-8", "surrogateescape")
    else:
        digest = hashlib.sha256(signed.body).hexdigest()
        if not re.search(rf"[?&]bodySHA256={digest}(&|$)", signed.target):
            return None
    made = [_base64(_hmac(secret.encode(), content, "sha1")) for secret in secrets]
    told = signed.headers.get("x-twilio-signature", "")
    if not _is_any([told], made):
        return None
    return signed.headers.get("i-twilio-idempotency-token", "")


def _caresoft(secrets, signed, _base):
    """Check ``X-Hub-Signature``: SHA-1 of the body in upper-case hexadecimal digits."""
    told = signed.headers.get("x-hub-signature", "")
    told = re.sub(r"^sha1=", "", told, flags=re.IGNORECASE).upper()
    made = [
        _hmac(secret.encode(), signed.body, "sha1").hex().upper() for secret in secrets
    ]
    return "" if _is_any([told], made) else None


def _api_key(secrets, signed, _base):
    return "" if _is_any([signed.headers.get("x-api-key", "")], secrets) else None


def _is_recent(stamp, now):
    if not re.fullmatch(r"\d{1,12}", stamp, re.ASCII):
        return False
    return abs(now - int(stamp)) <= TOLERANCE_SECONDS


def _hmac(key, content, name):
    return hmac.new(key, content, name).digest()


def _base64(digest):
    return base64.b64encode(digest).decode()


def _is_any(told, made):
    """Compare all with all, whatever is found on the way."""
    found = False
    for one in told:
        for other in made:
            one_bytes = one.encode("utf-8", "replace")
            found |= bool(one) and hmac.compare_digest(one_bytes, other.encode())
    return found


_CHECKS = {
    STANDARD: _standard,
    STAMPED: _stamped,
    TWILIO: _twilio,
    CARESOFT: _caresoft,
    API_KEY: _api_key,
}
