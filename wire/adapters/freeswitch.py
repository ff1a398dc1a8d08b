"""FreeSWITCH and FusionPBX: mod_json_cdr, one record a leg.

Source: FreeSWITCH's mod_json_cdr (JSON, form ``cdr=``, base64; values percent-encoded),
FusionPBX's xml_cdr, mod_callcenter's cc_ variables.
"""

from urllib.parse import unquote

from ..words import fold
from .base import (
    Adapter,
    first_of,
    fold_names,
    from_base64,
    is_extension,
    objects,
    tell,
)

MAX_CHARACTERS = 4000
MEMBER, AGENT = "member", "agent"
# why a caller left a queue without an agent
LOST = {"cancel", "timeout", "noagenttimeout", "breakout"}
MAILBOX = "voicemail"
# the uuid of the leg that made this one
FIRST_LEGS = (
    "originating_leg_uuid",
    "ent_originate_aleg_uuid",
    "cc_member_session_uuid",
)


def read(hook):
    """Return the events of one message: one a leg."""
    return [event for record in _find_records(hook) for event in _read_leg(record)]


def _find_records(hook):
    """Return the records of a message, whichever way they are encoded."""
    text = hook.body.strip()
    if text[:1] == b"[":
        return objects(text.decode("utf-8", "replace"))
    plain = from_base64(text)
    if plain:
        return objects(plain)
    params = hook.params
    told = params.get("cdr")
    if isinstance(told, str):
        return objects(from_base64(told.encode("utf-8", "replace")) or told)
    return objects(told) or [params]


def _decode(texts):
    return {
        name: unquote(text)[:MAX_CHARACTERS].strip() for name, text in texts.items()
    }


def _read_leg(record):
    variables = [_decode(fold_names(one)) for one in objects(record.get("variables"))]
    if not variables:
        return []
    leg, profile = variables[0], _find_profile(record)
    unique = first_of(leg, "uuid", "call_uuid")
    first = first_of(leg, *FIRST_LEGS) or _find_originator(record)
    if not unique:
        return []
    side = fold(first_of(leg, "cc_side"))
    is_first = side == MEMBER or ((not first or first == unique) and side != AGENT)
    first = unique if is_first else first or first_of(leg, "call_uuid")
    known = {
        "callid": first,
        "calldate": first_of(leg, "start_epoch", "start_stamp"),
        "duration": first_of(leg, "duration"),
        "billsec": first_of(leg, "billsec"),
        "queue": first_of(leg, "cc_queue").partition("@")[0],
        "recordingfile": _find_recording(leg),
    }
    if is_first:
        return _read_first(leg, profile, unique, side, known)
    return _read_second(leg, profile, unique, known)


def _read_first(leg, profile, unique, side, known):
    """Read the leg of who calls: a customer, or an extension that places the call."""
    user = first_of(leg, "sip_auth_username", "user_name")
    caller = first_of(leg, "caller_id_number") or first_of(profile, "caller_id_number")
    called = first_of(leg, "caller_destination", "destination_number") or first_of(
        profile, "destination_number"
    )
    way = fold(first_of(leg, "call_direction"))
    inside = user if is_extension(user) else caller if is_extension(caller) else ""
    is_out = side != MEMBER and (
        way == "outbound" or (not way and bool(inside) and not is_extension(called))
    )
    status = _find_status(leg)
    if side == MEMBER and fold(first_of(leg, "cc_cause")) in LOST:
        status = "ABANDON"
        joined, left = (
            first_of(leg, "cc_queue_joined_epoch"),
            first_of(leg, "cc_queue_canceled_epoch"),
        )
        if joined.isdecimal() and left.isdecimal() and int(left) >= int(joined) > 0:
            known["holdtime"] = int(left) - int(joined)
    if is_out:
        names = {"phone": called, "extension": inside, "ring": unique}
        return [tell("call_info", direction="out", status=status, **names, **known)]
    did = "" if is_extension(called) else called
    return [tell("call_info", phone=caller, did=did, status=status, **known)]


def _read_second(leg, profile, unique, known):
    """Read the leg of a telephone that rang; one to a trunk tells nothing new."""
    called = first_of(leg, "dialed_user", "dialed_extension", "cc_agent", "user_name")
    called = called.partition("@")[0]
    called = called if is_extension(called) else first_of(profile, "destination_number")
    if not is_extension(called):
        return []
    caller = first_of(leg, "caller_id_number") or first_of(profile, "caller_id_number")
    status = _find_status(leg)
    names = {"phone": caller, "extension": called, "ring": unique}
    return [tell("call_info", status=status, **names, **known)]


def _find_status(leg):
    """Return the outcome: who answered has an answer's time, whatever the cause."""
    if fold(first_of(leg, "last_app")) == MAILBOX or first_of(
        leg, "voicemail_message_len"
    ).strip("0"):
        return "VOICEMAIL"
    if first_of(leg, "answer_epoch").strip("0") and first_of(leg, "billsec").strip("0"):
        return "ANSWERED"
    return first_of(leg, "hangup_cause", "cc_cause")


def _find_profile(record):
    """Return the caller's profile of the first of the call flow."""
    return next((_decode(fold_names(one)) for one in _profiles(record)), {})


def _find_originator(record):
    """Return the uuid of the leg that made this one as the call flow tells it, or ''."""
    for profile in _profiles(record):
        for originator in objects(profile.get("originator")):
            for one in objects(originator.get("originator_caller_profiles")):
                return first_of(fold_names(one), "uuid")
    return ""


def _profiles(record):
    flows = objects(record.get("callflow"))
    return [one for flow in flows for one in objects(flow.get("caller_profile"))]


def _find_recording(leg):
    path, name = first_of(leg, "record_path"), first_of(leg, "record_name")
    whole = first_of(leg, "cc_record_filename", "recording_file", "record_file")
    return f"{path.rstrip('/')}/{name}" if path and name else name or whole


ADAPTER = Adapter("freeswitch", "FreeSWITCH, FusionPBX", read, ("documented", "tested"))
