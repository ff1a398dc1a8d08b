"""When a customer who got through to nobody is one to call back, and when no longer.

The life of such a customer is cut into episodes: one from the first missed call until
they were reached, closed by a person or given up. Episodes are derived from the calls,
from scratch, so neither order nor repeats matter.
"""

from dataclasses import dataclass, field
from typing import Any

MISS, REACH, TRY, CLOSE = "miss", "reach", "try", "close"
OPEN, REACHED, CLOSED, UNREACHABLE = "open", "reached", "closed", "unreachable"

MAX_TRIES = 3


@dataclass(frozen=True)
class Contact:
    """One thing that happened between us and a customer.

    :param at: when: a miss when it was over, all else when it began. Who was spoken to
        while another waited, or before, is not that other
    :param kind: MISS, REACH, TRY (a call of ours that did not reach them) or CLOSE
        (a person said that nobody has to call back)
    :param source: what it was, not looked into
    """

    at: Any
    kind: str
    source: Any = None


@dataclass
class Episode:
    """From a first missed call to its settling; ``done`` is the Contact that did it."""

    misses: list[Contact] = field(default_factory=list)
    tries: int = 0
    state: str = OPEN
    done: Contact | None = None


def kind_of(direction, disposition, talk, min_talk):
    """Return what an ended call means to a customer who waits: MISS, REACH, TRY, None.

    :param talk: seconds, None where unknown: the exchange's "answered" then stands, as
        it does for every customer who got through by themselves
    """
    if direction == "incoming":
        return {"answered": REACH, None: None}.get(disposition, MISS)
    if direction != "outgoing" or disposition is None:
        return None
    is_reached = disposition == "answered" and (talk is None or talk >= min_talk)
    return REACH if is_reached else TRY


def is_short_abandon(disposition, wait, limit):
    """Return whether a caller hung up so soon that nobody could have answered.

    :param wait: seconds, None where unknown
    :param limit: seconds
    """
    is_short = wait is not None and wait < limit
    return disposition in ("abandoned", "cancelled") and is_short


def episodes(contacts):
    """Return the Episodes that ``contacts`` of one customer make, in order.

    One that was given up is still reached when they are reached before they call again.
    """
    found = []
    # of two at the same moment the miss comes first: what follows settles it
    for contact in sorted(contacts, key=lambda x: (x.at, x.kind != MISS)):
        current = found[-1] if found else Episode(state=CLOSED)
        if contact.kind == MISS:
            if current.state != OPEN:
                current = Episode()
                found.append(current)
            current.misses.append(contact)
        elif contact.kind == REACH and current.state in (OPEN, UNREACHABLE):
            current.state, current.done = REACHED, contact
        elif contact.kind == CLOSE and current.state == OPEN:
            current.state, current.done = CLOSED, contact
        elif contact.kind == TRY and current.state == OPEN:
            current.tries += 1
            if current.tries == MAX_TRIES:
                current.state, current.done = UNREACHABLE, contact
    return found
