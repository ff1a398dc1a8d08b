"""3CX: its CRM template (one POST at the end, and the lookup), and webhook tools for it.

Sources: 3CX's "CRM template XML description" (Call Journaling), the pages of tools that
post 3CX's calls as webhooks. A template names its fields as it likes: these names, in any
spelling, are read.
"""

import re
from datetime import datetime, timezone

from ..dates import read_date
from ..values import read_seconds, read_text
from ..words import fold
from .base import Adapter, fold_names, is_extension, make_id, tell, to_json

# CallType of the template ▶ (placed by the agent, outcome)
CALL_TYPES = {
    "inbound": ("in", "ANSWERED"),
    "incoming": ("in", "ANSWERED"),
    "missed": ("in", "NO ANSWER"),
    "outbound": ("out", "ANSWERED"),
    "outgoing": ("out", "ANSWERED"),
    "notanswered": ("out", "NO ANSWER"),
}
# event of the webhook tools ▶ (placed by the agent, what it tells)
RING, ANSWER, END, RECORD = "ring", "answer", "end", "record"
EVENTS = {
    "ringing": ("in", RING),
    "incomingcallstarted": ("in", RING),
    "pickupincoming": ("in", ANSWER),
    "incoming": ("in", END),
    "ringingoutgoing": ("out", RING),
    "outgoingcallstarted": ("out", RING),
    "pickupoutgoing": ("out", ANSWER),
    "outgoing": ("out", END),
    "recording": ("in", RECORD),
}
# under which the tools tell where a recording is
RECORDINGS = {
    "files",
    "file",
    "fileurls",
    "fileurl",
    "recording",
    "recordingurl",
    "url",
}
FINISH = {"missed": "NO ANSWER", "ok": "ANSWERED"}
REASONS = {"declined": "BUSY", "busy": "BUSY"}
# what the title says behind its words: "Successful call to 381… (0:05)"
_TALK = re.compile(r"\((\d+(?::\d\d){1,2})\)\s*$")
_LEG = re.compile(r"(.+)-\d+")


def read(hook):
    """Return the events of one message."""
    if hook.text("CallType"):
        return _read_journal(hook)
    word = EVENTS.get(fold(hook.text("event", "EventType")))
    return _read_tool(hook, *word) if word else []


def _read_journal(hook):
    """Read what the template posts when a call is over."""
    kind = CALL_TYPES.get(fold(hook.text("CallType")))
    if not kind:
        return []
    direction, status = kind
    agent = hook.text("Agent", "AgentExtension", "Extension", "AgentNumber")
    phone = hook.text("Number", "Phone", "PhoneNumber", "CallerNumber", "ContactNumber")
    start = _moment(hook, "CallStartTime", "StartTime", "Start")
    established = _moment(hook, "CallEstablishedTime", "EstablishedTime", "Established")
    end = _moment(hook, "CallEndTime", "EndTime", "End")
    told = hook.text("DurationTimespan", "Duration", "CallDuration", "DurationSeconds")
    is_answered = status == "ANSWERED"
    talk = read_seconds(told) if told and is_answered else None
    duration = None
    if start is not None and end is not None and end >= start:
        duration = round(end - start)
    elif not is_answered and told:
        duration = read_seconds(told)
    if is_answered and end is not None and established and end >= established:
        talk = round(end - established)
    if start is None and end is not None and duration:
        start = end - duration
    raw_start = hook.text(*_spellings("CallStartTime", "StartTime", "Start"))
    key = raw_start or repr(sorted(hook.texts.items()))
    callid = hook.text("CallId", "CallHistoryId") or make_id("3cx", agent, phone, key)
    return [
        tell(
            "call_info",
            callid=callid,
            phone=phone,
            extension=agent,
            queue=hook.text("QueueExtension", "Queue"),
            did=hook.text("DID", "DIDNumber", "CalledNumber"),
            direction=direction,
            status=status,
            calldate=_stamp(start),
            duration=duration,
            billsec=talk,
            recordingfile=hook.text("RecordingUrl", "Recording", "RecordingPath"),
        )
    ]


def _spellings(*names):
    """Return the names under which a time may come; 3CX has it in three forms."""
    forms = ("UTCMillis", "Millis", "UTC", "", "Local")
    return [name + form for name in names for form in forms]


def _moment(hook, *names):
    """Return a time as epoch seconds, or None; what carries no offset is in UTC."""
    for name in _spellings(*names):
        # a local one is of the exchange's own zone, which nobody told
        found = hook.text(name)
        if found and not name.endswith("Local"):
            moment = read_date(found, timezone.utc)
            if moment is not None:
                return moment
    return None


def _stamp(moment):
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, timezone.utc).isoformat()


def _read_tool(hook, direction, kind):
    """Read a message of a webhook tool; the last part of its id counts the legs."""
    told = hook.text("id", "callid", "call_id")
    callid = _LEG.fullmatch(told)
    callid = callid[1] if callid else told
    if not callid:
        return []
    user, usertype = hook.text("user", "extension"), fold(hook.text("usertype"))
    is_phone = usertype in ("ext", "extension") or (not usertype and is_extension(user))
    known = {
        "callid": callid,
        "phone": hook.text("callerid", "number", "phone"),
        "queue": user if usertype == "queue" else "",
        "did": hook.text("inbound_did") if direction == "in" else "",
    }
    known["did"] = known["did"] or (hook.text("did") if direction == "in" else "")
    extension = user if is_phone else ""
    name = "init" if direction == "out" else "call_in"
    if kind == RING:
        return [tell(name, extension=extension, **known)]
    if kind == ANSWER:
        return [tell(name, event="ANSWER", extension=extension, **known)]
    record = _find_recording(hook.params)
    if kind == RECORD:
        return [tell("call_info", recordingfile=record, extension=extension, **known)]
    return _read_end(hook, direction, extension, record, known)


def _read_end(hook, direction, extension, record, known):
    """Read an end, which may come again with the recording."""
    status = FINISH.get(fold(hook.text("finishtype")), "")
    talk = _TALK.search(hook.text("title"))
    if not status and talk:
        status = "ANSWERED"
    reason = REASONS.get(fold(hook.text("termination_reason_details")))
    events = []
    if status == "ANSWERED":
        events.append(
            tell(
                "call_info",
                extension=extension,
                direction=direction,
                status=status,
                billsec=talk[1] if talk else hook.text("Duration"),
                recordingfile=record,
                **known,
            )
        )
    elif direction == "out":
        status = reason or status
    if direction == "out" and status != "ANSWERED":
        known["extension"] = extension
    else:
        known.pop("queue")
    events.append(tell("call_end", direction=direction, status=status, **known))
    return events


def _find_recording(params):
    """Return the address of a recording: the first of a list, or a plain value."""
    for name, value in params.items():
        if fold(name) in RECORDINGS:
            values = value if isinstance(value, list) else [value]
            found = [text for text in map(read_text, values) if text]
            if found:
                return found[0]
    return ""


def ask(hook):
    """Return the number that the template's lookup asks for, or None."""
    if hook.text("CallType", "event", "EventType"):
        return None
    return hook.text("number", "phone", "callernumber") or None


def reply(hook, answer, _url):
    """Answer a lookup with what the template's outputs read, a list of one or none."""
    if answer is None:
        return None
    return to_json(
        {"contacts": [contact_of(answer, ask(hook))] if answer["name"] else []}
    )


def contact_of(answer, phone):
    """Return a contact as address books take it: flat, each value a text.

    :param answer: as of ``callcenter.lookup._get_answer``
    """
    customer = fold_names(answer.get("customer") or {})
    first, _space, last = answer["name"].rpartition(" ")
    return {
        "id": customer.get("id", ""),
        "name": answer["name"],
        "firstname": first,
        "lastname": last,
        "company": customer.get("company", ""),
        "phone": phone or "",
        "extension": answer["extension"] or "",
    }


ADAPTER = Adapter(
    "threecx", "3CX", read, ("documented", "tested", "routing"), ask, reply
)
