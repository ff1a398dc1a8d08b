"""More of the same kinds as in ``sequences``: other agents, numbers, orders and times."""

from .scenario import (
    CUSTOMER,
    Scenario,
    answer,
    arrive,
    dial,
    end,
    hangup,
    info,
    ring,
)

NO_ANSWER, ANSWERED = "NO ANSWER", "ANSWERED"
MOBILE = "0912333444"
ELSEWHERE = "answered_elsewhere"
ENDED = {"state": "ended"}
TALKED = {**ENDED, "disposition": "answered", "is_missed": False}
TELLS = {"tells_answers": "yes"}


def missed(outcome):
    """Return what is right of a missed call that ended so."""
    return {**ENDED, "disposition": outcome, "is_missed": True, "talk": None}


ATTEMPTS = (
    Scenario(
        "again_after_busy",
        "Busy, rung again half a second later, then the next",
        (
            ring(0, "205"), end(2, "205", "BUSY"), ring(2.5, "205"),
            end(20, "205", NO_ANSWER), ring(21, "206"), answer(24, "206"), end(60, "206"),
        ),
        {
            **TALKED, "talk": 36, "wait": 24, "duration": 60,
            "legs": (("205", "busy"), ("205", "no_answer"), ("206", "answered", 36)),
        },
        then=((3, {"state": "ringing"}), (5, {"state": "ringing"})),
    ),
    Scenario(
        "one_after_the_other_at_the_same_instant",
        "Each stops as the next begins, nobody answers",
        (
            ring(0, "301"), end(15, "301", NO_ANSWER), ring(15, "302"),
            end(30, "302", NO_ANSWER), ring(30, "303"), end(45, "303", NO_ANSWER),
            hangup(45),
        ),
        {
            **missed("no_answer"), "wait": 45, "duration": 45,
            "legs": (("301", "no_answer"), ("302", "no_answer"), ("303", "no_answer")),
        },
    ),
    Scenario(
        "same_telephone_at_the_same_instant",
        "Its first ring ends and its second begins at one instant",
        (
            ring(0, "7001"), end(6, "7001", NO_ANSWER, 6), ring(6, "7001"),
            answer(9, "7001"), end(29, "7001", ANSWERED, 23, 20),
        ),
        {
            **TALKED, "talk": 20, "wait": 9,
            "legs": (("7001", "no_answer"), ("7001", "answered", 20)),
        },
    ),
    Scenario(
        "one_stopped_one_lost",
        "201 had stopped, 202 still rang when 203 answered",
        (
            ring(0, "201"), ring(0, "202"), end(20, "201", NO_ANSWER), ring(21, "203"),
            answer(25, "203"), end(40, "203", ANSWERED, 19, 15),
        ),
        {
            **TALKED, "talk": 15, "wait": 25,
            "legs": (("201", "no_answer"), ("202", ELSEWHERE), ("203", "answered", 15)),
        },
    ),
    Scenario(
        "loser_told_at_the_answer",
        "The exchange tells of who lost at the instant of the answer",
        (
            ring(0, "201"), ring(0, "202"), answer(5, "201"), end(5, "202", NO_ANSWER),
            end(25, "201"),
        ),
        {
            **TALKED, "talk": 20,
            "legs": (("201", "answered", 20), ("202", ELSEWHERE)),
        },
        then=((4, {"state": "ongoing"}),),
    ),
    Scenario(
        "copies_directly_after",
        "Each word twice",
        (
            ring(0, "201"), ring(1, "201"), answer(5, "201"), answer(5.5, "201"),
            end(20, "201", ANSWERED, 20, 15), end(20.5, "201", ANSWERED, 20, 15),
        ),
        {**TALKED, "talk": 15, "legs": (("201", "answered", 15),)},
    ),
    Scenario(
        "ring_time_is_known",
        "No end of the first, whose exchange lets a telephone ring for 20 s",
        (ring(0, "201"), ring(25, "202"), answer(30, "202"), end(45, "202")),
        {
            **TALKED, "talk": 15, "wait": 30,
            "legs": (("201", "no_answer"), ("202", "answered", 15)),
        },
        exchange={"ring_seconds": 20},
    ),
    Scenario(
        "group_all_busy",
        "Every telephone is busy",
        (
            ring(0, "201"), ring(0, "202"), end(1, "201", "BUSY"), end(1, "202", "BUSY"),
            hangup(1),
        ),
        {**missed("busy"), "legs": (("201", "busy"), ("202", "busy"))},
    ),
    Scenario(
        "group_busy_and_not_answered",
        "One busy, one not answered: it rang in vain",
        (
            ring(0, "201"), ring(0, "202"), end(1, "201", "BUSY"),
            end(20, "202", NO_ANSWER),
        ),
        {**missed("no_answer"), "wait": 20},
    ),
    Scenario(
        "gives_up",
        "The caller hangs up while it rings",
        (ring(0, "412"), end(8, "412", "CANCEL", 8)),
        {**missed("cancelled"), "wait": 8, "legs": (("412", "cancelled"),)},
    ),
    Scenario(
        "answered_without_figures",
        "An answered end, no answer seen, no figures: how long is unknown",
        (ring(0, "201"), end(30, "201", ANSWERED)),
        {**TALKED, "talk": None, "legs": (("201", "answered"),)},
    ),
    Scenario(
        "answer_of_nobody_named",
        "Only one rings, so it is who answers",
        (ring(0, "201"), answer(4, ""), hangup(20)),
        {**TALKED, "talk": 16, "wait": 4, "legs": (("201", "answered", 16),)},
    ),
    Scenario(
        "whole_end_before_its_record",
        "The record of the leg comes just behind the hangup",
        (ring(0, "201"), answer(4, "201"), hangup(20), end(20.2, "201", ANSWERED, 20, 16)),
        {**TALKED, "talk": 16, "wait": 4, "duration": 20},
    ),
    Scenario(
        "whole_no_answer_after_a_talk",
        "What an exchange says of its own channel at last takes no talk away",
        (
            ring(0, "201"), answer(3, "201"), end(20, "201", ANSWERED, 20, 17),
            end(20, "", NO_ANSWER, 20, 0),
        ),
        {**TALKED, "talk": 17},
    ),
)  # fmt: skip

TRANSFERS = (
    Scenario(
        "handed_on_twice",
        "Blind to 202, then to 203",
        (
            ring(0, "201"), answer(4, "201"), ring(60, "202"), answer(65, "202"),
            end(65, "201", ANSWERED, 65, 61), ring(100, "203"), answer(104, "203"),
            end(104, "202"), end(200, "203"),
        ),
        {
            **TALKED, "talk": 196, "duration": 200,
            "legs": (
                ("201", "answered", 61), ("202", "answered", 39), ("203", "answered", 96),
            ),
        },
        then=((6, {"state": "ongoing"}), (8, {"state": "ongoing"})),
    ),
    Scenario(
        "comes_back",
        "Nobody takes what was handed on: it comes back and is answered again",
        (
            ring(0, "201"), answer(5, "201"), end(30, "201", ANSWERED, 30, 25),
            ring(30, "202"), end(50, "202", NO_ANSWER), ring(50, "201"),
            answer(53, "201"), end(80, "201"),
        ),
        {
            **TALKED, "talk": 52, "wait": 5, "duration": 80,
            "legs": (
                ("201", "answered", 25), ("202", "no_answer"), ("201", "answered", 27),
            ),
        },
        then=((4, {"state": "ringing"}), (6, {"state": "ringing"})),
    ),
    Scenario(
        "comes_back_to_nobody",
        "Handed on in vain: it was answered once and stays so",
        (
            ring(0, "201"), answer(5, "201"), end(30, "201", ANSWERED, 30, 25),
            ring(30, "202"), end(50, "202", NO_ANSWER), hangup(50),
        ),
        {**TALKED, "talk": 25, "legs": (("201", "answered", 25), ("202", "no_answer"))},
    ),
    Scenario(
        "two_tries_of_a_transfer",
        "Busy at the first try, answered at the second; the first agent's end comes late",
        (
            ring(0, "310"), answer(3, "310"), ring(40, "311"), end(41, "311", "BUSY"),
            ring(41.5, "311"), answer(50, "311"), end(55, "310", "", 55, 52),
            end(500, "311", "", 459, 450),
        ),
        {
            **TALKED,
            "legs": (
                ("310", "answered", 52), ("311", "busy"), ("311", "answered", 450),
            ),
        },
        then=((7, {"state": "ongoing"}),),
    ),
    Scenario(
        "transfer_where_one_end_ends_the_call",
        "A ring after the end that ended the call reopens it",
        (
            ring(0, "201"), answer(5, "201"), end(25, "201", ANSWERED, 25, 20),
            ring(29, "202"), answer(33, "202"), end(93, "202"),
        ),
        {**TALKED, "talk": 80, "legs": (("201", "answered", 20), ("202", "answered", 60))},
        then=((3, {"state": "ended"}), (4, {"state": "ringing"})),
        exchange={"end_scope": "call"},
    ),
    Scenario(
        "consult_with_a_colleague",
        "Who talks dials a colleague on the same id and hands on: the caller stays",
        (
            ring(0, "201"), answer(5, "201"), dial(30, "201", "202"),
            ring(30.5, "202", phone="201"), answer(35, "202"),
            end(60, "201", ANSWERED, 60, 55), end(100, "202"),
        ),
        {
            **TALKED, "direction": "incoming", "phone": CUSTOMER, "talk": 95,
            "legs": (("201", "answered", 55), ("202", "answered", 65)),
        },
        inside=("201", "202"),
    ),
    Scenario(
        "conference_of_three",
        "Three talk to the customer together: no second counts twice",
        (
            ring(0, "201"), answer(4, "201"), ring(60, "202"), answer(66, "202"),
            ring(100, "203"), answer(110, "203"), end(300, "203", "", 200, 190),
            end(310, "202", "", 250, 244), end(400, "201", "", 400, 396),
        ),
        {
            **TALKED, "talk": 396, "duration": 400,
            "legs": (
                ("201", "answered", 396), ("202", "answered", 244),
                ("203", "answered", 190),
            ),
        },
        then=((7, {"state": "ongoing"}), (8, {"state": "ongoing"})),
    ),
    Scenario(
        "conference_first_leaves",
        "The first agent leaves, the second goes on",
        (
            ring(0, "201"), answer(4, "201"), ring(50, "202"), answer(60, "202"),
            end(120, "201", "", 120, 116), end(180, "202", "", 130, 120),
        ),
        {
            **TALKED, "talk": 176, "duration": 180,
            "legs": (("201", "answered", 116), ("202", "answered", 120)),
        },
        then=((5, {"state": "ongoing"}),),
    ),
    Scenario(
        "picked_up_from_a_group",
        "203 picks up what rings at two others",
        (ring(0, "201"), ring(0, "202"), answer(7, "203"), end(30, "203", ANSWERED, 30, 23)),
        {
            **TALKED, "talk": 23, "wait": 7,
            "legs": (
                ("201", ELSEWHERE), ("202", ELSEWHERE), ("203", "answered", 23),
            ),
        },
        then=((3, {"state": "ongoing"}),),
    ),
    Scenario(
        "picked_up_and_hung_up",
        "The same of one telephone; its record goes to who talked, then the hangup",
        (ring(0, "410"), answer(3, "415"), end(63, "410", ANSWERED, 63, 60), hangup(63)),
        {
            **TALKED, "talk": 60, "wait": 3,
            "legs": (("410", ELSEWHERE), ("415", "answered", 60)),
        },
    ),
    Scenario(
        "picked_up_end_of_each",
        "It stops at the first as the second picks up, which is told as an end",
        (
            ring(0, "410"), answer(6, "415"), end(6.2, "410", NO_ANSWER, 6),
            end(40, "415", ANSWERED, 34, 34),
        ),
        {
            **TALKED, "talk": 34,
            "legs": (("410", ELSEWHERE), ("415", "answered", 34)),
        },
        then=((3, {"state": "ongoing"}),),
    ),
)  # fmt: skip

ENDS = (
    Scenario(
        "hangup_before_two_rings",
        "The hangup overtakes both rings",
        (hangup(0), ring(1, "201"), ring(1.5, "202")),
        {**ENDED, "disposition": None, "legs": (("201", None), ("202", None))},
    ),
    Scenario(
        "late_ring_of_a_group",
        "The third telephone's ring comes behind the hangup",
        (ring(0, "201"), ring(0, "202"), hangup(10), ring(12, "203")),
        {**ENDED, "legs": (("201", None), ("202", None), ("203", None))},
    ),
    Scenario(
        "queue_answered_two_rang",
        "The record began before anybody rang: the queue answered",
        (
            ring(0, "201", queue="500"), ring(20, "202", queue="500"),
            end(60, "", ANSWERED, 90, 90),
        ),
        {**missed("abandoned"), "legs": (("201", "abandoned"), ("202", "abandoned"))},
    ),
    Scenario(
        "queue_answered_one_had_stopped",
        "201 had stopped, the record is longer than 202 rang: missed",
        (
            ring(0, "201", queue="7"), end(15, "201", NO_ANSWER),
            ring(16, "202", queue="7"), end(30, "", ANSWERED, 40, 40),
        ),
        {**missed("abandoned"), "legs": (("201", "no_answer"), ("202", "abandoned"))},
    ),
    Scenario(
        "tells_answers_group",
        "An exchange that tells answers told none",
        (ring(0, "201"), ring(5, "202"), end(15, "201", NO_ANSWER), hangup(25)),
        {**missed("no_answer"), "legs": (("201", "no_answer"), ("202", "no_answer"))},
        exchange=TELLS,
    ),
    Scenario(
        "tells_answers_own_end",
        "The same, by the telephone's own end without a word",
        (ring(0, "201"), end(18, "201")),
        {**missed("no_answer"), "wait": 18, "legs": (("201", "no_answer"),)},
        exchange=TELLS,
    ),
    Scenario(
        "menu_before_by_a_late_record",
        "Hung up after 10 s of talk; the record of the whole call has the menu in it",
        (ring(0, "201"), answer(3, "201"), hangup(13), info(14, "", ANSWERED, 33, 33)),
        {**TALKED, "talk": 10, "wait": 3},
    ),
    Scenario(
        "menu_before",
        "The same by the end itself",
        (ring(0, "8801"), answer(6, "8801"), end(26, "", ANSWERED, 70, 70)),
        {**TALKED, "talk": 20, "wait": 6},
    ),
    Scenario(
        "placed_and_handed_on_slower",
        "Handed on, 202 takes a while to answer",
        (
            dial(0, "201"), answer(1, "201"), ring(6, "202"), end(6.3, "", ANSWERED),
            answer(8, "202"), end(20, "202"),
        ),
        {
            **ENDED, "disposition": "answered", "direction": "outgoing",
            "legs": (("201", "answered", 5), ("202", "answered", 12)),
        },
        then=((5, {"state": "ongoing"}),),
    ),
    Scenario(
        "mailbox_after_a_group",
        "Two rang, then the mailbox",
        (
            ring(0, "201"), ring(0, "202"), end(20, "201", NO_ANSWER),
            end(20, "202", NO_ANSWER), end(50, "", "VOICEMAIL", 50),
        ),
        {**missed("voicemail"), "wait": 20},
    ),
    Scenario(
        "mailbox_after_the_second",
        "One after the other, then the mailbox; a late record tells of it",
        (
            ring(0, "201"), end(15, "201", NO_ANSWER), ring(15, "202"),
            end(33, "202", NO_ANSWER), hangup(60), info(61, "", "VOICEMAIL", 60),
        ),
        {**missed("voicemail"), "wait": 33},
    ),
    Scenario(
        "arrives_then_rings",
        "The wait counts from the arrival",
        (
            arrive(0, queue="9"), ring(10, "201"), end(25, "201", NO_ANSWER),
            ring(25, "202"), answer(30, "202"), end(50, "202"),
        ),
        {
            **TALKED, "talk": 20, "wait": 30, "duration": 50, "queue": "9",
            "legs": (("201", "no_answer"), ("202", "answered", 20)),
        },
    ),
    Scenario(
        "arrives_and_one_rings",
        "The record of the telephone counts from its ring, the call from the arrival",
        (
            arrive(0, queue="9"), ring(10, "201"), answer(15, "201"),
            end(50, "201", ANSWERED, 40, 35),
        ),
        {**TALKED, "talk": 35, "wait": 15, "duration": 50},
    ),
    Scenario(
        "placed_busy",
        "A call placed that finds the customer busy is not missed",
        (dial(0, "201"), end(3, "201", "BUSY")),
        {**ENDED, "direction": "outgoing", "disposition": "busy", "is_missed": False},
    ),
    Scenario(
        "placed_and_answered",
        "A call placed, hung up by a word without figures",
        (dial(0, "201"), answer(8, "201"), hangup(68)),
        {**TALKED, "direction": "outgoing", "talk": 60, "wait": 8},
    ),
    Scenario(
        "talks_and_nothing_more",
        "No end comes: answered, how long is unknown",
        (ring(0, "201"), answer(5, "201")),
        {"state": "ongoing"},
        settled={**TALKED, "talk": None},
    ),
)  # fmt: skip

PARTIES = (
    *(
        Scenario(
            f"further_service_{name}",
            "A service code is nobody's call",
            (dial(0, "201", code), answer(1, "201"), end(9, "201", ANSWERED, 9, 8)),
            {**ENDED, "direction": "internal", "is_service": True, "is_missed": False},
        )
        for name, code in (
            ("pickup_of", "*8201"), ("pickup_asterisk", "**201"), ("mailbox", "*98"),
            ("queue_login", "*45"), ("queue_login_of", "*45*600"), ("echo", "*43"),
            ("forward_to", "*72202"), ("slot", "703"), ("park", "park+702"),
        )
    ),
    *(
        Scenario(
            f"further_inside_{phone}",
            "Few digits are inside",
            (ring(0, "201", phone=phone), answer(3, "201")),
            {"state": "ongoing", "direction": "internal", "phone": phone},
        )
        for phone in ("7", "318", "4005", "31234")
    ),
    *(
        Scenario(
            f"further_outside_{phone}",
            "Numbers of the country's services are outside",
            (dial(0, "201", phone),),
            {"state": "ringing", "direction": "outgoing", "phone": phone},
        )
        for phone in ("112", "114", "116", "111", "119")
    ),
    Scenario(
        "forwards_and_nobody_answers",
        "A telephone forwards by itself, the mobile is not answered",
        (
            ring(0, "201"), dial(1, CUSTOMER, MOBILE), end(21, CUSTOMER, NO_ANSWER),
            hangup(21),
        ),
        {
            **missed("no_answer"), "direction": "incoming", "phone": CUSTOMER,
            "legs": (("201", "no_answer"), (MOBILE, "no_answer")),
        },
    ),
    Scenario(
        "forwards_in_another_spelling",
        "The caller as extension is spelled internationally",
        (
            ring(0, "201"), dial(1, "+84989464344", MOBILE),
            (4, "init", {"extension": "+84989464344", "phone": MOBILE, "event": "ANSWER"}),
            end(34, "+84989464344", ANSWERED, 33, 30),
        ),
        {
            **TALKED, "direction": "incoming", "phone": CUSTOMER, "talk": 30,
            "legs": (("201", ELSEWHERE), (MOBILE, "answered", 30)),
        },
    ),
    *(
        Scenario(
            f"hidden_{word or 'empty'}_then_known",
            "A number told as the caller's un-hides them, at whatever telephone",
            (ring(0, "201", phone=word), answer(3, "201"), ring(20, "202")),
            {"state": "ongoing", "is_hidden": False, "phone": CUSTOMER},
        )
        for word in ("anonymous", "Restricted", "<unknown>", "")
    ),
    Scenario(
        "end_tells_the_caller",
        "Only the end tells the number",
        (ring(0, "201", phone="unknown"), end(9, "201", NO_ANSWER, phone=CUSTOMER)),
        {**missed("no_answer"), "is_hidden": False, "phone": CUSTOMER},
    ),
    Scenario(
        "asked_to_call",
        "The exchange rings the agent, then the customer, who answers",
        (
            ring(0, "201", phone="201"), answer(4, "201", phone="201"), dial(4.5, "201"),
            answer(12, "201", phone=CUSTOMER), end(42, "201", ANSWERED, 42, 30, phone=CUSTOMER),
        ),
        {
            **ENDED, "direction": "outgoing", "disposition": "answered", "talk": 30,
            "phone": CUSTOMER,
        },
    ),
)  # fmt: skip

NAMED = (
    Scenario(
        "named_three_times",
        "Three named attempts at one telephone, the same instants between",
        (
            ring(0, "201", ring="a"), end(4, "201", NO_ANSWER, ring="a"),
            ring(4, "201", ring="b"), end(6, "201", "BUSY", ring="b"),
            ring(7, "201", ring="c"), answer(9, "201", ring="c"),
            end(20, "201", ANSWERED, 13, 11, ring="c"),
        ),
        {
            **TALKED, "talk": 11, "wait": 9,
            "legs": (("201", "no_answer"), ("201", "busy"), ("201", "answered", 11)),
        },
    ),
    Scenario(
        "named_copy_long_after",
        "A copy of a named ring is no other attempt, however late",
        (
            ring(0, "201", ring="a"), end(4, "201", NO_ANSWER, ring="a"),
            ring(30, "201", ring="a"),
        ),
        {**missed("no_answer"), "legs": (("201", "no_answer"),)},
    ),
    Scenario(
        "named_two_telephones",
        "Two telephones of one extension ring at once; a late record names one",
        (
            ring(0, "201", ring="desk"), ring(0, "201", ring="soft"),
            answer(5, "201", ring="soft"), end(5, "201", NO_ANSWER, ring="desk"),
            end(25, "201", ring="soft"), info(26, "201", ANSWERED, 25, 20, ring="soft"),
        ),
        {
            **TALKED, "talk": 20,
            "legs": (("201", ELSEWHERE), ("201", "answered", 20)),
        },
    ),
    Scenario(
        "told_at_night_two",
        "A day's call sent at night",
        (
            ring(0, "201"), end(12, "201", NO_ANSWER), ring(13, "202"), answer(19, "202"),
            end(100, "202", ANSWERED, 87, 81), hangup(100),
        ),
        {
            **TALKED, "talk": 81, "wait": 19, "duration": 100,
            "legs": (("201", "no_answer"), ("202", "answered", 81)),
        },
        at=True,
        late=50_000,
    ),
    Scenario(
        "told_at_night_conference",
        "A conference and a transfer sent at night, named attempts",
        (
            arrive(0, queue="5"), ring(2, "201", ring="x"), answer(6, "201", ring="x"),
            ring(60, "202", ring="y"), answer(66, "202", ring="y"),
            end(90, "201", "", 88, 84, ring="x"), end(150, "202", "", 90, 84, ring="y"),
        ),
        {
            **TALKED, "talk": 144, "wait": 6, "duration": 150,
            "legs": (("201", "answered", 84), ("202", "answered", 84)),
        },
        at=True,
        late=30_000,
    ),
    Scenario(
        "late_ring_by_at",
        "The ring carries the time before the hangup: ended",
        (ring(0, "201"), ring(3, "202"), hangup(4)),
        {**ENDED, "legs": (("201", None), ("202", None))},
        at=True,
        late=20_000,
    ),
    Scenario(
        "clock_behind",
        "The exchange's clock is 90 s behind",
        (ring(0, "201"), answer(4, "201")),
        {"state": "ongoing", "legs": (("201", None),)},
        at=True,
        clock=-90,
    ),
)  # fmt: skip

FURTHER = (*ATTEMPTS, *TRANSFERS, *ENDS, *PARTIES, *NAMED)
