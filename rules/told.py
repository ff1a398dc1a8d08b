"""All that was told of one call: adding to it, storing it, folding what is over."""

from dataclasses import dataclass, field

from .observation import Observation

VERSION = 1
MAX_FINISHED = 100


@dataclass
class Fold:
    """The finished attempts of one extension that are no longer kept singly.

    :param count: how many
    :param start: when the first began
    :param end: when the last was over
    :param outcomes: how many ended how, by outcome
    """

    count: int = 0
    start: float | None = None
    end: float | None = None
    outcomes: dict = field(default_factory=dict)


@dataclass
class Told:
    """The observations of one call, in the order in which they were added.

    :param observations: list of Observation
    :param folds: Fold by extension
    :param exchange: what was known of the exchange when the call began
        (``Exchange.snapshot``), or None
    """

    observations: list[Observation] = field(default_factory=list)
    folds: dict = field(default_factory=dict)
    exchange: dict | None = None

    def __iter__(self):
        return iter(self.observations)

    def to_json(self):
        """Return plain values, compact: each observation a list, what is empty left out."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, values):
        """Return what ``to_json`` gave; what cannot be read is left out, never raised."""
        raise NotImplementedError


def add(told, observation):
    """Add ``observation`` to ``told``, in place.

    :return: whether it is new; a repeat is not, though it may be the earliest to come
    """
    raise NotImplementedError
