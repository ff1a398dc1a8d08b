"""All that was told of one call: adding to it, storing it, folding what is over."""

from base64 import b64encode
from dataclasses import dataclass, field
from zlib import crc32

from .attempts import LATE_SECONDS, OTHER, OWN, TIME
from .exchange import Exchange
from .observation import (
    ANSWER,
    DEFAULTS,
    DIAL,
    END,
    INFO,
    QUIET,
    RING,
    make,
)
from .outcomes import PRECEDENCE
from .shown import trace

VERSION = 1
MAX_FINISHED = 100
# when there are more, so many of them stay: each fold reads all of the call
KEPT_FINISHED = 20
MAX_COPIES = 200
MAX_MARKS = 2000

# how an attempt that may be folded ended, whatever is told of others later
_FOLDED_ENDS = frozenset((OWN, OTHER, TIME))
_PARTIES = ("phone", "queue", "did", "parent", "variables", "is_hidden", "wait")

# field of an observation ▶ its name in the database; they are many, so they are short
NAMES = {
    "at": "at",
    "at_told": "at_told",
    "ring": "ring",
    "extension": "ext",
    "phone": "phone",
    "is_own_phone": "own",
    "is_outgoing": "out",
    "is_hidden": "hidden",
    "is_inside": "inside",
    "is_ordered": "ordered",
    "queue": "queue",
    "did": "did",
    "recording": "rec",
    "date": "date",
    "duration": "dur",
    "talk": "talk",
    "wait": "wait",
    "outcome": "outcome",
    "status": "status",
    "parent": "parent",
    "is_assumed": "assumed",
    "variables": "vars",
}
_FIELDS = {name: (attribute, DEFAULTS[attribute]) for attribute, name in NAMES.items()}
_KINDS = frozenset(("arrive", "dial", "ring", "answer", "end", "info", "quiet"))
_NUMBER = (int, float)
# what an observation was read from
_STORED = "_stored"
_OUTCOMES = frozenset(PRECEDENCE)


@dataclass
class Fold:
    """The finished attempts of one extension that are no longer kept singly.

    :param count: how many
    :param start: when the first began
    :param end: when the last was over
    :param outcomes: how many ended how, by outcome
    """

    count: int = 0
    start: float | None = None
    end: float | None = None
    outcomes: dict = field(default_factory=dict)

    def add(self, attempt):
        """Take one more attempt in."""
        self.count += 1
        moments = [x for x in (attempt.began, self.start) if x is not None]
        self.start = min(moments, default=None)
        self.end = max(x for x in (attempt.closed, self.end) if x is not None)
        outcome = attempt.told or ""
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1


@dataclass
class Told:
    """The observations of one call, in the order in which they were added.

    :param observations: list of Observation
    :param folds: Fold by extension
    :param exchange: what was known of the exchange when the call began
        (``Exchange.snapshot``), or None
    :param marks: short hashes of folded observations, so that repeats are known
    """

    observations: list = field(default_factory=list)
    folds: dict = field(default_factory=dict)
    exchange: dict | None = None
    marks: str = ""

    def __iter__(self):
        return iter(self.observations)

    def to_json(self):
        """Return plain values, compact: each observation a list, what is empty left out."""
        values = {"v": VERSION, "told": [_write(x) for x in self.observations]}
        if self.exchange is not None:
            values["exchange"] = self.exchange
        if self.folds:
            values["folded"] = {
                number: [x.count, x.start, x.end, x.outcomes]
                for number, x in self.folds.items()
            }
        if self.marks:
            values["marks"] = self.marks
        return values

    @classmethod
    def from_json(cls, values):
        """Return what ``to_json`` gave; what cannot be read is left out, never raised."""
        if not isinstance(values, dict):
            return cls()
        told = values.get("told")
        found = [_read(x) for x in told] if isinstance(told, list) else []
        exchange, marks = values.get("exchange"), values.get("marks")
        return cls(
            [x for x in found if x is not None],
            _read_folds(values.get("folded")),
            exchange if isinstance(exchange, dict) else None,
            marks if isinstance(marks, str) else "",
        )


def _write(observation):
    told = observation.__dict__
    if _STORED in told:
        return told[_STORED]
    values = {}
    for attribute, value in told.items():
        name = NAMES.get(attribute)
        if name is not None and value != DEFAULTS[attribute]:
            values[name] = value
    if "vars" in values:
        values["vars"] = [list(pair) for pair in values["vars"]]
    return [told["kind"], told["heard"], values]


def _read(item):
    """Return the Observation that ``_write`` gave, None where it is none."""
    if not isinstance(item, (list, tuple)) or len(item) < 3:
        return None
    kind, heard, told = item[:3]
    if kind not in _KINDS or type(heard) not in _NUMBER or not isinstance(told, dict):
        return None
    values = {}
    for name, value in told.items():
        known = _FIELDS.get(name)
        if known is None:
            continue
        attribute, default = known
        if name == "vars":
            values[attribute] = _read_variables(value)
        elif default is not None:
            if type(value) is type(default):
                values[attribute] = value
        elif value in _OUTCOMES if name == "outcome" else type(value) in _NUMBER:
            values[attribute] = value
    observation = make(kind, heard, **values)
    # as it is not changed, it need not be written again
    observation.__dict__[_STORED] = item
    return observation


def _read_variables(value):
    pairs = value if isinstance(value, list) else []
    return tuple(
        (x[0], x[1])
        for x in pairs
        if isinstance(x, list) and len(x) == 2 and all(isinstance(y, str) for y in x)
    )


def _read_folds(values):
    folds = {}
    for number, item in values.items() if isinstance(values, dict) else ():
        if not isinstance(item, list) or len(item) != 4 or type(item[0]) is not int:
            continue
        count, start, end, outcomes = item
        folds[number] = Fold(
            count,
            start if type(start) in _NUMBER else None,
            end if type(end) in _NUMBER else None,
            outcomes if isinstance(outcomes, dict) else {},
        )
    return folds


# -- adding ---------------------------------------------------------------------------


def add(told, observation):
    """Add ``observation`` to ``told``, in place.

    :return: whether it is new; a repeat is not, though it may be the earliest to come
    """
    observations = told.observations
    for index in range(len(observations) - 1, -1, -1):
        known = observations[index]
        if known.kind != observation.kind or known.extension != observation.extension:
            continue
        if known.key == observation.key and _is_repeat(told, known, observation):
            if observation.heard >= known.heard:
                return False
            values = {x: observation.__dict__.get(x, y) for x, y in DEFAULTS.items()}
            values["is_inside"] = known.is_inside or observation.is_inside
            observations[index] = make(known.kind, observation.heard, **values)
            return False
    if told.marks and _is_marked(told, observation):
        return False
    observations.append(observation)
    count = len(observations)
    is_end = observation.kind in (END, QUIET, INFO)
    if count > (2 * MAX_FINISHED if is_end else 2 * (MAX_FINISHED + MAX_COPIES)):
        _fold(told)
    return True


def _is_repeat(told, known, observation):
    """Return whether equal words are one: by ``at``, else as nothing lies between."""
    if observation.at is not None or observation.at_told:
        return True
    if observation.ring and observation.kind != INFO:
        return True
    first, last = sorted((known.heard, observation.heard))
    if observation.kind in (RING, DIAL) and last - first > LATE_SECONDS:
        # a telephone may ring again without any word between: see ``attempts``
        return False
    number, is_info = observation.extension, observation.kind == INFO
    for x in told.observations:
        if first < x.heard <= last and x is not known and x.kind != INFO:
            is_of_it = not number or x.extension in ("", number)
            is_word = x.kind in (RING, DIAL) if is_info else x.key != observation.key
            if is_word and (is_of_it or (not is_info and x.kind in (ANSWER, END))):
                return False
    return True


# -- folding ----------------------------------------------------------------------------


def _fold(told):
    """Fold the earliest finished attempts, but for the last KEPT_FINISHED, and copies.

    The first attempt stays, and so does what alone tells who called whom.
    """
    exchange = Exchange().with_snapshot(told.exchange)
    history = trace(told, exchange)
    finished = [
        x
        for x in history.attempts
        if x.closed_by in _FOLDED_ENDS
        and x.answered is None
        and x.told != "answered"
        and not x.is_told_answered
        and not x.recording
        and x.words
    ]
    finished.sort(key=lambda x: (x.closed, x.began or x.closed, x.number))
    if len(finished) <= MAX_FINISHED:
        finished = []
    gone = finished[: max(len(finished) - KEPT_FINISHED, 0)]
    first = min(history.attempts, key=lambda x: x.began or x.closed or 0, default=None)
    gone = [x for x in gone if x is not first]
    removed = {id(word) for x in gone for word in x.words}
    copies = [word for x in history.attempts if x not in gone for word in x.copies]
    removed |= {id(word) for word in copies[: max(len(copies) - MAX_COPIES, 0)]}
    if not removed:
        return
    kept = [x for x in told.observations if id(x) not in removed]
    known = {(name, getattr(x, name)) for x in kept for name in _PARTIES}
    for attempt in gone:
        pairs = {(name, getattr(x, name)) for x in attempt.words for name in _PARTIES}
        if pairs <= known:
            told.folds.setdefault(attempt.number, Fold()).add(attempt)
        else:
            removed -= {id(word) for word in attempt.words}
    words = [x for x in told.observations if id(x) in removed]
    told.observations[:] = [x for x in told.observations if id(x) not in removed]
    marks = "".join(_mark(x) for x in words if x.at is not None or x.ring)
    told.marks = (told.marks + marks)[-MAX_MARKS * 6 :]


def _mark(observation):
    text = repr(observation.key).encode("utf-8", "replace")
    return b64encode(crc32(text).to_bytes(4)).decode()[:6]


def _is_marked(told, observation):
    if observation.at is None and not observation.ring:
        return False
    marks = told.marks
    return _mark(observation) in {marks[i : i + 6] for i in range(0, len(marks), 6)}
