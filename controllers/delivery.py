"""One request of an exchange, read but not yet believed."""

from dataclasses import dataclass

from ..wire import Message, WireError, read_message
from ..wire.credentials import (
    dump_params,
    is_other_scheme,
    mask_tokens,
    read_tokens,
)
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
    :param is_other_scheme: whether credentials came in a header that is not read
    :param message: its parameters
    :param error: the WireError that says why there are none, or None
    :param payload: what was sent as text, without credentials
    """

    endpoint: str
    method: str
    address: str
    is_address_proven: bool
    tokens: tuple
    is_other_scheme: bool
    message: Message
    error: WireError | None
    payload: str


def read_delivery(httprequest, endpoint, body):
    """Return the Delivery that an Odoo HTTP request makes.

    :param body: its raw body as bytes, or the WireError that says why there is none
    """
    environ = httprequest.environ
    message, error = _read_message(httprequest, body)
    headers = httprequest.headers
    authorization = headers.get("Authorization")
    tokens = read_tokens(authorization, message.params)
    return Delivery(
        endpoint=storable(endpoint)[:MAX_NAME_CHARACTERS],
        method=httprequest.method,
        address=httprequest.remote_addr or "",
        # werkzeug leaves this key where Odoo's proxy_mode has read the header
        is_address_proven="HTTP_X_FORWARDED_FOR" not in environ
        or "werkzeug.proxy_fix.orig" in environ,
        tokens=tuple(tokens),
        is_other_scheme=is_other_scheme(authorization, headers.get("X-Api-Key")),
        message=message,
        error=error,
        payload=_payload(message, body, error, tokens),
    )


def _read_message(httprequest, body):
    try:
        if isinstance(body, WireError):
            body.message = read_message(b"", httprequest.query_string)
            raise body
        return read_message(body, httprequest.query_string), None
    except WireError as error:
        return error.message or Message({}), error


def _payload(message, body, error, tokens):
    if message.params and not error:
        return dump_params(message.params, tokens)
    raw = b"" if isinstance(body, WireError) else body
    return mask_tokens(raw.decode("utf-8", "replace"), tokens)
