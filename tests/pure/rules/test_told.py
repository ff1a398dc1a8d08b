"""Adding to what was told of a call, storing it, folding what is over."""

import json
from time import perf_counter

import pytest
from callcenter.rules.exchange import Exchange
from callcenter.rules.observation import ANSWER, END, INFO, RING, make
from callcenter.rules.shown import derive
from callcenter.rules.told import MAX_FINISHED, Told, add
from playing import NOON, collect, stored

EXCHANGE = Exchange()


def ring(seconds, extension="101", **values):
    return make(RING, NOON + seconds, extension=extension, **values)


def end(seconds, extension="101", **values):
    return make(END, NOON + seconds, extension=extension, **values)


def test_equal_words_with_at_are_one_with_the_earliest_arrival():
    told = Told()
    assert add(told, ring(9, at=NOON))
    assert not add(told, ring(5, at=NOON))
    assert not add(told, ring(20, at=NOON))
    assert [x.heard for x in told] == [NOON + 5]
    assert add(told, ring(20, at=NOON + 1))


def test_an_at_that_is_not_believed_still_tells_repeats():
    told = Told()
    assert add(told, ring(0, at_told="09:00:00"))
    assert add(told, end(5, outcome="no_answer"))
    assert not add(told, ring(9, at_told="09:00:00"))


def test_without_at_a_repeat_has_no_other_word_between():
    told = Told()
    assert add(told, ring(0))
    assert not add(told, ring(1))
    assert add(told, end(4, outcome="no_answer"))
    assert not add(told, end(4.5, outcome="no_answer"))
    assert add(told, ring(5))
    assert add(told, end(9, outcome="no_answer"))


def test_a_named_attempt_counts_each_kind_once():
    told = collect([ring(0, ring="a"), end(3, ring="a"), ring(9, ring="a")])
    assert len(derive(told, EXCHANGE).legs) == 1
    told = collect([ring(0, ring="a"), ring(1, ring="b")])
    assert [leg.ring for leg in derive(told, EXCHANGE).legs] == ["a", "b"]


def test_it_comes_back_from_the_database():
    told = Told(exchange={"scope": "leg"})
    add(told, ring(0, phone="0989464344", variables=(("order", "7"),), is_hidden=True))
    add(told, end(9, outcome="busy", duration=0, talk=0, date=NOON))
    again = stored(told)
    assert again.observations == told.observations
    assert again.exchange == told.exchange


@pytest.mark.parametrize(
    "values",
    [
        None, [], "x", 7, {}, {"told": 3}, {"told": [1, [], ["ring"], ["song", 1, {}]]},
        {"told": [["ring", "now", {}], ["ring", True, {}], ["ring", 1, []]]},
        {"folded": {"101": 3}, "marks": 5, "exchange": []},
        {"folded": {"101": [1, "a", None, 3]}},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out(values):
    told = Told.from_json(values)
    assert list(told) == []
    told.to_json()


def test_what_a_later_version_writes_is_left_out():
    told = Told.from_json(
        {"v": 9, "told": [["ring", NOON, {"ext": "101", "mood": 3, "dur": "x"}]]}
    )
    assert [(x.extension, x.duration) for x in told] == [("101", None)]


def rounds(count, *, is_timed=False):
    """A queue that tries ``count`` times, three telephones in turn."""
    for index in range(count):
        number, start = str(101 + index % 3), index * 20
        at = {"at": NOON + start} if is_timed else {}
        yield ring(start, number, phone="0989464344", queue="9", **at)
        at = {"at": NOON + start + 15} if is_timed else {}
        yield end(start + 15, number, outcome="no_answer", **at)


@pytest.mark.parametrize("is_timed", [False, True])
def test_finished_attempts_beyond_a_hundred_are_folded(is_timed):
    told = Told()
    for word in rounds(600, is_timed=is_timed):
        add(told, word)
    assert len(told.observations) <= 2 * MAX_FINISHED + 2
    assert sum(fold.count for fold in told.folds.values()) == 600 - len(
        derive(told, EXCHANGE).legs
    )
    view = derive(stored(told), EXCHANGE)
    assert (view.start, view.end) == (NOON, NOON + 599 * 20 + 15)
    assert (view.disposition, view.is_missed, view.phone) == (
        "no_answer", True, "0989464344"
    )  # fmt: skip
    assert {leg.attempt for leg in view.legs if leg.number == "101"} >= {200}
    assert len(json.dumps(told.to_json())) < 32_000
    start = NOON + 601 * 20
    add(told, make(RING, start, extension="104", at=start if is_timed else None))
    moment = start + 5
    at = moment if is_timed else None
    add(told, make(ANSWER, moment, extension="104", at=at))
    view = derive(told, EXCHANGE)
    assert (view.state, view.wait) == ("ongoing", 601 * 20 + 5)


def test_folded_words_that_come_again_are_known():
    told = Told()
    words = list(rounds(150, is_timed=True))
    for word in words:
        add(told, word)
    before = derive(told, EXCHANGE)
    for word in words[:60]:
        assert not add(told, word)
    assert derive(told, EXCHANGE) == before


def test_attempts_that_were_answered_or_recorded_stay():
    told = Told()
    add(told, ring(-100, "200"))
    add(told, make(ANSWER, NOON - 95, extension="200"))
    add(told, end(-50, "200", outcome="answered", talk=45))
    add(told, make(INFO, NOON - 49, extension="200", recording="a.wav"))
    for word in rounds(130):
        add(told, word)
    view = derive(told, EXCHANGE)
    assert (view.talk, view.recording, view.disposition) == (45, "a.wav", "answered")


def cost(count):
    """Return the seconds that an event at the ``count``-th ring takes here, at best."""
    told = Told()
    for word in rounds(count):
        add(told, word)
    values = json.dumps(told.to_json())
    best = 1.0
    for _ in range(30):
        first = perf_counter()
        for index in range(3):
            again = Told.from_json(json.loads(values))
            add(again, ring(count * 20 + index, "104"))
            derive(again, EXCHANGE)
            json.dumps(again.to_json())
        best = min(best, (perf_counter() - first) / 3)
    return best


def test_the_600th_ring_costs_about_what_the_120th_does():
    # what an event costs beside this is measured by `./dev bench wire`
    assert cost(600) < 3 * cost(120)
