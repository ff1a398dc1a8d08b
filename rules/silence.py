"""What silence tells: rings and talks whose end never came (rule 9)."""

from dataclasses import dataclass

QUIET_SECONDS = 60


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
    raise NotImplementedError


def is_settled(told, now, exchange):
    """Return whether the call has ended and nothing was heard for QUIET_SECONDS."""
    raise NotImplementedError
