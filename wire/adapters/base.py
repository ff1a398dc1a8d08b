"""What every adapter is made of: a request, what it tells, what it asks.

An adapter is a pure function from a request to plain events of the wire: dicts with the
endpoint as ``name`` and its parameters (docs/openapi.yaml), as a batch has them.
"""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cached_property

from ..body import read_json, read_message
from ..errors import WireError
from ..values import BEFORE, read_extension, read_text
from ..words import fold

# what may be a telephone inside; customers' numbers are longer
MAX_INSIDE_DIGITS = 6
MAX_EVENTS = 50
# the ladder, from the lowest rung to the highest
RUNGS = ("documented", "tested", "signed", "routing", "dialling", "tried")
# what is no JSON object and no form is kept as its text
BODY = "body"
MIN_BASE64 = 40


@dataclass(frozen=True)
class Hook:
    """One request of a vendor's exchange, as it came.

    :param bytes body: the raw body
    :param headers: its headers, names in any case
    :param bytes query: the raw query string
    """

    body: bytes = b""
    headers: dict = field(default_factory=dict)
    query: bytes = b""

    @cached_property
    def params(self):
        """The parameters of body and query: JSON object, form or query.

        :raises WireError: ``unreadable`` (400), ``too_large`` (413)
        """
        return read_message(self.body, self.query).params

    @cached_property
    def texts(self):
        """The plain values among the parameters as texts, by folded name.

        ``CallType``, ``call_type`` and ``callType`` are one name.
        """
        return fold_names(self.params)

    def text(self, *names):
        """Return the first of some parameters that is not empty, else ''."""
        return first_of(self.texts, *names)


def dump_hook(hook):
    """Return the parameters by which a request is kept, for ``load_hook``."""
    try:
        params = hook.params
    except WireError:
        params = {}
    text = hook.body.strip()
    # plain, so that erasing a caller finds the number
    plain = from_base64(text)
    if plain:
        return {BODY: plain}
    params = {name: _to_plain(value) for name, value in params.items()}
    # base64 makes a form without a value
    is_form = text[:1] == b"{" or b"=" in text.rstrip(b"=")
    if not text or (params and is_form and text[:1] not in (b"<", b"[", b'"')):
        return params
    return {BODY: hook.body.decode("utf-8", "replace")}


def from_base64(text):
    """Return the JSON object, as text, that ``text`` (bytes) is in base64; else ''."""
    # a form makes blanks of its plus signs
    text = text.strip().replace(b" ", b"+")
    try:
        plain = base64.b64decode(b"".join(text.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return plain if plain.lstrip()[:1] == "{" else ""


def _to_plain(value):
    if not isinstance(value, str) or len(value) < MIN_BASE64:
        return value
    return from_base64(value.encode("utf-8", "replace")) or value


def load_hook(params):
    """Return the Hook that was kept as ``params``."""
    if params.keys() == {BODY} and isinstance(params[BODY], str):
        return Hook(params[BODY].encode("utf-8", "replace"))
    return Hook(json.dumps(params).encode())


@dataclass(frozen=True)
class Adapter:
    """How one vendor's messages are read and answered.

    :param name: its part of the address, ``/api/callcenter/hook/<name>``
    :param label: the vendor's name
    :param read: ``Hook`` ▶ list of events; [] where it tells nothing of a call
    :param rungs: those of RUNGS that it stands on
    :param ask: ``Hook`` ▶ the number that the exchange asks for, or None: no question
    :param reply: ``(Hook, answer, url)`` ▶ ``(content type, text)``; ``answer`` as
        ``callcenter.lookup._get_answer`` gives it or None, ``url`` the hook's own address;
        None in its place: the answer of the other endpoints
    """

    name: str
    label: str
    read: object
    rungs: tuple = ("documented", "tested")
    ask: object = None
    reply: object = None


def fold_names(params):
    """Return the plain values of ``params`` as texts, by folded name."""
    texts = {}
    for name, value in params.items():
        if isinstance(name, str) and not name.endswith(BEFORE):
            text = read_text(value)
            if text and fold(name) not in texts:
                texts[fold(name)] = text
    return texts


def first_of(texts, *names):
    """Return the first that is not empty of ``texts`` by folded name, else ''."""
    return next((texts[n] for n in map(fold, names) if texts.get(n)), "")


def several(params, name):
    """Return the values of a parameter that may come several times, as texts."""
    values = []
    for key in (f"{name}[]", name):
        for value in (params.get(key + BEFORE), params.get(key)):
            values += value if isinstance(value, list) else [value]
    return list(dict.fromkeys(t for t in map(read_text, values) if t))[:MAX_EVENTS]


def objects(value):
    """Return the JSON objects that ``value`` is: one, a list of them, or their text."""
    if isinstance(value, str):
        try:
            value = read_json(value.encode("utf-8", "surrogateescape"))
        except (WireError, UnicodeError):
            return []
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)][:MAX_EVENTS]


def tell(name, **params):
    """Return one event; what is empty is left out."""
    return {"name": name, **{k: v for k, v in params.items() if v not in ("", None)}}


def is_extension(number):
    """Return whether ``number`` is one of the exchange's own: short, or a channel."""
    plain = read_extension(number)
    return bool(re.fullmatch(r"[0-9]{1,%d}" % MAX_INSIDE_DIGITS, plain))


def make_id(prefix, *parts):
    """Return a callid for what has none, the same for each copy."""
    text = json.dumps([str(part) for part in parts])
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return f"{prefix}-{digest[:24]}"


def to_json(value):
    """Return an answer in JSON."""
    return "application/json", json.dumps(value, ensure_ascii=False)
