"""Stringee (Vietnam): call events as JSON.

Source: Stringee's "Call Events" (call_status, endCallCause, agentEnded).
"""

from ..words import fold
from .base import Adapter, first_of, fold_names, is_extension, objects, tell

ARRIVES, RINGS, ANSWERED, ENDED, AGENT_ENDED = "arrives", "rings", "up", "end", "leg"
STATES = {
    "created": ARRIVES,
    "started": ARRIVES,
    "ringing": RINGS,
    "answered": ANSWERED,
    "ended": ENDED,
    "agentended": AGENT_ENDED,
}
# its own causes of an end that nobody answered; all others the wire reads
CAUSES = {
    "userendcall": "CANCEL",
    "cannotmakecall": "FAILED",
    "agentbusyhere": "BUSY",
    "maxconnecttime": "NO ANSWER",
}
INTERNAL = "internal"
# after a transfer the id of the same call ends so
TRANSFERRED = "_transferred"


def read(hook):
    """Return the events of one message."""
    state = STATES.get(fold(hook.text("call_status")))
    callid = hook.text("call_id").removesuffix(TRANSFERRED)
    if not state or not callid:
        return []
    caller, called = _side(hook, "from"), _side(hook, "to")
    is_out = fold(first_of(caller, "type")) == INTERNAL
    inside, outside = (caller, called) if is_out else (called, caller)
    extension = _find_agent(hook, inside, is_out)
    own = first_of(inside, "number")
    known = {
        "callid": callid,
        "phone": first_of(outside, "number", "alias"),
        "did": "" if own == extension else own,
        "at": hook.text("timestamp_ms"),
    }
    if state in (ARRIVES, RINGS) and is_out:
        return [tell("init", extension=extension, **known)]
    if state == ARRIVES:
        return [tell("call_in", **known)]
    if state in (RINGS, ANSWERED):
        name, event = ("init" if is_out else "call_in"), "RING"
        event = "ANSWER" if state == ANSWERED else event
        return [tell(name, event=event, extension=extension, **known)]
    talk, cause = hook.text("answerDuration"), hook.text("endCallCause")
    cause = CAUSES.get(fold(cause), cause)
    if state == AGENT_ENDED:
        status = cause or "NO ANSWER"
        return [tell("call_end", extension=extension, status=status, **known)]
    return [
        tell(
            "call_end",
            direction="out" if is_out else "in",
            duration=hook.text("duration"),
            billsec=talk,
            status="ANSWERED" if talk.strip("0") else cause,
            recordingfile=hook.text("recording_url", "recordUrl"),
            **known,
        )
    ]


def _side(hook, name):
    found = [fold_names(one) for one in objects(hook.params.get(name))]
    return found[0] if found else {"number": hook.text(name)}


def _find_agent(hook, inside, is_out):
    """Return whose telephone it is: its number, else the agent's name at Stringee."""
    number, alias = first_of(inside, "number"), first_of(inside, "alias")
    for found in (number, alias):
        if is_extension(found):
            return found
    user = hook.text("agentId", "agent_user_id", "answeredBy")
    if is_out:
        user = user or hook.text("request_from_user_id")
    elif fold(first_of(inside, "type")) == INTERNAL and not user:
        # a hotline is no telephone
        user = alias if alias != number and not alias.isdecimal() else ""
    return user


ADAPTER = Adapter("stringee", "Stringee", read, ("documented", "tested"))
