"""VoIP24H (Vietnam): JSON with the agent's extension as ``extend``.

Source: VoIP24H's webhook documentation (states, MissedCallEvent, routing).
"""

from ..words import fold
from .base import Adapter, first_of, fold_names, make_id, objects, tell

RINGING, ANSWERED, ENDED, RECORD = "RING", "ANSWER", "hangup", "calldata"
STATES = {
    "ring": RINGING,
    "ringing": RINGING,
    "up": ANSWERED,
    "hangup": ENDED,
    "cdr": RECORD,
}
MISSED = "missedcallevent"
# what asks for an extension
ROUTING = {"routing", "getrouting", "routingevent"}
OUTBOUND = {"outbound", "outgoing", "out"}


def read(hook):
    """Return the events of one message."""
    callid = hook.text("callid", "call_id")
    if fold(hook.text("type")) == MISSED:
        return [
            tell(
                "calldata",
                callid=callid or make_id("missed", hook.texts),
                phone=hook.text("phone", "caller"),
                did=hook.text("did", "hotline"),
                calldate=hook.text("calldate", "time"),
                status="ABANDON",
            )
        ]
    state = STATES.get(fold(hook.text("state")))
    if not callid or not state:
        return []
    known = {
        "callid": callid,
        "phone": hook.text("phone"),
        "extension": hook.text("extend", "extension"),
        "did": hook.text("did", "hotline"),
    }
    # the first leg of a click to call: the agent's own telephone rings
    is_out = (
        fold(hook.text("direction", "type")) in OUTBOUND
        or fold(hook.text("note")) == "caller"
    )
    if state in (RINGING, ANSWERED):
        return [tell("init" if is_out else "call_in", event=state, **known)]
    cdr = [fold_names(one) for one in objects(hook.params.get("cdr"))]
    texts = {**hook.texts, **(cdr[0] if cdr else {})}
    return [
        tell(
            state,
            direction="out" if is_out else "in",
            duration=first_of(texts, "duration"),
            billsec=first_of(texts, "billsec"),
            status=first_of(texts, "disposition", "status"),
            calldate=first_of(texts, "calldate", "start", "starttime"),
            recordingfile=first_of(
                texts, "recordingfile", "recording", "recording_url"
            ),
            **known,
        )
    ]


def ask(hook):
    """Return the number for which an extension is asked, or None."""
    is_asked = fold(hook.text("type", "action")) in ROUTING
    return hook.text("phone", "caller", "from_number") if is_asked else None


def reply(_hook, answer, _url):
    """Answer a question with the bare extension."""
    return None if answer is None else ("text/plain", answer["extension"] or "")


ADAPTER = Adapter(
    "voip24h", "VoIP24H", read, ("documented", "tested", "routing"), ask, reply
)
