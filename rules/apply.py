"""What one event adds to the facts of a call (design: rules of a call, 1 to 7, 10, 12)."""

from ..wire.errors import Problem
from ..wire.words import ANSWER, END, RING
from .derive import derive
from .facts import (
    ENDED,
    ONGOING,
    PRECEDENCE_UNNAMED,
    RINGING,
    LegFacts,
    larger,
    strongest,
)

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
    if event.kind in (RING, ANSWER) and not event.extension:
        _see(call, now)
    date = _add_date(call, event, now, warnings)
    if event.kind == RING:
        _ring(call, event, now, end_scope)
    elif event.kind == ANSWER:
        _answer(call, event, now, end_scope, warnings)
    elif event.kind == END:
        _end(call, event, now, date, end_scope, warnings)
    else:
        _add_figures(call, event, now, date, end_scope)
    _warn_of_nobody(call, event, warnings)
    return warnings


def _see(call, now):
    """Keep when the call itself was seen live; after its end that tells no time."""
    if all(x.closed is None for x in (call, *call.legs)):
        call.rang = now if call.rang is None else min(call.rang, now)


def _add_parties(call, event, is_inside):
    if event.is_outgoing:
        _place(call)
    call.is_hidden |= event.is_hidden
    call.queue = call.queue or event.queue
    call.did = call.did or event.did
    call.wait = larger(call.wait, event.wait)
    _add_status(call, event)
    # what rings here is an extension, whatever its number looked like
    call.is_inside |= bool(call.phone) and call.phone == event.extension
    if event.phone:
        _add_phone(call, event, is_inside)


def _place(call):
    """Make the call outgoing: who picked up their own phone waits for the customer."""
    call.is_outgoing = True
    for leg in call.legs:
        if leg.picked is None:
            continue
        leg.role = "caller"
        if leg.state == ONGOING and leg.answered is None:
            leg.state = RINGING
            leg.rang = leg.picked if leg.rang is None else leg.rang


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
    rings = [x.rang for x in (call, *call.legs) if x.rang is not None]
    is_live = event.kind in (RING, ANSWER)
    first = min(rings, default=now if is_live else None)
    if first is not None and (is_live or event.date < first):
        return event.date - first
    return max(event.date - now, 0)


def _ring(call, event, now, end_scope):
    leg = call.leg(event.extension)
    if leg and leg.is_assumed and leg.rang is None and call.answer(leg) is None:
        # its recording alone had come before it
        leg.state, leg.closed, leg.is_assumed = RINGING, None, False
    elif not event.extension or _is_copy(call, leg, event, now):
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


def _is_copy(call, leg, event, now):
    """Return whether this ring was told before; who places a call does so once."""
    if leg is None:
        return False
    is_late = leg.state == ENDED and now - leg.closed <= LATE_COPY_SECONDS
    return (
        event.is_outgoing
        or leg.state != ENDED
        or (is_late and not _is_of_next_round(call, leg))
    )


def _is_of_next_round(call, leg):
    """Return whether a ring at ``leg`` is new at once: only another's end closed it."""
    has_rung = leg.rang is not None and leg.rang < leg.closed
    return has_rung and _is_implied(leg) and not _is_taken_elsewhere(call, leg)


def _is_implied(leg):
    """Return whether ``leg`` ended by what was told of another."""
    return leg.state == ENDED and not leg.is_told and not leg.is_assumed


def _is_taken_elsewhere(call, leg):
    others = (x for x in call.legs if x is not leg)
    return any(call.answer(x) is not None or _is_told_answered(x) for x in others)


def _is_told_answered(leg):
    return "answered" in (leg.told, leg.own_told)


def _is_open_for_rings(call, end_scope):
    view = derive(call)
    if view.state != ENDED or view.disposition is None:
        return True
    is_over = view.disposition == "answered" and end_scope == "call"
    return not is_over and view.disposition not in FINAL_OUTCOMES


def _answer(call, event, now, end_scope, warnings):
    leg = _answering_leg(call, event)
    if leg and end_scope == "call" and _is_ended_by_an_end(call, leg):
        values = {"extension": leg.number}
        warnings.append(Problem("answer_after_end", values, "extension"))
    if leg is None:
        warnings.append(Problem("answer_without_leg", {}, "extension"))
        # whoever it was: the ring may still be on its way
        _tell_unnamed(call, "answered")
        return
    leg.role = "caller" if event.is_outgoing else leg.role
    if event.is_own_phone:
        _pick_up(call, leg, now)
    elif leg.state == ENDED and leg.is_told:
        # which of the two is right depends on who placed the call
        leg.own_told = "answered"
    elif leg.state != ONGOING or leg.answered is None:
        leg.answered = now if leg.answered is None else leg.answered
        _open_talk(call, leg, now)


def _is_ended_by_an_end(call, leg):
    """Return whether an unanswered end at another extension ended the ring of ``leg``."""
    if not _is_implied(leg) or _is_taken_elsewhere(call, leg):
        return False
    return any(x.is_told and x.closed == leg.closed for x in call.legs)


def _open_talk(call, leg, now):
    leg.state, leg.closed, leg.is_assumed = ONGOING, None, False
    _end_rings(call, now)


def _pick_up(call, leg, now):
    """Take an answer told of the extension's own number, see ``CallFacts.answer``."""
    if leg.picked is not None:
        return
    leg.picked = now
    if leg.state == RINGING or (leg.state == ENDED and not leg.is_told):
        _open_talk(call, leg, now)
    if call.is_outgoing:
        _place(call)


def _answering_leg(call, event):
    if not event.extension:
        candidates = call.in_state(RINGING) or call.in_state(ONGOING)
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
    if not is_final:
        _add_recording(call, event, now)
    elif event.extension:
        leg = _end_leg(call, event, now, date)
        if _is_told_answered(leg) and end_scope == "call":
            _end_rings(call, now)
    else:
        _end_whole(call, event, now)


def _add_recording(call, event, now):
    """Keep a recording; one of an unknown call is taken for late: its end is assumed."""
    leg = call.leg(event.extension)
    if call.events == 1 and event.extension:
        leg = _add_leg(call, event.extension)
        leg.state, leg.closed, leg.is_assumed = ENDED, now, True
    elif call.events == 1:
        call.closed, call.is_assumed = now, True
    target = leg or call
    target.recording = target.recording or event.recording


def _end_leg(call, event, now, date):
    """Close the latest attempt at the extension; return the one whose record it is."""
    leg = call.leg(event.extension) or _add_leg(call, event.extension)
    if call.is_outgoing and len(call.legs) == 1:
        leg.role = "caller"
    holder = _holder(call, leg, event, now)
    if holder is leg:
        if event.kind == END and _is_cut_short(call, leg, event):
            leg.closed = now
        _close(leg, now)
    elif event.kind == END and leg.state != ENDED:
        _close(leg, now)
        leg.is_assumed = True  # another attempt's end is not its own
    _add_record(holder, event)
    holder.date = date if holder.date is None else holder.date
    return holder


def _is_cut_short(call, leg, event):
    """Return whether another leg's end closed ``leg``, which went on until this one.

    What ended as another answered did not go on, though its own end comes later.
    """
    is_winner = _told_outcome(event) == "answered"
    return _is_implied(leg) and (is_winner or not _is_taken_elsewhere(call, leg))


def _holder(call, leg, event, now):
    """Return the attempt whose record it is, ``leg`` where nothing tells otherwise.

    A late copy of a ring opens an attempt that nobody answers: the record of a talk,
    late or sent again, is then of an attempt before. No talk counts twice.
    """
    if _told_outcome(event) != "answered":
        return leg
    earlier = [x for x in call.legs if x.number == leg.number and x is not leg]
    same = [x for x in earlier if _is_same_talk(x, event)]
    if call.answer(leg) is not None:
        if _is_seen_talk(call, leg, event, now):
            same = [x for x in same if not _may_have_lasted(call, x)]
        elif not same:
            bare = [x for x in earlier if x.talk is None]
            same = [x for x in bare if _is_seen_talk(call, x, event, now)]
        return (same or [leg])[-1]
    open_ones = [
        x
        for x in earlier
        if call.answer(x) is not None and None in (x.talk, event.talk)
    ]
    return (same or open_ones or [leg])[-1]


def _is_same_talk(leg, event):
    is_same_duration = (
        None in (leg.duration, event.duration) or leg.duration == event.duration
    )
    return bool(event.talk) and leg.talk == event.talk and is_same_duration


def _is_seen_talk(call, leg, event, now):
    """Return whether the times at which ``leg`` was seen are those of a record."""
    answered = call.answer(leg)
    if answered is None:
        return False
    closed = now if leg.closed is None else leg.closed
    spans = [(answered, event.talk or 0)]
    if None not in (leg.rang, event.duration):
        spans.append((leg.rang, event.duration))
    return all(abs(closed - x - told) <= LATE_COPY_SECONDS for x, told in spans)


def _may_have_lasted(call, leg):
    """Return whether ``leg`` was open for its talk, as far as times tell."""
    seen = [x for x in (leg.rang, call.answer(leg)) if x is not None]
    first = min(seen, default=None)
    if None in (first, leg.closed) or first > leg.closed:
        return True
    return leg.closed - first >= leg.talk - LATE_COPY_SECONDS


def _end_whole(call, event, now):
    _close(call, now)
    if event.kind == END and call.hung_up is None:
        call.hung_up = now
    _add_record(call, event)
    for leg in call.legs:
        if leg.state != ENDED or leg.is_assumed:
            _imply_end(leg, now)
        leg.is_told = True


def _close(target, now):
    """Close a call or a leg by an end that names it; a real end replaces an assumed one."""
    if target.closed is None or target.is_assumed:
        target.closed = now
    if isinstance(target, LegFacts):
        target.state = ENDED
    target.is_told, target.is_assumed = True, False


def _tell_unnamed(call, outcome):
    call.told = strongest(call.told, outcome, precedence=PRECEDENCE_UNNAMED)


def _add_record(target, event):
    if isinstance(target, LegFacts):
        _add_leg_record(target, event)
    else:
        _tell_unnamed(target, event.disposition)
        target.talk = larger(target.talk, event.talk)
    target.duration = larger(target.duration, event.duration)
    target.recording = target.recording or event.recording


def _add_leg_record(leg, event):
    told, talk = _told_outcome(event), event.talk
    if event.is_own_phone:
        leg.own_told = strongest(leg.own_told, told)
        leg.own_talk = larger(leg.own_talk, talk)
    else:
        leg.told = strongest(leg.told, told)
        leg.talk = larger(leg.talk, talk)


def _told_outcome(event):
    if event.disposition is None and event.talk and event.extension:
        return "answered"
    return event.disposition


def _end_rings(call, now):
    for leg in call.in_state(RINGING):
        _imply_end(leg, now)


def _imply_end(leg, now):
    leg.state, leg.closed, leg.is_assumed = ENDED, now, False


def _warn_of_nobody(call, event, warnings):
    if event.disposition == "answered" and derive(call).is_answered_by_unknown:
        warnings.append(Problem("answered_by_nobody_known", {}, "extension"))
