"""One request of an exchange, read but not yet believed."""

import json
from dataclasses import dataclass

from ..wire import Message, WireError, read_message
from ..wire.body import MAX_BYTES
from ..wire.credentials import mask_tokens, read_tokens, without_secrets
from ..wire.values import storable

MAX_NAME_CHARACTERS = 128


@dataclass(frozen=True)
class Delivery:
    """What a request says.

    :param endpoint: what it was posted to
    :param method: the HTTP method
    :param address: the sender's
    :param is_address_proven: False behind a proxy that Odoo was not told of
    :param tokens: the credentials it presents
    :param message: its parameters
    :param error: the WireError that says why there are none, or None
    :param payload: what was sent as text, without credentials
    """

    endpoint: str
    method: str
    address: str
    is_address_proven: bool
    tokens: tuple
    message: Message
    error: WireError | None
    payload: str


def read_delivery(httprequest, endpoint, body):
    """Return the Delivery that an Odoo HTTP request makes.

    :param bytes body: its raw body, None where that is over the limit
    """
    environ = httprequest.environ
    message, error = _read_message(httprequest, body)
    return Delivery(
        endpoint=storable(endpoint)[:MAX_NAME_CHARACTERS],
        method=httprequest.method,
        address=httprequest.remote_addr or "",
        # werkzeug leaves this key where Odoo's proxy_mode has read the header
        is_address_proven="HTTP_X_FORWARDED_FOR" not in environ
        or "werkzeug.proxy_fix.orig" in environ,
        tokens=tuple(
            read_tokens(httprequest.headers.get("Authorization"), message.params)
        ),
        message=message,
        error=error,
        payload=_payload(message, body),
    )


def _read_message(httprequest, body):
    try:
        if body is None:
            raise WireError("too_large", 413, limit=MAX_BYTES)
        return read_message(body, httprequest.query_string), None
    except WireError as error:
        return Message({}), error


def _payload(message, body):
    if message.params:
        params = without_secrets(message.params)
        return mask_tokens(json.dumps(params, ensure_ascii=False, default=str))
    return mask_tokens((body or b"").decode("utf-8", "replace"))
