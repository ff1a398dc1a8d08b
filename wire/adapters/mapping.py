"""A vendor that nobody wrote an adapter for: a mapping of paths and words reads it.

What a mapping may hold: wire/mapping.py.
"""

from functools import partial

from ..body import read_json
from ..errors import WireError
from ..mapping import (
    ANSWER,
    ARRIVE,
    CALLED,
    CALLER,
    DIAL,
    DIRECTION,
    END,
    EVENT,
    MISSED,
    OUT,
    OVER,
    RECORD,
    RING,
    STATUS,
    STATUSES,
)
from ..values import BEFORE, read_text
from ..words import OUTGOING_WORDS, fold
from .base import MAX_EVENTS, Adapter, is_extension, objects, tell

NAME = "mapping"
# what every event may carry, and what an end or a record carries beside it
_PARTIES = ("queue", "did", "ring", "parent", "at")
_FIGURES = ("calldate", "duration", "billsec", "holdtime", "recordingfile")


def read(mapping, hook):
    """Return the events of one message.

    :param Mapping mapping: what is what in it
    """
    texts, events = {}, []
    for message in find_messages(hook):
        events += _read_message(mapping, message, texts)
    return events[:MAX_EVENTS]


def find_messages(hook):
    """Return the JSON objects of a request: one, or those of a list; a form is one."""
    body = hook.body.lstrip()
    if body[:1] == b"[":
        return objects(body.decode("utf-8", "replace"))
    return [hook.params]


def find(message, steps, known):
    """Return the plain values, as texts, that stand at the end of a path.

    JSON that stands in a message as a text is walked into, too.

    :param known: dict in which texts that were read as JSON are kept
    """
    value, further = message, []
    for step in steps:
        value = open_text(value, known)
        further = []
        if isinstance(value, dict):
            further = value.get(step + BEFORE)
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdecimal():
            value = value[int(step)] if len(step) < 4 and int(step) < len(value) else ""
        else:
            return []
    value = open_text(value, known)
    if isinstance(further, list):
        value = [*further, *(value if isinstance(value, list) else [value])]
    return plain_texts(value)


def open_text(value, known):
    """Return the JSON object or list that stands in a text; all else as it is.

    :param known: dict in which what was read is kept
    """
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    if value not in known:
        try:
            known[value] = read_json(value.encode("utf-8", "surrogateescape"))
        except (WireError, UnicodeError):
            known[value] = value
    return known[value]


def plain_texts(value):
    """Return the texts that a plain value is, or those of a list, one of each."""
    values = value if isinstance(value, list) else [value]
    texts = (_to_text(one) for one in values[:MAX_EVENTS])
    return list(dict.fromkeys(text for text in texts if text))


def _to_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return read_text(value) or ""


def _read_message(mapping, message, known):
    """Return the events of one JSON object, or form."""
    told = {role: _find_role(mapping, role, message, known) for role in mapping.paths}
    texts = {role: values[0] for role, values in told.items() if values}
    word = texts.get(EVENT, "")
    kind = mapping.meaning(EVENT, word) if EVENT in mapping.paths else RECORD
    if "callid" not in texts or kind not in _READERS:
        return []
    is_out = kind == DIAL or _is_outgoing(mapping, texts)
    sides = (texts.get(CALLER, ""), texts.get(CALLED, ""))
    inside, outside = sides if is_out else sides[::-1]
    is_phone = is_extension(inside)
    extensions = told.get("extension") or [inside if is_phone else ""]
    shared = {
        "callid": texts["callid"],
        "phone": texts.get("phone") or outside,
        **{name: texts.get(name) for name in _PARTIES},
    }
    shared["did"] = shared["did"] or ("" if is_out or is_phone else inside)
    return _READERS[kind](mapping, texts, is_out, extensions, shared)


def _find_role(mapping, role, message, known):
    """Return the texts at the first path of a role that holds any."""
    found = (find(message, steps, known) for steps in mapping.paths[role])
    return next((texts for texts in found if texts), [])


def _is_outgoing(mapping, texts):
    """Return whether the extension placed the call: told, else by who is inside."""
    word = texts.get(DIRECTION, "")
    meaning = mapping.meaning(DIRECTION, word) if word else None
    if meaning or fold(word) in OUTGOING_WORDS:
        return meaning in (OUT, None)
    caller, called = texts.get(CALLER, ""), texts.get(CALLED, "")
    return is_extension(caller) and bool(called) and not is_extension(called)


def _read_arrival(_mapping, _texts, is_out, _extensions, shared):
    return [tell(_endpoint(is_out), **shared)]


def _read_ring(_mapping, _texts, is_out, extensions, shared):
    """Read what rings; one extension places a call, several may ring at once."""
    rung = extensions[:1] if is_out else extensions
    return [tell(_endpoint(is_out), extension=one, **shared) for one in rung]


def _read_answer(_mapping, _texts, is_out, extensions, shared):
    answered = tell(
        _endpoint(is_out), event="ANSWER", extension=extensions[0], **shared
    )
    return [answered]


def _read_end(name, is_whole, default, mapping, texts, is_out, extensions, shared):
    """Read an end or a record.

    :param is_whole: whether it is told of the call, whichever extension it names
    :param default: the outcome where none is told
    """
    status = texts.get(STATUS, "")
    meaning = mapping.meaning(STATUS, status) if status else default
    return [
        tell(
            name,
            direction="out" if is_out else "in",
            extension="" if is_whole else extensions[0],
            status=STATUSES.get(meaning, status),
            **{figure: texts.get(figure) for figure in _FIGURES},
            **shared,
        )
    ]


def _endpoint(is_out):
    return "init" if is_out else "call_in"


# what a word of the event tells ▶ how it is read
_READERS = {
    ARRIVE: _read_arrival,
    RING: _read_ring,
    DIAL: _read_ring,
    ANSWER: _read_answer,
    END: partial(_read_end, "call_end", False, None),
    OVER: partial(_read_end, "call_end", True, None),
    MISSED: partial(_read_end, "call_end", True, "no_answer"),
    RECORD: partial(_read_end, "call_info", False, None),
}


def make_adapter(mapping):
    """Return the Adapter of one connection's mapping."""
    return Adapter(NAME, mapping.name, partial(read, mapping), ADAPTER.rungs)


def _refuse(_hook):
    raise WireError("no_mapping", 404)


# of a connection that has no mapping
ADAPTER = Adapter(NAME, "Any other, by a mapping", _refuse, ("tested",))
