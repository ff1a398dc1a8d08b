"""What silence tells: rings and talks whose end never came (rule 9)."""

from dataclasses import dataclass

from .observation import QUIET, make
from .outcomes import ENDED
from .shown import derive, trace

QUIET_SECONDS = 60
RING_GRACE_SECONDS = 10


@dataclass(frozen=True)
class Limits:
    """How long a ring and a talk may last without a further word, in seconds."""

    ring: int = 15 * 60
    talk: int = 4 * 3600


def quiet(told, now, limits, exchange, next_answers=None):
    """Return the ``quiet`` Observations that are due at ``now``, to be added to ``told``.

    Judged by when the last word came, so that a night's upload is not closed half-way.

    :param next_answers: extension ▶ when it answered another call next, epoch seconds,
        where known: the end of a talk that must be assumed lies there
    """
    words = [x for x in told if x.kind != QUIET]
    if not words:
        return []
    silent = now - max(x.heard for x in words)
    if silent < QUIET_SECONDS:
        return []
    history = trace(told, exchange)
    last = max(moment for moment, x in history.timed if x.kind != QUIET)
    found = []
    for attempt in history.open():
        seen = (attempt.picked, attempt.rang, attempt.answered)
        began = max((x for x in seen if x is not None), default=last)
        lasted = last + silent - began
        if attempt.is_talking:
            if lasted < limits.talk:
                continue
            found.append((attempt, _talk_end(attempt, last + silent, next_answers)))
        elif lasted >= _ring_limit(attempt, limits, exchange):
            found.append((attempt, last + silent))
    is_empty = not (history.attempts or history.is_over or history.is_assumed)
    if is_empty and silent >= limits.ring:
        found.append((None, last + silent))
    return [_observation(attempt, ended, now) for attempt, ended in found]


def _talk_end(attempt, ended, next_answers):
    """Return when a talk is taken to have ended: who answers again talks no more (9)."""
    following = (next_answers or {}).get(attempt.number)
    is_known = following is not None and attempt.answered < following < ended
    return following if is_known else ended


def _ring_limit(attempt, limits, exchange):
    """Return how long ``attempt`` may ring in silence: a copy as it seems not for long."""
    if attempt.is_again:
        return QUIET_SECONDS
    if exchange.ring_time and not attempt.is_caller:
        return max(exchange.ring_time + RING_GRACE_SECONDS, QUIET_SECONDS)
    return limits.ring


def _observation(attempt, ended, now):
    number, ring = (attempt.number, attempt.ring) if attempt else ("", "")
    return make(QUIET, now, at=ended, extension=number, ring=ring)


def is_settled(told, now, exchange):
    """Return whether the call has ended and nothing was heard for QUIET_SECONDS."""
    view = derive(told, exchange)
    return now - view.heard >= QUIET_SECONDS and view.state == ENDED
