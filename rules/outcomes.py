"""Outcomes and states, and which outcome of several stands."""

RINGING, ONGOING, ENDED = "ringing", "ongoing", "ended"
CALLER, CALLEE = "caller", "callee"
ELSEWHERE = "answered_elsewhere"

# the first of several outcomes told stands
PRECEDENCE = (
    "answered",
    "voicemail",
    "abandoned",
    "cancelled",
    "no_answer",
    "busy",
    "failed",
)
# what answers without a name may be a queue or a mailbox: a lost caller stays lost (4, 5)
PRECEDENCE_UNNAMED = ("voicemail", "abandoned", "answered", *PRECEDENCE[3:])

_RANKS = {outcome: rank for rank, outcome in enumerate(PRECEDENCE)}
_RANKS_UNNAMED = {outcome: rank for rank, outcome in enumerate(PRECEDENCE_UNNAMED)}
_LAST = len(PRECEDENCE)


def strongest(*outcomes):
    """Return the outcome of ``outcomes`` that stands, or None where none was told."""
    return _first(outcomes, _RANKS)


def strongest_unnamed(*outcomes):
    """Return the outcome that stands of what was told of a call as a whole."""
    return _first(outcomes, _RANKS_UNNAMED)


def _first(outcomes, ranks):
    known = [outcome for outcome in outcomes if outcome]
    if len(known) < 2:
        return known[0] if known else None
    return min(known, key=lambda x: ranks.get(x, _LAST), default=None)


def larger(one, other):
    """Return the larger of two figures, of which either may be unknown (None)."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)
