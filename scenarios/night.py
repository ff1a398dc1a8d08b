"""Calls that are told late, or by a clock that is wrong."""

from .scenario import Scenario, answer, end, hangup, ring

TIMES = (
    Scenario(
        "told_at_night",
        "A day's events sent at night: the same history, no cards, in any order",
        (
            ring(0, "101"), end(15, "101", "NO ANSWER"), ring(15, "102"),
            answer(20, "102"), end(80, "102", "ANSWERED", 65, 60),
        ),
        {
            "state": "ended", "disposition": "answered", "talk": 60, "wait": 20,
            "legs": (("101", "no_answer"), ("102", "answered", 60)),
        },
        at=True, late=12 * 3600,
    ),
    Scenario(
        "missed_told_at_night",
        "A missed call of the day",
        (ring(0, "101"), ring(0, "102"), hangup(25), end(25, "", "ABANDON", 25)),
        {"state": "ended", "disposition": "abandoned", "is_missed": True, "wait": 25},
        at=True, late=12 * 3600,
    ),
    Scenario(
        "ring_told_behind_the_hangup",
        "The ring comes behind the hangup and tells that it was before it",
        (ring(0, "101"), ring(3, "102"), hangup(4)),
        {"state": "ended", "legs": (("101", None), ("102", None))},
        at=True,
    ),
    Scenario(
        "clock_90_seconds_behind",
        "The exchange's clock is behind: the card all the same, and a warning",
        (ring(0, "101"), answer(5, "101"), end(25, "101", "ANSWERED", 25, 20)),
        {"state": "ended", "disposition": "answered", "talk": 20, "wait": 5},
        at=True, clock=-90,
    ),
    Scenario(
        "naive_and_in_another_zone",
        "Times without a zone, read in the wrong one: the card all the same",
        (ring(0, "101"), answer(5, "101"), end(25, "101", "ANSWERED", 25, 20)),
        {"state": "ended", "disposition": "answered", "talk": 20, "wait": 5},
        at=True, clock=-7 * 3600, is_naive=True,
    ),
)  # fmt: skip
