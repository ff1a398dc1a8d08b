"""The generic CTI protocol: sipgate.io, placetel, easybell, NFON and others speak it.

Sources: sipgate.io's push API, Zammad's generic CTI; Placetel's Notify API, which has
words of its own for the same. newCall, answer and hangup come as a form or JSON; sipgate's
answer in XML asks for the further events of the call.
"""

from html import escape

from ..body import read_json
from ..errors import WireError
from ..words import fold
from .base import Adapter, several, tell, to_json

NEW, ANSWER, END = "newcall", "answer", "hangup"
EVENTS = {
    "newcall": NEW,
    "answer": ANSWER,
    "hangup": END,
    "incomingcall": NEW,
    "outgoingcall": NEW,
    "callaccepted": ANSWER,
    "hungup": END,
}
# how a call was over, where it is told in words of the protocol's own: one of the parties
# hung up "after the call was established"; the types are Placetel's
ENDS = {
    "normalclearing": "ANSWERED",
    "accepted": "ANSWERED",
    "missed": "NO ANSWER",
    "blocked": "REJECTED",
    "voicemail": "VOICEMAIL",
}
# an event of Placetel that tells the direction, too
PLACED = "outgoingcall"
OUTGOING = {"out", "outbound", "outgoing"}


def read(hook):
    """Return the events of one message."""
    word, callid = EVENTS.get(fold(hook.text("event"))), hook.text("callId")
    if not callid or not word:
        return []
    is_out = _is_outgoing(hook)
    caller, called = hook.text("from"), hook.text("to")
    phone, own = (called, caller) if is_out else (caller, called)
    known = {"callid": callid, "phone": phone, "did": own}
    known |= {"queue": hook.text("queue"), "parent": hook.text("origCallId")}
    users, name = _read_users(hook), "init" if is_out else "call_in"
    if word == END:
        # it ends the call, not somebody's part of it
        direction = "out" if is_out else "in"
        cause = hook.text("cause", "type")
        status = ENDS.get(fold(cause), cause)
        return [tell("call_end", status=status, direction=direction, **known)]
    if word == ANSWER:
        answered_by = hook.text("answeringNumber", "peer")
        extension = (users or [answered_by if answered_by != called else ""])[0]
        return [tell(name, event="ANSWER", extension=extension, **known)]
    rung = users[:1] or [hook.text("peer")] if is_out else users
    return [tell(name, extension=user, **known) for user in rung or [""]]


def _is_outgoing(hook):
    is_placed = fold(hook.text("event")) == PLACED
    return is_placed or fold(hook.text("direction")) in OUTGOING


def _read_users(hook):
    """Return the extensions that it names: numbers where they are, else the users' ids."""
    names, ids = several(hook.params, "user"), several(hook.params, "userId")
    is_number = names and all(name.isdecimal() for name in names)
    return names if is_number else ids or names


def ask(hook):
    """Return who calls where nobody was chosen yet, or None.

    A call that rings at somebody already is routed only where the address asks for it
    (``route=1``).
    """
    is_new = fold(hook.text("event")) == NEW
    if not is_new or fold(hook.text("direction")) in OUTGOING:
        return None
    is_open = not _read_users(hook) or hook.text("route") == "1"
    return hook.text("from") if is_open else None


def reply(hook, answer, url):
    """Answer in XML, to what came as JSON in JSON."""
    extension = (answer and answer["extension"]) or ""
    if _is_json(hook):
        return to_json({"action": "dial", "number": extension} if extension else {})
    further = f'onAnswer="{escape(url)}" onHangup="{escape(url)}"'
    opening = f"<Response {further}" if fold(hook.text("event")) == NEW else "<Response"
    dial = f"<Dial><Number>{escape(extension)}</Number></Dial>"
    rest = f">{dial}</Response>" if extension else "/>"
    return "application/xml", f'<?xml version="1.0" encoding="UTF-8"?>{opening}{rest}'


def _is_json(hook):
    try:
        return isinstance(read_json(hook.body.strip()), dict)
    except WireError:
        return False


ADAPTER = Adapter(
    "generic_cti",
    "Generic CTI (sipgate, placetel, easybell, NFON, …)",
    read,
    ("documented", "tested", "routing"),
    ask,
    reply,
)
