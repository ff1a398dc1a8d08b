"""Who called whom: in or out, whose number, inside or not (rules 8 and 10)."""

import re
from dataclasses import dataclass, field

from .observation import ANSWER, ARRIVE, DIAL, LIVE, RING

_SAME_DIGITS = 9


@dataclass
class Parties:
    """Who called whom.

    :param is_placed: whether an extension placed the call
    :param phone: the other party, empty where hidden or never told
    :param is_inside: whether that is inside
    :param is_service: whether it is a code that calls nobody
    :param forwards: what an outside caller's number as ``extension`` stands for
    :param callers: extensions that placed the call
    """

    is_placed: bool = False
    phone: str = ""
    is_inside: bool = False
    is_hidden: bool = False
    is_service: bool = False
    forwards: dict = field(default_factory=dict)
    callers: set = field(default_factory=set)

    @property
    def direction(self):
        """``incoming``, ``outgoing`` or ``internal``."""
        if self.is_inside and self.phone and not self.is_hidden:
            return "internal"
        return "outgoing" if self.is_placed else "incoming"

    def leg_number(self, observation):
        """Return the extension that ``observation`` is of: a mobile is one, too (8)."""
        number = observation.extension
        if not self.forwards or number not in self.forwards:
            return number
        phone = observation.phone
        if phone and not is_same_number(phone, number):
            return phone
        return self.forwards[number]


def find_parties(ordered, exchange):
    """Return the Parties of a call.

    :param ordered: its observations in order of their time
    """
    parties = Parties(is_placed=_is_placed(ordered, exchange))
    if not parties.is_placed:
        _find_forwards(parties, ordered)
    rung = {x.extension for x in ordered if x.extension} - parties.forwards.keys()
    known = [x for x in ordered if x.phone]
    _find_phone(parties, known, rung, exchange)
    is_told = parties.phone and (parties.is_placed or parties.phone not in rung)
    parties.is_hidden = not is_told and any(x.is_hidden for x in ordered)
    if parties.is_hidden:
        parties.phone, parties.is_inside = "", False
    if parties.is_placed:
        parties.callers = _find_callers(ordered)
    return parties


def _is_placed(ordered, exchange):
    """Return whether the earliest word that decides says so (8)."""
    fallback = None
    diallers = {x.extension for x in ordered if x.kind == DIAL}
    for x in ordered:
        if x.kind == DIAL:
            return True
        if x.kind in (RING, ARRIVE) and not x.is_own_phone and not x.is_ordered:
            # a colleague's telephone may ring as soon as the other one dials
            is_inside = x.is_inside or exchange.is_inside_number(x.phone)
            if x.phone not in diallers or not is_inside:
                return False
        if fallback is None and (x.is_outgoing or x.is_ordered):
            fallback = True
        elif fallback is None and x.kind == ANSWER and not x.is_own_phone:
            fallback = False
    return bool(fallback)


def _find_forwards(parties, ordered):
    """Find what a telephone that forwards by itself dialled, as its caller (8)."""
    callers = []
    rung = {x.extension for x in ordered if x.kind == RING}
    for x in ordered:
        if not x.is_outgoing:
            is_outside = not x.is_inside and x.phone not in rung
            if x.phone and is_outside and x.kind in LIVE:
                callers.append(x.phone)
        elif x.phone and any(is_same_number(x.extension, y) for y in callers):
            parties.forwards[x.extension] = x.phone
    for x in ordered if parties.forwards else ():
        # its answer and end may spell the caller as the ring did
        for number, target in list(parties.forwards.items()):
            if x.extension and is_same_number(x.extension, number):
                parties.forwards.setdefault(x.extension, target)


def _find_phone(parties, known, rung, exchange):
    """Find the other party: outside before inside, dialled before told (8)."""
    if parties.is_placed:
        own = [x for x in known if x.is_outgoing]
        # what was dialled first may be a service
        first = next((x for x in own if not is_same_number(x.phone, x.extension)), None)
        if first and _is_service(first, exchange):
            parties.phone, parties.is_inside = first.phone, True
            parties.is_service = True
            return
        candidates = [*own, *(x for x in known if not x.is_outgoing)]
    else:
        candidates = _told_as_callers(known)
    inside = None
    for x in candidates:
        if _is_inside(x, rung, exchange):
            is_better = inside is None or (
                not parties.is_placed and inside.phone in rung and x.phone not in rung
            )
            inside = x if is_better else inside
            continue
        parties.phone = x.phone
        return
    if inside is not None:
        parties.phone, parties.is_inside = inside.phone, True
        parties.is_service = _is_service(inside, exchange)


def _told_as_callers(known):
    """Return those that tell the caller's number; what was dialled first is none."""
    told, dialled, found = set(), set(), []
    for x in known:
        if x.is_outgoing:
            dialled.add(x.phone)
        elif x.phone not in dialled or x.phone in told:
            told.add(x.phone)
            found.append(x)
    return found


def _is_inside(x, rung, exchange):
    phone = x.phone
    return (
        x.is_inside
        or phone in rung
        or exchange.is_inside_number(phone)
        or exchange.is_service_code(phone)
    )


def _is_service(x, exchange):
    return not x.is_inside and exchange.is_service_code(x.phone)


def _find_callers(ordered):
    """Return the extensions whose first word is that they place the call."""
    callers, seen = set(), set()
    for x in ordered:
        number = x.extension
        if number and x.kind in LIVE and number not in seen:
            seen.add(number)
            is_own = x.kind != ANSWER and (x.is_own_phone or x.is_ordered)
            if x.is_outgoing or is_own or (x.kind == ANSWER and x.is_own_phone):
                callers.add(number)
    if not callers and len(seen) == 1:
        callers = seen
    return callers


def is_same_number(one, other):
    """Return whether two spellings are of one number, as far as their ends tell."""
    if one == other:
        return bool(one)
    ends = [re.sub(r"\D", "", x)[-_SAME_DIGITS:] for x in (one, other)]
    return ends[0] == ends[1] and len(ends[0]) == _SAME_DIGITS
