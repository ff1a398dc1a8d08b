"""The same things as exchanges spell them: outcomes, ids, times, extensions."""

from .scenario import Scenario, answer, end, ring

# words of exchanges, by the outcome that each means at the end of an attempt that nobody
# was seen to answer; None: they tell an end and no outcome
_WORDS = {
    "answered": "ANSWERED|ANSWERD|COMPLETED|completed|Đã nghe|Đã nghe máy|Thành công"
    "|Gọi thành công|Cuộc gọi thành công|Đã trả lời",
    "no_answer": "NO ANSWER|NOANSWER|NO_ANSWER|no-answer|noAnswer|NO ANSWERED|Not Answered"
    "|Notanswered|unanswered|NO_USER_RESPONSE|LOSE_RACE|MISSED|Missed|MissedCall|MISSCALL"
    "|TIMEOUT|EXITWITHTIMEOUT|RINGNOANSWER|LEAVEEMPTY|SUBSCRIBER_ABSENT|18|19|480|408"
    "|Gọi nhỡ|Cuộc gọi nhỡ|Bỏ lỡ|Không trả lời|Không nghe máy|Không ai trả lời"
    "|Người khác đã nghe|Hết thời gian chờ",
    "busy": "BUSY|busy|USER_BUSY|CALL_REJECTED|rejected|declined|486 Busy Here|486|17|21"
    "|603 Decline|Máy bận|Bận máy|Từ chối|Cuộc gọi bị từ chối",
    "failed": "FAILED|failed|CONGESTION|congestion|CHANUNAVAIL|notFound|404 Not Found|503"
    "|34|UNALLOCATED_NUMBER|Không kết nối được|Không liên lạc được"
    "|Thuê bao không liên lạc được",
    "cancelled": "CANCEL|CANCELED|CANCELLED|cancel|canceled|ORIGINATOR_CANCEL|487"
    "|487 Request Terminated|Đã huỷ|Đã hủy|Khách gác máy trước",
    "abandoned": "ABANDON|ABANDONED|Khách gác máy|Khách cúp máy khi chờ|Khách hàng cúp máy",
    "voicemail": "VOICEMAIL|Voicemail|Hộp thư thoại",
    None: "HANGUP|NORMAL_CLEARING|normalClearing|16|forwarded|BLIND_TRANSFER|Đã gác máy"
    "|Đã kết thúc",
}
OUTCOMES = {
    word: outcome for outcome, words in _WORDS.items() for word in words.split("|")
}

# words of a caller who hides their number
HIDDEN = (
    "anonymous", "unknown", "Restricted", "private", "No Caller ID", "Private number",
    "Private/Unknown", "Out of Area", "Blocked", "Ẩn danh", "Không xác định", "null",
    "asterisk", "0000000000", "+266696687", "<unknown>", "",
)  # fmt: skip

EXTENSIONS = (
    "sofia/internal/201@pbx",
    "sofia/external/201@10.0.0.5:5080",
    "user/201",
    "user/201@domain.vn",
    "Agent/201",
    "SCCP/201-0000012",
    "PJSIP/201/sip:201@10.0.0.5:5060",
    "PJSIP/201-0000002a",
    "SIP/201-00000b1c",
    "IAX2/201-1234",
    "Local/201@from-queue-00000012;1",
    "sip:201@host",
    "sip%3A201%40host",
    "<sip:201@10.0.0.5>",
    "tel:201",
    "Ext. 201",
    "Máy nhánh 201",
)

_DATES = (
    "2026-11-30 10:15:00",
    "2026-11-30-10:15:00",
    "2026-11-30T10:15:00+07:00",
    "2026-11-30T03:15:00Z",
    "2026/11/30 10:15:00",
    "20261130101500",
    "20261130-101500",
    "30/11/2026 10:15:00",
    "30-11-2026 10:15:00",
    "30.11.2026 10:15",
    "11/30/2026 10:15:00 AM",
    "Nov 30, 2026 10:15 AM",
    "30 Nov 2026 10:15:00",
    "1796008500",
    "1796008500000",
)

_SECONDS = (
    "42",
    "42s",
    "42 sec",
    "42.0",
    "00:42",
    "00:00:42",
    "PT42S",
    "42 giây",
    "41.6",
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
    *(
        Scenario(
            f"id_as_a_number_{text}",
            "A JSON number rings, a form's text ends: one call",
            (
                (0, "call_in", {"callid": float(text), "extension": "101"}),
                (20, "call_end", {"callid": text, "extension": "101"}),
            ),
            {"state": "ended", "legs": (("101", None),)},
        )
        for text in ("1764472500.10", "1764472500.20", "1764499999.00", "7.50")
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
            f"seconds_{index}",
            "Durations as exchanges write them",
            (ring(0, "101"), answer(8, "101"), end(50, "101", "ANSWERED", text, text)),
            {"state": "ended", "duration": 42, "talk": 42},
        )
        for index, text in enumerate(_SECONDS)
    ),
    *(
        Scenario(
            f"hidden_{index}",
            "Words in place of a hidden caller's number",
            (ring(0, "101", phone=word), end(20, "101", "NO ANSWER")),
            {
                "state": "ended", "direction": "incoming", "phone": "",
                "is_hidden": bool(word), "is_missed": True,
            },
        )
        for index, word in enumerate(HIDDEN)
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
