"""One request of an exchange, read but not yet believed."""

from dataclasses import dataclass, replace

from ..wire import Message, WireError, read_message
from ..wire.adapters import HOOK
from ..wire.credentials import (
    dump_params,
    is_other_scheme,
    mask_tokens,
    read_tokens,
)
from ..wire.values import storable

MAX_NAME_CHARACTERS = 128
# by which whoever passes a request on tells for whom (RFC 7239, and what came before)
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED",
    "HTTP_X_ORIGINAL_F",
    "HTTP_X_REAL_IP",
    "HTTP_X_CLIENT_IP",
    "HTTP_X_CLUSTER_CLIENT_IP",
    "HTTP_X_ENVOY_EXTERNAL_ADDRESS",
    "HTTP_CLIENT_IP",
    "HTTP_TRUE_CLIENT_IP",
    "HTTP_CF_CONNECTING_IP",
    "HTTP_FASTLY_CLIENT_IP",
)
# what a proxy in front of Odoo sets itself
VOUCHED = {
    f"HTTP_X_{name}"
    for name in (
        "FORWARDED_FOR",
        "FORWARDED_HOST",
        "FORWARDED_PORT",
        "FORWARDED_PROTO",
        "FORWARDED_SERVER",
        "FORWARDED_SSL",
        "REAL_IP",
    )
}
# werkzeug leaves this key where Odoo's proxy_mode has read the headers
PROXY = "werkzeug.proxy_fix.orig"
BROWSER = {"HTTP_ORIGIN", "HTTP_REFERER", "HTTP_UPGRADE_INSECURE_REQUESTS"}


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
    :param is_browser: whether a web page sends it
    :param host: what the sender calls this server, '' through Odoo's own proxy
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
    is_browser: bool = False
    host: str = ""


def read_delivery(httprequest, endpoint, body):
    """Return the Delivery that an Odoo HTTP request makes.

    :param body: its raw body as bytes, or the WireError that says why there is none
    """
    environ = httprequest.environ
    message, error = _read_message(httprequest, body)
    headers = httprequest.headers
    authorization = headers.get("Authorization")
    tokens = read_tokens(authorization, message.params)
    # a vendor's key is a signature, and looked at as one
    key = None if endpoint.startswith(HOOK) else headers.get("X-Api-Key")
    return Delivery(
        endpoint=printable(storable(endpoint))[:MAX_NAME_CHARACTERS],
        method=httprequest.method,
        address=printable(httprequest.remote_addr or ""),
        is_address_proven=is_address_proven(environ),
        tokens=tuple(tokens),
        is_other_scheme=is_other_scheme(authorization, key),
        message=message,
        error=error,
        payload=_payload(message, body, error, tokens),
        is_browser=is_browser(environ),
        # which names lead here through Odoo's own proxy, it decides
        host="" if PROXY in environ else printable(environ.get("HTTP_HOST", "")),
    )


def authenticate(env, delivery, signers=()):
    """Return the connection that a Delivery is from.

    :param signers: ids of the connections whose signature it bears

    :raises WireError: why it is nobody's, as of ``callcenter.pbx._authenticate``
    """
    return env["callcenter.pbx"]._authenticate(
        delivery.tokens,
        delivery.address,
        delivery.is_address_proven,
        delivery.is_browser,
        delivery.host,
        signers,
    )


def is_address_proven(environ):
    """Return whether a request comes from where it seems to come from.

    Whoever passes it on says so in a header; only the one proxy that Odoo was told of
    (proxy_mode) is believed, in what it sets itself.
    """
    forwarded = [name for name in environ if name.startswith(FORWARDED)]
    if PROXY in environ:
        return VOUCHED.issuperset(forwarded)
    return not forwarded


def is_browser(environ):
    """Return whether a page in a browser sends this, which no exchange is.

    Fetch Metadata (W3C) and Origin (RFC 6454) are told by every browser of today, but
    not in plain HTTP or of a picture: there it is known by what no program sends.
    """
    if any(name in BROWSER or name.startswith("HTTP_SEC_") for name in environ):
        return True
    agent = environ.get("HTTP_USER_AGENT", "")
    return agent.startswith("Mozilla/") and "HTTP_ACCEPT_LANGUAGE" in environ


def printable(text):
    """Return ``text`` as it may stand in a log: control characters would write lines."""
    return "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text
    )


def split_delivery(delivery, name, message):
    """Return the Delivery of one event of a batch.

    :param str name: the endpoint that it is for
    :param message: its Message, or the WireError that says why there is none
    """
    is_error = isinstance(message, WireError)
    params = {} if is_error else message.params
    return replace(
        delivery,
        endpoint=storable(name)[:MAX_NAME_CHARACTERS],
        message=Message({}) if is_error else message,
        error=message if is_error else None,
        payload=dump_params(params, delivery.tokens),
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
