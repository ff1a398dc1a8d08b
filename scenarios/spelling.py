"""The same things as exchanges spell them: outcomes, ids, times, extensions."""

from .scenario import Scenario, answer, end, ring

# words of exchanges ▶ the outcome that each means, None where it tells none
OUTCOMES = {
    "ORIGINATOR_CANCEL": "cancelled",
    "NO_USER_RESPONSE": "no_answer",
    "NO_ANSWER": "no_answer",
    "USER_BUSY": "busy",
    "CALL_REJECTED": "busy",
    "LOSE_RACE": "no_answer",
    "NORMAL_CLEARING": None,
    "rejected": "busy",
    "declined": "busy",
    "unanswered": "no_answer",
    "Not Answered": "no_answer",
    "MISSCALL": "no_answer",
    "RINGNOANSWER": "no_answer",
    "486 Busy Here": "busy",
    "Gọi nhỡ": "no_answer",
    "Không trả lời": "no_answer",
    "Không nghe máy": "no_answer",
    "Máy bận": "busy",
    "Đã nghe": "answered",
    "Thành công": "answered",
    "Khách gác máy": "abandoned",
    "Hộp thư thoại": "voicemail",
}

EXTENSIONS = (
    "sofia/internal/201@pbx",
    "user/201",
    "Agent/201",
    "SCCP/201-0000012",
    "PJSIP/201/sip:201@10.0.0.5:5060",
    "PJSIP/201-0000002a",
    "sip:201@host",
)

_DATES = (
    "2026-11-30 10:15:00",
    "2026/11/30 10:15:00",
    "20261130101500",
    "30/11/2026 10:15:00",
    "11/30/2026 10:15:00 AM",
)

SPELLINGS = (
    *(
        Scenario(
            f"outcome_{word}",
            "What an exchange says of the end of an attempt that nobody was seen to answer",
            (ring(0, "101"), end(20, "101", word)),
            {"state": "ended", "disposition": outcome},
        )
        for word, outcome in OUTCOMES.items()
    ),
    Scenario(
        "cleared_normally",
        "NORMAL_CLEARING alone is no answer",
        (ring(0, "101"), end(20, "101", "NORMAL_CLEARING", 20)),
        {"state": "ended", "disposition": None, "talk": None},
    ),
    Scenario(
        "id_as_a_number",
        "A JSON number rings, a form's text ends: one call",
        (
            (0, "call_in", {"callid": 1764472500.10, "extension": "101"}),
            (20, "call_end", {"callid": "1764472500.10", "extension": "101"}),
        ),
        {"state": "ended", "legs": (("101", None),)},
    ),
    *(
        Scenario(
            f"date_{index}",
            "Dates that can be read in one way only",
            (
                end(0, "101", "ANSWERED", "42s", 30, calldate=date),
            ),
            {"state": "ended", "duration": 42, "talk": 30, "start": "2026-11-30 10:15:00"},
        )
        for index, date in enumerate(_DATES)
    ),
    *(
        Scenario(
            f"extension_{index}",
            "An extension dressed as a channel or an address",
            (ring(0, extension), answer(5, "201"), end(25, extension, "", 25, 20)),
            {
                "state": "ended", "disposition": "answered",
                "legs": (("201", "answered", 20),),
            },
        )
        for index, extension in enumerate(EXTENSIONS)
    ),
)  # fmt: skip
