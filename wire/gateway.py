"""What a gateway asks and tells beside events: agents' states, orders, its own health."""

import re
from dataclasses import dataclass
from datetime import timezone

from .dates import read_date, read_moment
from .errors import WireError
from .values import read_extension, read_flag, read_text
from .words import fold

MAX_TEXT = 128
MAX_EXTENSIONS = 1000
MAX_COUNT = 10**9

# words for an agent's state ▶ ours; Asterisk's queues tell pauses, others log-ins, too
STATUSES = {
    "available": "available",
    "ready": "available",
    "resume": "available",
    "login": "available",
    "loggedin": "available",
    "paused": "paused",
    "pause": "paused",
    "notready": "paused",
    "away": "paused",
    "wrapup": "wrap_up",
    "aftercallwork": "wrap_up",
    "offline": "offline",
    "logout": "offline",
    "loggedout": "offline",
    "unavailable": "offline",
}
# what may become of an order that was taken
ORDER_STATES = ("sent", "done", "refused", "expired")
GATEWAY_STATES = ("ok", "no_ami", "catching_up")


@dataclass(frozen=True)
class AgentState:
    """An extension is in this state.

    :param status: ``available``, ``paused``, ``wrap_up`` or ``offline``
    :param reason: why, in the exchange's words, or ''
    :param queue: the queue that it is told of, or '' for all
    :param at: since when by the exchange's clock, epoch seconds, or None: now
    :param is_at_naive: whether it told no offset
    :param sent: the exchange's clock when it sent this, or None
    """

    extension: str
    status: str
    reason: str = ""
    queue: str = ""
    at: float | None = None
    is_at_naive: bool = False
    sent: float | None = None


@dataclass(frozen=True)
class OrderResult:
    """What became of an order.

    :param state: one of ORDER_STATES
    :param callid: the id that the events of the ordered call carry, or ''
    """

    order_id: int
    state: str
    reason: str = ""
    callid: str = ""


@dataclass(frozen=True)
class Heartbeat:
    """How a gateway is.

    :param state: one of GATEWAY_STATES
    :param backlog: events that wait to be sent
    :param set_aside: events that Odoo refused for good
    :param since: when it was started, epoch seconds, or None
    :param extensions: those that it sees on the exchange
    :param is_check: whether it is no heartbeat: somebody asks whether all is right
    """

    version: str
    state: str
    backlog: int = 0
    set_aside: int = 0
    since: float | None = None
    extensions: tuple = ()
    is_check: bool = False


def read_agent(params, zone=timezone.utc):
    """Read the state of an agent's extension.

    :param dict params: parameters by name, as ``read_message`` gives them
    :param zone: ``tzinfo`` of times that carry no offset
    :raises WireError: ``missing_extension`` or ``unknown_agent_status`` (400)
    """
    extension = read_extension(_text(params, "extension"))
    if not extension:
        raise WireError("missing_extension", 400, "extension")
    word = _text(params, "status")
    status = STATUSES.get(fold(word))
    if not status:
        known = "available, paused, wrap_up, offline"
        raise WireError("unknown_agent_status", 400, "status", value=word, known=known)
    at, is_naive = read_moment(_text(params, "at"), zone) or (None, False)
    return AgentState(
        extension,
        status,
        _text(params, "reason"),
        _text(params, "queue"),
        at,
        is_naive,
        read_date(_text(params, "sent"), zone),
    )


def read_order_result(params):
    """Read what became of an order.

    :raises WireError: ``unknown_order`` (404) without a number as id, or
        ``unknown_order_state`` (400)
    """
    number = _text(params, "id")
    # the id is of PostgreSQL's int4
    if not re.fullmatch(r"[0-9]{1,9}", number, re.ASCII):
        raise WireError("unknown_order", 404, "id", id=number)
    state = fold(_text(params, "state"))
    if state not in ORDER_STATES:
        known = ", ".join(ORDER_STATES)
        raise WireError("unknown_order_state", 400, "state", value=state, known=known)
    return OrderResult(
        int(number), state, _text(params, "reason"), _text(params, "callid")
    )


def read_heartbeat(params):
    """Read how a gateway is; what cannot be read is left out, it is only told."""
    extensions = params.get("extensions")
    numbers = extensions if isinstance(extensions, list) else []
    read = (read_extension(read_text(number) or "") for number in numbers)
    state = _text(params, "state")
    return Heartbeat(
        version=_text(params, "version")[:32],
        state=state if state in GATEWAY_STATES else "ok",
        backlog=_count(params, "backlog"),
        set_aside=_count(params, "set_aside"),
        since=read_date(_text(params, "since"), timezone.utc),
        extensions=tuple(dict.fromkeys(number[:32] for number in read if number))[
            :MAX_EXTENSIONS
        ],
        is_check=read_flag(params.get("check")),
    )


def _text(params, name):
    return (read_text(params.get(name)) or "")[:MAX_TEXT]


def _count(params, name):
    text = _text(params, name)
    is_number = re.fullmatch(r"[0-9]{1,9}", text, re.ASCII)
    return min(int(text), MAX_COUNT) if is_number else 0
