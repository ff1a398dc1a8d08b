"""What is shown of a call: all of it follows from its observations (docs/rules.md)."""

from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from ..wire.errors import Problem
from .attempts import (
    FIGURES,
    LATE_SECONDS,
    OTHER,
    OWN,
    SILENCE,
    TAKEN,
    TIME,
    WHOLE,
    History,
    rank,
)
from .late import add_late
from .observation import ANSWER, ARRIVE, DIAL, LIVE, QUIET, RING
from .outcomes import (
    CALLEE,
    CALLER,
    ELSEWHERE,
    ENDED,
    ONGOING,
    RINGING,
    larger,
    strongest,
)
from .parties import find_parties
from .records import FIT_SECONDS
from .spans import total_once

CLOCK_SECONDS = 600
LOSER_SECONDS = 0.5  # the end of who lost may overtake the answer
BEGINNINGS = frozenset((RING, DIAL, ARRIVE))


@dataclass
class LegView:
    """What is shown of one attempt; times are epoch seconds, figures seconds.

    ``is_end_assumed``: no end of it came, silence told it; or who told it did not hear it.
    """

    number: str
    attempt: int
    ring: str
    role: str
    state: str
    disposition: str | None
    start: float
    answer: float | None
    end: float | None
    duration: int | None
    talk: int | None
    recording: str
    is_end_assumed: bool = False


@dataclass
class CallView:
    """What is shown of a call; None is unknown.

    :param answered_by: index of the leg that answered last
    :param is_answered_by_unknown: answered, nobody knows by whom
    :param is_end_assumed: no end came of it, or who told it did not hear it
    :param is_service: a service code was dialled: nobody's call, in no figure
    :param folded: how many attempts of an extension are not among ``legs``: those of
        ``attempt`` 1 to this number; their rows stay as they are
    :param seen: when it was first heard of
    :param heard: when it was last heard of; silence is nothing heard
    :param problems: pairs (Observation, wire Problem), see ``problems_of``
    """

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
    phone: str
    is_inside: bool
    is_hidden: bool
    is_service: bool
    is_end_assumed: bool
    queue: str
    did: str
    status: str
    parent: str
    variables: dict
    seen: float
    heard: float
    legs: list[LegView] = field(default_factory=list)
    folded: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    @property
    def owner(self):
        """The index of the leg whose call it is: who answered last, of an outgoing call
        who placed it; or None.
        """
        callers = (i for i, leg in enumerate(self.legs) if leg.role == "caller")
        if self.direction == "outgoing":
            return next(callers, self.answered_by)
        return self.answered_by

    def problems_of(self, observation):
        """Return the Problems to tell the exchange of ``observation``."""
        key = observation.key
        return [problem for source, problem in self.problems if source.key == key]


def derive(observations, exchange):
    """Return the CallView that follows from ``observations``, from scratch.

    :param observations: a Told, or any iterable of Observation, in any order
    :param Exchange exchange: what is known of who told them
    """
    folds = getattr(observations, "folds", {})
    history = trace(observations, exchange)
    return _Call(history, folds).view()


def trace(observations, exchange):
    """Return the History that ``observations`` tell."""
    folds = getattr(observations, "folds", {})
    timed, is_timed = in_time(observations)
    ordered = [x for _moment, x in timed]
    parties = find_parties(ordered, exchange)
    counts = {number: fold.count for number, fold in folds.items()}
    history = History(timed, parties, exchange, counts, is_timed)
    _read_dates(history)
    history.follow()
    add_late(history)
    _end_callers(history)
    for attempt in history.attempts:
        _count_customer_side(history, attempt)
    return history


def in_time(observations):
    """Return ``(moment, Observation)`` pairs in order, and whether ``at`` tells them.

    ``at`` is the time where all live words have it, else arrival is.
    """
    observations = list(observations)
    live = [x for x in observations if x.kind in LIVE]
    is_timed = bool(live) and all(x.at is not None for x in live)
    timed = []
    for x in observations:
        has_at = x.at is not None and (is_timed or x.kind == QUIET or not live)
        timed.append((x.at if has_at else x.heard, x))
    timed.sort(key=itemgetter(0))
    if any(one[0] == other[0] for one, other in pairwise(timed)):
        timed.sort(key=lambda item: (*_place(item), repr(item[1].key)))
    return timed, is_timed


def _place(item):
    moment, x = item
    return (moment, rank(x), x.extension, x.ring)


def _read_dates(history):
    """Keep the dates that what was seen does not contradict; warn of the others."""
    dated = [(moment, x) for moment, x in history.timed if x.date is not None]
    if not dated:
        return
    begins = (moment for moment, x in history.timed if x.kind in BEGINNINGS)
    first = next(begins, None)
    for moment, x in dated:
        is_live = x.kind in BEGINNINGS or x.kind == ANSWER
        seen = moment if first is None and is_live else first
        if seen is not None and (is_live or x.date < seen):
            away = x.date - seen
        else:
            away = max(x.date - moment, 0)
        if abs(away) <= CLOCK_SECONDS:
            history.dates[id(x)] = x.date
        else:
            minutes = round(away / 60)
            problem = Problem("clock_differs", {"minutes": minutes}, "calldate")
            history.problems.append((x, problem))


def _end_callers(history):
    """End the legs of who called a colleague whose own has ended."""
    if history.parties.direction != "internal":
        return
    callees = [x for x in history.attempts if not x.is_caller]
    if any(x.closed is None for x in callees):
        return
    ends = [x.closed for x in callees if x.answered is not None]
    for attempt in history.attempts if ends else ():
        if attempt.is_caller and attempt.closed is None:
            attempt.close(max(*ends, attempt.began or 0), OTHER)


def _count_customer_side(history, leg):
    """Of a call that an agent places the customer's side counts.

    An exchange that is asked to place a call rings the agent first. Picking that phone
    up is no answer, and its record is the call's only where the customer's side told
    none. An answer that the record denies was such a one, too.
    """
    if not leg.is_caller:
        leg.told = strongest(leg.told, leg.own_told)
        leg.talk = larger(leg.talk, leg.own_talk)
        return
    whole = history.told if len(history.attempts) == 1 else None
    customer_told = strongest(leg.told, whole)
    if customer_told is None and leg.talk is None:
        leg.told, leg.talk = leg.own_told, leg.own_talk
    elif customer_told not in (None, "answered"):
        leg.rang = leg.answered if leg.rang is None else leg.rang
        leg.answered = None


def _span(first, last):
    return round(max(last - first, 0)) if None not in (first, last) else None


class _Call:
    """All that follows from a History; attributes are what several figures need."""

    def __init__(self, history, folds):
        self.history, self.folds = history, folds
        self.parties, self.exchange = history.parties, history.exchange
        self.attempts = [x for x in history.attempts if not _is_dropped(x)]
        self.state = self._state()
        self.takers = self._takers(self.attempts)
        self.candidates = None
        self.is_unknown = False
        self.answered = self._answered()
        self.disposition = self._disposition() if self.state == ENDED else None
        live = (history.first, history.arrived)
        self.seen = next((x for x in live if x is not None), None)

    def view(self):
        """Return the CallView."""
        history, parties = self.history, self.parties
        timed = history.timed
        words = [x for _moment, x in timed]
        heard = [x.heard for x in words if x.kind != QUIET] or [0.0]
        starts = [self._leg_start(x) for x in self.attempts]
        self.starts = dict(zip(map(id, self.attempts), starts, strict=True))
        self.start = self._start(min(heard))
        self.moments = {id(x): self._answer_moment(x) for x in self.answered}
        legs = [self._leg(x) for x in self.attempts]
        takers = [
            (attempt, leg)
            for attempt, leg in zip(self.attempts, legs, strict=True)
            if attempt in self.answered and attempt in self.takers
        ]
        is_ended = self.state == ENDED
        duration = self._duration(legs) if is_ended else None
        answers = [leg.answer for _attempt, leg in takers if leg.answer is not None]
        direction = parties.direction
        if self.is_unknown:
            self._warn_of_nobody(words)
        return CallView(
            direction=direction,
            state=self.state,
            disposition=self.disposition,
            is_missed=direction == "incoming"
            and self.disposition not in (None, "answered"),
            start=self.start,
            answer=min(answers, default=None),
            end=self._end(legs) if is_ended else None,
            duration=duration,
            talk=self._talk(takers) if self.disposition == "answered" else None,
            wait=self._wait(words, takers, answers, duration),
            recording=self._recording(),
            answered_by=self._last_answered(legs),
            is_answered_by_unknown=self.is_unknown,
            phone=parties.phone,
            is_inside=parties.is_inside,
            is_hidden=parties.is_hidden,
            is_service=parties.is_service,
            is_end_assumed=is_ended
            and (self._is_assumed() or any(x.is_assumed for x in words)),
            queue=_first(words, "queue"),
            did=_first(words, "did"),
            status=self._status(words),
            parent=_first(words, "parent"),
            variables=_variables(words),
            seen=min(heard),
            heard=max(heard),
            legs=legs,
            folded={number: fold.count for number, fold in self.folds.items()},
            problems=history.problems,
        )

    # -- states and outcomes --------------------------------------------------------

    def _state(self):
        is_open = False
        for attempt in self.attempts:
            if attempt.closed is None:
                if attempt.answered is not None:
                    return ONGOING
                is_open = True
        if is_open:
            return RINGING
        history = self.history
        is_ended = self.attempts or self.folds or history.is_over or history.is_assumed
        return ENDED if is_ended else RINGING

    def _takers(self, attempts):
        """Return those that take calls: a colleague who placed one does not."""
        if self.parties.direction != "internal":
            return attempts
        return [x for x in attempts if not x.is_caller] or attempts

    def _is_answered(self, attempt):
        if attempt.answered is not None:
            return True
        is_told = attempt.told == "answered" or attempt.is_told_answered
        return is_told and not self._is_in_mailbox

    @property
    def _is_in_mailbox(self):
        """Whether a mailbox took the call: no answer was seen (5)."""
        told = [self.history.told, *(x.told for x in self.attempts)]
        return "voicemail" in told and all(x.answered is None for x in self.attempts)

    def _answered(self):
        """Return the attempts that answered; an answer without a name is whose it can be."""
        answered = [x for x in self.attempts if self._is_answered(x)]
        if answered or self.history.told != "answered":
            return answered
        candidates = [x for x in self.takers if self._may_have_answered(x)]
        numbers = {x.number for x in candidates}
        self.is_unknown = len(numbers) > 1
        return candidates[-1:] if len(numbers) == 1 else []

    def _may_have_answered(self, attempt):
        """Return whether the ``answered`` of the whole call may be its (4)."""
        if attempt.told is not None or _is_stray(attempt):
            return False
        if self.exchange.is_telling_answers and not attempt.is_caller:
            return False
        talk, began = self.history.talk, attempt.began
        hung_up = self._hung_up
        if attempt.closed_by in (OWN, TIME):
            hung_up = attempt.closed
        if None in (talk, began, hung_up) or hung_up < began:
            return True
        return talk <= hung_up - began

    @property
    def _hung_up(self):
        history = self.history
        if history.hung_up is not None:
            return history.hung_up
        return history.whole_closed

    def _disposition(self):
        if self.answered or self.is_unknown:
            return "answered"
        told = self.history.told
        if told == "answered":
            told = "abandoned" if not self.parties.is_placed else "no_answer"
        outcomes = [x.told for x in self.attempts]
        if self._is_in_mailbox:
            outcomes = ["voicemail"]
        folded = (x for fold in self.folds.values() for x in fold.outcomes)
        found = strongest(told, *outcomes, *folded)
        if found is None and self._is_told_unanswered():
            return "no_answer"
        return found

    def _is_told_unanswered(self):
        """Return whether an end came without the answer that the exchange tells (11)."""
        return bool(self.exchange.is_telling_answers) and not self._is_assumed()

    def _is_assumed(self):
        """Return whether no end of the call was told."""
        if self.history.is_over:
            return False
        known = [x for x in self.attempts if not _is_stray(x)]
        if not known:
            return not self.folds
        return any(x.closed_by == SILENCE for x in known)

    def _leg_disposition(self, attempt):
        if attempt in self.answered:
            return "answered" if attempt.closed is not None else None
        if attempt.closed is None:
            return None
        told = attempt.told
        if told == "answered":
            told = self.disposition or told
        if any(self._answered_meanwhile(attempt, x) for x in self.answered):
            if told in (None, "no_answer", "cancelled"):
                return ELSEWHERE
        if told is not None:
            return told
        if self.is_unknown or attempt.closed_by == TAKEN:
            return ELSEWHERE
        if self.answered:
            return None if attempt.closed_by == SILENCE else "no_answer"
        if attempt.closed_by == TIME:
            return "no_answer"
        return self.disposition

    def _answered_meanwhile(self, attempt, other):
        """Return whether ``other`` answered while ``attempt`` rang (3)."""
        rang, closed = attempt.rang, attempt.closed
        if rang is not None and rang > closed:
            return True  # it came too late to tell when it was (7)
        if other.rang is not None and other.rang > closed:
            return False
        if rang is not None and other.closed is not None and other.closed < rang:
            return False
        answered = self.moments.get(id(other))
        if answered is None:
            return True
        is_before = rang is not None and rang > answered + FIT_SECONDS
        slack = LATE_SECONDS if other.answered is None else LOSER_SECONDS
        return not is_before and answered <= closed + slack

    # -- legs -------------------------------------------------------------------------

    def _leg_start(self, attempt):
        start = _live_start(attempt)
        if start is None:
            start = attempt.date
        if start is None:
            closed = attempt.closed
            start = closed - (attempt.duration or 0) if closed is not None else 0.0
        return start

    def _leg(self, attempt):
        start = self.starts[id(attempt)]
        is_assumed = attempt.closed_by == SILENCE
        is_answered = attempt in self.answered
        live = _live_start(attempt)
        duration = attempt.duration
        if duration is None and not is_assumed:
            duration = _span(live, attempt.closed)
        end = None
        if attempt.closed is not None:
            is_seen = live is not None
            end = max(attempt.closed, start) if is_seen else start + (duration or 0)
        return LegView(
            number=attempt.number,
            attempt=attempt.index,
            ring=attempt.ring,
            role=CALLER if attempt.is_caller else CALLEE,
            state=_leg_state(attempt),
            disposition=self._leg_disposition(attempt),
            start=start,
            answer=self.moments[id(attempt)] if is_answered else None,
            end=end,
            duration=duration,
            talk=self._leg_talk(attempt) if is_answered else None,
            recording=attempt.recording,
            is_end_assumed=is_assumed or any(x.is_assumed for x in attempt.words),
        )

    def _answer_moment(self, attempt):
        """Return when ``attempt`` answered: as seen, else as a record tells."""
        start = self.starts[id(attempt)]
        if attempt.answered is not None:
            return max(attempt.answered, start)
        talk, duration, closed = attempt.talk, attempt.duration, attempt.closed
        if talk is None:
            # the one whose the answer without a name is
            if self.history.told != "answered" or self.history.talk is None:
                return None
            talk, duration = self.history.talk, self.history.duration
            closed = self._hung_up
        moments = []
        if duration is not None:
            moments.append(start + max(duration - talk, 0))
        # the record of a queue's call counts from before this telephone rang
        is_first = start - _first_moment(self.history, start) <= FIT_SECONDS
        is_seen = attempt.closed_by in (OWN, WHOLE) and closed is not None
        if is_seen and not (is_first and moments):
            moments.append(closed - talk)
        return max(min(moments), start) if moments else None

    def _leg_talk(self, attempt):
        if attempt.talk is not None:
            return attempt.talk
        if attempt.closed_by == SILENCE:
            return None
        if attempt.answered is None and len(self.answered) == 1:
            return self.history.talk  # the answer without a name is its
        return _span(attempt.answered, attempt.closed)

    # -- times and figures of the call ------------------------------------------------

    def _start(self, heard):
        """Return the start: the exchange's word, unless what was seen contradicts it."""
        history = self.history
        dates = list(history.dates.values())
        date = min(dates, default=None)
        rings = [x.rang for x in self.attempts if x.rang is not None]
        if history.arrived is not None:
            rings.append(history.arrived)
        rang = min(rings, default=None)
        folded = [x.start for x in self.folds.values() if x.start is not None]
        if date is not None and (rang is None or abs(date - rang) <= CLOCK_SECONDS):
            is_earlier = rang is None or date <= rang or not history.is_timed
            return min(date if is_earlier else rang, *folded, float("inf"))
        if rang is not None:
            return min(rang, *folded, _first_moment(history, rang))
        if self.attempts:
            starts = list(self.starts.values())
            durations = [x.duration for x in self.attempts if x.duration is not None]
            if not durations and history.duration is None:
                return min(*starts, _first_moment(history, starts[0]))
            ended = [x.closed for x in self.attempts if x.closed is not None]
            longest = max([*durations, history.duration or 0])
            return min([*starts, *(x - longest for x in ended[:1])])
        first = _first_moment(history, heard)
        return first - (history.duration or 0)

    def _end(self, legs):
        history, start = self.history, self.start
        pairs = zip(self.attempts, legs, strict=True)
        ends = [leg.end for x, leg in pairs if leg.end is not None and not _is_stray(x)]
        ends += [x.end for x in self.folds.values() if x.end is not None]
        hung_up = history.hung_up
        # a dated record tells better than when it came, which may be long after
        is_dated = bool(history.dates) and history.duration is not None
        if hung_up is not None and not is_dated:
            ends.append(hung_up)
        elif history.duration is not None:
            ends.append(start + history.duration)
        if not ends and history.told_at is not None:
            ends.append(history.told_at)
        # an exchange's clock may be ahead of ours
        return max(*ends, start) if ends else None

    def _duration(self, legs):
        history = self.history
        if history.duration is not None:
            return history.duration
        pairs = zip(self.attempts, legs, strict=True)
        known = [(x, leg) for x, leg in pairs if not _is_stray(x)]
        if self._is_assumed() or any(x.closed_by == SILENCE for x, _leg in known):
            return None
        told = [x for x, _leg in known if x.duration is not None]
        folded = [x.end for x in self.folds.values() if x.end is not None]
        arrived = history.arrived
        if told and len(known) == 1 and not folded:
            leg = known[0][1]
            # the caller was there before this telephone rang
            is_later = arrived is not None and arrived < leg.start
            whole = round(leg.end - arrived) if is_later and leg.end else 0
            return max(told[0].duration, whole)
        if told:
            ends = [y for x, leg in known for y in self._known_ends(x, leg)] + folded
            first = min([leg.start for _x, leg in known])
            if arrived is not None:
                first = min(first, arrived)
            if folded:
                first = min(first, self.start)
            return round(max(ends) - first)
        closed = [x.closed for x, _leg in known] + folded
        if history.hung_up is not None:
            closed.append(history.hung_up)
        last = max(closed, default=history.told_at)
        is_live = history.arrived is not None or any(x.began for x, _leg in known)
        seen = _first_moment(history, self.start)
        return (
            _span(min(seen, self.start) if folded else seen, last) if is_live else None
        )

    def _known_ends(self, attempt, leg):
        """Yield when a leg ended: as its record tells, as seen where that may be a part.

        Two records of one leg are common where a call is transferred to it; an end that
        another leg's implied tells nothing.
        """
        if attempt.duration is not None:
            # the record of a queue's call counts from before its leg rang
            yield min(leg.start + attempt.duration, leg.end)
        answers = [x.answered for x in self.attempts if x.answered is not None]
        rang = attempt.rang
        is_transfer = rang is not None and min(answers, default=rang) < rang
        is_told = attempt.closed_by in (OWN, WHOLE, FIGURES)
        if is_told and (is_transfer or attempt.duration is None):
            yield leg.end

    def _talk(self, takers):
        """Return the talk of the call; no second of it counts twice (2)."""
        history = self.history
        talks = [leg.talk for _attempt, leg in takers]
        is_recorded = any(x.talk is not None for x, _leg in takers)
        is_known = bool(talks) and None not in talks
        if not is_recorded and history.talk is not None:
            # what was seen beats the record of the whole call: a menu may have spoken
            if is_known:
                return min(history.talk, self._without_overlap(takers))
            return history.talk
        if is_recorded:
            # a leg without any beside one that was told may be of a late copy
            takers = [(x, leg) for x, leg in takers if leg.talk is not None]
            return self._without_overlap(takers)
        return self._without_overlap(takers) if is_known else None

    def _without_overlap(self, takers):
        """Return the seconds in which any of ``takers`` talked."""
        spans = filter(None, (self._talked(x, leg) for x, leg in takers))
        return total_once((leg.talk for _attempt, leg in takers), spans)

    def _talked(self, attempt, leg):
        """Return when a leg talked, ``(from, to)``, or None where times do not tell."""
        answered, closed, talk = attempt.answered, attempt.closed, leg.talk
        if answered is not None and (
            attempt.talk is None or abs(closed - answered - talk) <= FIT_SECONDS
        ):
            return answered, answered + talk
        if attempt.closed_by in (OWN, WHOLE) and attempt.began is not None:
            return closed - talk, closed
        if leg.answer is not None:
            return leg.answer, leg.answer + talk
        return None

    def _wait(self, words, takers, answers, duration):
        told = [x.wait for x in words if x.wait is not None]
        if told:
            return max(told)
        history = self.history
        base = self.start
        if any(x.began is not None for x in self.attempts) or history.arrived:
            base = max(_first_moment(history, base), base)
            base = _first_moment(history, base)
        if takers and answers:
            return _span(base, min(answers))
        if self.disposition == "answered":
            whole = (history.duration, history.talk)
            figures = [whole, *((x.duration, x.talk) for x in self.attempts)]
            figures = [x for x in figures if None not in x]
            return max(figures[0][0] - figures[0][1], 0) if figures else None
        if self.disposition == "voicemail":
            # the mailbox begins where the last ring ended (5)
            ends = [x.closed for x in self.attempts if x.rang is not None and x.closed]
            if ends and min(ends) >= base:
                return _span(base, max(ends))
        return duration if self.disposition else None

    def _recording(self):
        own = self.history.recording
        return own or next((x.recording for x in self.attempts if x.recording), "")

    def _last_answered(self, legs):
        """Return the index of the leg that answered last, as far as times tell."""
        moments = [
            (self._taken_at(attempt, leg), index)
            for index, (attempt, leg) in enumerate(
                zip(self.attempts, legs, strict=True)
            )
            if attempt in self.answered and attempt in self.takers
        ]
        return max(moments)[1] if moments else None

    def _taken_at(self, attempt, leg):
        if attempt.answered is not None or attempt.closed is None:
            return leg.start if leg.answer is None else leg.answer
        if _live_start(attempt) is None and attempt.date is None:
            return attempt.closed
        return min(leg.start if leg.answer is None else leg.answer, attempt.closed)

    def _status(self, words):
        """Return the status of the outcome that stands, not of what came last.

        Of several that tell it the whole call's, else the lowest extension's: which of
        those that ended at once was told first is chance.
        """
        told = [x for x in words if x.status]
        stands = strongest(*(x.outcome for x in told))
        found = [x for x in told if x.outcome == stands]
        return min(found, key=lambda x: x.extension).status if found else ""

    def _warn_of_nobody(self, words):
        for x in words:
            if x.outcome == "answered":
                problem = Problem("answered_by_nobody_known", {}, "extension")
                self.history.problems.append((x, problem))


def _first(words, name):
    return next((value for x in words if (value := getattr(x, name))), "")


def _variables(words):
    found = {}
    for x in words:
        found.update(x.variables)
    return found


def _first_moment(history, default):
    """Return when the first word came that tells of the call itself."""
    if history.first is not None:
        return history.first
    return history.timed[0][0] if history.timed else default


def _leg_state(attempt):
    if attempt.closed is not None:
        return ENDED
    return RINGING if attempt.answered is None else ONGOING


def _live_start(attempt):
    """Return when it rang or answered; a ring that came after its end tells no time."""
    began, closed = attempt.began, attempt.closed
    if began is None or closed is None or began <= closed:
        return began
    late = [x for x in (attempt.rang, attempt.answered) if x is not None]
    return min((x for x in late if x <= closed), default=None)


def _is_stray(attempt):
    """Return whether a copy of a ring made it, as it seems: nothing followed."""
    return (
        attempt.is_again
        and attempt.closed_by == SILENCE
        and attempt.answered is None
        and attempt.told is None
    )


def _is_dropped(attempt):
    """Return whether it was but a late copy: it came at once, and nothing followed."""
    return attempt.is_copy and _is_stray(attempt)
