"""One scenario, and the short words in which scenarios are written."""

from dataclasses import dataclass, field

CUSTOMER = "0989464344"


@dataclass(frozen=True)
class Scenario:
    """What is told of one call, and what is right.

    :param name: unique, a file name's words
    :param line: what it is about, for its reader
    :param steps: ``(seconds since the first, endpoint, parameters)`` in the order in
        which it happened; whoever plays it adds ``callid`` where it is not there
    :param right: what is shown after the last step (``settled`` is not needed):
        ``direction state disposition is_missed phone is_hidden is_service talk wait
        duration`` and ``legs``: tuples ``(number, disposition, talk)`` in order, talk
        only where it counts
    :param then: ``(after how many steps, right)``: what is right on the way
    :param settled: what is right once silence has been told
    :param exchange: what is pinned on the connection, by field
    :param inside: extensions that are mapped
    :param at: whether each step carries ``at``; ``clock`` is how far the exchange's
        clock is ahead, seconds, ``is_naive`` that it tells no zone
    :param late: how long after it happened it is all sent, seconds
    """

    name: str
    line: str
    steps: tuple
    right: dict
    then: tuple = ()
    settled: dict = field(default_factory=dict)
    exchange: dict = field(default_factory=dict)
    inside: tuple = ()
    at: bool = False
    clock: float = 0
    is_naive: bool = False
    late: float = 0


def ring(seconds, extension, **params):
    """A telephone rings; ``phone`` is the customer's where not told otherwise."""
    params = {"phone": CUSTOMER, "extension": extension, **params}
    return (seconds, "call_in", params)


def arrive(seconds, **params):
    """The call is there, nothing rings yet."""
    return (seconds, "call_in", {"phone": CUSTOMER, **params})


def answer(seconds, extension, **params):
    """An extension answers."""
    return (seconds, "call_in", _named(extension, {"event": "ANSWER", **params}))


def dial(seconds, extension, phone=CUSTOMER, **params):
    """An extension places a call."""
    return (seconds, "init", {"extension": extension, "phone": phone, **params})


def end(seconds, extension="", status="", duration=None, talk=None, **params):
    """An attempt is over, without ``extension`` the call, with its record."""
    return (seconds, "call_end", _record(extension, status, duration, talk, params))


def info(seconds, extension="", status="", duration=None, talk=None, **params):
    """A record that comes on its own."""
    return (seconds, "call_info", _record(extension, status, duration, talk, params))


def hangup(seconds):
    """The call is over, and nothing else is told."""
    return (seconds, "hangup", {})


def _record(extension, status, duration, talk, params):
    told = {"status": status, "duration": duration, "billsec": talk, **params}
    told = {name: str(x) for name, x in told.items() if x not in (None, "")}
    return _named(extension, told)


def _named(extension, params):
    return {"extension": extension, **params} if extension else params
