"""Calls that the exchange continues under another id: one for their caller (rule 13).

Steps name their call, ``parent`` the one that it continues. ``right`` tells of the family:
``root`` the call that stands for all, ``parents`` which continues which, and its
``disposition is_missed wait talk``.
"""

from .scenario import CUSTOMER, Scenario, answer, arrive, dial, end, info, ring

NO_ANSWER, ANSWERED = "NO ANSWER", "ANSWERED"
OF_A, OF_B = {"callid": "b", "parent": "a"}, {"callid": "c", "parent": "b"}
AB = {"root": "a", "parents": {"b": "a"}}
ABC = {"root": "a", "parents": {"b": "a", "c": "b"}}
TALKED = {"disposition": "answered", "is_missed": False}
AT_NIGHT = {"at": True, "late": 40_000}


def lost(outcome, wait):
    """Return what is right of a family that nobody answered."""
    return {"disposition": outcome, "is_missed": True, "wait": wait, "talk": None}


def of(callid, steps):
    """Return steps that are of one call."""
    return tuple((x, name, {"callid": callid, **params}) for x, name, params in steps)


RANG_IN_VAIN = of("a", (ring(0, "101"), end(15, "101", NO_ANSWER)))
TAKEN = (
    ring(16, "102", **OF_A), answer(20, "102", **OF_A),
    end(50, "102", ANSWERED, 34, 30, **OF_A),
)  # fmt: skip
CHAIN = (
    of("a", (ring(0, "101"), end(10, "101", NO_ANSWER))),
    (ring(10, "102", **OF_A), end(20, "102", NO_ANSWER, **OF_A)),
    (
        ring(20, "103", **OF_B), answer(27, "103", **OF_B),
        end(57, "103", ANSWERED, 37, 30, **OF_B),
    ),
)  # fmt: skip

FAMILIES = (
    Scenario(
        "handed_on_under_another_id",
        "Answered, handed on: waited for the first answer, talked with both",
        (
            *of("a", (ring(0, "101"), answer(5, "101"), end(25, "101", ANSWERED, 25, 20))),
            ring(26, "102", **OF_A), answer(33, "102", **OF_A), end(93, "102", **OF_A),
        ),
        {**AB, **TALKED, "wait": 5, "talk": 80},
    ),
    Scenario(
        "handed_on_in_vain",
        "Answered, handed on to who does not answer: answered all the same",
        (
            *of("a", (ring(0, "101"), answer(5, "101"), end(25, "101", ANSWERED, 25, 20))),
            ring(26, "102", **OF_A), end(46, "102", NO_ANSWER, **OF_A),
        ),
        {**AB, **TALKED, "wait": 5, "talk": 20},
    ),
    Scenario(
        "answered_under_the_second_id",
        "Nobody answered the first, somebody the second: the wait is that of both",
        (*RANG_IN_VAIN, *TAKEN),
        {**AB, **TALKED, "wait": 20, "talk": 30},
    ),
    Scenario(
        "lost_under_both_ids",
        "Nobody answers either, the caller gives up at last: missed once",
        (*RANG_IN_VAIN, ring(16, "102", **OF_A), end(40, "102", "ABANDON", **OF_A)),
        {**AB, **lost("abandoned", 40)},
    ),
    Scenario(
        "first_part_tells_no_outcome",
        "How the first ended is not told: the second tells how the call did",
        (
            *of("a", (ring(0, "101"), end(15, "101"))),
            ring(15, "102", **OF_A), end(35, "102", NO_ANSWER, **OF_A),
        ),
        {**AB, **lost("no_answer", 35)},
    ),
    Scenario(
        "child_is_told_first",
        "All of the second is told before the first",
        (*TAKEN, *RANG_IN_VAIN),
        {**AB, **TALKED, "wait": 20, "talk": 30},
        **AT_NIGHT,
    ),
    Scenario(
        "three_ids",
        "A chain of three",
        (*CHAIN[0], *CHAIN[1], *CHAIN[2]),
        {**ABC, **TALKED, "wait": 27, "talk": 30},
    ),
    Scenario(
        "three_ids_last_first",
        "The same, told from its end",
        (*CHAIN[2], *CHAIN[1], *CHAIN[0]),
        {**ABC, **TALKED, "wait": 27, "talk": 30},
        **AT_NIGHT,
    ),
    Scenario(
        "three_ids_middle_last",
        "The same, what joins the two others told last",
        (*CHAIN[2], *CHAIN[0], *CHAIN[1]),
        {**ABC, **TALKED, "wait": 27, "talk": 30},
        **AT_NIGHT,
    ),
    Scenario(
        "each_telephone_under_an_id_of_its_own",
        "The call arrives; two telephones ring under ids of their own, one answers",
        (
            *of("a", (arrive(0, queue="9"),)),
            ring(5, "101", **OF_A), ring(5, "102", callid="c", parent="a"),
            answer(12, "102", callid="c", parent="a"), end(12, "101", NO_ANSWER, **OF_A),
            end(42, "102", ANSWERED, 37, 30, callid="c", parent="a"),
            *of("a", (end(42),)),
        ),
        {"root": "a", "parents": {"b": "a", "c": "a"}, **TALKED, "wait": 12, "talk": 30},
    ),
    Scenario(
        "asked_under_another_id",
        "101 asks 102 under another id and hands on: no second counts twice",
        (
            *of("a", (ring(0, "101"), answer(5, "101"))),
            dial(30, "101", "102", **OF_A), ring(30.5, "102", phone="101", **OF_A),
            answer(35, "102", **OF_A),
            *of("a", (end(60, "101", ANSWERED, 60, 55),)),
            end(100, "102", ANSWERED, 70, 65, **OF_A),
        ),
        {**AB, **TALKED, "wait": 5, "talk": 95},
        inside=("101", "102"),
    ),
    Scenario(
        "mailbox_under_another_id",
        "The mailbox takes it under an id of its own: the wait ends where it begins",
        (*RANG_IN_VAIN, end(40, "", "VOICEMAIL", 25, **OF_A, phone=CUSTOMER)),
        {**AB, **lost("voicemail", 15)},
    ),
    Scenario(
        "child_is_told_by_its_end",
        "Of the second only its record comes",
        (*RANG_IN_VAIN, end(60, "102", ANSWERED, 30, 25, **OF_A)),
        {**AB, **TALKED, "wait": 35, "talk": 25},
    ),
    Scenario(
        "parent_is_told_at_last",
        "Which call it continues is told when both are over",
        (
            *RANG_IN_VAIN,
            *of("b", (ring(16, "102"), answer(20, "102"), end(50, "102"))),
            info(70, "102", **OF_A),
        ),
        {**AB, **TALKED, "wait": 20, "talk": 30},
    ),
    Scenario(
        "parent_is_unknown",
        "What it continues is never told of: it stands for itself",
        (
            ring(0, "102", callid="b", parent="never"),
            answer(4, "102", callid="b", parent="never"),
            end(34, "102", callid="b", parent="never"),
        ),
        {"root": "b", "parents": {}, **TALKED, "wait": 4, "talk": 30},
    ),
    Scenario(
        "parent_of_itself",
        "A call that continues itself is a call",
        (ring(0, "101", callid="a", parent="a"), end(9, "101", NO_ANSWER, callid="a")),
        {"root": "a", "parents": {}, **lost("no_answer", 9)},
    ),
    Scenario(
        "circle",
        "Each continues the other: the circle is cut, one call is lost",
        (
            ring(0, "101", callid="a", parent="b"), end(9, "101", NO_ANSWER, callid="a"),
            ring(10, "102", **OF_A), end(19, "102", NO_ANSWER, callid="b"),
        ),
        {**lost("no_answer", 19)},
    ),
    Scenario(
        "placed_and_goes_on",
        "A call that an agent placed goes on: placed once, nobody missed it",
        (
            *of("a", (dial(0, "101"), answer(8, "101"), end(20, "101"))),
            ring(20, "102", **OF_A), answer(24, "102", **OF_A), end(54, "102", **OF_A),
        ),
        {**AB, **TALKED, "talk": 42},
    ),
)  # fmt: skip
