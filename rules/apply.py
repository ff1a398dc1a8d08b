"""What one event adds to the facts of a call (design: rules of a call, 1 to 7, 10, 12)."""

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
    view = derive(call)
    return (
        event.kind == RING
        and view.state == ENDED
        and now - max(call.heard, view.end or 0) >= RESTART_SECONDS
    )


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
    call.heard = max(call.heard, now)
    call.events += 1
    _add_parties(call, event, is_inside)
    _add_date(call, event, now, warnings)
    if event.kind == RING:
        _ring(call, event, now, end_scope)
    elif event.kind == ANSWER:
        _answer(call, event, now, warnings)
    elif event.kind == END:
        _end(call, event, now, end_scope, warnings)
    else:
        _add_figures(call, event, now)
    _warn_of_nobody(call, event, warnings)
    return warnings


def _add_parties(call, event, is_inside):
    call.is_outgoing |= event.is_outgoing
    call.is_hidden |= event.is_hidden
    call.queue = call.queue or event.queue
    call.did = call.did or event.did
    call.status = event.status or call.status
    call.wait = larger(call.wait, event.wait)
    if not event.phone:
        return
    is_inside = is_inside or call.leg(event.phone) is not None or _looks_inside(event)
    if not call.phone or (call.is_inside and not is_inside):
        call.phone, call.is_inside = event.phone, is_inside


def _looks_inside(event):
    phone = event.phone
    return (
        not event.is_outgoing
        and phone.isdigit()
        and len(phone) <= INSIDE_DIGITS
        and len(phone) == len(event.extension)
    )


def _add_date(call, event, now, warnings):
    """Keep when the exchange says the call started, unless a live ring contradicts it."""
    if event.date is None:
        return
    rings = [leg.rang for leg in call.legs if leg.rang is not None]
    reference = min(rings, default=now if event.kind in (RING, ANSWER) else None)
    if reference is None and event.date - now > CLOCK_SECONDS:
        reference = now
    if reference is not None and abs(event.date - reference) > CLOCK_SECONDS:
        minutes = round((event.date - reference) / 60)
        warnings.append(Problem("clock_differs", {"minutes": minutes}, "calldate"))
        return
    call.date = event.date if call.date is None else min(call.date, event.date)


def _ring(call, event, now, end_scope):
    leg = call.leg(event.extension)
    if not event.extension or _is_copy(leg, now):
        pass
    elif leg is None or _is_open_for_rings(call, end_scope):
        is_open = _is_open_for_rings(call, end_scope)
        attempt = leg.attempt + 1 if leg else 1
        leg = LegFacts(event.extension, attempt)
        call.legs.append(leg)
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
        ringing = call.in_state(RINGING)
        return ringing[0] if len(ringing) == 1 else None
    leg = call.leg(event.extension)
    if leg is None:
        leg = LegFacts(event.extension)
        call.legs.append(leg)
    return leg


def _end(call, event, now, end_scope, warnings):
    if not event.extension:
        _end_whole(call, event, now)
        return
    _end_leg(call, event, now)
    if end_scope == "leg":
        return
    if call.in_state(ONGOING):
        values = {"extension": event.extension}
        warnings.append(Problem("end_for_one_leg", values, "extension"))
    _end_rings(call, now)


def _add_figures(call, event, now):
    """Merge late figures; they end their own leg, and make whole a call unknown so far."""
    is_final = any(
        value is not None for value in (event.disposition, event.duration, event.talk)
    )
    if call.events > 1 and not is_final:
        target = call.leg(event.extension) or call
        target.recording = target.recording or event.recording
    elif event.extension:
        leg = _end_leg(call, event, now)
        if leg.told == "answered":
            _end_rings(call, now)
    else:
        _end_whole(call, event, now)


def _end_leg(call, event, now):
    leg = call.leg(event.extension)
    if leg is None:
        leg = LegFacts(event.extension)
        leg.role = "caller" if call.is_outgoing and not call.legs else leg.role
        call.legs.append(leg)
    _close(leg, event, now)
    if leg.date is None:
        leg.date = event.date
    return leg


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
