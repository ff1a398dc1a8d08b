"""Numbers within texts that nobody reads as numbers: payloads, notes, names of files.

Whether a text tells a number is decided by reading its digits as the lookup reads them
(``keys``), not by a grammar of its own: whatever a caller is found by, this finds.
"""

import html
import json
import re
import unicodedata
from functools import lru_cache
from itertools import accumulate
from urllib.parse import unquote

from .clean import LETTER_O
from .column import words_of
from .keys import TAIL, lookup_keys, read_keys

# what stands where a number stood
GONE = "…"
# how often a text may be escaped, a name within an address within a form
MAX_ESCAPES = 4
# all digits that a number may have, with prefixes, each a group by itself
MAX_DIGITS = 24
# one character, or the two halves of one beyond the first 65,536 (RFC 8259, 7)
_ESCAPED = re.compile(
    r"\\+u([dD][89abAB][0-9a-fA-F]{2})\\+u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\+u([0-9a-fA-F]{4})"
)
_BLANK = re.compile(r"\\+[tnrvf]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# digits, and what people and exchanges put between them, never between two values
_RUN = re.compile(r"[0-9](?:[^\w\"'=:;&|{}<>]{0,40}[0-9])*")
# nothing but digits and what stands between those of one number
_ONE = re.compile(r"[+(]?[0-9][0-9\s.\-/()]*")
_GROUP = re.compile(r"[0-9]+")


class Mentions:
    """Some numbers, found wherever they are told.

    :param keys: their ``Key.value`` s
    :param ways: ``(regions, trunk_prefix)`` of each connection: how numbers are read
    """

    def __init__(self, keys, ways):
        self.keys = frozenset(keys)
        self._ways = list(dict.fromkeys((tuple(r), prefix) for r, prefix in ways))
        digits = (key[1:] for key in self.keys)
        # the shorter ones (113) are in every text by chance
        self.tails = sorted({d[-TAIL:] for d in digits if len(d) >= TAIL})
        self.is_read = lru_cache(maxsize=4096)(self._is_read)

    def _is_read(self, text):
        """Return whether the lookup reads one of the numbers in a text that is one."""
        return self._is_sent(text) or any(
            not self.keys.isdisjoint(words_of(read_keys(text, regions)))
            for regions, _prefix in self._ways
        )

    def _is_sent(self, text):
        """Return whether a text is one of the numbers as an exchange sends it."""
        return any(
            not self.keys.isdisjoint(lookup_keys(text, regions, prefix))
            for regions, prefix in self._ways
        )

    def tells(self, text):
        """Return whether ``text`` tells one of the numbers, however it is written.

        Of numbers with less than seven digits only a text that is one tells them, see
        ``is_read``.
        """
        return bool(text) and any(self._find(form) for form in _forms(text))

    def tells_in(self, value):
        """Return whether a JSON value tells one anywhere."""
        return self.tells(json.dumps(value, ensure_ascii=False, default=str))

    def redact(self, text):
        """Return ``text`` without the numbers; all of it goes where they cannot be told
        from the rest.
        """
        while span := self._find(text):
            text = text[: span[0]] + GONE + text[span[1] :]
        return GONE if self.tells(text) else text

    def redact_in(self, value):
        """Return a JSON value without the numbers, in its keys and in its values."""
        if isinstance(value, dict):
            return {self.redact_in(k): self.redact_in(v) for k, v in value.items()}
        if isinstance(value, list):
            left = map(self.redact_in, value)
            return [item for item in left if item != GONE]
        if isinstance(value, str):
            return self.redact(value) if self.tells(value) else value
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return None if is_number and self.tells(str(value)) else value

    def _find(self, text):
        """Return ``(start, stop)`` of the first number in ``text``, or None."""
        if not self.tails:
            return None
        plain, places = _plain(text)
        if not self._has_tail(plain):
            return None
        for run in _RUN.finditer(plain):
            span = self._has_tail(run[0]) and self._find_in_run(plain, run)
            if span:
                return places[span[0]], places[span[1] - 1] + 1
        return None

    def _find_in_run(self, plain, run):
        """Return the part of a run of digit groups that is a number, all of it.

        The longest that is one by itself; else the shortest in which one is read.
        """
        groups = [
            (run.start() + group.start(), run.start() + group.end())
            for group in _GROUP.finditer(run[0])
        ]
        parts = list(_parts(plain, groups, self.tails))
        whole = [part for part in reversed(parts) if _ONE.fullmatch(plain, *part)]
        for found, is_number in ((whole, self._is_sent), (parts, self.is_read)):
            for part in found:
                if is_number(plain[slice(*part)]):
                    return part
        return None

    def _has_tail(self, text):
        digits = re.sub(r"[^0-9]+", "", text)
        return any(tail in digits for tail in self.tails)


def _parts(plain, groups, tails):
    """Yield ``(start, stop)`` of groups that have a tail together, the shortest first."""
    ends = [0, *accumulate(stop - start for start, stop in groups)]
    digits = "".join(plain[start:stop] for start, stop in groups)
    for length in range(1, min(MAX_DIGITS, len(groups)) + 1):
        for first in range(len(groups) - length + 1):
            # a long number by itself may be read as one, however long
            if length > 1 and ends[first + length] - ends[first] > MAX_DIGITS:
                continue
            told = digits[ends[first] : ends[first + length]]
            if not any(tail in told for tail in tails):
                continue
            start, stop = groups[first][0], groups[first + length - 1][1]
            if plain[start - 1 : start] in ("+", "("):
                start -= 1
            yield start, stop


def _plain(text):
    """Return ``text`` with plain digits, and where each of its characters stood."""
    places = range(len(text))
    if not text.isascii():
        text, places = _plain_characters(text)
    return LETTER_O.sub(lambda match: "0" * len(match[0]), text), places


def _plain_characters(text):
    plain, places = [], []
    for place, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character):
            if unicodedata.category(one) != "Cf":
                plain.append(str(unicodedata.decimal(one, one)))
                places.append(place)
    return "".join(plain), places


def _unescaped(match):
    if match[3]:
        return chr(int(match[3], 16))
    high, low = int(match[1], 16), int(match[2], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _forms(text):
    """Yield ``text`` as it is, and as programs may decode it."""
    yield text
    for _ in range(MAX_ESCAPES):
        if "+" in text:  # what a form makes of a blank
            yield text.replace("+", " ")
        plain = _BLANK.sub(" ", text)
        plain = _ESCAPED.sub(_unescaped, plain)
        plain = _TAG.sub("", html.unescape(unquote(plain)))
        if plain == text:
            return
        text = plain
        yield text
