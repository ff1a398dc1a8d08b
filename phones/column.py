"""Keys as words of a column, one index over all: what finds a row, and who it may be.

A number itself is its ``Key.value``. Who "may be" the caller is found by the last digits,
where digits are missing in one of the two numbers, or by a company's main number.
"""

import re
from typing import NamedTuple

import phonenumbers

from .countries import PLANS
from .keys import Key, read_sent, suffix_match, tail_of

# in front of a whole number's last digits, and of those of a number that lacks some
TAIL_MARK, CUT_MARK = "~", "-"
# in front of the number that a direct line has its company's digits from
STEM_MARK = "^"
# so many digits a direct line adds
MAX_ADDED = 5
MIN_STEM = 7
_DIRECT = tuple(f"+{plan.code}" for plan in PLANS if plan.has_direct_dialling)
_ADDED = re.compile(r"[-–] ?(\d{1,5})$")
_SWITCHBOARD = re.compile(r"[-–] ?0$")


class Sent(NamedTuple):
    """A number as an exchange sends it, as it is searched.

    :param values: ``Key.value`` s, best first
    :param may_be: further words of the column, of those who may be the caller
    :param is_whole: False where digits may be missing
    """

    values: tuple
    may_be: tuple
    is_whole: bool


def words_of(keys):
    """Return the words by which the owner of ``keys`` is found, without repeats."""
    words = [key.value for key in keys]
    words += [key.also for key in keys if key.also]
    for key in keys:
        if key.tail:
            words.append((TAIL_MARK if key.is_whole else CUT_MARK) + key.tail)
        words += [STEM_MARK + stem for stem in _stems(key)]
    return list(dict.fromkeys(words))


def search_words(number, regions, trunk_prefix=""):
    """Return what to search for where an exchange sends ``number``, as ``Sent``."""
    values, is_whole = read_sent(number, regions, trunk_prefix)
    tail = values and tail_of(number)
    marks = (CUT_MARK,) if is_whole else (CUT_MARK, TAIL_MARK)
    may_be = [mark + tail for mark in marks] if tail else []
    for value in values:
        if _is_direct(value):
            may_be += _companies(value)
    return Sent(tuple(values), tuple(dict.fromkeys(may_be)), is_whole)


def may_be(number, sent, key):
    """Return whether the owner of ``key`` may have sent ``number``.

    :param str number: as the exchange sent it
    :param sent: the same as ``Sent``
    :param key: a ``Key`` found by one of ``sent.may_be``
    """
    if sent.is_whole and key.is_whole:
        return any(_is_company(value, key) for value in sent.values)
    if not key.tail or key.tail != tail_of(number):
        return False
    # a trunk prefix in front: digits between area and last ones are missing
    lacking = key.value[1:] if not key.is_whole else re.sub(r"\D", "", number)
    if lacking.startswith("0"):
        return True
    other = key.value if key.is_whole else number
    values = sent.values if sent.is_whole else [key.value]
    return suffix_match(lacking, other) >= min(
        len(lacking), *(len(_national(value)) for value in values)
    )


def _national(value):
    """Return the digits of a value without its country's code."""
    if value[0] != "+":
        return value[1:].lstrip("0")
    return phonenumbers.national_significant_number(phonenumbers.parse(value))


# -- direct lines -------------------------------------------------------------------


def _is_direct(value):
    """Whether a number may be a company's direct line, or its switchboard."""
    if not value.startswith(_DIRECT):
        return False
    number = phonenumbers.parse(value)
    kind = phonenumbers.number_type(number)
    return kind != phonenumbers.PhoneNumberType.MOBILE


def _stems(key: Key):
    """Return what a direct line may have from its company, the number before it."""
    if not _is_direct(key.value):
        return []
    value, added = key.value, _ADDED.search(key.piece)
    if added:
        return [] if int(added[1]) == 0 else [value[: -len(added[1])]]
    return [value[:-count] for count in (2, 3, 4) if len(value) - count > MIN_STEM]


def _companies(value):
    """Return the words of the companies that a direct line may be of, and its lines."""
    stems = [
        value[:-count]
        for count in range(1, MAX_ADDED + 1)
        if len(value) - count > MIN_STEM
    ]
    lines = [value, *([value[:-1]] if value.endswith("0") else [])]
    return [
        *(stem + end for stem in stems for end in ("0", "") if stem + end != value),
        *(STEM_MARK + line for line in lines),
    ]


def _is_company(value, key):
    """Whether one of two whole numbers is the switchboard of the other, a direct line."""
    for line, board in ((value, key.value), (key.value, value)):
        if line == board or not _is_direct(board):
            continue
        stem = board if line.startswith(board) else board.removesuffix("0")
        added = len(line) - len(stem)
        if not line.startswith(stem) or not 0 < added <= MAX_ADDED:
            continue
        # a number as long as the other's is another's, where no hyphen tells more
        if added > 1 or stem == board or _tells_line(key, line):
            return True
    return False


def _tells_line(key, line):
    """Whether a contact's number has the hyphen of a switchboard or of a direct line."""
    pattern = _ADDED if key.value == line else _SWITCHBOARD
    return bool(pattern.search(key.piece))
