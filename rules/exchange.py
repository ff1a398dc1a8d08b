"""What is known of an exchange: pinned on its connection, else learnt from its calls."""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

AUTO, CALL, LEG = "auto", "call", "leg"
YES, NO = "yes", "no"

MIN_CALLS = 20
INSIDE_DIGITS = 5

# feature codes, what Asterisk's parking names, and its usual parking slots
SERVICE_CODES = r"[*#][0-9*#]*|park\+.+|70\d|71\d|720"


@dataclass(frozen=True)
class Knowledge:
    """What settled calls have shown of an exchange; None is not known (``learn``).

    :param date: when it was learnt, epoch seconds
    :param calls: from how many settled calls
    :param end_scope: ``call`` or ``leg``
    :param tells_answers: whether it tells when an extension answers
    :param ring_seconds: how long it lets a telephone ring
    :param changes_ids: whether a transferred call goes on under another id
    """

    date: float = 0.0
    calls: int = 0
    end_scope: str | None = None
    tells_answers: bool | None = None
    ring_seconds: int | None = None
    changes_ids: bool | None = None

    def to_json(self):
        """Return the values that are known."""
        return {name: value for name, value in vars(self).items() if value is not None}

    @classmethod
    def from_json(cls, values):
        """Return what ``to_json`` gave; what a later version wrote is left out."""
        names = cls.__dataclass_fields__
        values = values if isinstance(values, dict) else {}
        return cls(**{name: x for name, x in values.items() if name in names})


@dataclass(frozen=True)
class Exchange:
    """What a call is derived with.

    :param end_scope: ``call``, ``leg``, or ``auto``: learnt
    :param tells_answers: ``yes``, ``no``, or ``auto``: learnt
    :param ring_seconds: how long a telephone rings, 0: learnt
    :param changes_ids: ``yes``, ``no``, or ``auto``: learnt
    :param inside: the numbers of its extensions, mapped ones and those that rang here
    :param inside_digits: numbers of up to so many digits are inside, 0: none by length
    :param short_codes: a pattern of the country's short numbers (113), which are outside
    :param service_codes: a pattern of what is dialled and is nobody (``*8``, ``*97``)
    :param learnt: Knowledge as it was when the call began
    """

    end_scope: str = AUTO
    tells_answers: str = AUTO
    ring_seconds: int = 0
    changes_ids: str = AUTO
    inside: frozenset = frozenset()
    inside_digits: int = INSIDE_DIGITS
    short_codes: str = ""
    service_codes: str = SERVICE_CODES
    learnt: Knowledge = field(default_factory=Knowledge)

    @property
    def scope(self):
        """What an end of an extension ends: ``call``, ``leg``, or None: not known."""
        return self.learnt.end_scope if self.end_scope == AUTO else self.end_scope

    @property
    def is_telling_answers(self):
        """Whether it is known to tell answers: True, False or None."""
        if self.tells_answers == AUTO:
            return self.learnt.tells_answers
        return self.tells_answers == YES

    @property
    def ring_time(self):
        """How long a telephone rings at most, seconds, or None."""
        return self.ring_seconds or self.learnt.ring_seconds or None

    @property
    def is_changing_ids(self):
        """Whether ids are known to change at transfers: True, False or None."""
        if self.changes_ids == AUTO:
            return self.learnt.changes_ids
        return self.changes_ids == YES

    def is_inside_number(self, phone):
        """Return whether ``phone`` is inside by what is known or by its length (10)."""
        if phone in self.inside:
            return True
        is_short = phone.isdecimal() and len(phone) <= self.inside_digits
        return is_short and not _matches(self.short_codes, phone)

    def is_service_code(self, phone):
        """Return whether dialling ``phone`` calls nobody (10)."""
        return phone not in self.inside and _matches(self.service_codes, phone)

    def snapshot(self):
        """Return what a call keeps of its exchange, as plain values (``with_snapshot``)."""
        known = {
            "scope": self.scope,
            "answers": self.is_telling_answers,
            "ring": self.ring_time,
            "ids": self.is_changing_ids,
        }
        return {name: value for name, value in known.items() if value is not None}

    def with_snapshot(self, values):
        """Return this exchange with what a call keeps of how it was at its start."""
        values = values if isinstance(values, dict) else {}
        answers = {True: YES, False: NO}
        return replace(
            self,
            end_scope=values.get("scope") or AUTO,
            tells_answers=answers.get(values.get("answers"), AUTO),
            ring_seconds=values.get("ring") or 0,
            changes_ids=answers.get(values.get("ids"), AUTO),
            learnt=Knowledge(),
        )


def _matches(pattern, phone):
    return bool(pattern) and _compiled(pattern).fullmatch(phone) is not None


@lru_cache(maxsize=64)
def _compiled(pattern):
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error:  # an administrator's own, which the form refuses
        return re.compile(r"(?!)")
