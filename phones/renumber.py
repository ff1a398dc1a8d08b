"""Numbers of before a renumbering, dialled forms, and other forms of one number.

All of it is what `countries/` tells of a country code.
"""

import re
from functools import cache
from typing import NamedTuple

from .countries import PLANS


class Renumbered(NamedTuple):
    """What an old number is today.

    :param national: today's national number, without the trunk prefix
    :param subscriber: how many of its last digits are the subscriber's own number
    :param is_likely: whether a subscriber could have that own number at the time
    :param is_reused: whether the old number may be somebody's today
    """

    national: str
    subscriber: int
    is_likely: bool
    is_reused: bool


class Tables(NamedTuple):
    """What the plans of one country code hold, ready to be asked.

    :param old: (length, old prefix) ▶ (new prefix, its ``Change``)
    :param widths: lengths of old prefixes, the longest first
    """

    old: dict
    widths: tuple
    dialled: tuple
    same: tuple
    numbers: tuple
    cut: tuple
    has_direct_dialling: bool
    grouping: tuple


@cache
def way_out(region):
    """Return a pattern of what a country's table tells is dialled to call another one."""
    ways = [way for plan in PLANS if plan.region == region for way in plan.ways_out]
    return re.compile("|".join(ways)) if ways else None


def elsewhere(country_code, national):
    """Yield the codes of other countries in which ``national`` is a number, dialled here."""
    for plan in PLANS:
        for pattern, code in plan.elsewhere if plan.code == country_code else ():
            if re.fullmatch(pattern, national):
                yield code


@cache
def tables_of(code):
    """Return the ``Tables`` of a country code, None where there is nothing particular."""
    plans = [plan for plan in PLANS if plan.code == code]
    if not plans:
        return None
    old = {}
    for plan in plans:
        for change in plan.changes:
            for before, new, own in change.moves:
                old.setdefault((len(before) + own, before), (new, change))
    return Tables(
        old,
        tuple(sorted({len(before) for _length, before in old}, reverse=True)),
        tuple(
            (re.compile(f"(?:{one.prefix})"), one.instead, one.lengths)
            for plan in plans
            for one in plan.dialled
        ),
        tuple(pair for plan in plans for pair in plan.same),
        tuple(re.compile(one) for plan in plans for one in plan.numbers),
        tuple(re.compile(one) for plan in plans for one in plan.cut),
        any(plan.has_direct_dialling for plan in plans),
        tuple(
            (re.compile(pattern), template)
            for plan in plans
            for pattern, template in plan.grouping
        ),
    )


def renumber(country_code, national):
    """Return what a number given out before a change is today, or None.

    :param int country_code: as E.164 has it, 84 for Vietnam
    :param str national: the national number, without the trunk prefix
    :return: ``Renumbered``
    """
    tables = tables_of(country_code)
    for width in tables.widths if tables else ():
        found = tables.old.get((len(national), national[:width]))
        if found:
            new, change = found
            own = national[width:]
            is_likely = not change.first or own[0] in change.first
            return Renumbered(new + own, len(own), is_likely, change.is_reused)
    return None


def undialled(country_code, national):
    """Yield the national numbers that ``national`` is without what was dialled."""
    tables = tables_of(country_code)
    for pattern, instead, lengths in tables.dialled if tables else ():
        for length in lengths:
            match = pattern.fullmatch(national, 0, max(len(national) - length, 0))
            if match and match.end() == len(national) - length:
                yield instead + national[match.end() :]


def same_line(country_code, national):
    """Return the other national numbers that reach the line of ``national``."""
    tables = tables_of(country_code)
    others = []
    for prefix, other in tables.same if tables else ():
        for one, two in ((prefix, other), (other, prefix)):
            if national.startswith(one):
                others.append(two + national.removeprefix(one))
                break
    return others


def is_known(country_code, national):
    """Whether a country's table tells that it gives out such numbers today."""
    tables = tables_of(country_code)
    numbers = tables.numbers if tables else ()
    return any(pattern.fullmatch(national) for pattern in numbers)


def is_cut(country_code, national):
    """Whether a number lacks a digit today which nobody can tell."""
    tables = tables_of(country_code)
    return any(
        pattern.fullmatch(national) for pattern in (tables.cut if tables else ())
    )


# the country codes that have a table, behind a +
PARTICULAR = tuple(sorted({f"+{plan.code}" for plan in PLANS}))


def is_particular(country_code, national):
    """Whether a number has other forms, or is none of today: reading it takes longer."""
    tables = tables_of(country_code)
    if not tables:
        return False
    if tables.same or tables.has_direct_dialling:
        return True
    return bool(renumber(country_code, national)) or any(
        elsewhere(country_code, national)
    )
