import json
from dataclasses import replace
from datetime import timedelta, timezone
from functools import cached_property
from typing import NamedTuple

from odoo.tests import BaseCase, tagged

from .. import rules
from ..rules.facts import ENDED, ONGOING, PRECEDENCE
from ..wire import Event, read_event
from ..wire.words import ANSWER, END, INFO, RING, read_status
from . import histories
from .properties import given, st

LIMITS = rules.Limits()
LONG_SILENCE = LIMITS.talk + rules.QUIET_SECONDS
ZONES = (timezone.utc, timezone(timedelta(hours=7)), timezone(timedelta(hours=-9.5)))

DELAYS = (0.5, 2.5, 10.0, 55.0)
# never 0: messages of one call wait for its lock
SHORTEST_GAP = 0.001
GAPS = (SHORTEST_GAP, 0.01, 1.0, 2.9, 3.1, 10.0, 30.0)
# a gap this long is a call of its own: its id was used again
RESTART_GAP = 12 * 3600


class Delivery(NamedTuple):
    """One message as it arrives: when, and the index of what was sent."""

    at: float
    index: int


class Plan:
    """A history with what must come before what.

    Messages carry no attempt and no counter, so that some orders tell another story:

    - hops keep their order, end ▶ ring (rule 5);
    - what names an extension that rings a second time is of the first attempt until
      that ring has come, and of the second one from then on;
    - so it is with an id that is used again after a day (rule 1).

    :param history: a History
    :param scope: its connection's ``end_scope``
    """

    def __init__(self, history, scope):
        self.history, self.scope = history, scope
        zone = ZONES[1]
        self.events = [read_event(x.endpoint, x.params, zone) for x in history.events]
        self.times = [sample.at for sample in history.events]
        self.laps = self._laps()
        self.attempts = self._attempts()

    def __repr__(self):
        return f"Plan({self.history.file}, {self.scope})"

    def _laps(self):
        """Return for each event how often its id had been used again."""
        laps = [0]
        for before, after in zip(self.times, self.times[1:], strict=False):
            laps.append(laps[-1] + (after - before >= RESTART_GAP))
        return laps

    def _attempts(self):
        """Return for each event at which attempt of its extension it aims."""
        count, ended, attempts = {}, set(), []
        for event in self.events:
            number = event.extension
            if event.kind == RING and number in ended:
                count[number] = count.get(number, 0) + 1
                ended.discard(number)
            elif _is_end(event):
                ended.add(number)
            attempts.append(count.get(number, 0))
        return attempts

    def is_bound(self, one, other):
        """Return whether no copy of event ``one`` may come after event ``other``."""
        is_same = self.events[one].extension == self.events[other].extension
        return self.laps[one] < self.laps[other] or (
            is_same and self.attempts[one] < self.attempts[other]
        )

    def is_before(self, one, other):
        """Return whether event ``one`` must have come before event ``other`` does."""
        is_hop = (
            one < other
            and _is_end(self.events[one])
            and self.events[other].kind == RING
        )
        return is_hop or self.is_bound(one, other) or self._opens(one, other)

    def _opens(self, one, other):
        """Return whether ``one`` is the ring that makes ``other`` one of a further leg."""
        lap, attempt = self.laps[one], self.attempts[one]
        opens_lap = lap and self.laps.index(lap) == one
        is_same = self.events[one].extension == self.events[other].extension
        opens_leg = attempt and is_same and self._first(one) == one
        return one != other and (
            (opens_lap and self.laps[other] == lap)
            or (opens_leg and self.attempts[other] == attempt)
        )

    def _first(self, index):
        """Return the first event that aims at the same attempt."""
        keys = [
            (x.extension, n) for x, n in zip(self.events, self.attempts, strict=True)
        ]
        return keys.index(keys[index])

    @cached_property
    def told(self):
        """The call that the right order makes, see ``replay``."""
        return self.replay(self.in_order())

    @cached_property
    def answered(self):
        """The extensions that answered."""
        return _answered_numbers(rules.derive(self.told[0]))

    @cached_property
    def is_talk_told(self):
        """Whether records tell the whole talk."""
        facts, _calls = self.told
        views = rules.derive(facts).legs
        legs = zip(facts.legs, views, strict=True)
        talks = [leg.talk for leg, view in legs if view.disposition == "answered"]
        return facts.talk is not None or None not in talks

    def in_order(self):
        """Return the deliveries as they were sent."""
        return [Delivery(at, index) for index, at in enumerate(self.times)]

    def first_answers(self, deliveries):
        """Return the extensions in the order of their first word of an answer."""
        numbers = []
        for delivery in deliveries:
            event = self.events[delivery.index]
            is_word = event.kind == ANSWER or event.disposition == "answered"
            if is_word and event.extension not in numbers:
                numbers.append(event.extension)
        return numbers

    def has_many_records(self):
        """Return whether one extension has records of different talks."""
        records = {(x.extension, x.talk) for x in self.events if x.talk}
        return len({number for number, _talk in records}) < len(records)

    def arrange(self, indexes):
        """Return ``indexes``, copies among them, in the nearest order that is legal."""
        arranged, waiting = [], list(indexes)
        while waiting:
            index = next(x for x in waiting if self._is_free(x, waiting, arranged))
            waiting.remove(index)
            arranged.append(index)
        return arranged

    def _is_free(self, index, waiting, arranged):
        return not any(
            self.is_bound(x, index) or (self.is_before(x, index) and x not in arranged)
            for x in waiting
            if x != index
        )

    def replay(self, deliveries):
        """Return ``(facts, number of calls)`` after these deliveries, all settled."""
        facts, calls = None, 0
        for at, index in deliveries:
            event = self.events[index]
            if facts is not None:
                _tick(facts, at)
            if facts is None or rules.is_restart(facts, event, at):
                facts, calls = rules.CallFacts(seen=at, heard=at), calls + 1
            is_inside = event.phone in self.history.extensions
            facts = _stored(facts)
            rules.apply(facts, event, at, self.scope, is_inside)
        _tick(facts, facts.heard + LONG_SILENCE)
        return _stored(facts), calls


def _is_end(event):
    """Return whether a message ends a leg: an end, or figures, but no bare recording."""
    figures = (event.disposition, event.duration, event.talk)
    return event.kind == END or (
        event.kind == INFO and any(x is not None for x in figures)
    )


def _tick(facts, now):
    """Run the scheduled action at the times up to ``now`` at which it can do something."""
    for wait in (rules.QUIET_SECONDS, LIMITS.ring, LIMITS.talk, LONG_SILENCE):
        if facts.heard + wait <= now:
            rules.settle(facts, facts.heard + wait, LIMITS)


def _stored(facts):
    """Return the facts as they come back from the database."""
    return rules.CallFacts.from_json(json.loads(json.dumps(facts.to_json())))


def plans():
    """Every history under each of its scopes."""
    return [
        Plan(history, scope)
        for history in histories.load()
        for scope in history.end_scopes
    ]


def permuted():
    """A plan, and its events in any legal order, some of them twice or more."""
    return st.composite(_draw_permuted)(st.sampled_from(plans()))


def _draw_permuted(draw, plans_strategy):
    plan = draw(plans_strategy)
    count = len(plan.events)
    copies = draw(st.lists(st.integers(0, count - 1), max_size=4))
    order = plan.arrange(draw(st.permutations([*range(count), *copies])))
    at, deliveries, lap = plan.times[0], [], 0
    for index in order:
        if plan.laps[index] > lap:
            lap, at = plan.laps[index], plan.times[index]
        at += draw(st.sampled_from(GAPS))
        deliveries.append(Delivery(at, index))
    return plan, deliveries


def delayed():
    """A plan, and its events as a slow network delivers them, some of them again."""
    return st.composite(_draw_delayed)(st.sampled_from(plans()))


def _draw_delayed(draw, plans_strategy):
    plan = draw(plans_strategy)
    longest = draw(st.sampled_from(DELAYS))
    delay = st.floats(0, longest).map(lambda seconds: round(seconds, 2))
    count = len(plan.events)
    copies = draw(st.lists(st.integers(0, count - 1), max_size=4))
    wishes = sorted((plan.times[x] + draw(delay), x) for x in [*range(count), *copies])
    order = plan.arrange([index for _at, index in wishes])
    times = {}
    for at, index in wishes:
        times.setdefault(index, []).append(at)
    now, deliveries = 0.0, []
    for index in order:
        now = max(now + SHORTEST_GAP, times[index].pop(0))
        deliveries.append(Delivery(now, index))
    return plan, deliveries


@tagged("callcenter_properties")
class TestPropertiesOfAHistory(BaseCase):
    """Any order and any repeats of what was sent end in the same call."""

    maxDiff = None

    @given(2500, permuted)
    def test_any_order_settles_the_same(self, case):
        self.check(*case)

    @given(2500, delayed)
    def test_any_delay_settles_the_same(self, case):
        self.check(*case)

    def check(self, plan, deliveries):
        """Compare the call that the deliveries make with the one of the right order."""
        told, calls = plan.told
        facts, calls_here = plan.replay(deliveries)
        self.assertEqual(calls_here, calls)
        expected, shown = _outcome(told), _outcome(facts)
        for name in set(_told_by_arrival(plan, told, facts, deliveries)):
            del expected[name], shown[name]
        self.assertEqual(shown, expected, plan)


def _outcome(facts):
    """Return what must not depend on the order of the messages."""
    view = rules.derive(facts)
    by = view.answered_by
    return {
        "state": view.state,
        "disposition": view.disposition,
        "is_missed": view.is_missed,
        "direction": view.direction,
        "phone": facts.phone,
        "rang": {leg.number for leg in view.legs},
        "answered": _answered_numbers(view),
        "answered_by": view.legs[by].number if by is not None else None,
        "talk": view.talk,
        "duration": view.duration,
        "holdtime": facts.wait,
        "wait": view.wait,
        "start": view.start,
        "end": view.end,
        "placed_by": {leg.number for leg in view.legs if leg.role == "caller"},
        "recording": view.recording,
        "status": read_status(facts.status)[0],
    }


def _answered_numbers(view):
    return {leg.number for leg in view.legs if leg.disposition == "answered"}


def _told_by_arrival(plan, told, facts, deliveries):
    """Name what of the outcome has no other source than when a message came.

    - talk that no record told is the time between answer and end as they came, and so
      is a duration that no record of the whole call told;
    - so are start and end that no record of the whole call dates, and the wait that
      nobody told;
    - which of two answered last: messages carry no time of their own, so their first
      words of it must have come in that order, an answer before its own end (later it
      tells no time, the figures then do), and each ring on the same side of the 3 s
      after an end that make it a copy or another attempt (rule 5);
    - records of different talks at one extension are one talk, the longer, where they
      are of one attempt, and are added up where they are of two (rules 5 and 13);
    - an answer without a name goes to the only extension that has not told otherwise
      (rule 7): another attempt, opened by a copy of a ring, has not;
    - one that a ring opened which came later than its own leg's record takes the answer
      that follows it, and no record tells how long that was.
    """
    if not plan.is_talk_told:
        yield "talk"
    if told.duration is None:
        yield "duration"
    is_lost = rules.derive(told).disposition != "answered"
    if told.wait is None and (told.duration is None or not is_lost):
        yield "wait"
    is_dated = told.date is not None and rules.derive(told).start == told.date
    if not is_dated:
        yield "start"
    if not is_dated or told.duration is None or _is_seen(told):
        yield "end"
    has_strays = _legs(facts) != _legs(told)
    is_split = has_strays or _answers(facts) != _answers(told)
    is_moved = plan.first_answers(deliveries) != plan.first_answers(plan.in_order())
    if len(plan.answered) > 1 and (is_split or is_moved):
        yield "answered_by"
    if is_split and (plan.has_many_records() or _has_unrecorded_stray(told, facts)):
        yield "talk"
    if has_strays and told.told == "answered":
        yield from ("disposition", "is_missed", "answered", "answered_by")
        yield from ("talk", "wait")


def _has_unrecorded_stray(told, facts):
    known = _legs(told)
    return any(
        leg.answered is not None and leg.talk is None
        for leg in facts.legs
        if (leg.number, leg.attempt) not in known
    )


def _is_seen(facts):
    """Return whether a leg's end is known by when messages of it came."""
    return any(None not in (leg.closed, leg.rang) for leg in facts.legs)


def _legs(facts):
    return {(leg.number, leg.attempt) for leg in facts.legs}


def _answers(facts):
    return {
        (leg.number, leg.attempt, leg.answered is not None)
        for leg in facts.legs
        if leg.answered is not None or leg.told == "answered"
    }


# -- the rules: anything at all ----------------------------------------------------------

NUMBERS = ("", "101", "102", "103")


def stories():
    """Scope and ``(seconds since the one before, Event, is_inside)``, legal or not."""
    figures = st.none() | st.integers(0, 100)
    events = st.builds(
        Event,
        kind=st.sampled_from((RING, RING, ANSWER, END, INFO)),
        callid=st.just("1"),
        is_outgoing=st.booleans(),
        phone=st.sampled_from(("", "0989464344", "101", "104")),
        is_hidden=st.booleans(),
        extension=st.sampled_from(NUMBERS),
        recording=st.sampled_from(("", "a.wav", "b.wav")),
        date=st.none() | st.floats(-40_000, 40_000).map(lambda x: histories.START + x),
        duration=figures,
        talk=figures,
        wait=figures,
        disposition=st.sampled_from((None, None, *PRECEDENCE)),
        status=st.sampled_from(("", "A", "B")),
    ).map(
        lambda event: (
            replace(event, phone="", is_own_phone=bool(event.extension))
            if event.phone == event.extension
            else event
        )
    )
    # a replayed event comes at its own time, which is before the latest one's
    seconds = st.sampled_from((0.0, *GAPS, 60.0, 1000.0, 20_000.0, -5.0, -100.0))
    steps = st.lists(st.tuples(seconds, events, st.booleans()), min_size=1, max_size=12)
    return st.tuples(st.sampled_from(("call", "leg")), steps)


@tagged("callcenter_properties")
class TestPropertiesOfTheRules(BaseCase):
    """What holds after each of any events."""

    maxDiff = None

    @given(2000, stories)
    def test_invariants(self, story):
        scope, steps = story
        now = histories.START
        facts = rules.CallFacts(seen=now, heard=now)
        for seconds, event, is_inside in steps:
            now += seconds
            _tick(facts, now)
            if rules.is_restart(facts, event, now):
                facts = rules.CallFacts(seen=now, heard=now)
            before = _stored(facts)
            rules.apply(facts, event, now, scope, is_inside)
            self.check_step(before, facts)
            self.check_view(facts)
            self.check_stored(facts)
            self.check_repeat(facts, event, now, scope, is_inside)
        self.check_end(facts)

    def check_step(self, before, facts):
        """Legs stay, go on only, and an answer is never lost."""
        for leg, later in zip(before.legs, facts.legs, strict=False):
            self.assertEqual((later.number, later.attempt), (leg.number, leg.attempt))
            if leg.state == ENDED and leg.is_told:
                self.assertEqual(later.state, ENDED)
            if leg.state == ONGOING and leg.answered is not None:
                self.assertIn(later.state, (ONGOING, ENDED))
            if leg.answered is not None or leg.told == "answered":
                self.assertTrue(later.answered is not None or later.told == "answered")
        self.assertGreaterEqual(len(facts.legs), len(before.legs))
        attempts = [(leg.number, leg.attempt) for leg in facts.legs]
        self.assertEqual(len(set(attempts)), len(attempts))

    def check_view(self, facts):
        """What is shown hangs together."""
        view = rules.derive(facts)
        is_over = all(leg.state == ENDED for leg in view.legs)
        self.assertTrue(is_over or view.state != ENDED)
        self.assertTrue(view.state == ENDED or view.disposition is None)
        if view.is_missed:
            self.assertEqual((view.direction, view.state), ("incoming", ENDED))
            self.assertNotIn(view.disposition, (None, "answered"))
        if view.state == ENDED and facts.duration is not None:
            self.assertGreaterEqual(view.end, view.start + facts.duration)
        for figure in (view.duration, view.talk, view.wait):
            self.assertTrue(figure is None or figure >= 0)
        for shown in (view, *view.legs):
            self.assertTrue(shown.end is None or shown.end >= shown.start)
        for leg in view.legs:
            self.assertTrue(leg.answer is None or leg.answer >= leg.start)
        if view.answered_by is not None and view.state == ENDED:
            self.assertEqual(view.disposition, "answered")
            self.assertEqual(view.legs[view.answered_by].disposition, "answered")

    def check_stored(self, facts):
        """Facts come back from the database as they went there."""
        self.assertEqual(_stored(facts), facts)

    def check_repeat(self, facts, event, now, scope, is_inside):
        """The same event at once again shows nothing else."""
        again = _stored(facts)
        rules.apply(again, event, now, scope, is_inside)
        self.assertEqual(rules.derive(again), rules.derive(facts))
        self.assertFalse(rules.is_restart(again, event, now))

    def check_end(self, facts):
        """After a long silence every call has ended."""
        now = max(facts.heard, histories.START) + LONG_SILENCE
        rules.settle(facts, now, LIMITS)
        self.assertTrue(rules.is_settled(facts, now))
        self.check_view(facts)
