"""What is shown of a call: all of it follows from its observations (docs/rules.md)."""

from dataclasses import dataclass, field


@dataclass
class LegView:
    """What is shown of one attempt; times are epoch seconds, figures seconds.

    ``is_end_assumed``: no end of it came, silence told it.
    """

    number: str
    attempt: int
    ring: str
    role: str
    state: str
    disposition: str | None
    start: float
    answer: float | None
    end: float | None
    duration: int | None
    talk: int | None
    recording: str
    is_end_assumed: bool = False


@dataclass
class CallView:
    """What is shown of a call; None is unknown.

    :param answered_by: index of the leg that answered last
    :param is_answered_by_unknown: answered, nobody knows by whom
    :param is_end_assumed: no end came of it
    :param is_service: a service code was dialled: nobody's call, in no figure
    :param folded: how many attempts of an extension are not among ``legs``: those of
        ``attempt`` 1 to this number; their rows stay as they are
    :param seen: when it was first heard of
    :param heard: when it was last heard of; silence is nothing heard
    :param problems: pairs (Observation, wire Problem), see ``problems_of``
    """

    direction: str
    state: str
    disposition: str | None
    is_missed: bool
    start: float
    answer: float | None
    end: float | None
    duration: int | None
    talk: int | None
    wait: int | None
    recording: str
    answered_by: int | None
    is_answered_by_unknown: bool
    phone: str
    is_inside: bool
    is_hidden: bool
    is_service: bool
    is_end_assumed: bool
    queue: str
    did: str
    status: str
    parent: str
    variables: dict
    seen: float
    heard: float
    legs: list[LegView] = field(default_factory=list)
    folded: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    @property
    def owner(self):
        """The index of the leg whose call it is: who answered last, of an outgoing call
        who placed it; or None.
        """
        callers = (i for i, leg in enumerate(self.legs) if leg.role == "caller")
        if self.direction == "outgoing":
            return next(callers, self.answered_by)
        return self.answered_by

    def problems_of(self, observation):
        """Return the Problems to tell the exchange of ``observation``."""
        key = observation.key
        return [problem for source, problem in self.problems if source.key == key]


def derive(observations, exchange):
    """Return the CallView that follows from ``observations``, from scratch.

    :param observations: a Told, or any iterable of Observation, in any order
    :param Exchange exchange: what is known of who told them
    """
    raise NotImplementedError
