"""What silence tells: rings and talks whose end never came (design: rule 8)."""

from dataclasses import dataclass

from .derive import derive
from .facts import ENDED, ONGOING, RINGING

QUIET_SECONDS = 60


@dataclass(frozen=True)
class Limits:
    """How long a ring and a talk may last without a further word, in seconds."""

    ring: int = 15 * 60
    talk: int = 4 * 3600


def settle(call, now, limits):
    """Close what the facts ``call`` leave open although nothing was heard for too long.

    A ring at an extension that had ended before is taken for a stray copy after
    QUIET_SECONDS, any other ring and talk after its limit. The end is then assumed:
    its figures stay unknown and a real end that comes later replaces it.
    """
    if now - call.heard < QUIET_SECONDS:
        return
    for leg in call.in_state(RINGING):
        if leg.attempt > 1 or now - leg.rang >= limits.ring:
            _assume_end(leg, now)
    for leg in call.in_state(ONGOING):
        if now - call.answer(leg) >= limits.talk:
            _assume_end(leg, now)
    if not call.legs and not call.is_told and now - call.seen >= limits.ring:
        call.is_assumed = True


def is_settled(call, now):
    """Return whether ``call`` has ended and has been quiet for QUIET_SECONDS."""
    return now - call.heard >= QUIET_SECONDS and derive(call).state == ENDED


def _assume_end(leg, now):
    leg.state, leg.closed, leg.is_assumed = ENDED, now, True
