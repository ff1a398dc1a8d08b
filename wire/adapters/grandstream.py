"""Grandstream UCM: its records as JSON, when a call is over.

Source: Grandstream's "CDR & REC API" guide: Asterisk's columns, and its own.
"""

from .asterisk_cdr import find_records, read_record
from .base import Adapter, first_of

# its names of the caller's and the called extension, by generation
SIDES = (("channel_ext", "dstchannel_ext"), ("chanext", "dstchanext"))


def read(hook):
    """Return the events of one message: one a record."""
    events = []
    for record in find_records(hook):
        names = next((pair for pair in SIDES if first_of(record, *pair)), ("", ""))
        events += read_record(record, names)
    return events


ADAPTER = Adapter("grandstream", "Grandstream UCM", read, ("documented", "tested"))
