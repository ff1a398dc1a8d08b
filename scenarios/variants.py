"""Yet more of the same kinds: what else people who run exchanges see in a day."""

from .further import ELSEWHERE, ENDED, MOBILE, TALKED, TELLS, missed
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
AT_NIGHT = {"at": True, "late": 36_000}

AGAIN = (
    Scenario(
        "again_by_ends_without_a_word",
        "Ends that tell no outcome end a ring all the same",
        (ring(0, "305"), end(4, "305"), ring(5, "305")),
        {"state": "ringing", "legs": (("305", None), ("305", None))},
    ),
    Scenario(
        "group_rings_a_second_time",
        "A group rings, stops, rings again; the second time one answers",
        (
            ring(0, "311"), ring(0, "312"), end(10, "311", NO_ANSWER),
            end(10, "312", NO_ANSWER), ring(11, "311"), ring(11, "312"),
            answer(14, "312"), end(14, "311", "CANCEL"), end(44, "312", ANSWERED, 33, 30),
        ),
        {
            **TALKED, "talk": 30, "wait": 14,
            "legs": (
                ("311", "no_answer"), ("312", "no_answer"), ("311", ELSEWHERE),
                ("312", "answered", 30),
            ),
        },
        then=((6, {"state": "ringing"}),),
    ),
    Scenario(
        "again_then_another",
        "Three rings at one telephone, the fourth elsewhere is answered",
        (
            ring(0, "8205"), end(3, "8205", "NOANSWER"), ring(3.5, "8205"),
            end(6, "8205", "no-answer"), ring(7, "8205"), end(10, "8205", "NO_ANSWER"),
            ring(10, "8206"), answer(12, "8206"), end(40, "8206", ANSWERED, 30, 28),
        ),
        {
            **TALKED, "talk": 28, "wait": 12, "duration": 40,
            "legs": (
                ("8205", "no_answer"), ("8205", "no_answer"), ("8205", "no_answer"),
                ("8206", "answered", 28),
            ),
        },
    ),
    Scenario(
        "again_at_night",
        "The same told at night",
        (
            ring(0, "305"), end(4, "305", NO_ANSWER), ring(5, "305"), answer(8, "305"),
            end(20, "305", ANSWERED, 15, 12),
        ),
        {
            **TALKED, "talk": 12, "wait": 8,
            "legs": (("305", "no_answer"), ("305", "answered", 12)),
        },
        **AT_NIGHT,
    ),
    Scenario(
        "stopped_a_moment_before_the_answer",
        "The next rang already, the first had stopped before that was answered",
        (
            ring(0, "321"), ring(12, "322"), end(15, "321", NO_ANSWER, 15),
            answer(18, "322"), end(40, "322", ANSWERED, 28, 22),
        ),
        {
            **TALKED, "talk": 22, "wait": 18,
            "legs": (("321", "no_answer"), ("322", "answered", 22)),
        },
    ),
    Scenario(
        "stopped_without_a_word_before_the_next",
        "Its end tells no outcome: it did not answer",
        (ring(0, "321"), end(10, "321"), ring(10.5, "322"), answer(14, "322"), end(30, "322")),
        {
            **TALKED, "talk": 16, "wait": 14,
            "legs": (("321", "no_answer"), ("322", "answered", 16)),
        },
    ),
    Scenario(
        "two_stopped_before_the_third",
        "A hunt over three: those before did not answer",
        (
            ring(0, "331"), end(8, "331", NO_ANSWER), ring(8.3, "332"),
            end(16, "332", NO_ANSWER), ring(16.3, "333"), answer(20, "333"),
            end(50, "333", ANSWERED, 34, 30),
        ),
        {
            **TALKED, "talk": 30, "wait": 20,
            "legs": (
                ("331", "no_answer"), ("332", "no_answer"), ("333", "answered", 30),
            ),
        },
    ),
)  # fmt: skip

HANDED_ON = (
    Scenario(
        "handed_on_busy_then_free",
        "The second try of a transfer is answered; the first agent's end comes after",
        (
            ring(0, "401"), answer(6, "401"), ring(30, "402"), end(30.5, "402", "BUSY"),
            ring(33, "402"), answer(40, "402"), end(42, "401", "", 42, 36),
            end(200, "402", "", 167, 160),
        ),
        {
            **TALKED,
            "legs": (("401", "answered", 36), ("402", "busy"), ("402", "answered", 160)),
        },
        then=((7, {"state": "ongoing"}),),
    ),
    Scenario(
        "handed_on_before_it_is_taken",
        "The first agent leaves while the second telephone rings",
        (
            ring(0, "401"), answer(4, "401"), ring(20, "402"), end(21, "402", NO_ANSWER),
            ring(21, "402"), end(25, "401", ANSWERED, 25, 21), answer(30, "402"),
            end(90, "402", ANSWERED, 69, 60),
        ),
        {
            **TALKED, "talk": 81,
            "legs": (
                ("401", "answered", 21), ("402", "no_answer"), ("402", "answered", 60),
            ),
        },
        then=((6, {"state": "ringing"}), (7, {"state": "ongoing"})),
    ),
    Scenario(
        "handed_on_at_the_same_instant",
        "The second telephone rings as the first's record comes",
        (
            ring(0, "411"), answer(3, "411"), end(33, "411", ANSWERED, 33, 30),
            ring(33, "412"), answer(36, "412"), end(66, "412", ANSWERED, 33, 30),
        ),
        {
            **TALKED, "talk": 60, "duration": 66,
            "legs": (("411", "answered", 30), ("412", "answered", 30)),
        },
        then=((4, {"state": "ringing"}),),
    ),
    Scenario(
        "handed_on_three_times",
        "From one to the next to the next, nothing set",
        (
            ring(0, "411"), answer(3, "411"), end(13, "411", ANSWERED, 13, 10),
            ring(14, "412"), answer(17, "412"), end(27, "412", ANSWERED, 13, 10),
            ring(28, "413"), answer(31, "413"), end(41, "413", ANSWERED, 13, 10),
        ),
        {
            **TALKED, "talk": 30,
            "legs": (
                ("411", "answered", 10), ("412", "answered", 10), ("413", "answered", 10),
            ),
        },
        then=((4, {"state": "ringing"}), (7, {"state": "ringing"})),
    ),
    Scenario(
        "handed_on_without_figures",
        "No figures at all",
        (
            ring(0, "421"), answer(5, "421"), end(25, "421"), ring(26, "422"),
            answer(33, "422"), hangup(93),
        ),
        {**TALKED, "talk": 80, "legs": (("421", "answered", 20), ("422", "answered", 60))},
        then=((4, {"state": "ringing"}),),
    ),
    Scenario(
        "placed_handed_on_by_a_hangup",
        "As above, the exchange's hangup comes as the next rings",
        (
            dial(0, "431"), answer(2, "431"), ring(10, "432"), hangup(10.4),
            answer(12, "432"), end(30, "432"),
        ),
        {
            **ENDED, "disposition": "answered", "direction": "outgoing",
            "legs": (("431", "answered", 8), ("432", "answered", 18)),
        },
        then=((5, {"state": "ongoing"}),),
    ),
    Scenario(
        "placed_handed_on_with_figures",
        "The end without an extension has figures of the first",
        (
            dial(0, "431"), answer(2, "431"), ring(8, "432"),
            end(8.2, "", ANSWERED, 8, 6), answer(9.5, "432"), end(29.5, "432"),
        ),
        {
            **ENDED, "disposition": "answered",
            "legs": (("431", "answered", 6), ("432", "answered", 20)),
        },
        then=((5, {"state": "ongoing"}),),
    ),
    Scenario(
        "placed_handed_on_by_its_own_end",
        "The first agent's end names the first agent",
        (
            dial(0, "431"), answer(1, "431"), ring(4, "432"), end(4.2, "431", ANSWERED),
            answer(5.2, "432"), end(8.2, "432"),
        ),
        {
            **ENDED, "disposition": "answered",
            "legs": (("431", "answered", 3), ("432", "answered", 3)),
        },
        then=((4, {"state": "ringing"}), (5, {"state": "ongoing"})),
    ),
)  # fmt: skip

OVERTAKEN = (
    Scenario(
        "abandoned_before_the_ring",
        "The record of who gave up overtakes the ring",
        (end(0, "", "ABANDON", 12), ring(1, "501")),
        {**missed("abandoned"), "legs": (("501", "abandoned"),)},
    ),
    Scenario(
        "late_ring_behind_a_talk",
        "A ring of the group comes behind the end of the talk",
        (ring(0, "501"), answer(3, "501"), hangup(33), ring(34, "502")),
        {**TALKED, "talk": 30, "legs": (("501", "answered", 30), ("502", ELSEWHERE))},
    ),
    Scenario(
        "late_ring_of_the_same_telephone",
        "A copy of the ring comes behind the hangup",
        (ring(0, "501"), hangup(9), ring(10, "501")),
        {**ENDED, "legs": (("501", None),)},
    ),
    Scenario(
        "hangup_told_before_by_at",
        "The ring carries the time before the hangup, and comes behind it",
        (ring(0, "501"), ring(2, "502"), hangup(6), info(7, "", "ABANDON", 6)),
        {**missed("abandoned"), "wait": 6},
        **AT_NIGHT,
    ),
)  # fmt: skip

# what overtakes or comes late in them is their point
OVERTAKING = tuple(x.name for x in OVERTAKEN if not x.at)

QUEUES = (
    Scenario(
        "queue_answered_at_once",
        "The queue spoke from the first second, nobody else did",
        (ring(5, "601", queue="700"), end(35, "", ANSWERED, 45, 44)),
        {**missed("abandoned"), "legs": (("601", "abandoned"),)},
    ),
    Scenario(
        "queue_record_behind_the_hangup",
        "The same told behind the hangup",
        (
            ring(0, "601", queue="support"), hangup(40),
            info(41, "", ANSWERED, 62, 62, queue="support"),
        ),
        {**missed("abandoned"), "legs": (("601", "abandoned"),)},
    ),
    Scenario(
        "queue_answered_after_all_stopped",
        "Both had stopped: what answered at the end was the queue",
        (
            ring(0, "601", queue="5"), end(15, "601", NO_ANSWER),
            ring(15, "602", queue="5"), end(30, "602", NO_ANSWER),
            end(60, "", ANSWERED, 60, 60),
        ),
        {**missed("abandoned"), "legs": (("601", "no_answer"), ("602", "no_answer"))},
    ),
    Scenario(
        "queue_answered_and_an_agent",
        "The queue's record and an agent's answer: the agent's talk counts",
        (ring(0, "601", queue="5"), answer(9, "601"), end(39, "", ANSWERED, 60, 60)),
        {**TALKED, "talk": 30, "wait": 9},
    ),
    Scenario(
        "tells_answers_whole_group",
        "It tells answers and told none: no answer, of all three",
        (ring(0, "611"), ring(0, "612"), ring(0, "613"), hangup(25)),
        {
            **missed("no_answer"), "wait": 25,
            "legs": (("611", "no_answer"), ("612", "no_answer"), ("613", "no_answer")),
        },
        exchange=TELLS,
    ),
    Scenario(
        "tells_answers_hangup_word",
        "An end that says nothing of the outcome",
        (ring(0, "611"), end(14, "", "HANGUP", 14)),
        {**missed("no_answer"), "wait": 14},
        exchange=TELLS,
    ),
    Scenario(
        "tells_answers_and_told_one",
        "It told one: answered",
        (ring(0, "611"), answer(6, "611"), hangup(66)),
        {**TALKED, "talk": 60, "wait": 6},
        exchange=TELLS,
    ),
    Scenario(
        "tells_answers_placed",
        "A placed call that nobody answered is nobody's miss",
        (dial(0, "611"), hangup(21)),
        {**ENDED, "direction": "outgoing", "disposition": "no_answer", "is_missed": False},
        exchange=TELLS,
    ),
    Scenario(
        "mailbox_after_busy",
        "Busy, then the mailbox",
        (ring(0, "621"), end(2, "621", "BUSY"), end(32, "", "VOICEMAIL", 32)),
        {**missed("voicemail"), "wait": 2, "legs": (("621", "busy"),)},
    ),
    Scenario(
        "mailbox_by_a_late_record",
        "The hangup, then what it was",
        (
            ring(0, "621"), end(18, "621", NO_ANSWER, 18), hangup(50),
            info(52, "", "VOICEMAIL", 50, 32),
        ),
        {**missed("voicemail"), "wait": 18},
    ),
    Scenario(
        "mailbox_in_vietnamese",
        "In the exchange's own words",
        (ring(0, "621"), end(22, "621", "Không nghe máy"), end(40, "", "Hộp thư thoại", 40)),
        {**missed("voicemail"), "wait": 22},
    ),
    Scenario(
        "menu_twenty_seconds",
        "A menu of twenty seconds is in the record of the whole call",
        (ring(0, "631"), answer(4, "631"), end(14, "", ANSWERED, 34, 34)),
        {**TALKED, "talk": 10, "wait": 4},
    ),
    Scenario(
        "menu_and_a_transfer",
        "A menu before, two agents after: what was seen of both",
        (
            ring(0, "631"), answer(2, "631"), ring(10, "632"), answer(15, "632"),
            end(16, "631"), end(40, "632"), info(41, "", ANSWERED, 60, 60),
        ),
        {**TALKED, "talk": 38, "wait": 2},
    ),
    Scenario(
        "menu_with_a_hangup",
        "The menu's record comes behind the hangup",
        (ring(0, "631"), answer(2, "631"), hangup(5), info(6, "", "", 7, 7)),
        {**TALKED, "talk": 3, "wait": 2},
    ),
)  # fmt: skip

TOGETHER = (
    Scenario(
        "picked_up_named_by_the_second",
        "305 picks up what rings at two; the record names one of them",
        (
            ring(0, "301"), ring(0, "302"), answer(4, "305"),
            end(64, "302", ANSWERED, 64, 60),
        ),
        {
            **TALKED, "talk": 60, "wait": 4,
            "legs": (("301", ELSEWHERE), ("302", ELSEWHERE), ("305", "answered", 60)),
        },
    ),
    Scenario(
        "picked_up_told_twice",
        "The record comes under both names: no second counts twice",
        (
            ring(0, "301"), answer(6, "305"), end(40, "301", ANSWERED, 40, 34),
            end(40, "305", ANSWERED, 34, 34),
        ),
        {
            **TALKED, "talk": 34,
            "legs": (("301", ELSEWHERE), ("305", "answered", 34)),
        },
    ),
    Scenario(
        "picked_up_then_hangup",
        "Nothing but a hangup ends it",
        (ring(0, "301"), answer(6, "305"), hangup(40)),
        {**TALKED, "talk": 34, "legs": (("301", ELSEWHERE), ("305", "answered", 34))},
    ),
    Scenario(
        "conference_told_late",
        "The records of a conference come behind the hangup",
        (
            ring(0, "301"), answer(5, "301"), ring(185, "302"), answer(190, "302"),
            hangup(310), info(311, "302", ANSWERED, 125, 120),
            info(311, "301", ANSWERED, 310, 305),
        ),
        {
            **TALKED, "talk": 305, "duration": 310,
            "legs": (("301", "answered", 305), ("302", "answered", 120)),
        },
    ),
    Scenario(
        "conference_and_a_whole_record",
        "The whole call's record beside those of the two",
        (
            ring(0, "301"), answer(4, "301"), ring(60, "302"), answer(64, "302"),
            end(100, "302", "", 40, 36), end(100, "301", "", 100, 96),
            end(100, "", ANSWERED, 100, 96),
        ),
        {
            **TALKED, "talk": 96, "duration": 100,
            "legs": (("301", "answered", 96), ("302", "answered", 36)),
        },
    ),
    Scenario(
        "conference_first_leaves_soon",
        "Two overlap for a while",
        (
            ring(0, "301"), answer(3, "301"), ring(100, "302"), answer(104, "302"),
            end(200, "301", "", 200, 197), end(300, "302", "", 200, 196),
        ),
        {
            **TALKED, "talk": 297,
            "legs": (("301", "answered", 197), ("302", "answered", 196)),
        },
    ),
)  # fmt: skip

NUMBERS = (
    *(
        Scenario(
            f"variant_service_{name}",
            "A service code is nobody's call, however it ends",
            (dial(0, "102", code), end(6, "102", status)),
            {**ENDED, "direction": "internal", "is_service": True, "is_missed": False},
        )
        for name, code, status in (
            ("do_not_disturb", "*78", ANSWERED), ("pickup_group", "*8", NO_ANSWER),
            ("own_mailbox", "*97", "CANCEL"), ("parked_two", "park+*5902", ANSWERED),
            ("slot_two", "702", ANSWERED), ("slot_last", "720", ""), ("hash", "#72", ANSWERED),
            ("pickup_star", "*80101", ANSWERED), ("time", "*60", "HANGUP"),
        )
    ),
    Scenario(
        "slot_that_is_an_extension",
        "A number that is somebody's telephone is no parking slot",
        (dial(0, "102", "705"), answer(3, "102"), end(9, "102", ANSWERED, 9, 6)),
        {**ENDED, "direction": "internal", "is_service": False, "phone": "705"},
        inside=("102", "705"),
    ),
    *(
        Scenario(
            f"variant_inside_{phone}",
            "Few digits are inside, though mapped to nobody",
            (ring(0, "101", phone=phone), end(9, "101", NO_ANSWER)),
            {**ENDED, "direction": "internal", "phone": phone, "is_missed": False},
        )
        for phone in ("2002", "9", "88", "30005", "1001", "911")
    ),
    *(
        Scenario(
            f"variant_outside_{phone}",
            "Short numbers of the country, and those of services, are outside",
            (ring(0, "101", phone=phone), end(9, "101", NO_ANSWER)),
            {**missed("no_answer"), "direction": "incoming", "phone": phone},
        )
        for phone in ("113", "1414", "1022", "1080", "19001234", "18001090", "200300")
    ),
    Scenario(
        "forwards_told_by_call_in",
        "The answer of the mobile comes as one of the caller's number; a hangup ends it",
        (ring(0, "201"), dial(0.5, CUSTOMER, MOBILE), answer(6, CUSTOMER), hangup(36)),
        {
            **TALKED, "direction": "incoming", "phone": CUSTOMER, "talk": 30,
            "legs": (("201", ELSEWHERE), (MOBILE, "answered", 30)),
        },
    ),
    Scenario(
        "forwards_and_stops_ringing",
        "The telephone stops as it forwards",
        (
            ring(0, "201"), end(1, "201", "FORWARDED"), dial(1, CUSTOMER, MOBILE),
            answer(5, CUSTOMER), end(20, CUSTOMER, ANSWERED, 19, 15),
        ),
        {
            **TALKED, "direction": "incoming", "phone": CUSTOMER, "talk": 15,
            "legs": (("201", "no_answer"), (MOBILE, "answered", 15)),
        },
    ),
    Scenario(
        "forwards_busy",
        "The mobile is busy: missed",
        (
            ring(0, "201"), dial(1, CUSTOMER, MOBILE), end(4, CUSTOMER, "BUSY"),
            end(5, "201", NO_ANSWER),
        ),
        {**missed("no_answer"), "direction": "incoming", "phone": CUSTOMER},
    ),
    Scenario(
        "known_then_hidden",
        "Who was known stays known",
        (ring(0, "201"), ring(5, "202", phone="anonymous"), end(20, "201", NO_ANSWER)),
        {"is_hidden": False, "phone": CUSTOMER, "direction": "incoming"},
    ),
    *(
        Scenario(
            f"hidden_until_{name}",
            "The number is told later",
            (ring(0, "201", phone="Private"), told, end(30, "", NO_ANSWER)),
            {**missed("no_answer"), "is_hidden": False, "phone": CUSTOMER},
        )
        for name, told in (
            ("a_record", info(9, "201", phone=CUSTOMER, recordingfile="a.wav")),
            ("an_arrival", arrive(9)),
            ("the_next_telephone", ring(9, "202")),
        )
    ),
)  # fmt: skip

NIGHTS = (
    Scenario(
        "night_group_and_mailbox",
        "A group and the mailbox, told at night",
        (
            ring(0, "201"), ring(0, "202"), end(20, "201", NO_ANSWER),
            end(20, "202", NO_ANSWER), end(44, "", "VOICEMAIL", 44),
        ),
        {**missed("voicemail"), "wait": 20},
        **AT_NIGHT,
    ),
    Scenario(
        "night_transfer",
        "A transfer told at night",
        (
            ring(0, "201"), answer(5, "201"), end(25, "201", ANSWERED, 25, 20),
            ring(26, "202"), answer(33, "202"), end(93, "202", ANSWERED, 67, 60),
            info(95, "202", recordingfile="a.wav"),
        ),
        {**TALKED, "talk": 80, "wait": 5, "duration": 93},
        **AT_NIGHT,
    ),
    Scenario(
        "night_placed",
        "A placed call told at night",
        (dial(0, "201"), answer(7, "201"), end(67, "201", ANSWERED, 67, 60)),
        {**TALKED, "direction": "outgoing", "talk": 60, "wait": 7},
        **AT_NIGHT,
    ),
    Scenario(
        "clock_45_seconds_behind",
        "The exchange's clock is a little behind",
        (ring(0, "101"), answer(4, "101"), end(64, "101", ANSWERED, 64, 60)),
        {**TALKED, "talk": 60, "wait": 4},
        at=True, clock=-45,
    ),
    Scenario(
        "clock_100_seconds_ahead",
        "The exchange's clock is a little ahead",
        (ring(0, "101"), answer(4, "101"), end(64, "101", ANSWERED, 64, 60)),
        {**TALKED, "talk": 60, "wait": 4},
        at=True, clock=100,
    ),
    Scenario(
        "clock_an_hour_ahead",
        "So far ahead that it is not believed: by arrival",
        (ring(0, "101"), answer(4, "101"), end(64, "101", ANSWERED, 64, 60)),
        {**TALKED, "talk": 60, "wait": 4},
        at=True, clock=3600,
    ),
    Scenario(
        "naive_and_an_hour_wrong",
        "Times without a zone, an hour away",
        (ring(0, "101"), end(20, "101", NO_ANSWER, 20)),
        {**missed("no_answer"), "wait": 20},
        at=True, clock=-3600, is_naive=True,
    ),
)  # fmt: skip

VARIANTS = (
    *AGAIN, *HANDED_ON, *OVERTAKEN, *QUEUES, *TOGETHER, *NUMBERS, *NIGHTS,
)  # fmt: skip
