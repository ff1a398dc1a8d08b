"""Sequences that exchanges send, each with its reason (rules in docs/rules.md)."""

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

NO_ANSWER = "NO ANSWER"
MOBILE = "0900111222"

SEQUENCES = (
    Scenario(
        "rings_again_at_once",
        "One end per extension: the second ring at 101 is another attempt, with a card",
        (
            ring(0, "101"), end(4, "101", NO_ANSWER),
            ring(5, "101"), end(9, "101", NO_ANSWER), ring(10, "102"),
        ),
        {
            "state": "ringing",
            "legs": (("101", "no_answer"), ("101", "no_answer"), ("102", None)),
        },
        then=((3, {"state": "ringing", "legs": (("101", "no_answer"), ("101", None))}),),
    ),
    Scenario(
        "rings_four_times",
        "A queue with one agent rings them again and again, until they answer",
        (
            ring(0, "101", queue="9"), end(3, "101", NO_ANSWER),
            ring(4, "101", queue="9"), end(7, "101", NO_ANSWER),
            ring(8, "101", queue="9"), end(11, "101", "BUSY"),
            ring(11.5, "101", queue="9"), answer(14, "101"),
            end(20, "101", "ANSWERED", 9, 6),
        ),
        {
            "state": "ended", "disposition": "answered", "talk": 6, "wait": 14,
            "legs": (
                ("101", "no_answer"), ("101", "no_answer"), ("101", "busy"),
                ("101", "answered", 6),
            ),
        },
    ),
    Scenario(
        "stopped_before_the_next_rang",
        "101 had stopped before 102 began: no answer, not answered elsewhere",
        (
            ring(0, "101"), end(4, "101", NO_ANSWER, 4),
            ring(4.2, "102"), answer(5, "102"), end(8, "102"),
        ),
        {
            "state": "ended", "disposition": "answered", "is_missed": False, "talk": 3,
            "wait": 5, "legs": (("101", "no_answer"), ("102", "answered", 3)),
        },
    ),
    Scenario(
        "stopped_before_the_next_rang_by_record",
        "The same, where only the record tells when 102 answered",
        (
            ring(0, "101"), end(4, "101", NO_ANSWER, 4),
            ring(4.2, "102"), end(8.2, "102", "ANSWERED", 4, 3),
        ),
        {
            "state": "ended", "disposition": "answered", "talk": 3,
            "legs": (("101", "no_answer"), ("102", "answered", 3)),
        },
    ),
    Scenario(
        "transfer_rings_twice",
        "A transfer whose first ring fails at once: 637 is on call until the end",
        (
            ring(0, "577"), answer(5, "577"), ring(30, "637"),
            end(31, "637", NO_ANSWER), ring(31, "637"), answer(37, "637"),
            end(40, "577", "", 40, 35), end(1180, "637", "", 1149, 1143),
        ),
        {
            "state": "ended", "disposition": "answered",
            "legs": (
                ("577", "answered", 35), ("637", "no_answer"),
                ("637", "answered", 1143),
            ),
        },
        then=(
            (7, {
                "state": "ongoing",
                "legs": (("577", "answered"), ("637", "no_answer"), ("637", None)),
            }),
        ),
    ),
    Scenario(
        "transfer_without_a_setting",
        "A blind transfer, nothing set: a ringing card at 102",
        (
            ring(0, "101"), answer(5, "101"), end(25, "101", "ANSWERED", 25, 20),
            ring(26, "102"), answer(33, "102"), end(93, "102"),
        ),
        {
            "state": "ended", "disposition": "answered", "talk": 80, "duration": 93,
            "legs": (("101", "answered", 20), ("102", "answered", 60)),
        },
        then=((4, {"state": "ringing"}), (5, {"state": "ongoing"})),
    ),
    Scenario(
        "hangup_before_the_ring",
        "The hangup overtakes the ring: ended, as in the right order",
        (hangup(0), ring(1, "101")),
        {"state": "ended", "disposition": None, "legs": (("101", None),)},
    ),
    Scenario(
        "ring_behind_the_hangup",
        "A ring of the group comes two seconds behind the hangup",
        (ring(0, "101"), hangup(4), ring(6, "102")),
        {"state": "ended", "legs": (("101", None), ("102", None))},
    ),
    Scenario(
        "ring_long_after_the_hangup",
        "A ring that is no late one reopens: a missing card is worse than one too many",
        (ring(0, "101"), hangup(4), ring(12, "102")),
        {"state": "ringing", "legs": (("101", None), ("102", None))},
    ),
    Scenario(
        "queue_answered",
        "The queue's record is longer than anybody could have talked: missed",
        (ring(0, "101", queue="999"), end(40, "", "ANSWERED", 60, 60)),
        {
            "state": "ended", "disposition": "abandoned", "is_missed": True,
            "talk": None, "legs": (("101", "abandoned"),),
        },
    ),
    Scenario(
        "only_one_can_have_answered",
        "101 began too late for the record, 102 did not: 102 answered",
        (
            ring(0, "102"), ring(30, "101"), end(60, "", "ANSWERED", 60, 50),
        ),
        {
            "state": "ended", "disposition": "answered", "talk": 50,
            "legs": (("102", "answered", 50), ("101", "no_answer")),
        },
    ),
    Scenario(
        "answers_are_told",
        "An exchange that tells answers told none: missed",
        (ring(0, "101"), hangup(20)),
        {
            "state": "ended", "disposition": "no_answer", "is_missed": True,
            "legs": (("101", "no_answer"),),
        },
        exchange={"tells_answers": "yes"},
    ),
    Scenario(
        "answers_are_told_whole_record",
        "It tells answers, and told none: what answered was the exchange itself",
        (ring(0, "101"), end(40, "", "ANSWERED", 40, 30)),
        {"state": "ended", "disposition": "abandoned", "is_missed": True, "talk": None},
        exchange={"tells_answers": "yes"},
    ),
    Scenario(
        "answers_are_told_own_record",
        "It tells answers, one got lost: the extension's own record tells of it",
        (ring(0, "101"), end(40, "101", "ANSWERED", 40, 30)),
        {"state": "ended", "disposition": "answered", "is_missed": False, "talk": 30},
        exchange={"tells_answers": "yes"},
    ),
    Scenario(
        "pickup",
        "102 picks up what rings at 101, whose record it is by name: over, 102 talked",
        (ring(0, "101"), answer(6, "102"), end(40, "101", "ANSWERED", 40, 34)),
        {
            "state": "ended", "disposition": "answered", "talk": 34, "wait": 6,
            "legs": (("101", "answered_elsewhere"), ("102", "answered", 34)),
        },
    ),
    Scenario(
        "pickup_without_figures",
        "The same without figures: only 102 talks, so it is 102's end",
        (ring(0, "101"), answer(6, "102"), end(40, "101", "ANSWERED")),
        {
            "state": "ended", "disposition": "answered", "talk": 34,
            "legs": (("101", "answered_elsewhere"), ("102", "answered", 34)),
        },
    ),
    Scenario(
        "next_rings_as_this_one_stops",
        "One end ends the call, and the next telephone's ring was a moment faster",
        (
            ring(0, "101"), ring(14.99, "102"), end(15, "101", NO_ANSWER),
            answer(20, "102"), end(30, "102", "ANSWERED", 15, 10),
        ),
        {
            "state": "ended", "disposition": "answered", "talk": 10,
            "legs": (("101", "no_answer"), ("102", "answered", 10)),
        },
        then=((3, {"state": "ringing"}),),
        exchange={"end_scope": "call"},
    ),
    Scenario(
        "conference",
        "101 and 102 talk to the customer together: no second counts twice",
        (
            ring(0, "101"), answer(5, "101"), ring(185, "102"), answer(190, "102"),
            end(310, "102", "", 125, 120), end(310, "101", "", 310, 305),
        ),
        {
            "state": "ended", "disposition": "answered", "talk": 305, "duration": 310,
            "legs": (("101", "answered", 305), ("102", "answered", 120)),
        },
    ),
    Scenario(
        "conference_by_records",
        "The same, told by records alone",
        (
            ring(0, "101"), ring(185, "102"),
            end(310, "102", "ANSWERED", 125, 120), end(310, "101", "ANSWERED", 310, 305),
        ),
        {"state": "ended", "disposition": "answered", "talk": 305},
    ),
    *(
        Scenario(
            f"service_{name}",
            "A service code is nobody's call: no customer, in no figure",
            (dial(0, "102", code), end(3, "102", "ANSWERED")),
            {
                "state": "ended", "direction": "internal", "is_missed": False,
                "is_service": True, "phone": code,
            },
        )
        for name, code in (
            ("pickup", "*8"), ("voicemail", "*97"), ("parked", "park+*5901"),
            ("slot", "701"), ("forward", "*72"),
        )
    ),
    *(
        Scenario(
            f"inside_{phone}",
            "An unmapped number of few digits is inside, of whichever length",
            (ring(0, "101", phone=phone),),
            {"state": "ringing", "direction": "internal", "phone": phone},
        )
        for phone in ("2001", "45", "60123")
    ),
    *(
        Scenario(
            f"outside_{phone}",
            "A short number of the country is no extension",
            (ring(0, "101", phone=phone),),
            {"state": "ringing", "direction": "incoming", "phone": phone},
        )
        for phone in ("113", "1414", "115", "198")
    ),
    Scenario(
        "inside_rang_here",
        "What rings in this call is inside, however long its number",
        (ring(0, "100200", phone="1002"), ring(5, "101", phone="100200")),
        {"state": "ringing", "direction": "internal"},
    ),
    Scenario(
        "forward_to_a_mobile",
        "A telephone that forwards by itself dials a mobile as its caller",
        (
            ring(0, "101"), dial(1, CUSTOMER, MOBILE),
            (3, "init", {"extension": CUSTOMER, "phone": MOBILE, "event": "ANSWER"}),
            end(7, CUSTOMER),
        ),
        {
            "state": "ended", "direction": "incoming", "phone": CUSTOMER,
            "disposition": "answered", "talk": 4, "is_missed": False,
            "legs": (("101", "answered_elsewhere"), (MOBILE, "answered", 4)),
        },
    ),
    Scenario(
        "consult_by_dialling",
        "The agent who talks dials a third party on the same id: the caller stays",
        (
            ring(0, "101"), answer(4, "101"), dial(20, "101", MOBILE),
            end(60, "101", "ANSWERED", 60, 56),
        ),
        {
            "state": "ended", "direction": "incoming", "phone": CUSTOMER,
            "disposition": "answered", "talk": 56,
        },
    ),
    Scenario(
        "menu_spoke_before",
        "The record of the whole call has the menu in it: what was seen counts",
        (ring(0, "101"), answer(2, "101"), end(5, "", "", 7, 7)),
        {"state": "ended", "disposition": "answered", "talk": 3, "wait": 2},
    ),
    Scenario(
        "unknown_then_known",
        "A number told as the caller's un-hides them",
        (ring(0, "101", phone="<unknown>"), ring(1, "101")),
        {"state": "ringing", "is_hidden": False, "phone": CUSTOMER},
    ),
    Scenario(
        "hidden_stays_hidden",
        "A colleague's number, or a dialled one, is not the caller's",
        (
            ring(0, "101", phone="anonymous"), answer(5, "101"),
            ring(20, "102", phone="101"), dial(30, "101", MOBILE),
            end(40, "101", "ANSWERED", 40, 35, phone=MOBILE),
        ),
        {"direction": "incoming", "is_hidden": True, "phone": ""},
        inside=("101", "102"),
    ),
    Scenario(
        "placed_and_handed_on",
        "101 dials and hands on by the exchange: 102 talks, its card stays",
        (
            dial(0, "101"), answer(1, "101"), ring(4, "102"),
            end(4.2, "", "ANSWER"), answer(5.2, "102"), end(8.2, "102"),
        ),
        {
            "state": "ended", "disposition": "answered",
            "legs": (("101", "answered", 3), ("102", "answered", 3)),
        },
        then=((5, {"state": "ongoing"}),),
    ),
    Scenario(
        "answer_behind_its_end",
        "An answer just behind an answered end that nobody explains belongs before it",
        (ring(0, "101"), end(30, "", "ANSWERED", 30, 20), answer(31, "101")),
        {
            "state": "ended", "disposition": "answered", "talk": 20,
            "legs": (("101", "answered", 20),),
        },
    ),
    Scenario(
        "mailbox_after_the_ring",
        "The mailbox begins where the last ring ended: the wait ends there",
        (ring(0, "101"), end(4, "101", NO_ANSWER), end(12, "", "VOICEMAIL", 12)),
        {
            "state": "ended", "disposition": "voicemail", "is_missed": True, "wait": 4,
            "legs": (("101", "no_answer"),),
        },
    ),
    Scenario(
        "mailbox_beats_an_unseen_answer",
        "An answer that nobody saw was the mailbox's",
        (
            ring(0, "101"), end(20, "101", "ANSWERED", 20, 2),
            end(30, "", "VOICEMAIL", 30),
        ),
        {"state": "ended", "disposition": "voicemail", "is_missed": True, "talk": None},
    ),
    Scenario(
        "seen_answer_beats_the_mailbox",
        "After an answer that was seen the call stays answered",
        (
            ring(0, "101"), answer(3, "101"), end(20, "101", "ANSWERED", 20, 17),
            end(30, "", "VOICEMAIL", 30),
        ),
        {"state": "ended", "disposition": "answered", "is_missed": False, "talk": 17},
    ),
    Scenario(
        "group_one_end",
        "A ring group without answers and with one end, nothing set",
        (
            ring(0, "101"), ring(0.1, "102"), ring(0.2, "103"),
            end(45, "102", "ANSWERED", 45, 38),
        ),
        {
            "state": "ended", "disposition": "answered", "talk": 38, "wait": 7,
            "legs": (
                ("101", "answered_elsewhere"), ("102", "answered", 38),
                ("103", "answered_elsewhere"),
            ),
        },
    ),
    Scenario(
        "named_attempts",
        "The exchange names its attempts: no times are needed",
        (
            ring(0, "101", ring="a"), ring(1, "101", ring="b"),
            answer(2, "101", ring="b"), end(3, "101", NO_ANSWER, ring="a"),
            end(30, "101", "ANSWERED", 29, 28, ring="b"),
        ),
        {
            "state": "ended", "disposition": "answered", "talk": 28,
            "legs": (("101", "answered_elsewhere"), ("101", "answered", 28)),
        },
    ),
    Scenario(
        "arrives_and_gives_up",
        "A queue with nobody free: the caller is there, nothing rings, they give up",
        (arrive(0, queue="9"), info(30, "", "ABANDON", queue="9", holdtime=30), hangup(30)),
        {
            "state": "ended", "direction": "incoming", "disposition": "abandoned",
            "is_missed": True, "wait": 30, "legs": (),
        },
        then=((1, {"state": "ringing"}),),
    ),
    Scenario(
        "rings_and_nothing_more",
        "No end ever comes: silence tells it, and no outcome is made up",
        (ring(0, "101"),),
        {"state": "ringing"},
        settled={"state": "ended", "disposition": None, "is_missed": False},
    ),
    Scenario(
        "colleagues",
        "One colleague calls another",
        (
            dial(0, "101", "102"), ring(0.3, "102", phone="101"), answer(4, "102"),
            end(34, "102", "ANSWERED", 34, 30), end(34, "101", "ANSWERED", 34, 30),
        ),
        {
            "state": "ended", "direction": "internal", "phone": "102", "talk": 30,
            "disposition": "answered",
        },
        inside=("101", "102"),
    ),
    Scenario(
        "colleagues_at_once",
        "The same, the ring told a moment before the dialling",
        (
            ring(0, "102", phone="101"), dial(0.01, "101", "102"), answer(4, "102"),
            end(34, "102", "ANSWERED", 34, 30), end(34, "101", "ANSWERED", 34, 30),
        ),
        {
            "state": "ended", "direction": "internal", "phone": "102", "talk": 30,
            "legs": (("102", "answered", 30), ("101", "answered", 30)),
        },
        inside=("101", "102"),
    ),
    Scenario(
        "ordered_call",
        "An exchange that is asked to place a call rings the agent first",
        (
            ring(0, "101", phone="101"), answer(3, "101", phone="101"),
            dial(3.2, "101"), end(33.2, "101", NO_ANSWER, 33, 0, phone=CUSTOMER),
        ),
        {
            "state": "ended", "direction": "outgoing", "disposition": "no_answer",
            "phone": CUSTOMER, "is_missed": False, "talk": None,
        },
    ),
)  # fmt: skip
