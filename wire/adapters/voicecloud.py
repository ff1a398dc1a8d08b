"""VoiceCloud (Vietnam): JSON in its own words, or the guide's words by GET or POST.

Source: VoiceCloud's published webhooks (states, MissedCall, GetRouting).
"""

from ..words import fold
from .base import Adapter, is_extension, make_id, tell, to_json

# their state ▶ the event that it is
RINGING, ANSWERED, ENDED, RECORD = "RING", "ANSWER", "hangup", "calldata"
STATES = {
    "ringing": RINGING,
    "ring": RINGING,
    "answered": ANSWERED,
    "answer": ANSWERED,
    "up": ANSWERED,
    "hangup": ENDED,
    "cdr": RECORD,
}
OUTBOUND = {"outbound", "outgoing", "out"}
MISSED, ROUTING = "missedcall", "getrouting"


def read(hook):
    """Return the events of one message."""
    if fold(hook.text("action")) == ROUTING:
        return []
    if fold(hook.text("event", "type")) == MISSED:
        return [_read_missed(hook)]
    callid = hook.text("call_id", "callid", "uuid")
    if not callid:
        return []
    state = STATES.get(fold(hook.text("state", "event")))
    if not hook.text("state", "from_number", "to_number"):
        return [_read_guide(hook, callid, state)]
    return [read_state(hook, callid, state)] if state else []


def read_state(hook, callid, state):
    """Return the event of one state, in the words that this family of vendors shares.

    :param state: RINGING, ANSWERED, ENDED or RECORD
    """
    is_out = fold(hook.text("direction")) in OUTBOUND
    caller, called = hook.text("from_number"), hook.text("to_number")
    inside, phone = (caller, called) if is_out else (called, caller)
    extension = hook.text("extension", "sip_user", "agent") or (
        inside if is_extension(inside) else ""
    )
    known = {
        "callid": callid,
        "phone": phone,
        "extension": extension,
        "queue": hook.text("queue"),
        "did": hook.text("hotline", "hotline_number", "did")
        or ("" if inside == extension else inside),
    }
    if state in (RINGING, ANSWERED):
        return tell("init" if is_out else "call_in", event=state, **known)
    return tell(
        state,
        direction="out" if is_out else "in",
        duration=hook.text("duration"),
        billsec=hook.text("billsec", "bill_sec", "talk_duration"),
        status=hook.text("status", "disposition", "hangup_cause"),
        calldate=hook.text("calldate", "start_time", "created_date", "created_at"),
        recordingfile=hook.text(
            "recording_url", "recording_file_url", "recording_file", "recordingfile"
        ),
        **known,
    )


def _read_missed(hook):
    phone = hook.text("phone_number", "from_number", "phone")
    return tell(
        "calldata",
        callid=hook.text("call_id", "callid") or make_id("missed", hook.texts),
        phone=phone,
        did=hook.text("hotline_number", "hotline"),
        calldate=hook.text("calldate", "time"),
        holdtime=hook.text("holdtime"),
        queue=hook.text("queue"),
        status="ABANDON",
    )


def _read_guide(hook, callid, state):
    """Read a message in the guide's words, posted here and not to its endpoint."""
    known = {**hook.params, "callid": callid}
    known.pop("name", None)
    if state in (RINGING, ANSWERED):
        return {"name": "call_in", **known}
    is_record = hook.text("status", "duration", "calldate", "recordingfile")
    if state == ENDED or (state is None and not is_record and not hook.text("phone")):
        return {"name": "hangup", **known}
    return {"name": RECORD if is_record or state else "call_in", **known}


def ask(hook):
    """Return the number for which an extension is asked, or None."""
    is_asked = fold(hook.text("action")) == ROUTING
    return hook.text("from_number", "phone") if is_asked else None


def reply(_hook, answer, _url):
    """Answer a question with the extension to ring first."""
    if answer is None:
        return None
    return to_json({"extension": answer["extension"] or ""})


ADAPTER = Adapter(
    "voicecloud", "VoiceCloud", read, ("documented", "tested", "routing"), ask, reply
)
