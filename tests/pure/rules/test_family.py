"""Calls that continue each other are one for their caller."""

import pytest
from callcenter.rules.family import Member, Whole, join
from callcenter.rules.shown import derive
from callcenter.scenarios import FAMILIES
from playing import collect, exchange_of, observations


def play(scenario):
    """Return the CallView of each call of a family, by its id."""
    exchange = exchange_of(scenario)
    steps = {}
    for seconds, endpoint, params in sorted(scenario.steps, key=lambda x: x[0]):
        steps.setdefault(params["callid"], []).append((seconds, endpoint, params))
    return {
        callid: derive(
            collect(observations(told, is_timed=scenario.at, inside=scenario.inside)),
            exchange,
        )
        for callid, told in steps.items()
    }


@pytest.mark.parametrize("scenario", FAMILIES, ids=lambda x: x.name)
def test_a_family_is_one_call(scenario):
    views = play(scenario)
    whole = join(
        [
            Member(
                x.start, x.state, x.disposition, x.answer, x.wait, x.talk, bool(x.legs)
            )
            for x in views.values()
        ]
    )
    right = scenario.right
    for callid, parent in right.get("parents", {}).items():
        assert views[callid].parent == parent
    assert whole.disposition == right["disposition"]
    root = views[right.get("root", "a")]
    assert (root.direction == "incoming" and whole.is_lost) == right["is_missed"]
    assert whole.talk == right["talk"]
    if "wait" in right:
        assert whole.wait == right["wait"]


def member(start, state="ended", disposition=None, answer=None, wait=None, talk=None):
    return Member(start, state, disposition, answer, wait, talk)


@pytest.mark.parametrize(
    ("members", "whole"),
    [
        # while a part goes on there is no outcome
        (
            [member(0, disposition="no_answer", wait=15), member(16, "ringing")],
            Whole("ringing", None, 15, None),
        ),
        (
            [
                member(0, disposition="no_answer", wait=15),
                member(16, "ongoing", answer=20),
            ],
            Whole("ongoing", None, 20, None),
        ),
        # a talk of unknown length makes the sum unknown
        (
            [
                member(0, disposition="answered", answer=5, wait=5, talk=20),
                member(26, disposition="answered", answer=30, wait=4),
            ],
            Whole("ended", "answered", 5, None),
        ),
        # when it was answered is not known: from the wait of its part
        (
            [
                member(0, disposition="no_answer", wait=15),
                member(20, disposition="answered", wait=6, talk=9),
            ],
            Whole("ended", "answered", 26, 9),
        ),
        (
            [
                member(0, disposition="no_answer", wait=15),
                member(20, disposition="answered", talk=9),
            ],
            Whole("ended", "answered", None, 9),
        ),
        ([member(0), member(9)], Whole("ended", None, None, None)),
        (
            [member(0), member(9, disposition="busy")],
            Whole("ended", "busy", None, None),
        ),
    ],
)
def test_what_is_not_known_stays_so(members, whole):
    assert join(members) == whole
    assert join(members[::-1]) == whole
