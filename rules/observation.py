"""One thing told of a call, in plain words (docs/rules.md)."""

from dataclasses import dataclass, fields

ARRIVE, DIAL, RING, ANSWER, END, INFO, QUIET = (
    "arrive",
    "dial",
    "ring",
    "answer",
    "end",
    "info",
    "quiet",
)
# what happens at its own moment; a record (info) is told whenever it is known
LIVE = frozenset((ARRIVE, DIAL, RING, ANSWER, END))


@dataclass(frozen=True)
class Observation:
    """What was told once. Times are epoch seconds, figures seconds, None is not told.

    :param kind: ``arrive`` (the call is there, nothing rings yet), ``dial`` (an
        extension places a call), ``ring``, ``answer``, ``end``, ``info`` (a record) or
        ``quiet`` (nothing was heard for too long)
    :param heard: when it came, by the server's clock
    :param at: when it happened, where that was told and is believed; of ``quiet`` when
        what it closes is taken to have ended
    :param at_told: the raw ``at`` where it is not believed: only repeats go by it
    :param ring: the exchange's name of the attempt
    :param extension: the extension, empty for the call as a whole
    :param phone: the other party as sent, empty when hidden or not sent
    :param is_own_phone: whether the extension's own number came instead of it
    :param is_outgoing: whether it came as one of a call that the extension places
    :param is_hidden: whether the caller hides their number
    :param is_inside: whether ``phone`` was an extension of the exchange when it came
    :param is_ordered: whether an order of ours waited for this ring
    :param date: when the call started by the exchange's clock
    :param duration: ringing included
    :param talk: seconds of talk
    :param wait: seconds that the caller waited
    :param outcome: a word of ``outcomes.PRECEDENCE``
    :param status: the outcome in the exchange's words
    :param parent: the callid that this call continues
    :param is_assumed: whether nobody heard the exchange when it happened
    :param variables: pairs (name, value) that a menu or script knows
    """

    kind: str
    heard: float
    at: float | None = None
    at_told: str = ""
    ring: str = ""
    extension: str = ""
    phone: str = ""
    is_own_phone: bool = False
    is_outgoing: bool = False
    is_hidden: bool = False
    is_inside: bool = False
    is_ordered: bool = False
    queue: str = ""
    did: str = ""
    recording: str = ""
    date: float | None = None
    duration: int | None = None
    talk: int | None = None
    wait: int | None = None
    outcome: str | None = None
    status: str = ""
    parent: str = ""
    is_assumed: bool = False
    variables: tuple = ()

    @property
    def key(self):
        """All that makes two observations equal: not when it came, nor what we knew."""
        found = self.__dict__.get("_key")
        if found is None:
            found = self.__dict__["_key"] = tuple(
                getattr(self, name) for name in _KEY_NAMES
            )
        return found

    @property
    def is_record(self):
        """Whether it tells figures or an outcome."""
        return (
            self.outcome is not None
            or self.duration is not None
            or self.talk is not None
        )


DEFAULTS = {
    field.name: field.default
    for field in fields(Observation)
    if field.name not in ("kind", "heard")
}
_NOT_TOLD = ("heard", "is_inside", "is_ordered")
_KEY_NAMES = [
    field.name for field in fields(Observation) if field.name not in _NOT_TOLD
]


def observe(event, heard, at=None, is_inside=False, is_ordered=False):
    """Return the Observation that a wire ``Event`` is.

    :param float heard: when it came, epoch seconds
    :param at: when it happened where that is believed, else None
    :param is_inside: whether its ``phone`` is an extension of the connection
    :param is_ordered: whether an order waits for a ring at its extension
    """
    at_told = str(getattr(event, "at_told", "") or "") if at is None else ""
    return make(
        _kind(event),
        heard,
        at=at,
        at_told=at_told,
        ring=getattr(event, "ring", ""),
        extension=event.extension,
        phone=event.phone,
        is_own_phone=event.is_own_phone,
        is_outgoing=event.is_outgoing,
        is_hidden=event.is_hidden,
        is_inside=bool(is_inside and event.phone),
        is_ordered=bool(is_ordered),
        queue=event.queue,
        did=event.did,
        recording=event.recording,
        date=event.date,
        duration=event.duration,
        talk=event.talk,
        wait=event.wait,
        outcome=event.disposition,
        status=event.status,
        parent=getattr(event, "parent", ""),
        is_assumed=getattr(event, "is_assumed", False),
        variables=tuple(getattr(event, "variables", ())),
    )


def _kind(event):
    if event.kind != RING:
        return event.kind
    if event.is_outgoing:
        return DIAL
    return RING if event.extension else ARRIVE


def make(kind, heard, **values):
    """Return an Observation quickly: what is not told stays with the class."""
    observation = object.__new__(Observation)
    told = observation.__dict__
    told["kind"], told["heard"] = kind, heard
    for name, value in values.items():
        if value != DEFAULTS[name]:
            told[name] = value
    return observation
