"""Telephone numbers as people and exchanges write them, made keys that meet.

``read_keys`` reads what contacts' fields hold, ``lookup_keys`` what an exchange sends;
``words_of`` and ``search_words`` are the same as words of a column that one index finds.
What is particular to a country is data, in ``countries/``. Nothing here imports Odoo or
touches a database.
"""

from .column import Sent, may_be, search_words, words_of
from .display import display
from .keys import (
    Key,
    lookup_keys,
    read_keys,
    sent_forms,
    suffix_match,
    tail_of,
)
from .mend import Part, part, with_country
from .mention import GONE, Mentions, tails_in
from .plain import read_plain
from .short_codes import short_codes

__all__ = [
    "GONE",
    "Key",
    "Mentions",
    "Part",
    "Sent",
    "display",
    "lookup_keys",
    "may_be",
    "part",
    "read_keys",
    "read_plain",
    "search_words",
    "sent_forms",
    "short_codes",
    "suffix_match",
    "tail_of",
    "tails_in",
    "with_country",
    "words_of",
]
