"""From bytes to parameters: JSON object, JSON-RPC 2.0 envelope, form or query."""

import json
import re
from dataclasses import dataclass
from email.parser import BytesParser
from itertools import islice
from math import isfinite
from urllib.parse import parse_qsl

from .credentials import TOKEN_PARAMETER
from .errors import WireError
from .values import BEFORE, storable

MAX_BYTES = 64 * 1024
MAX_PARAMETERS = 100
# forms within forms, which nobody sends and which take long to read
MAX_FORMS = 10
# a byte that is no UTF-8 becomes a lone surrogate; values are read without those
BAD_BYTES = "surrogateescape"
# what stands beside no ``params``
_PLAIN = {"callid", "phone"}
_BAD_BYTE = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True)
class Message:
    """The parameters of one request, and how it wants to be answered.

    :param params: what was sent, by name; values are whatever JSON allows
    :param is_envelope: whether it came as JSON-RPC 2.0
    :param envelope_id: the id of that envelope, given back in the answer
    """

    params: dict
    is_envelope: bool = False
    envelope_id: object = None


def read_message(body=b"", query=b""):
    """Read the parameters of a request; those of the body win over the query's.

    The body's own first character decides, not its Content-Type: dialplans send
    JSON under curl's form type.

    :param bytes body: the raw body
    :param bytes query: the raw query string
    :raises WireError: ``too_large`` (413), ``unreadable`` (400); its ``message`` is
        what could be read all the same
    """
    if len(body) + len(query) > MAX_BYTES:
        raise WireError("too_large", 413, limit=MAX_BYTES)
    params = _read_form(query)
    try:
        message = _read_body(body.strip(b"\xef\xbb\xbf \t\r\n\0"), params)
    except WireError as error:
        error.message = error.message or Message(params)
        raise
    check_callid(message)
    return message


def check_callid(message):
    """Refuse an id that lost a byte: it could be another call's."""
    callid = message.params.get("callid")
    if isinstance(callid, str) and _BAD_BYTE.search(callid):
        error = _unreadable("its callid is not UTF-8")
        error.message = message
        raise error


def _read_body(text, params):
    if not text:
        return Message(params)
    if text[:2] == b"--":
        return Message({**params, **_read_multipart(text)})
    if text[:1] == b"<":
        raise _unreadable("it is XML, send a form or JSON")
    if text[:1] not in (b"{", b"["):
        return Message({**params, **_read_form(text)})
    data = read_json(text)
    if not isinstance(data, dict):
        raise _unreadable("a JSON object is expected, not a list")
    if not _is_envelope(data):
        return Message({**params, **data})
    inner = data.get("params") or {}
    if not isinstance(inner, dict):
        error = _unreadable("the envelope's params are not an object")
        error.message = Message(params, True, _envelope_id(data))
        raise error
    return Message({**params, **inner}, True, _envelope_id(data))


def _is_envelope(data):
    """Return whether ``data`` wraps its parameters.

    Odoo's own JSON routes took ``params`` without the word ``jsonrpc``, and scripts
    that were written for those still send them so.
    """
    is_bare = isinstance(data.get("params"), dict) and not data.keys() & _PLAIN
    return "jsonrpc" in data or is_bare


def _envelope_id(data):
    """Return the envelope's id; of what cannot be given back as one, None."""
    value = data.get("id")
    if isinstance(value, Number):
        return float(value)
    if isinstance(value, str):
        return storable(value)
    is_id = type(value) is int or (type(value) is float and isfinite(value))
    return value if is_id else None


def read_json(text):
    """Return what ``text`` (bytes) says as JSON, numbers as they are written.

    :raises WireError: ``unreadable`` (400)
    """
    try:
        return _JSON.decode(text.decode(errors=BAD_BYTES))
    except RecursionError as error:
        raise _unreadable("it is nested too deeply") from error
    except ValueError as error:
        raise _unreadable(f"it is not valid JSON, {error}") from error


def _read_int(digits):
    """Return an integer; thousands of digits become a list, which is no value."""
    try:
        return int(digits)
    except ValueError:
        return [digits]


class Number(str):
    """A number with decimals as JSON wrote it: as a float, an id would lose its zeros."""

    __slots__ = ()


def _read_float(digits):
    number = float(digits)
    if not isfinite(number):
        return [digits]
    return number if "e" in digits.lower() else Number(digits)


def _merge(pairs):
    """Return parameters by name; of one that came twice the last that is not empty.

    The others stand beside it: nothing is lost that was sent.
    """
    params = dict(pairs)
    if len(params) == len(pairs):
        return params
    params, before = {}, {}
    for name, value in pairs:
        known = params.get(name)
        if known in (None, ""):
            params[name] = value
        elif value not in (None, "", known):
            before.setdefault(name, []).append(known)
            params[name] = value
    return params | {
        name + BEFORE: values
        for name, values in before.items()
        if not name.lower().endswith(TOKEN_PARAMETER)
    }


# not strict: scripts leave tabs and line breaks in texts; NaN and Infinity, which
# JSON does not have, become a list as well
_JSON = json.JSONDecoder(
    parse_constant=lambda name: [name],
    parse_int=_read_int,
    parse_float=_read_float,
    object_pairs_hook=_merge,
    strict=False,
)


def _read_form(text):
    try:
        pairs = parse_qsl(
            text.decode(errors=BAD_BYTES),
            keep_blank_values=True,
            errors=BAD_BYTES,
            max_num_fields=MAX_PARAMETERS,
        )
    except ValueError as error:
        raise _unreadable(f"it is not a form, {error}") from error
    return _merge(pairs)


def _read_multipart(text):
    """Read ``multipart/form-data`` (RFC 7578), as curl -F and PHP send it."""
    if text.count(b"ultipart/") > MAX_FORMS:
        raise _unreadable("it is nested too deeply")
    boundary = text.partition(b"\n")[0].strip()[2:]
    head = b'Content-Type: multipart/form-data; boundary="%s"\r\n\r\n' % boundary
    try:
        parts = BytesParser().parsebytes(head + text).walk()
        return _merge(
            [
                (
                    str(part.get_param("name", header="content-disposition")),
                    part.get_payload(decode=True).decode(errors=BAD_BYTES),
                )
                for part in islice(parts, 1, MAX_PARAMETERS)
                if not part.is_multipart()
            ]
        )
    except RecursionError as error:
        raise _unreadable("it is nested too deeply") from error
    except (LookupError, ValueError) as error:
        raise _unreadable("it is no multipart form") from error


def _unreadable(detail):
    return WireError("unreadable", 400, detail=detail)
