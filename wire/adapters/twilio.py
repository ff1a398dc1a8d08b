"""Twilio: status callbacks of calls, recordings, and the question of a voice address.

Source: Twilio's "Voice webhooks" and "Outbound calls: status callbacks". Each leg has a
CallSid; those that it dials name it as ParentCallSid.
"""

from html import escape

from ..values import read_extension
from ..words import fold
from .base import Adapter, is_extension, tell

RINGS, ANSWERED, ENDED = "rings", "up", "end"
STATES = {
    "queued": RINGS,
    "initiated": RINGS,
    "ringing": RINGS,
    "inprogress": ANSWERED,
    "answered": ANSWERED,
    "completed": ENDED,
    "busy": ENDED,
    "failed": ENDED,
    "noanswer": ENDED,
    "canceled": ENDED,
}
# in front of who is a telephone inside
_INSIDE = ("client:", "sip:", "sips:")


def read(hook):
    """Return the events of one message."""
    sid = hook.text("CallSid")
    if not sid:
        return []
    callid = hook.text("ParentCallSid") or sid
    record = hook.text("RecordingUrl")
    if record and not hook.text("CallDuration"):
        return [tell("call_info", callid=callid, recordingfile=record)]
    state = STATES.get(fold(hook.text("CallStatus")))
    return [_read_state(hook, sid, callid, state, record)] if state else []


def _read_state(hook, sid, callid, state, record):
    caller, called = hook.text("From", "Caller"), hook.text("To", "Called")
    from_inside, to_inside = _find_inside(caller), _find_inside(called)
    way = fold(hook.text("Direction"))
    is_first = callid == sid
    is_out = bool(from_inside) or (is_first and way == "outboundapi")
    extension, phone = to_inside, caller
    if is_out:
        # what the API places may call the agent first, and the customer then
        extension = from_inside or to_inside
        phone = (to_inside or called) if from_inside or not to_inside else ""
    known = {
        "callid": callid,
        "extension": extension,
        "phone": phone,
        "did": caller if is_out and not from_inside else "",
        "ring": sid if extension else "",
        "at": hook.text("Timestamp"),
    }
    if not is_out and not to_inside:
        known["did"] = called if is_first else ""
    if state == RINGS:
        return tell("init" if is_out else "call_in", **known)
    if state == ANSWERED:
        # an address that answers is a menu, nobody's telephone
        event = "ANSWER" if extension or is_out else "RING"
        return tell("init" if is_out else "call_in", event=event, **known)
    return tell(
        "call_end",
        direction="out" if is_out else "in",
        status=hook.text("CallStatus"),
        billsec=hook.text("CallDuration"),
        recordingfile=record,
        **known,
    )


def _find_inside(party):
    """Return the extension that a party is: a client's name, a SIP user, short digits."""
    for prefix in _INSIDE:
        if party.lower().startswith(prefix):
            return read_extension(party[len(prefix) :])
    return party if is_extension(party) else ""


def ask(hook):
    """Return who calls where Twilio asks what to do with the call, or None.

    A status callback says so by its source or number; a voice request has neither.
    """
    is_told = hook.text("CallbackSource", "SequenceNumber", "CallDuration")
    is_new = fold(hook.text("CallStatus")) == "ringing"
    is_in = fold(hook.text("Direction")) == "inbound"
    return hook.text("From", "Caller") if is_new and is_in and not is_told else None


def reply(_hook, answer, _url):
    """Answer in TwiML: dial the extension to ring first, where there is one."""
    extension = (answer and answer["extension"]) or ""
    dial = f"<Dial><Client>{escape(extension)}</Client></Dial>" if extension else ""
    rest = f"<Response>{dial}</Response>"
    return "text/xml", f'<?xml version="1.0" encoding="UTF-8"?>{rest}'


ADAPTER = Adapter(
    "twilio", "Twilio", read, ("documented", "tested", "signed", "routing"), ask, reply
)
