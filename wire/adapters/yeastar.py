"""Yeastar: P-Series events 30011 and 30012, S-Series reports, the lookup of contacts.

Sources: Yeastar's P-Series developer guide (30008, 30011, 30012, 30016), S-Series API
guide (RING, ANSWER, NewCdr; its fields are spelt so). ``msg`` of the P-Series is JSON as
a text.
"""

from ..errors import WireError
from ..words import fold
from .base import (
    Adapter,
    Hook,
    first_of,
    fold_names,
    is_extension,
    objects,
    tell,
    to_json,
)
from .threecx import contact_of

CALL_STATE, CDR, INVITATION = "30011", "30012", "30016"
# member_status of an extension ▶ what it does; those of the caller are others
RING, ANSWER, DIAL, REACHED, BYE = "RING", "ANSWER", "ALERT", "ANSWERED", "BYE"
OUTBOUND = {"outbound", "outgoing"}


def read(hook):
    """Return the events of one message."""
    params = _read_params(hook)
    texts = fold_names(params)
    kind = first_of(texts, "type")
    if kind in (CALL_STATE, INVITATION, CDR):
        told = objects(params.get("msg"))
        reader = _read_record if kind == CDR else _read_state
        return [event for one in told for event in reader(one)]
    if first_of(texts, "event", "action") == "NewCdr" or "callduraction" in texts:
        return _read_record(params)
    return _read_state(_as_state(params, texts))


def _as_state(params, texts):
    """Return an S-Series report (``action=RING``) as the P-Series tells a state.

    The first of those in its ``call`` is who it is about.
    """
    status, members = first_of(texts, "action"), []
    for one in objects(params.get("call") or []):
        for member in objects(one.get("ext")):
            number = first_of(fold_names(member), "extid")
            told = {"number": number, "member_status": status}
            members.append({"extension": told})
        members += [
            {side: one[side]} for side in ("inbound", "outbound") if side in one
        ]
        status = ""
    return {"call_id": first_of(texts, "callid"), "members": members}


def _read_params(hook):
    """Return the parameters; the guide itself shows ``msg`` with plain quotes within."""
    try:
        return hook.params
    except WireError:
        body = hook.body.replace(b'"{', b"{").replace(b'}"', b"}")
        return Hook(body, hook.headers, hook.query).params


def _read_state(told):
    """Read a call's state: one member each for its extensions and its trunk."""
    callid = first_of(fold_names(told), "call_id")
    members = objects(told.get("members") or [])
    if not callid:
        return []
    sides = {
        side: [
            fold_names(one) for member in members for one in objects(member.get(side))
        ]
        for side in ("extension", "inbound", "outbound")
    }
    came, left, inside = sides["inbound"], sides["outbound"], sides["extension"]
    trunk = came or left
    is_placed_end = left and not came and any(_status(one) == BYE for one in inside)
    if is_placed_end or any(_status(one) == BYE for one in trunk):
        return [tell("call_end", callid=callid, **_trunk(came, left))]
    known = {"callid": callid, **_trunk(came, left)}
    events = [tell("call_in", **known)] if came and not inside else []
    for one in inside:
        events += _read_extension(one, inside, known, bool(came), left)
    return events


def _status(member):
    return first_of(member, "member_status").upper()


def _trunk(came, left):
    """Return the outside number that the trunk's member tells, and who was called."""
    if came:
        called = first_of(came[0], "to")
        did = "" if is_extension(called) else called
        return {"phone": first_of(came[0], "from"), "did": did}
    return {"phone": first_of(left[0], "to")} if left else {}


def _read_extension(one, inside, known, has_come, left):
    number, status = first_of(one, "number"), _status(one)
    others = [first_of(x, "number") for x in inside if x is not one]
    known = {"ring": first_of(one, "channel_id"), "extension": number, **known}
    if "phone" not in known and others:
        known["phone"] = others[0]
    if not number:
        return []
    if status == BYE:
        return [tell("call_end", **known)]
    if status == RING:
        return [tell("call_in", **known)]
    if status == ANSWER:
        return [tell("call_in", event="ANSWER", **known)]
    if status == REACHED and left and not has_come:
        return [tell("init", event="ANSWER", **known)]
    if status in (DIAL, REACHED) and not has_come:
        return [tell("init", **known)]
    return []


def _read_record(told):
    """Read a CDR, of either series."""
    texts = fold_names(told)
    callid = first_of(texts, "call_id", "callid", "uid")
    if not callid:
        return []
    is_out = fold(first_of(texts, "type")) in OUTBOUND
    caller = first_of(texts, "call_from_number", "call_from", "callfrom")
    called = first_of(texts, "call_to_number", "call_to", "callto")
    extension, phone = (caller, called) if is_out else (called, caller)
    did = first_of(texts, "did_number", "didnumber")
    return [
        tell(
            "call_info",
            callid=callid,
            phone=phone,
            extension=extension if is_extension(extension) else "",
            did=did or ("" if is_out or is_extension(called) else called),
            direction="out" if is_out else "in",
            calldate=first_of(texts, "time_start", "timestart", "start_time"),
            duration=first_of(texts, "call_duration", "callduration", "callduraction"),
            billsec=first_of(texts, "talk_duration", "talkduration", "talkduraction"),
            status=first_of(texts, "status"),
            recordingfile=first_of(texts, "recording", "recording_file"),
        )
    ]


def ask(hook):
    """Return the number that a lookup of contacts asks for, or None."""
    texts = fold_names(_read_params(hook))
    if first_of(texts, "type", "event", "action", "callid", "msg"):
        return None
    return first_of(texts, "phone", "number", "phone_number") or None


def reply(hook, answer, _url):
    """Answer a lookup with the contacts, one or none."""
    if answer is None:
        # Yeastar repeats what is not answered so
        return to_json({"status": "ok", "code": "success"})
    known = [contact_of(answer, ask(hook))] if answer["name"] else []
    return to_json({"contacts": known})


ADAPTER = Adapter(
    "yeastar", "Yeastar", read, ("documented", "tested", "routing"), ask, reply
)
