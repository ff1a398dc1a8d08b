"""What follows from the facts of a call: states, outcomes, times, figures."""

from dataclasses import dataclass, field

from .customer_side import count_customer_side
from .facts import ENDED, ONGOING, RINGING, strongest

OVERLAP_SECONDS = 3
CLOCK_SECONDS = 600


@dataclass
class LegView:
    """What is shown of one leg; times are epoch seconds, figures seconds, None unknown."""

    number: str
    attempt: int
    role: str
    state: str
    disposition: str | None
    start: float
    answer: float | None
    end: float | None
    duration: int | None
    talk: int | None
    recording: str


@dataclass
class CallView:
    """What is shown of a call; ``answered_by`` is the index of the leg that answered last."""

    direction: str
    state: str
    disposition: str | None
    is_missed: bool
    start: float
    answer: float | None
    end: float | None
    duration: int | None
    talk: int | None
    wait: int | None
    recording: str
    answered_by: int | None
    is_answered_by_unknown: bool
    legs: list[LegView] = field(default_factory=list)

    @property
    def owner(self):
        """The index of the leg whose call it is, or None.

        Who answered last, of an outgoing call who placed it.
        """
        callers = (i for i, leg in enumerate(self.legs) if leg.role == "caller")
        return (
            next(callers, self.answered_by)
            if self.direction == "outgoing"
            else self.answered_by
        )


def derive(call):
    """Return what is shown of the facts ``call``."""
    call = count_customer_side(call)
    state = _state(call)
    answered = _answered_legs(call)
    is_unknown = (
        not answered and call.told == "answered" and _may_have_answered(call) > 1
    )
    disposition = _disposition(call, answered, is_unknown) if state == ENDED else None
    direction = _direction(call)
    legs = [_leg_view(call, leg, answered, disposition) for leg in call.legs]
    takers = _takers(call, answered)
    views = [view for leg, view in zip(call.legs, legs, strict=True) if leg in takers]
    duration = _duration(call, legs) if state == ENDED else None
    start = _start(call)
    return CallView(
        direction=direction,
        state=state,
        disposition=disposition,
        is_missed=direction == "incoming" and disposition not in (None, "answered"),
        start=start,
        answer=min((v.answer for v in views if v.answer), default=None),
        end=_end(call, legs, start) if state == ENDED else None,
        duration=duration,
        talk=_talk(call, takers, views) if disposition == "answered" else None,
        wait=_wait(call, disposition, duration),
        recording=_recording(call),
        answered_by=_last_answered(call, legs, takers),
        is_answered_by_unknown=is_unknown,
        legs=legs,
    )


def _state(call):
    if call.in_state(ONGOING):
        return ONGOING
    if call.in_state(RINGING):
        return RINGING
    return ENDED if call.legs or call.is_told or call.is_assumed else RINGING


def _direction(call):
    if call.phone and call.is_inside and not call.is_hidden:
        return "internal"
    return "outgoing" if call.is_outgoing else "incoming"


def _takers(call, legs):
    """Return those of ``legs`` that take calls: a colleague who placed one does not."""
    callees = [leg for leg in legs if leg.role == "callee"]
    return callees if callees and _direction(call) == "internal" else legs


def _may_have_answered(call):
    takers = [leg for leg in _takers(call, call.legs) if not _is_stray(leg)]
    return len({leg.number for leg in takers if leg.told in (None, "answered")})


def _is_stray(leg):
    """Return whether a copy of a ring made it, as it seems: nothing followed."""
    return leg.attempt > 1 and leg.is_assumed and leg.answered is None


def _answered_legs(call):
    """Return the legs that answered; an answer without a name goes to the only one."""
    answered = [leg for leg in call.legs if leg.answered or leg.told == "answered"]
    if not answered and call.told == "answered" and _may_have_answered(call) == 1:
        takers = _takers(call, call.legs)
        takers = [leg for leg in takers if leg.told is None and not _is_stray(leg)]
        answered = takers[-1:]
    return answered


def _disposition(call, answered, is_unknown):
    if answered or is_unknown:
        return "answered"
    told = "abandoned" if call.told == "answered" else call.told
    return strongest(told, *(leg.told for leg in call.legs))


def _leg_view(call, leg, answered, call_disposition):
    start = _leg_start(call, leg)
    duration = _leg_duration(leg)
    end = None
    if leg.closed is not None:
        is_live = _live_start(leg) is not None
        end = max(leg.closed, start) if is_live else start + (duration or 0)
    return LegView(
        number=leg.number,
        attempt=leg.attempt,
        role=leg.role,
        state=leg.state,
        disposition=_leg_disposition(leg, answered, call_disposition),
        start=start,
        answer=_leg_answer(leg, start) if leg in answered else None,
        end=end,
        duration=duration,
        talk=_leg_talk(leg) if leg in answered else None,
        recording=leg.recording,
    )


def _live_start(leg):
    """Return when it rang or answered; a ring that came after its end tells no time."""
    moments = [x for x in (leg.rang, leg.answered) if x is not None]
    if leg.closed is not None:
        moments = [x for x in moments if x <= leg.closed]
    return min(moments, default=None)


def _leg_start(call, leg):
    for known in (_live_start(leg), leg.date):
        if known is not None:
            return known
    return (leg.closed if leg.closed is not None else call.seen) - (leg.duration or 0)


def _leg_duration(leg):
    if leg.duration is not None or leg.is_assumed:
        return leg.duration
    return _span(_live_start(leg), leg.closed)


def _leg_answer(leg, start):
    if leg.answered is not None:
        return max(leg.answered, start)
    if leg.duration is not None and leg.talk is not None:
        return start + max(leg.duration - leg.talk, 0)
    return None


def _leg_talk(leg):
    if leg.talk is not None or leg.is_assumed:
        return leg.talk
    return _span(leg.answered, leg.closed)


def _span(first, last):
    return round(max(last - first, 0)) if None not in (first, last) else None


def _leg_disposition(leg, answered, call_disposition):
    if leg in answered:
        return "answered" if leg.state == ENDED else None
    if leg.state != ENDED:
        return None
    if any(_answered_meanwhile(leg, other) for other in answered):
        if leg.told in (None, "no_answer", "cancelled"):
            return "answered_elsewhere"
    if leg.told is None and call_disposition == "answered":
        return "answered_elsewhere"
    return leg.told or call_disposition


def _answered_meanwhile(leg, other):
    """Return whether ``other`` answered while ``leg`` rang, as far as times tell."""
    closed = leg.closed + OVERLAP_SECONDS
    if other.answered is not None:
        return leg.rang is None or leg.rang <= other.answered <= closed
    is_after = other.rang is not None and other.rang > closed
    is_before = None not in (other.closed, leg.rang) and other.closed < leg.rang
    return not is_after and not is_before


def _start(call):
    """Return the start: the exchange's word, unless a live ring contradicts it."""
    rings = [x.rang for x in (call, *call.legs) if x.rang is not None]
    rang = min(rings, default=None)
    if call.date is not None:
        if rang is None or abs(call.date - rang) <= CLOCK_SECONDS:
            return call.date
    if rang is not None:
        return min(rang, call.seen)
    durations = [x.duration for x in (call, *call.legs) if x.duration is not None]
    return call.seen - max(durations, default=0)


def _end(call, legs, start):
    pairs = zip(call.legs, legs, strict=True)
    ends = [x.end for leg, x in pairs if x.end is not None and not _is_stray(leg)]
    if call.duration is not None:
        ends.append(start + call.duration)
    # its own record tells better than when that came, which may be long after
    is_record = call.date is not None and call.duration is not None
    if call.hung_up is not None and not is_record:
        ends.append(call.hung_up)
    if not ends and call.closed is not None:
        ends.append(call.closed)
    # an exchange's clock may be ahead of ours
    return max(*ends, start) if ends else None


def _duration(call, legs):
    if call.duration is not None:
        return call.duration
    pairs = zip(call.legs, legs, strict=True)
    views = [(leg, view) for leg, view in pairs if not _is_stray(leg)]
    known = [leg for leg, _view in views]
    if any(leg.is_assumed for leg in known or [call]):
        return None
    told = [leg.duration for leg in known if leg.duration is not None]
    if told and len(known) == 1:
        return told[0]
    if told:
        ends = [x for pair in views for x in _known_ends(call, *pair)]
        return round(max(ends) - min(view.start for _leg, view in views))
    closed = [
        x for x in (call.hung_up, *(leg.closed for leg in known)) if x is not None
    ]
    last = max(closed, default=call.closed)
    is_live = call.rang or any(leg.rang or leg.answered for leg in known)
    return _span(call.seen, last) if is_live else None


def _known_ends(call, leg, view):
    """Yield when a leg ended: as its record tells, as seen where that may be a part.

    Two records of one leg are common where a call is transferred to it; an end that
    another leg's implied tells nothing.
    """
    if leg.duration is not None:
        # the record of a queue's call counts from before its leg rang
        yield min(view.start + leg.duration, view.end)
    answers = [x.answered for x in call.legs if x.answered is not None]
    is_transfer = leg.rang is not None and min(answers, default=leg.rang) < leg.rang
    if leg.is_told and (is_transfer or leg.duration is None):
        yield view.end


def _talk(call, takers, views):
    """Return the talk: its legs', the call's own where no record of a leg tells one."""
    talks = [view.talk for view in views]
    if any(leg.talk is not None for leg in takers):
        # a leg without any beside one that was told may be of a late copy
        return sum(talk for talk in talks if talk is not None)
    if call.talk is not None:
        return call.talk
    return sum(talks) if talks and None not in talks else None


def _wait(call, disposition, duration):
    if call.wait is not None:
        return call.wait
    answers = [leg.answered for leg in call.legs if leg.answered is not None]
    if answers:
        return _span(call.seen, min(answers))
    if disposition == "answered":
        figures = [x for x in (call, *call.legs) if None not in (x.duration, x.talk)]
        return max(figures[0].duration - figures[0].talk, 0) if figures else None
    return duration if disposition else None


def _recording(call):
    return call.recording or next((x.recording for x in call.legs if x.recording), "")


def _last_answered(call, legs, takers):
    """Return the index of the leg that answered last, as far as times tell."""
    moments = [
        (_answer_moment(leg, view), index)
        for index, (leg, view) in enumerate(zip(call.legs, legs, strict=True))
        if leg in takers
    ]
    return max(moments)[1] if moments else None


def _answer_moment(leg, view):
    if leg.answered is not None or leg.closed is None:
        return view.answer or view.start
    if _live_start(leg) is None and leg.date is None:
        return leg.closed
    return min(view.answer or view.start, leg.closed)
