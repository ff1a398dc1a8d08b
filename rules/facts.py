"""What is known of a call and of its legs: only what was told or seen, nothing derived."""

from dataclasses import dataclass, field

RINGING, ONGOING, ENDED = "ringing", "ongoing", "ended"

# the first of several outcomes told is the call's; answered can never be lost
PRECEDENCE = (
    "answered",
    "voicemail",
    "abandoned",
    "cancelled",
    "no_answer",
    "busy",
    "failed",
)

# what answers without a name may be a queue or a mailbox: a lost caller stays lost
PRECEDENCE_UNNAMED = (
    "voicemail",
    "abandoned",
    *(outcome for outcome in PRECEDENCE if outcome not in ("voicemail", "abandoned")),
)


@dataclass
class LegFacts:
    """One attempt at one extension.

    :param number: the extension as the exchange names it
    :param rang: when its ring came, by the server's clock, or None
    :param answered: when its answer event came, or None
    :param picked: when an answer event came that named the extension's own number
        as phone, or None
    :param closed: when it ended, by event or by implication, or None
    :param told: the outcome its own end told, or None
    :param own_told: the outcome of a record that named the extension's own number, or
        of an answer event after the end
    :param own_talk: the talk of such a record
    :param is_told: whether an end named this leg, or named the whole call
    :param is_assumed: whether it was closed because no end ever came
    :param date: when the call started by the exchange's clock, where only its end told
    """

    number: str
    attempt: int = 1
    role: str = "callee"
    state: str = RINGING
    rang: float | None = None
    answered: float | None = None
    picked: float | None = None
    closed: float | None = None
    told: str | None = None
    own_told: str | None = None
    own_talk: int | None = None
    is_told: bool = False
    is_assumed: bool = False
    date: float | None = None
    duration: int | None = None
    talk: int | None = None
    recording: str = ""


@dataclass
class CallFacts:
    """One call: what was told of it as a whole, and its legs in order of arrival.

    :param seen: when its first event came, by the server's clock
    :param heard: when its latest event came
    :param events: how many events came
    :param rang: when its first ring or answer came that named no extension, or None
    :param is_inside: whether ``phone`` is an extension
    :param is_dialled: whether that extension was dialled, by another one
    :param status_told: the outcome that ``status`` told, or None
    :param told: the outcome told without naming an extension, or None
    :param is_told: whether an end of the whole call came
    :param hung_up: when the first end of the whole call came, figures apart, or None
    :param date: when it started by the exchange's clock, or None
    """

    seen: float
    heard: float
    events: int = 0
    rang: float | None = None
    is_outgoing: bool = False
    phone: str = ""
    is_inside: bool = False
    is_dialled: bool = False
    is_hidden: bool = False
    queue: str = ""
    did: str = ""
    recording: str = ""
    status: str = ""
    status_told: str | None = None
    told: str | None = None
    is_told: bool = False
    is_assumed: bool = False
    closed: float | None = None
    hung_up: float | None = None
    date: float | None = None
    duration: int | None = None
    talk: int | None = None
    wait: int | None = None
    legs: list[LegFacts] = field(default_factory=list)

    def leg(self, number):
        """Return the latest attempt at extension ``number``, or None."""
        return next((leg for leg in reversed(self.legs) if leg.number == number), None)

    def in_state(self, state):
        """Return the legs that are in ``state``."""
        return [leg for leg in self.legs if leg.state == state]

    def answer(self, leg):
        """Return when ``leg`` answered, or None.

        Who places a call picks up their own phone before the customer's rings, and that
        is no answer. Of another call it is one, told with a wrong number.
        """
        is_picked = leg.answered is None and not self.is_outgoing
        return leg.picked if is_picked else leg.answered

    def to_json(self):
        """Return these facts as plain values, without the ones that are empty."""
        legs = [_sparse(vars(leg)) for leg in self.legs]
        return {**_sparse(vars(self)), "legs": legs}

    @classmethod
    def from_json(cls, values):
        """Return the facts that ``to_json`` gave."""
        legs = [LegFacts(**leg) for leg in values.get("legs", ())]
        return cls(**{**values, "legs": legs})


def _sparse(values):
    # a figure of 0 was told, and 0 equals False: it must not be taken for empty
    return {
        name: value
        for name, value in values.items()
        if value is not None and value is not False and value != ""
    }


def strongest(*outcomes, precedence=PRECEDENCE):
    """Return the outcome of ``outcomes`` that stands, or None where none was told."""
    known = [outcome for outcome in outcomes if outcome]
    return min(known, key=precedence.index, default=None)


def larger(one, other):
    """Return the larger of two figures, of which either may be unknown (None)."""
    return max((x for x in (one, other) if x is not None), default=None)
