"""What a vendor's caught requests hold, and which mapping their names and words suggest."""

from dataclasses import dataclass, field

from ..mapping import (
    ANSWER,
    ARRIVE,
    DIAL,
    DIRECTION,
    END,
    EVENT,
    IN,
    MAX_CHARACTERS,
    MAX_PATHS,
    MAX_STEPS,
    MAX_WORDS,
    MISSED,
    OUT,
    RECORD,
    RING,
    STATUS,
    STATUSES,
    Mapping,
    normal,
)
from ..values import BEFORE
from ..words import EVENTS, OUTGOING_WORDS, fold, read_status
from .mapping import open_text, plain_texts

MAX_FIELDS = 150
MAX_SAMPLES = 6
MAX_INDEX = 5

# role ▶ names that vendors give it, the surest first
NAMES = {
    "callid": "call id, call uuid, linked id, unique id, session id, uuid, call sid,"
    " conversation id, call reference, call, id",
    "phone": "phone, phone number, customer number, customer phone, customer, client"
    " number, external number, remote number",
    "extension": "extension, ext, agent extension, extension number, extend, agent"
    " number, internal number, agent, sip user, user, operator",
    "caller": "from, from number, caller, caller number, caller id, caller id number,"
    " cli, ani, src, source, calling number, a number",
    "called": "to, to number, called, called number, callee, callee number,"
    " destination, destination number, dst, b number",
    "queue": "queue, queue name, group, skill",
    "did": "did, did number, hotline, hotline number, trunk number, dnis, inbound"
    " number",
    "ring": "channel id, leg id, attempt id",
    "at": "timestamp, event time, occurred at, timestamp ms, ts, time",
    "calldate": "call date, start, start time, started at, time start, start date,"
    " created at",
    "duration": "duration, call duration, total duration, total seconds",
    "billsec": "bill sec, talk, talk time, talk duration, billsec, talk seconds,"
    " conversation duration, answer duration",
    "holdtime": "hold time, wait, wait time, waiting time, queue time",
    "recordingfile": "recording url, recording, recording file, record url, record"
    " file, audio url, audio",
}
# those whose words count for more than their names
WORDED = {
    EVENT: "event, state, call state, call status, event type, event name, action,"
    " status, type",
    DIRECTION: "direction, call direction, call type, type, way",
    STATUS: "disposition, outcome, result, hangup cause, cause, call result, end"
    " reason, reason, status, call status",
}
_WORDS = {
    EVENT: {
        ARRIVE: "created, queued, initiated, new, incoming, incoming call, in queue",
        DIAL: "dial, dialing, dialling, outgoing, outgoing call, calling",
        RECORD: "cdr, call record, record, recording, summary, report, new cdr, log",
        MISSED: "missed, missed call, abandon, abandoned",
    },
    DIRECTION: {
        IN: "in, inbound, incoming, in call, inbound call, gọi vào, gọi đến",
        OUT: "out, outbound, outgoing, out call, outbound call, gọi ra, gọi đi",
    },
}


def _fold_all(text):
    return [fold(word) for word in text.split(",")]


_RANKS = {
    role: {name: rank for rank, name in enumerate(_fold_all(text))}
    for role, text in {**NAMES, **WORDED}.items()
}
_KNOWN = {
    table: {word: meaning for meaning, text in told.items() for word in _fold_all(text)}
    for table, told in _WORDS.items()
}
_EVENTS = {"ring": RING, "answer": ANSWER, "end": END}


@dataclass
class Field:
    """One field of the caught requests.

    :param tuple path: its steps
    :param samples: what stood there, one of each, as texts
    :param seen: numbers of the messages that it holds something in
    """

    path: tuple
    samples: list = field(default_factory=list)
    seen: set = field(default_factory=set)


def survey(messages):
    """Return the Fields of messages (JSON objects or forms), in the order they appear."""
    found = {}
    for number, message in enumerate(messages):
        for path, text in _walk(message, ()):
            if path not in found and len(found) >= MAX_FIELDS:
                continue
            one = found.setdefault(path, Field(path))
            one.seen.add(number)
            if text not in one.samples and len(one.samples) < MAX_WORDS:
                one.samples.append(text)
    return list(found.values())


def _walk(value, path):
    """Yield the (path, text) of every plain value; lists of plain values are one field."""
    value = open_text(value, {})
    for step, inner in _parts(value):
        if len(path) < MAX_STEPS and len(step) <= MAX_CHARACTERS:
            yield from _walk(inner, (*path, step))
    if path and not isinstance(value, dict):
        yield from ((path, text) for text in plain_texts(value))


def _parts(value):
    """Return the (step, value) pairs of what is no plain value."""
    if isinstance(value, dict):
        return [(name, x) for name, x in value.items() if not name.endswith(BEFORE)]
    rows = value[:MAX_INDEX] if isinstance(value, list) else []
    return [(str(i), x) for i, x in enumerate(rows) if isinstance(x, (dict, list))]


def propose(fields, name=""):
    """Return the Mapping that names and words of ``fields`` suggest; it may lack much."""
    taken, paths, words = set(), {}, {}
    for role in (EVENT, DIRECTION, STATUS, *NAMES):
        chosen = _choose(role, [one for one in fields if one.path not in taken])
        if not chosen:
            continue
        paths[role] = tuple(one.path for one in chosen)
        taken.update(paths[role])
        if role in WORDED:
            words[role] = propose_words(role, [x for y in chosen for x in y.samples])
    return Mapping(name, paths, words)


def _choose(role, fields):
    """Return the best field of a role, and the best of the messages that lack that."""
    ranked = sorted(
        (rank, index) for index, one in enumerate(fields) if (rank := _rank(role, one))
    )
    chosen, seen = [], set()
    for _rank_of, index in ranked:
        one = fields[index]
        if not one.seen <= seen and len(chosen) < MAX_PATHS:
            chosen.append(one)
            seen |= one.seen
    return chosen


def _rank(role, one):
    """Return how well a field fits a role, the less the better; None: not at all."""
    # the name of a field, with that of what it stands in, without
    names = [fold("".join(one.path[-2:])), fold(one.path[-1])]
    ranks = [_RANKS[role][name] for name in names if name in _RANKS[role]]
    if role not in WORDED:
        return (min(ranks), -len(one.seen)) if ranks else None
    known = sum(propose_word(role, word) is not None for word in one.samples)
    # several known words and no other need no known name
    is_told = ranks or 1 < known == len(one.samples)
    rank = min(ranks, default=len(_RANKS[role]))
    return (-known / len(one.samples), rank) if known and is_told else None


def propose_words(table, words):
    """Return ``{word: meaning}`` of those whose meaning is known."""
    found = {}
    for word in words:
        meaning = propose_word(table, word)
        if meaning and len(word) <= MAX_CHARACTERS and len(found) < MAX_WORDS:
            found[word] = meaning
    return found


def propose_word(table, word):
    """Return what a word of a vendor means, None where nobody knows."""
    if table == STATUS:
        outcome, is_known = read_status(word)
        outcome = outcome if outcome in STATUSES else None
        return outcome or ("unknown" if is_known else None)
    key = normal(word)
    found = _KNOWN[table].get(key)
    if table == EVENT:
        return found or _EVENTS.get(EVENTS.get(key))
    return found or (OUT if key in OUTGOING_WORDS else None)
