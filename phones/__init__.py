"""Telephone numbers as people and exchanges write them, made keys that meet.

``read_keys`` reads what contacts' fields hold, ``lookup_keys`` what an exchange sends.
Nothing here imports Odoo or touches a database.
"""

from .keys import Key, lookup_keys, read_keys, suffix_match, tail_of
from .mention import mention_pattern
from .plain import read_plain

__all__ = [
    "Key",
    "lookup_keys",
    "mention_pattern",
    "read_keys",
    "read_plain",
    "suffix_match",
    "tail_of",
]
