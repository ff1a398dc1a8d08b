"""What must hold of any call, tidy or not: hypothesis draws what is told."""

import os
from dataclasses import replace
from functools import cache
from itertools import pairwise

from callcenter.rules.exchange import Exchange
from callcenter.rules.observation import (
    ANSWER,
    ARRIVE,
    DIAL,
    END,
    INFO,
    LIVE,
    RING,
    Observation,
)
from callcenter.rules.outcomes import ENDED, PRECEDENCE
from callcenter.rules.shown import derive
from callcenter.rules.silence import is_settled
from callcenter.rules.told import Told, add
from callcenter.scenarios import CATALOGUE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playing import (
    LIMITS,
    NOON,
    collect,
    comparable,
    exchange_of,
    load_histories,
    read,
    settle,
    stored,
)

EXAMPLES = int(os.environ.get("CALLCENTER_EXAMPLES", "0"))
LONG_SILENCE = LIMITS.talk + 60


def examples(count):
    """Draw ``count`` cases, the same ones each time, or as many others as asked for."""
    return settings(
        max_examples=EXAMPLES or count,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@cache
def tellings():
    """Return ``(name, words, exchange)`` of all payload histories and all scenarios.

    Words are ``(moment, endpoint, params, inside)``.
    """
    found = []
    for history in load_histories():
        if history.calls > 1:
            continue  # an id that is used again is of two calls
        inside = tuple(history.extensions)
        words = [(x.at, x.endpoint, x.params, inside) for x in history.events]
        for scope in (*history.end_scopes, "auto"):
            exchange = exchange_of(end_scope=scope, inside=inside)
            found.append((f"{history.file} {scope}", words, exchange))
    for scenario in CATALOGUE:
        words = [(NOON + s, name, x, scenario.inside) for s, name, x in scenario.steps]
        found.append((scenario.name, words, exchange_of(scenario)))
    return found


def shown(observations, exchange):
    """Return all that is shown of a settled call, and the same before it settled."""
    told = collect(observations)
    before = comparable(derive(told, exchange))
    return before, comparable(derive(settle(told, exchange), exchange))


@examples(200)
@given(st.data())
def test_with_at_any_order_and_repeats_show_the_same(data):
    name, words, exchange = data.draw(st.sampled_from(tellings()))
    indexes = list(range(len(words)))
    copies = data.draw(st.lists(st.sampled_from(indexes), max_size=4))
    order = data.draw(st.permutations([*indexes, *copies]))
    night = NOON + 5 * 86400
    gap = data.draw(st.sampled_from((0.0, 0.001, 1.0)))

    def tell(places):
        return [
            read(words[i][1], words[i][2], night + place * gap, *_at(words[i]))
            for place, i in enumerate(places)
        ]

    right = comparable(derive(collect(tell(indexes)), exchange))
    assert comparable(derive(collect(tell(order)), exchange)) == right, name


def _at(word):
    return word[0], word[3]


@examples(200)
@given(st.data())
def test_without_at_records_come_late_and_repeats_directly_after(data):
    name, words, exchange = data.draw(st.sampled_from(tellings()))
    told = [
        read(endpoint, params, moment + 0.01 * i, None, inside)
        for i, (moment, endpoint, params, inside) in enumerate(words)
    ]
    _before, right = shown(told, exchange)
    played = []
    for word in told:
        played.append(word)
        for _ in range(data.draw(st.integers(0, 2))):
            played.append(replace(played[-1], heard=played[-1].heard + 0.001))
    assert shown(played, exchange)[1] == right, name
    begun = {}
    for x in told:
        if x.kind in (RING, DIAL, ARRIVE, ANSWER):
            begun.setdefault(x.extension, x.heard)
            begun.setdefault("", x.heard)
    records = [x for x in told if x.kind == INFO and x.is_record]
    for record in records if any(x.kind == END for x in told) else ():
        if record.extension not in begun:
            continue  # nothing else tells of its leg
        last = max(x.heard for x in told)
        moment = data.draw(st.floats(begun[record.extension] + 0.005, last + 100))
        moved = [replace(x, heard=moment) if x is record else x for x in told]
        assert shown(moved, exchange)[1] == right, name


AT_ONCE_SECONDS = 0.2


@cache
def simultaneous():
    """Return the tellings in which different legs are told of at once, with where."""
    found = []
    for name, words, exchange in tellings():
        told = [read(x[1], x[2], x[0], None, x[3]) for x in words]
        places = [
            i
            for i, (one, other) in enumerate(pairwise(told))
            if other.heard - one.heard <= AT_ONCE_SECONDS
            and one.kind in LIVE
            and other.kind in LIVE
            and one.extension
            and other.extension
            and one.extension != other.extension
        ]
        if places:
            found.append((name, told, exchange, places))
    return found


def test_without_at_what_different_legs_tell_at_once_comes_in_any_order():
    wrong = []
    for name, words, exchange, places in simultaneous():
        told = [replace(x, heard=x.heard + 0.3 + i * 1e-3) for i, x in enumerate(words)]
        right = kept(shown(told, exchange)[1])
        for i in places:
            one, other = told[i : i + 2]
            swapped = told.copy()
            swapped[i] = replace(other, heard=one.heard)
            swapped[i + 1] = replace(one, heard=other.heard)
            found = kept(shown(swapped, exchange)[1])
            different = {x: (found[x], right[x]) for x in right if found[x] != right[x]}
            if different:
                wrong.append((name, i, different))
    assert wrong == []


def kept(view):
    """Return a comparable view as Odoo keeps it: whole seconds, legs in no order."""
    who = view["answered_by"]
    who = None if who is None else view["legs"][who]["number"]
    legs = sorted(
        map(_in_seconds, view["legs"]), key=lambda x: (x["number"], x["attempt"])
    )
    return {**_in_seconds(view), "legs": legs, "answered_by": who}


def _in_seconds(values):
    return {x: int(y) if isinstance(y, float) else y for x, y in values.items()}


# -- anything at all -----------------------------------------------------------------

NUMBERS = ("", "101", "102", "103")


def observations():
    """An Observation of any kind and content, a few seconds after ``NOON``."""
    figures = st.none() | st.integers(0, 100)
    return st.builds(
        Observation,
        kind=st.sampled_from((ARRIVE, DIAL, RING, RING, ANSWER, END, END, INFO)),
        heard=st.sampled_from((0, 1, 2, 3, 4, 5, 9, 20, 41, 90)).map(
            lambda x: NOON + x
        ),
        ring=st.sampled_from(("", "", "", "a", "b")),
        extension=st.sampled_from(NUMBERS),
        phone=st.sampled_from(("", "0989464344", "101", "104", "*97")),
        is_own_phone=st.booleans(),
        is_outgoing=st.booleans(),
        is_hidden=st.booleans(),
        recording=st.sampled_from(("", "a.wav", "b.wav")),
        date=st.none() | st.integers(-40_000, 40_000).map(lambda x: NOON + x),
        duration=figures,
        talk=figures,
        wait=figures,
        outcome=st.sampled_from((None, None, *PRECEDENCE)),
        status=st.sampled_from(("", "A", "B")),
        variables=st.sampled_from(((), (("order", "7"),), (("order", "8"),))),
    ).map(_sound)


def _sound(x):
    """Return ``x`` as the wire makes it."""
    is_own = x.is_own_phone and bool(x.extension)
    return replace(
        x,
        is_own_phone=is_own,
        phone="" if is_own or x.phone == x.extension else x.phone,
        is_outgoing=x.kind == DIAL or (x.is_outgoing and x.kind not in (ARRIVE, RING)),
        kind=ARRIVE if x.kind == RING and not x.extension and not x.ring else x.kind,
    )


def exchanges():
    """What may be known of an exchange."""
    return st.builds(
        Exchange,
        end_scope=st.sampled_from(("auto", "call", "leg")),
        tells_answers=st.sampled_from(("auto", "yes", "no")),
        ring_seconds=st.sampled_from((0, 20)),
    )


stories = st.lists(observations(), min_size=1, max_size=10)


@examples(400)
@given(stories, exchanges())
def test_what_is_shown_hangs_together(story, exchange):
    told = Told()
    for word in sorted(story, key=lambda x: x.heard):
        add(told, word)
        assert stored(told).observations == told.observations
        check(derive(told, exchange))
    settle(told, exchange, NOON + 500 + LONG_SILENCE)
    assert is_settled(told, NOON + 500 + LONG_SILENCE, exchange)
    check(derive(told, exchange))


def check(view):
    """What is shown hangs together."""
    is_over = all(leg.state == ENDED for leg in view.legs)
    assert is_over or view.state != ENDED
    assert view.state == ENDED or view.disposition is None
    if view.is_missed:
        assert (view.direction, view.state) == ("incoming", ENDED)
        assert view.disposition not in (None, "answered")
    for figure in (view.duration, view.talk, view.wait):
        assert figure is None or figure >= 0
    for item in (view, *view.legs):
        assert item.end is None or item.end >= item.start
    for leg in view.legs:
        assert leg.answer is None or leg.answer >= leg.start
    if view.answered_by is not None and view.state == ENDED:
        assert view.disposition == "answered"
        assert view.legs[view.answered_by].disposition == "answered"
    attempts = [(leg.number, leg.attempt) for leg in view.legs]
    assert len(set(attempts)) == len(attempts)


@examples(400)
@given(st.data(), stories, exchanges())
def test_with_at_the_order_of_untidy_words_does_not_matter(data, story, exchange):
    timed = [replace(x, at=x.heard) for x in story]
    order = data.draw(st.permutations([*timed, *timed[:3]]))

    def tell(words):
        told = Told()
        for place, word in enumerate(words):
            add(told, replace(word, heard=NOON + 90_000 + place))
        return comparable(derive(told, exchange))

    assert tell(order) == tell(timed)


@examples(300)
@given(stories, exchanges())
def test_a_repeat_directly_after_shows_nothing_else(story, exchange):
    told = Told()
    for word in sorted(story, key=lambda x: x.heard):
        add(told, word)
        before = comparable(derive(told, exchange))
        add(told, replace(word, heard=word.heard + 0.5))
        assert comparable(derive(told, exchange)) == before
