"""Each scenario of the catalogue comes out right, however it is told."""

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest
from callcenter.rules.observation import INFO
from callcenter.rules.shown import derive
from callcenter.scenarios import (
    CATALOGUE,
    FURTHER,
    OVERTAKING,
    SEQUENCES,
    SPELLINGS,
    TIMES,
    VARIANTS,
)
from playing import (
    NOON,
    collect,
    comparable,
    differences,
    exchange_of,
    observations,
    read,
    settle,
)

PLAYED = [*SEQUENCES, *FURTHER, *VARIANTS, *TIMES]
# what overtakes or comes late in them is their point: with `at` it would not
UNTIMED = {
    "hangup_before_the_ring",
    "ring_behind_the_hangup",
    "answer_behind_its_end",
    "transfer_rings_twice_named",
    "hangup_before_two_rings",
    "late_ring_of_a_group",
    *OVERTAKING,
}


def named(scenarios):
    return pytest.mark.parametrize("scenario", scenarios, ids=lambda x: x.name)


def test_names_are_unique():
    names = [scenario.name for scenario in CATALOGUE]
    assert len(set(names)) == len(names)


@named(PLAYED)
@pytest.mark.parametrize("is_timed", [False, True])
def test_in_order(scenario, is_timed):
    if is_timed and scenario.name in UNTIMED:
        pytest.skip("its order is wrong on purpose")
    exchange = exchange_of(scenario)
    steps = [
        (x + index * 1e-4 * (not is_timed), *rest)
        for index, (x, *rest) in enumerate(scenario.steps)
    ]
    found = observations(steps, is_timed=is_timed, inside=scenario.inside)
    for count, right in (*scenario.then, (len(found), scenario.right)):
        view = derive(collect(found[:count]), exchange)
        assert differences(view, right) == [], f"after {count}"
    if scenario.settled:
        told = settle(collect(found), exchange)
        assert differences(derive(told, exchange), scenario.settled) == []


@named([x for x in SPELLINGS if "start" not in x.right])
def test_spellings(scenario):
    view = derive(collect(observations(scenario.steps)), exchange_of(scenario))
    assert differences(view, scenario.right) == []


@named([x for x in PLAYED if x.name not in UNTIMED])
def test_with_at_in_any_order_with_repeats(scenario):
    exchange = exchange_of(scenario)
    base = observations(scenario.steps, is_timed=True, inside=scenario.inside)
    right = comparable(derive(collect(base), exchange))
    random = Random(scenario.name)
    count = len(base)
    orders = list(permutations(range(count))) if count < 5 else []
    for _ in range(60 if count >= 5 else 0):
        order = random.sample(range(count), count)
        orders.append(order + random.choices(range(count), k=2))
    for order in orders:
        night = [
            read(*scenario.steps[index][1:], NOON + 40_000 + place, base[index].at,
                 scenario.inside)
            for place, index in enumerate(order)
        ]  # fmt: skip
        assert comparable(derive(collect(night), exchange)) == right, order


@named(PLAYED)
def test_without_at_records_anywhere_and_repeats_directly_after(scenario):
    exchange = exchange_of(scenario)
    spaced = [(x + i * 0.01, *rest) for i, (x, *rest) in enumerate(scenario.steps)]
    base = observations(spaced, inside=scenario.inside)
    right = comparable(derive(collect(base), exchange))
    for index in range(len(base)):
        seconds, endpoint, params = spaced[index]
        again = observations(
            [(seconds + 0.005, endpoint, params)], inside=scenario.inside
        )
        told = [*base[: index + 1], *again, *base[index + 1 :]]
        assert comparable(derive(collect(told), exchange)) == right, index
        if base[index].kind == INFO:
            for place in range(_place_of_ring(base, base[index]), len(base)):
                moved = [x for x in base if x is not base[index]]
                after = moved[place - 1].heard
                moved.insert(place, replace(base[index], heard=after + 0.002))
                view = derive(collect(moved), exchange)
                assert comparable(view) == right, place


def _place_of_ring(words, record):
    """Return behind how many words a record comes first: its ring is told before it."""
    for place, x in enumerate(words, 1):
        if x.ring == record.ring and record.extension in ("", x.extension):
            return place
    return len(words)
