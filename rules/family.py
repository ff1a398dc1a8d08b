"""Calls that go on under another id are one for their caller (rule 13)."""

from dataclasses import dataclass

from .outcomes import ENDED, ONGOING, RINGING, strongest
from .spans import total_once


@dataclass(frozen=True)
class Member:
    """What is shown of one call of a family; times in seconds of one clock, None unknown.

    :param answer: when it was first answered
    :param wait: seconds until the answer, or until it was lost
    :param talk: seconds
    :param has_rung: whether any telephone rang
    """

    start: float
    state: str
    disposition: str | None
    answer: float | None
    wait: int | None
    talk: int | None
    has_rung: bool = True

    @property
    def is_answered(self):
        """Whether somebody spoke with the caller in it."""
        return self.disposition == "answered" or self.answer is not None


@dataclass(frozen=True)
class Whole:
    """What a family is as the one call that it is for its caller.

    :param disposition: None while a part of it goes on
    :param wait: until the first answer in any part, else until the last part was lost
    """

    state: str
    disposition: str | None
    wait: int | None
    talk: int | None

    @property
    def is_lost(self):
        """Whether it is over, and nobody answered any part."""
        return self.disposition not in (None, "answered")


def join(members):
    """Return the Whole of a family.

    :param members: its Members, in any order
    """
    state = _state(members)
    answered = [x for x in members if x.is_answered]
    found = "answered" if answered else strongest(*(x.disposition for x in members))
    return Whole(
        state=state,
        disposition=found if state == ENDED else None,
        wait=_wait(members, answered),
        talk=_talk(answered),
    )


def _state(members):
    states = {x.state for x in members}
    return next((x for x in (ONGOING, RINGING) if x in states), ENDED)


def _wait(members, answered):
    begun = min(x.start for x in members)
    if answered:
        first = min(answered, key=lambda x: x.start if x.answer is None else x.answer)
        if first.start > begun and first.answer is not None:
            return round(max(first.answer - begun, 0))
        return _since(begun, first)
    waits = (_since(begun, x) for x in members)
    return max((x for x in waits if x is not None), default=None)


def _since(begun, member):
    """Return the wait of ``member``, counted from the beginning of its family."""
    wait = member.wait
    if member.disposition == "voicemail" and not member.has_rung:
        wait = 0  # it began with the mailbox (5)
    return None if wait is None else round(member.start - begun) + wait


def _talk(answered):
    """Return the seconds in which any of them talked, each once; None: one is unknown."""
    talks = [x.talk for x in answered]
    if not talks or None in talks:
        return None
    spans = ((x.answer, x.answer + x.talk) for x in answered if x.answer is not None)
    return total_once(talks, spans)
