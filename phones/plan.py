"""What is particular to a country's numbering, as data; its tables are in `countries/`."""

from dataclasses import dataclass
from typing import NamedTuple


class Change(NamedTuple):
    """A renumbering: numbers that began with ``old`` begin with ``new`` since.

    :param str date: when the new numbers came (``2019-08-03``, or less exact)
    :param str source: who published it
    :param tuple moves: ``(old, new, own)``: prefixes of national numbers without the
        trunk prefix, and how many digits follow and stay
    :param bool is_reused: whether the old numbers are given out again, to others
    :param str first: with what a subscriber's own number could begin then; '' any digit
    """

    date: str
    source: str
    moves: tuple
    is_reused: bool = False
    first: str = ""


class Dialled(NamedTuple):
    """What people and exchanges put in front of a national number, or leave away.

    It is read where the digits are no number as they stand, and are one without it.

    :param str prefix: a regular expression
    :param str instead: what belongs there
    :param tuple lengths: how many digits may follow the prefix
    :param str source: who published it, and until when it was dialled
    """

    prefix: str
    instead: str
    lengths: tuple
    source: str


class Letters(NamedTuple):
    """Numbers that are told as words: 1-800-FLOWERS.

    :param str prefix: a regular expression of the digits in front
    :param int count: how many digits the word stands for; further letters say nothing
    """

    prefix: str
    count: int


# of most short codes: those that are called; what is for messages only is left out
LIBRARY = "libphonenumber 9.0.43, ShortNumberMetadata"


class ShortCodes(NamedTuple):
    """Numbers that are called within a country only: emergencies, services.

    :param str pattern: a regular expression of whole numbers, as dialled
    :param str source: who published them
    """

    pattern: str
    source: str


@dataclass(frozen=True)
class Plan:
    """A country's numbering, where the library of numbers does not tell it.

    :param region: ISO 3166 code
    :param code: as E.164 has it, 84 for Vietnam
    :param changes: its ``Change`` s
    :param dialled: its ``Dialled`` prefixes
    :param ways_out: regular expressions of what is dialled to call another country, where
        the library knows none or others
    :param elsewhere: ``(pattern, code)``: national numbers that are of another country's
        code and are dialled like one's own
    :param same: ``(prefix, other)``: national numbers that differ in these reach one line
    :param numbers: regular expressions of national numbers of today that an older library
        does not know
    :param cut: regular expressions of national numbers that lack a digit today which
        nobody can tell
    :param spellings: ``(pattern, instead)`` for what people write that is no digit
    :param letters: its ``Letters``
    :param has_direct_dialling: whether a company's lines are its number with digits added
        behind, where the switchboard's has a 0
    :param grouping: ``(pattern, template)``: how national numbers are written at home
    :param short_codes: its ``ShortCodes``
    :param source: of what has no source of its own
    """

    region: str
    code: int
    changes: tuple = ()
    dialled: tuple = ()
    ways_out: tuple = ()
    elsewhere: tuple = ()
    same: tuple = ()
    numbers: tuple = ()
    cut: tuple = ()
    spellings: tuple = ()
    letters: tuple = ()
    has_direct_dialling: bool = False
    grouping: tuple = ()
    short_codes: ShortCodes | None = None
    source: str = ""
