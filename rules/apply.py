"""What one event adds to the facts of a call (design: rules of a call, 1 to 7, 10, 12)."""

from dataclasses import replace

from ..wire.errors import Problem
from ..wire.words import ANSWER, END, RING
from .derive import derive
from .facts import ENDED, ONGOING, RINGING, LegFacts, larger, strongest

RESTART_SECONDS = 24 * 3600
LATE_COPY_SECONDS = 3
CLOCK_SECONDS = 600
INSIDE_DIGITS = 5

FINAL_OUTCOMES = {"abandoned", "cancelled", "voicemail"}


def is_restart(call, event, now):
    """Return whether ``event`` opens a new call under the id of one long ended."""
    if event.kind != RING or derive(call).state != ENDED:
        return False
    # not since it was last heard of: a recording may come half a day after the end
    closed = [x.closed for x in (call, *call.legs) if x.closed is not None]
    return now - max(closed, default=call.heard) >= RESTART_SECONDS


def apply(call, event, now, end_scope="call", is_inside=False):
    """Add ``event`` to the facts ``call``.

    :param CallFacts call: changed in place
    :param Event event: what the exchange told
    :param float now: when it told, epoch seconds by the server's clock
    :param end_scope: ``call``: an end ends the call; ``leg``: it ends its own leg
    :param bool is_inside: whether ``event.phone`` is an extension of this exchange
    :return: list of Problem, warnings for the exchange
    """
    warnings = []
    # a replayed event comes at its own time, which may be before all others
    call.seen, call.heard = min(call.seen, now), max(call.heard, now)
    call.events += 1
    _add_parties(call, event, is_inside)
    date = _add_date(call, event, now, warnings)
    if event.kind == RING:
        _ring(call, event, now, end_scope)
    elif event.kind == ANSWER:
        _answer(call, event, now, warnings)
    elif event.kind == END:
        _end(call, event, now, date, end_scope, warnings)
    else:
        _add_figures(call, event, now, date, end_scope)
    _warn_of_nobody(call, event, warnings)
    return warnings


def _add_parties(call, event, is_inside):
    call.is_outgoing |= event.is_outgoing
    call.is_hidden |= event.is_hidden
    call.queue = call.queue or event.queue
    call.did = call.did or event.did
    call.wait = larger(call.wait, event.wait)
    _add_status(call, event)
    # what rings here is an extension, whatever its number looked like
    call.is_inside |= bool(call.phone) and call.phone == event.extension
    if event.phone:
        _add_phone(call, event, is_inside)


def _add_status(call, event):
    """Keep the status of the outcome that stands, not of the message that came last."""
    stands = strongest(event.disposition, call.status_told)
    if event.status and (stands is None or stands != call.status_told):
        call.status, call.status_told = event.status, event.disposition


def _add_phone(call, event, is_inside):
    """Keep the outside number; of two inside, the one that was dialled."""
    is_inside = is_inside or call.leg(event.phone) is not None or _looks_inside(event)
    is_dialled = is_inside and event.is_outgoing
    is_better = is_dialled and not call.is_dialled if is_inside else True
    if not call.phone or (call.is_inside and is_better):
        call.phone, call.is_inside = event.phone, is_inside
        call.is_dialled = is_dialled


def _looks_inside(event):
    phone = event.phone
    return (
        not event.is_outgoing
        and phone.isdigit()
        and len(phone) <= INSIDE_DIGITS
        and len(phone) == len(event.extension)
    )


def _add_date(call, event, now, warnings):
    """Keep when the exchange says the call started, unless a live ring contradicts it.

    :return: the date where it was kept, else None
    """
    if event.date is None:
        return None
    away = _seconds_away(call, event, now)
    if abs(away) > CLOCK_SECONDS:
        minutes = round(away / 60)
        warnings.append(Problem("clock_differs", {"minutes": minutes}, "calldate"))
        return None
    call.date = event.date if call.date is None else min(call.date, event.date)
    return event.date


def _seconds_away(call, event, now):
    """Return how far the date of ``event`` is from what was seen, 0 where nothing was.

    A record may tell its own leg's start, which after a transfer is long after the
    first ring; no call starts after its end was told.
    """
    rings = [leg.rang for leg in call.legs if leg.rang is not None]
    is_live = event.kind in (RING, ANSWER)
    first = min(rings, default=now if is_live else None)
    if first is not None and (is_live or event.date < first):
        return event.date - first
    return max(event.date - now, 0)


def _ring(call, event, now, end_scope):
    leg = call.leg(event.extension)
    if not event.extension or _is_copy(leg, now):
        pass
    elif leg is None or _is_open_for_rings(call, end_scope):
        is_open = _is_open_for_rings(call, end_scope)
        attempt = leg.attempt + 1 if leg else 1
        leg = _add_leg(call, event.extension, attempt)
        if not is_open:
            _imply_end(leg, now)
    if leg:
        leg.rang = now if leg.rang is None else leg.rang
        leg.role = "caller" if event.is_outgoing else leg.role


def _is_copy(leg, now):
    return leg is not None and (
        leg.state != ENDED or now - leg.closed <= LATE_COPY_SECONDS
    )


def _is_open_for_rings(call, end_scope):
    view = derive(call)
    if view.state != ENDED or view.disposition is None:
        return True
    is_over = view.disposition == "answered" and end_scope == "call"
    return not is_over and view.disposition not in FINAL_OUTCOMES


def _answer(call, event, now, warnings):
    leg = _answering_leg(call, event)
    if leg is None:
        warnings.append(Problem("answer_without_leg", {}, "extension"))
        # whoever it was: the ring may still be on its way
        call.told = strongest(call.told, "answered")
        return
    leg.role = "caller" if event.is_outgoing else leg.role
    if leg.state == ENDED and leg.is_told:
        leg.told = "answered"
        return
    leg.state, leg.closed, leg.is_assumed = ONGOING, None, False
    leg.answered = now if leg.answered is None else leg.answered
    _end_rings(call, now)


def _answering_leg(call, event):
    if not event.extension:
        candidates = call.in_state(ONGOING) or call.in_state(RINGING)
        return candidates[0] if len(candidates) == 1 else None
    return call.leg(event.extension) or _add_leg(call, event.extension)


def _add_leg(call, number, attempt=1):
    leg = LegFacts(number, attempt)
    call.legs.append(leg)
    return leg


def _end(call, event, now, date, end_scope, warnings):
    if not event.extension:
        _end_whole(call, event, now)
        return
    _end_leg(call, event, now, date)
    if end_scope == "leg":
        return
    if call.in_state(ONGOING):
        values = {"extension": event.extension}
        warnings.append(Problem("end_for_one_leg", values, "extension"))
    _end_rings(call, now)


def _add_figures(call, event, now, date, end_scope):
    """Merge late figures; they end their own leg, and make whole a call unknown so far."""
    is_final = any(
        value is not None for value in (event.disposition, event.duration, event.talk)
    )
    if call.events > 1 and not is_final:
        target = call.leg(event.extension) or call
        target.recording = target.recording or event.recording
    elif event.extension:
        leg = _end_leg(call, event, now, date)
        if leg.told == "answered" and end_scope == "call":
            _end_rings(call, now)
    else:
        _end_whole(call, event, now)


def _end_leg(call, event, now, date):
    leg = call.leg(event.extension)
    if leg is None:
        role = "caller" if call.is_outgoing and not call.legs else "callee"
        leg = _add_leg(call, event.extension)
        leg.role = role
    elif _is_told_before(call, leg, event):
        event = replace(event, disposition=None, duration=None, talk=None, recording="")
    _close(leg, event, now)
    if leg.date is None:
        leg.date = date
    return leg


def _is_told_before(call, leg, event):
    """Return whether an earlier attempt had this very record: no talk counts twice.

    A record that is sent again meets another attempt where a late copy of the ring had
    opened one.
    """
    record = (event.duration, event.talk)
    return (
        bool(event.talk)
        and leg.answered is None
        and any(
            other is not leg
            and other.number == leg.number
            and (other.duration, other.talk) == record
            for other in call.legs
        )
    )


def _end_whole(call, event, now):
    _close(call, event, now)
    for leg in call.legs:
        if leg.state != ENDED:
            _imply_end(leg, now)
        leg.is_told = True


def _close(target, event, now):
    """Close a call or a leg by an end that names it, and keep the figures it brings."""
    if target.closed is None or target.is_assumed:
        target.closed = now
    if isinstance(target, LegFacts):
        target.state = ENDED
    target.is_told, target.is_assumed = True, False
    target.told = strongest(target.told, _told_outcome(event))
    target.duration = larger(target.duration, event.duration)
    target.talk = larger(target.talk, event.talk)
    target.recording = target.recording or event.recording


def _told_outcome(event):
    if event.disposition is None and event.talk and event.extension:
        return "answered"
    return event.disposition


def _end_rings(call, now):
    for leg in call.in_state(RINGING):
        _imply_end(leg, now)


def _imply_end(leg, now):
    leg.state, leg.closed = ENDED, now


def _warn_of_nobody(call, event, warnings):
    if event.disposition == "answered" and derive(call).is_answered_by_unknown:
        warnings.append(Problem("answered_by_nobody_known", {}, "extension"))
