"""Numbers within texts that nobody reads as numbers: payloads, notes, names of files.

Whether a text tells a number is decided by reading its digits as the lookup reads them
(``keys``), not by a grammar of its own: whatever a caller is found by, this finds.
"""

import html
import json
import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate
from urllib.parse import unquote

from .clean import ACCENTS, LETTER_O
from .column import words_of
from .keys import TAIL, lookup_keys, read_keys
from .split import MARKS

# what stands where a number stood
GONE = "…"
# how often a text may be escaped, a name within an address within a form
MAX_ESCAPES = 4
# all digits that a number may have, with prefixes, each a group by itself
MAX_DIGITS = 24
# so many parts of a text are read that have a number's last digits and are none; what
# has more of them was made for it, and counts as telling the number
MAX_UNREAD = 500
# one character, or the two halves of one beyond the first 65,536 (RFC 8259, 7)
_ESCAPED = re.compile(
    r"(?<!\\)\\+u([dD][89abAB][0-9a-fA-F]{2})\\+u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\)\\+u([0-9a-fA-F]{4})"
)
# from the first of several backslashes only: each start is a way through all of them
_BLANK = re.compile(r"(?<!\\)\\+[tnrvf]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# digits, and what people and exchanges put between them, never between two values
_RUN = re.compile(
    rf"[0-9](?:(?:[^\w\"'=:;&|{{}}<>]{{0,40}}|[ )]?[{MARKS}]{{1,2}}[ (]?)[0-9])*"
)
# nothing but digits and what stands between those of one number
_ONE = re.compile(rf"[+(]?[0-9][0-9\s.\-/(){MARKS}]*")
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
        self.is_sent = lru_cache(maxsize=4096)(self._is_sent)

    def _is_read(self, text):
        """Return whether the lookup reads one of the numbers in a text that is one."""
        return self.is_sent(text) or any(
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
        if not text or not self.tails:
            return False
        budget = _Budget(MAX_UNREAD)
        try:
            return any(any(self._find(form, budget)) for form in _forms(text))
        except _TooMuch:
            return True

    def tells_in(self, value):
        """Return whether a JSON value tells one anywhere."""
        return self.tells(json.dumps(value, ensure_ascii=False, default=str))

    def redact(self, text):
        """Return ``text`` without the numbers; all of it goes where they cannot be told
        from the rest.
        """
        if not text or not self.tails:
            return text
        left, end = [], 0
        try:
            for start, stop in self._find(text, _Budget(MAX_UNREAD)):
                left += [text[end:start], GONE]
                end = stop
        except _TooMuch:
            return GONE
        left = "".join([*left, text[end:]])
        return GONE if self.tells(left) else left

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

    def _find(self, text, budget):
        """Yield ``(start, stop)`` of each number in ``text``, in order.

        :param budget: the ``_Budget`` of what is read in vain
        :raises _TooMuch: where it is spent
        """
        plain, places = _plain(text)
        if not self._has_tail(plain):
            return
        for run in _RUN.finditer(plain):
            if self._has_tail(run[0]):
                for start, stop in self._find_in_run(plain, run, budget):
                    yield places[start], places[stop - 1] + 1

    def _find_in_run(self, plain, run, budget):
        """Yield the parts of a run of digit groups that are a number, all of it.

        Each ends where a number's last digits do: the longest part that is one by
        itself, else the shortest in which one is read.
        """
        groups = [
            (run.start() + group.start(), run.start() + group.end())
            for group in _GROUP.finditer(run[0])
        ]
        free = 0
        for parts in _parts(plain, groups, self.tails):
            left = [part for part in parts if part[0] >= free]
            found = self._read(plain, left, budget)
            if found:
                yield found
                free = found[1]

    def _read(self, plain, parts, budget):
        whole = [part for part in reversed(parts) if _ONE.fullmatch(plain, *part)]
        for among, is_number in ((whole, self.is_sent), (parts, self.is_read)):
            for part in among:
                text = plain[slice(*part)]
                if is_number(text):
                    return part
                budget.spend(text)
        return None

    def _has_tail(self, text):
        digits = re.sub(r"[^0-9]+", "", text)
        return any(tail in digits for tail in self.tails)


def tails_in(text):
    """Yield all that may be the last digits of a number in ``text``, without repeats.

    Of what one cannot look for, since only a hash of it is left.
    """
    digits = re.sub(r"[^0-9]+", "", _plain(text)[0])
    yield from dict.fromkeys(
        digits[start : start + TAIL] for start in range(len(digits) - TAIL + 1)
    )


class _TooMuch(Exception):
    """A text has more parts to be read than any that people or exchanges write."""


class _Budget:
    """How many different parts of a text may still be read in vain."""

    def __init__(self, count):
        self.left = count
        self._spent = set()

    def spend(self, text):
        """Count ``text`` once.

        :raises _TooMuch: where nothing is left
        """
        if text in self._spent:
            return
        self._spent.add(text)
        self.left -= 1
        if self.left < 0:
            raise _TooMuch


def _parts(plain, groups, tails):
    """Yield for each group with which a tail ends the ``(start, stop)`` of the parts that
    have it whole, the shortest first.
    """
    ends = [0, *accumulate(stop - start for start, stop in groups)]
    digits = "".join(plain[start:stop] for start, stop in groups)
    firsts = {}
    for tail in tails:
        place = digits.find(tail)
        while place >= 0:
            first = bisect_right(ends, place) - 1
            last = bisect_left(ends, place + len(tail)) - 1
            firsts[last] = max(first, firsts.get(last, 0))
            place = digits.find(tail, place + 1)
    for last, first in sorted(firsts.items()):
        yield [
            (_start(plain, groups[one][0]), groups[last][1])
            for one in range(first, -1, -1)[:MAX_DIGITS]
            # a long number by itself may be read as one, however long
            if one == last or ends[last + 1] - ends[one] <= MAX_DIGITS
        ]


def _start(plain, start):
    """Return where a part begins whose digits begin at ``start``."""
    return start - 1 if start and plain[start - 1] in "+(" else start


def _plain(text):
    """Return ``text`` with plain digits, and where each of its characters stood."""
    places = range(len(text))
    if not text.isascii():
        text, places = _plain_characters(text)
    return LETTER_O.sub(lambda match: "0" * len(match[0]), text), places


def _plain_characters(text):
    plain, places = [], []
    for place, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", ACCENTS.get(character, character)):
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
