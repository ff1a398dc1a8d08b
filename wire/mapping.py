"""What an administrator says of a vendor nobody wrote an adapter for: paths and words.

A mapping is plain data, and a file of somebody else's: no expression and no pattern is
in it, and each part has its limit. wire/adapters/mapping.py reads messages by it.
"""

import json
from dataclasses import dataclass, field
from functools import cached_property

from .body import read_json
from .errors import WireError
from .values import storable
from .words import fold

# what a file begins with, and which version of it is written here
MARK, VERSION = "callcenter_mapping", 1
MAX_BYTES = 32 * 1024
MAX_PATHS = 4
MAX_STEPS = 8
MAX_WORDS = 60
MAX_CHARACTERS = 64
_PARTS = (MARK, "name", "fields", "words")

EVENT, DIRECTION, STATUS = "event", "direction", "status"
# who calls and who is called, where `direction` tells which of them is the customer
CALLER, CALLED = "caller", "called"
# what a field of a message may be; but for two these are parameters of the wire
ROLES = (
    "callid",
    EVENT,
    DIRECTION,
    "phone",
    "extension",
    CALLER,
    CALLED,
    "queue",
    "did",
    "ring",
    "parent",
    "at",
    STATUS,
    "calldate",
    "duration",
    "billsec",
    "holdtime",
    "recordingfile",
)

# what a word of the field `event` may tell
ARRIVE, RING, DIAL, ANSWER, END, OVER, MISSED, RECORD, NOTHING = (
    "arrive",
    "ring",
    "dial",
    "answer",
    "end",
    "over",
    "missed",
    "record",
    "nothing",
)
IN, OUT = "in", "out"
# our word of an outcome ▶ one that the wire reads
STATUSES = {
    "answered": "ANSWERED",
    "no_answer": "NO ANSWER",
    "busy": "BUSY",
    "cancelled": "CANCELLED",
    "failed": "FAILED",
    "voicemail": "VOICEMAIL",
    "unknown": "HANGUP",
}
# table of words ▶ what its words may mean
MEANINGS = {
    EVENT: (ARRIVE, RING, DIAL, ANSWER, END, OVER, MISSED, RECORD, NOTHING),
    DIRECTION: (IN, OUT),
    STATUS: tuple(STATUSES),
}


def _(source):
    """Mark a sentence for the translation export; translated where it is shown."""
    return source


SENTENCES = {
    "too_large": _("A mapping has at most %(limit)s bytes."),
    "not_json": _("It is not valid JSON."),
    "not_a_mapping": _("It is no mapping: '%(name)s' is missing at its top."),
    "other_version": _("A later version made it (%(value)s): update this one."),
    "unknown_part": _("'%(value)s' is no part of a mapping. Known are: %(known)s."),
    "not_an_object": _("'%(name)s' is to be a JSON object."),
    "not_a_text": _("'%(name)s' is to be a text."),
    "unknown_role": _("A field cannot be '%(value)s'. Known are: %(known)s."),
    "too_many_paths": _("'%(name)s' has more than %(limit)s paths."),
    "no_path": _(
        "'%(value)s' is no path: a path begins with / and has at most %(limit)s steps."
    ),
    "too_long": _("'%(value)s…' is longer than %(limit)s characters."),
    "unknown_table": _("There are no words of '%(value)s'. Known are: %(known)s."),
    "too_many_words": _("'%(name)s' has more than %(limit)s words."),
    "unknown_meaning": _("'%(value)s' is no meaning of a word. Known are: %(known)s."),
    # what a mapping lacks to be of use
    "no_callid": _("Say which field is the call's id."),
    "no_party": _("Say which field is the customer's number, or who calls whom."),
    "no_words": _("Say what the words of the event mean."),
}


class MappingError(ValueError):
    """Why something is no mapping.

    :param code: a code of SENTENCES
    :param values: what the sentence names
    """

    def __init__(self, code, **values):
        self.code, self.values = code, values
        super().__init__(SENTENCES[code] % values)


@dataclass(frozen=True)
class Mapping:
    """What is what in a vendor's messages.

    :param str name: the vendor
    :param dict paths: role ▶ tuple of paths, each a tuple of steps: the first that holds
        something counts
    :param dict words: table ▶ {word as sent: meaning}
    """

    name: str = ""
    paths: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)

    def meaning(self, table, word):
        """Return what ``word`` means, None where nobody said so."""
        return self._meanings.get((table, normal(word)))

    @cached_property
    def _meanings(self):
        return {
            (table, normal(word)): meaning
            for table, words in self.words.items()
            for word, meaning in words.items()
        }

    def to_json(self):
        """Return the plain values that ``read_mapping`` reads."""
        return {
            MARK: VERSION,
            "name": self.name,
            "fields": {
                role: [write_path(path) for path in paths]
                for role, paths in self.paths.items()
            },
            "words": {table: dict(words) for table, words in self.words.items()},
        }

    def lacks(self):
        """Return the codes of what it lacks to be of use."""
        paths, found = self.paths, []
        if "callid" not in paths:
            found.append("no_callid")
        if not paths.keys() & {"phone", CALLER, CALLED}:
            found.append("no_party")
        told = set(self.words.get(EVENT, {}).values()) - {NOTHING}
        if EVENT in paths and not told:
            found.append("no_words")
        return found


def normal(word):
    """Return the form in which words are compared: ``NO_ANSWER`` is ``no answer``."""
    return fold(word) or word.strip()


def load_mapping(content):
    """Return the Mapping that a file holds.

    :param content: bytes, or text
    :raises MappingError: why it is none
    """
    if isinstance(content, str):
        content = content.encode("utf-8", "replace")
    if len(content) > MAX_BYTES:
        raise MappingError("too_large", limit=MAX_BYTES)
    try:
        data = read_json(content.strip(b"\xef\xbb\xbf \t\r\n"))
    except WireError as error:
        raise MappingError("not_json") from error
    return read_mapping(data)


def read_mapping(data):
    """Return the Mapping that plain values tell, whoever made them.

    :raises MappingError: why they tell none
    """
    if not isinstance(data, dict) or MARK not in data:
        raise MappingError("not_a_mapping", name=MARK)
    if type(data[MARK]) is not int or data[MARK] != VERSION:
        raise MappingError("other_version", value=_short(data[MARK]))
    for name in data:
        if name not in _PARTS:
            raise MappingError("unknown_part", value=_short(name), known=_list(_PARTS))
    return Mapping(
        _text("name", data.get("name", "")),
        _read_paths(_object("fields", data)),
        _read_words(_object("words", data)),
    )


def _read_paths(fields):
    found = {}
    for role, told in fields.items():
        if role not in ROLES:
            known = _list(ROLES)
            raise MappingError("unknown_role", value=_short(role), known=known)
        paths = told if isinstance(told, list) else [told]
        if len(paths) > MAX_PATHS:
            raise MappingError("too_many_paths", name=role, limit=MAX_PATHS)
        if paths:
            found[role] = tuple(dict.fromkeys(map(read_path, paths)))
    return found


def _read_words(tables):
    found = {}
    for table, words in tables.items():
        if table not in MEANINGS:
            known = _list(MEANINGS)
            raise MappingError("unknown_table", value=_short(table), known=known)
        if not isinstance(words, dict):
            raise MappingError("not_an_object", name=table)
        if len(words) > MAX_WORDS:
            raise MappingError("too_many_words", name=table, limit=MAX_WORDS)
        for word, meaning in words.items():
            if meaning not in MEANINGS[table]:
                known = _list(MEANINGS[table])
                raise MappingError(
                    "unknown_meaning", value=_short(meaning), known=known
                )
            found.setdefault(table, {})[_text(table, word)] = meaning
    return found


def read_path(text):
    """Return the steps of a path: ``/data/call~1id`` is ``("data", "call/id")``.

    It is a JSON Pointer (RFC 6901) that leads somewhere; in a form the name of a field
    is its one step.

    :raises MappingError: ``no_path``, ``too_long``
    """
    steps = text[1:].split("/") if isinstance(text, str) and text[:1] == "/" else []
    if not 0 < len(steps) <= MAX_STEPS:
        raise MappingError("no_path", value=_short(text), limit=MAX_STEPS)
    steps = [step.replace("~1", "/").replace("~0", "~") for step in steps]
    return tuple(_text("fields", step) for step in steps)


def write_path(steps):
    """Return the text of which ``read_path`` makes ``steps``."""
    escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return "".join(f"/{step}" for step in escaped)


def _object(name, data):
    value = data.get(name, {})
    if not isinstance(value, dict):
        raise MappingError("not_an_object", name=name)
    return value


def _text(name, value):
    if not isinstance(value, str):
        raise MappingError("not_a_text", name=name)
    if len(value) > MAX_CHARACTERS:
        raise MappingError("too_long", value=_short(value), limit=MAX_CHARACTERS)
    return storable(value)


def _short(value):
    """Return what an error may show of something hostile."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return storable("".join(c for c in text[:40] if c.isprintable()))


def _list(names):
    return ", ".join(names)
