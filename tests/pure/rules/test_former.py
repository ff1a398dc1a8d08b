"""Calls told before observations were kept, and calls without their caller."""

import json
from pathlib import Path

import pytest
from callcenter.rules.erase import erase
from callcenter.rules.exchange import Exchange
from callcenter.rules.former import from_facts
from callcenter.rules.observation import RING, make
from callcenter.rules.shown import derive
from callcenter.rules.told import add
from callcenter.scenarios import SEQUENCES
from playing import NOON, collect, exchange_of, observations, stored

# the facts of each payload history, and what was shown of it, as version 1 kept them
FORMER = json.loads(
    (Path(__file__).parent / "former_facts.json").read_text(encoding="utf-8")
)
LEG = (
    "number", "attempt", "role", "state", "disposition", "start", "answer", "end",
    "duration", "talk", "recording",
)  # fmt: skip
# what the rules say otherwise now, with its rule
MENDED = {
    "internal_call": {"legs"},  # who called a colleague talks when they answer
    # a ring ends by another's answer, although it was told at the end of the call (9)
    "ring_group_loser_first": {"legs"},
    "ring_group_loser_last": {"legs"},
    "ring_group_one_end": {"legs"},
    "recording_name_first": {"start"},  # a record tells no start
    "voicemail": {"wait"},  # the wait ends where the mailbox begins (5)
}


@pytest.mark.parametrize("name", FORMER)
def test_a_call_keeps_what_it_shows(name):
    former = FORMER[name]
    told = stored(from_facts(former["facts"]))
    inside = frozenset(former["inside"])
    view = derive(told, Exchange(end_scope=former["scope"], inside=inside))
    shown = {field: getattr(view, field) for field in former["shown"]}
    shown["legs"] = [[getattr(leg, x) for x in LEG] for leg in view.legs]
    changed = {x for x, value in former["shown"].items() if shown[x] != value}
    assert changed == MENDED.get(name, set())


def test_a_former_call_goes_on():
    former = FORMER["blind_transfer"]
    told = stored(from_facts(former["facts"]))
    add(told, make(RING, max(x.heard for x in told) + 9, extension="103"))
    view = derive(told, Exchange())
    assert (view.state, len(view.legs)) == ("ringing", 3)


@pytest.mark.parametrize(
    "facts",
    [
        None, [], {}, {"seen": "x"}, {"seen": NOON},
        {"seen": NOON, "heard": "y", "legs": 3, "told": "sung", "talk": "x"},
        {"seen": NOON, "legs": [3, {}, {"number": 101}, {"number": "101"}]},
        {"seen": NOON, "is_outgoing": True, "phone": 5},
    ],
)  # fmt: skip
def test_facts_that_cannot_be_read(facts):
    told = stored(from_facts(facts))
    if list(told):
        derive(told, Exchange())


@pytest.mark.parametrize("scenario", SEQUENCES, ids=lambda x: x.name)
def test_an_erased_call_tells_no_outside_number(scenario):
    exchange = exchange_of(scenario)
    told = collect(observations(scenario.steps, inside=scenario.inside))
    before = derive(told, exchange)
    erased = stored(erase(told, exchange))
    text = json.dumps(erased.to_json())
    for number in ("0989464344", "0900111222"):
        assert number not in text
    view = derive(erased, exchange)
    assert (view.state, view.disposition, view.talk, view.wait) == (
        before.state, before.disposition, before.talk, before.wait,
    )  # fmt: skip


def test_an_erased_call_keeps_neither_variables_nor_recordings():
    word = make(RING, NOON, extension="101", phone="0989464344", recording="0989.wav",
                variables=(("order", "7"),))  # fmt: skip
    text = json.dumps(erase(collect([word]), Exchange()).to_json())
    assert "0989" not in text
    assert "order" not in text
