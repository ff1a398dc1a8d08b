"""Grandstream UCM: its records as JSON, when a call is over.

Source: Grandstream's "CDR & REC API" guide: Asterisk's columns, and its own. A call of
several parts (queue, transfer) comes as ``main_cdr`` with ``sub_cdr_1`` and so on.
"""

from ..words import fold
from .asterisk_cdr import find_records, read_record
from .base import MAX_EVENTS, Adapter, first_of, fold_names, objects

# its names of the caller's and the called extension, by generation
SIDES = (("channel_ext", "dstchannel_ext"), ("chanext", "dstchanext"))
MAIN, PART = "maincdr", "subcdr"


def read(hook):
    """Return the events of one message: one a record."""
    events = []
    parts = [part for told in find_records(hook) for part in _find_parts(told)]
    for record in map(fold_names, parts[:MAX_EVENTS]):
        names = next((pair for pair in SIDES if first_of(record, *pair)), ("", ""))
        events += read_record(record, names)
    return events


def _find_parts(told):
    """Return the records that one is: itself, or its parts; the main one sums them up."""
    inner = {MAIN: [], PART: []}
    for name, value in told.items():
        kind = fold(name)[: len(PART)] if fold(name) != MAIN else MAIN
        if kind in inner:
            inner[kind] += objects(value)
    return inner[PART] or inner[MAIN] or [told]


ADAPTER = Adapter("grandstream", "Grandstream UCM", read, ("documented", "tested"))
