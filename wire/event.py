"""From parameters to one typed event; a bad optional value is only a warning."""

import re
from dataclasses import dataclass
from datetime import timezone

from . import words
from .dates import is_ambiguous, read_moment
from .errors import Problem, WireError
from .values import (
    BEFORE,
    read_extension,
    read_flag,
    read_phone,
    read_seconds,
    read_text,
)
from .variables import read_variables

MAX_NAMES = 8
_NAME = re.compile(r"[^\W\d_][\w.-]{0,29}")
MAX_CHARACTERS = {"callid": 255, "ring": 255, "parent": 255, "recordingfile": 2000}
MAX_CHARACTERS_DEFAULT = 128

# parameter ▶ attribute of the event that takes it as a text
TEXTS = {
    "callid": "callid",
    "extension": "extension",
    "queue": "queue",
    "did": "did",
    "recordingfile": "recording",
    "ring": "ring",
    "parent": "parent",
}
SECONDS = {"duration": "duration", "billsec": "talk", "holdtime": "wait"}
DATA_PARAMETERS = {
    "calldate",
    "duration",
    "status",
    "recordingfile",
    "billsec",
    "holdtime",
}


@dataclass(frozen=True)
class Event:
    """What an exchange tells of one call.

    :param kind: ``ring``, ``answer``, ``end`` or ``info``
    :param callid: the exchange's id of the call
    :param is_outgoing: whether the extension placed the call
    :param phone: the outside party as sent, undressed; empty when hidden or not sent
    :param is_own_phone: whether the extension's own number came instead of it
    :param date: when the call started by the exchange's clock, epoch seconds, or None
    :param duration: seconds including ringing, or None
    :param talk: seconds of talk, or None
    :param wait: seconds the caller waited, or None
    :param disposition: the outcome in our words, or None where none was told
    :param status: the outcome in the exchange's words
    :param ring: the exchange's id of the attempt that it tells of, or ''
    :param parent: the callid that this call continues, or ''
    :param at: when it happened by the exchange's clock, epoch seconds, or None
    :param at_told: the same as it was sent
    :param is_at_naive: whether it told no offset
    :param sent: when it was sent by the exchange's clock, epoch seconds, or None
    :param is_live: whether it is told again because it lives, however old it is
    :param is_assumed: whether the exchange was not heard when it happened
    :param variables: what a menu or script knows, as (name, value) pairs
    :param has_data: whether figures, a status or a recording came with it
    :param warnings: what was left out, as Problems
    """

    kind: str
    callid: str
    is_outgoing: bool = False
    phone: str = ""
    is_own_phone: bool = False
    is_hidden: bool = False
    extension: str = ""
    queue: str = ""
    did: str = ""
    recording: str = ""
    date: float | None = None
    duration: int | None = None
    talk: int | None = None
    wait: int | None = None
    disposition: str | None = None
    status: str = ""
    ring: str = ""
    parent: str = ""
    at: float | None = None
    at_told: str = ""
    is_at_naive: bool = False
    sent: float | None = None
    is_live: bool = False
    is_assumed: bool = False
    variables: tuple = ()
    has_data: bool = False
    warnings: tuple = ()


def read_event(endpoint, params, zone=timezone.utc, first=None):
    """Read the event that ``params`` tell when posted to ``endpoint``.

    :param str endpoint: a name of ``words.ENDPOINTS``
    :param dict params: parameters by name, as ``read_message`` gives them
    :param zone: ``tzinfo`` of times that carry no offset
    :param first: what stands first in ``5/6/2026``: ``dates.DAY_FIRST``,
        ``dates.MONTH_FIRST``; None: not known
    :raises WireError: ``missing_callid`` (400)
    """
    warnings = []
    texts = {name: _text(params, name, warnings) for name in _PARAMETERS}
    if not texts["callid"]:
        raise WireError("missing_callid", 400, "callid", came=_names(params))
    texts["extension"] = read_extension(texts["extension"])
    phone, is_hidden = read_phone(texts["phone"])
    is_own_phone = bool(phone) and phone == texts["extension"]
    values = {attribute: texts[name] for name, attribute in TEXTS.items()}
    for name, attribute in SECONDS.items():
        values[attribute] = _seconds(texts, name, warnings)
    at, is_at_naive = _moment(texts, "at", zone, first, warnings)
    return Event(
        kind=_kind(endpoint, texts["event"], warnings),
        is_outgoing=_is_outgoing(endpoint, texts["direction"]),
        phone="" if is_own_phone else phone,
        is_own_phone=is_own_phone,
        is_hidden=is_hidden,
        date=_moment(texts, "calldate", zone, first, warnings)[0],
        at=at,
        at_told=texts["at"],
        is_at_naive=is_at_naive,
        sent=_moment(texts, "sent", zone, first, warnings)[0],
        is_live=read_flag(params.get("live")),
        is_assumed=read_flag(params.get("assumed")),
        variables=read_variables(params, warnings),
        disposition=_disposition(texts["status"], warnings),
        status=texts["status"],
        has_data=any(texts[name] for name in DATA_PARAMETERS),
        warnings=tuple(warnings),
        **values,
    )


def _names(params):
    """Return the first names among ``params``; what is no name may be a value."""
    names = [name for name in params if _NAME.fullmatch(name)]
    return ", ".join(names[:MAX_NAMES]) or "-"


DATES = ("calldate", "at", "sent")
_PARAMETERS = [*TEXTS, *SECONDS, *DATES, "phone", "status", "event", "direction"]


def _text(params, name, warnings):
    value = params.get(name)
    if name + BEFORE in params:
        warnings.append(Problem("told_twice", {"name": name}, name))
    text = read_text(value)
    if text is None:
        warnings.append(Problem("not_a_value", {"name": name}, name))
        return ""
    if isinstance(value, str) and text != value.strip():
        warnings.append(Problem("bad_text", {"name": name}, name))
    limit = MAX_CHARACTERS.get(name, MAX_CHARACTERS_DEFAULT)
    if len(text) > limit:
        warnings.append(Problem("too_long", {"name": name, "limit": limit}, name))
    return text[:limit]


def _seconds(texts, name, warnings):
    if not texts[name]:
        return None
    seconds = read_seconds(texts[name])
    if seconds is None:
        problem = Problem("bad_seconds", {"name": name, "value": texts[name]}, name)
        warnings.append(problem)
    return seconds


def _moment(texts, name, zone, first, warnings):
    """Return ``(epoch seconds or None, whether it told no offset)``."""
    if not texts[name]:
        return None, False
    moment = read_moment(texts[name], zone, first)
    if moment is None:
        is_twofold = is_ambiguous(texts[name], zone)
        code = "ambiguous_date" if is_twofold else "bad_date"
        warnings.append(Problem(code, {"name": name, "value": texts[name]}, name))
    return moment or (None, False)


def _kind(endpoint, word, warnings):
    kind = words.ENDPOINTS[endpoint]
    if kind != words.RING or not word:
        return kind
    if words.fold(word) not in words.EVENTS:
        warnings.append(Problem("unknown_event", {"value": word}, "event"))
    return words.EVENTS.get(words.fold(word), kind)


def _is_outgoing(endpoint, direction):
    """Return whether the extension placed the call; of a ring the endpoint tells it."""
    if words.ENDPOINTS[endpoint] == words.RING:
        return endpoint in words.OUTGOING_ENDPOINTS
    return words.fold(direction) in words.OUTGOING_WORDS


def _disposition(status, warnings):
    outcome, is_known = words.read_status(status)
    if status and not is_known:
        warnings.append(Problem("unknown_status", {"value": status}, "status"))
    return outcome
