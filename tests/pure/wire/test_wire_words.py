"""The words of exchanges, in every spelling that is known of them."""

import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from callcenter.wire import read_event, read_message
from callcenter.wire.dates import DAY_FIRST, MONTH_FIRST, is_ambiguous, read_moment
from callcenter.wire.values import read_extension, read_phone, read_seconds
from callcenter.wire.words import read_status

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def texts(joined):
    """Return the texts between bars."""
    return joined.split("|")


OUTCOMES = {
    "answered": "Đã nghe|Thành công|ANSWERED|ANSWERD|Completed|COMPLETEAGENT",
    "no_answer": "NO_USER_RESPONSE|NO_ANSWER|unanswered|Not Answered|MISSCALL|TIMEOUT"
    "|EXITWITHTIMEOUT|RINGNOANSWER|LEAVEEMPTY|LOSE_RACE|18|19|480|408"
    "|Gọi nhỡ|Không trả lời|Không nghe máy|gọi nhỡ |GOI NHO|cause 19",
    "busy": "USER_BUSY|CALL_REJECTED|rejected|declined|486 Busy Here|17|21|Máy bận"
    "|603 Decline|SIP/2.0 486 Busy Here|Q.850;cause=17;text=busy|SIP 600",
    "cancelled": "ORIGINATOR_CANCEL|487|487 Request Terminated|cancel|Đã huỷ|Đã hủy",
    "abandoned": "ABANDON|Khách gác máy|Khách cúp máy khi chờ",
    "voicemail": "VOICEMAIL|Hộp thư thoại",
    "failed": "UNALLOCATED_NUMBER|404 Not Found|503|34|congestion|notFound",
    None: "NORMAL_CLEARING|normalClearing|16|HANGUP|200 OK|NORMAL_UNSPECIFIED",
}


@pytest.mark.parametrize(
    "outcome, status",
    [(key, text) for key, texts in OUTCOMES.items() for text in texts.split("|")],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_status_tells_its_outcome(outcome, status, form):
    text = unicodedata.normalize(form, status)
    assert read_status(text) == (outcome, True)


@pytest.mark.parametrize("text", ["1", "0", "5", "12345", "999", "99", "17x", "TRANS"])
def test_what_is_no_known_status_stays_unknown(text):
    assert read_status(text) == (None, False)


@pytest.mark.parametrize("status", ["NORMAL_CLEARING", "16", "normalClearing"])
def test_a_normal_clearing_is_no_answer(status):
    event = read_event("call_end", {"callid": "1", "extension": "1", "status": status})
    assert (event.disposition, event.warnings) == (None, ())


@pytest.mark.parametrize(
    "text",
    texts(
        "No Caller ID|Private number|Private/Unknown|Out of Area|Blocked|Ẩn danh"
        "|Không xác định|null|asterisk|0000000000|+266696687|<unknown>|Unknown Caller"
        '|"Anonymous" <sip:anonymous@anonymous.invalid>|An danh|00266696687|+86282452253'
        "|Anonyme|Unbekannt|Número oculto|非通知|발신번호표시제한|Неизвестный номер"
    ),
)
def test_a_hidden_caller(text):
    for form in ("NFC", "NFD"):
        assert read_phone(unicodedata.normalize(form, text)) == ("", True)


@pytest.mark.parametrize("text", ["0989464344", "113", "2562533", "00", "1414", "*8"])
def test_a_number_is_not_hidden(text):
    assert read_phone(text) == (text, False)


def test_a_number_beside_a_hidden_name_is_a_number():
    assert read_phone("Anonymous <0989464344>") == ("0989464344", False)


@pytest.mark.parametrize(
    "text",
    texts(
        "sofia/internal/201@pbx|user/201|Agent/201|SCCP/201-0000012|sofia/internal/201"
        "|PJSIP/201/sip:201@10.0.0.5:5060|user/201@default|sofia/internal/sip:201@pbx:5060"
        "|sofia/internal/201%pbx|SIP/201-0a1b2c3d|Local/201@queue/n|verto.rtc/201|201.0"
        "|PJSIP/201-0000002a|<sip:201@10.0.0.5>|sip%3A201%40host|tel:201|201@pbx.local"
        "|IAX2/201-4|user/201@domain.vn|sips:201@host;transport=tls|Ext. 201|ext201"
        "|x201|Extension 201|Máy nhánh 201|máy nhánh: 201"
    ),
)
def test_an_extension_is_its_number(text):
    assert read_extension(text) == "201"


@pytest.mark.parametrize(
    "text", ["DAHDI/1-1", "SIP/trunk/0989464344", "sales-2", "*97"]
)
def test_what_is_no_extensions_channel_stays(text):
    assert read_extension(text) == text


@pytest.mark.parametrize(
    "text",
    texts(
        "30/11/2026 10:15:00|11/30/2026 10:15:00 AM|2026/11/30 10:15:00|20261130101500"
        "|30.11.2026 10:15|30-11-2026 10:15:00|10:15:00 30/11/2026|202611301015"
        "|Mon, 30 Nov 2026 10:15:00 +0700|20261130T101500+07|20261130T031500Z"
        "|Mon Nov 30 10:15:00 2026|11/30/2026, 10:15 AM|30/11/2026 10:15 SA"
        "|Nov 30, 2026 10:15 AM|20261130-101500|30/11/2026 - 10:15|10:15 ngày 30/11/2026"
    ),
)
@pytest.mark.parametrize("first", [None, DAY_FIRST, MONTH_FIRST])
def test_a_date_that_has_one_reading(text, first):
    moment = datetime(2026, 11, 30, 10, 15, tzinfo=VIETNAM).timestamp()
    assert read_moment(text, VIETNAM, first)[0] == moment


def test_a_date_that_has_two_readings_needs_the_connections_word():
    text = "05/06/2026 10:15:00"
    assert read_moment(text, VIETNAM) is None
    assert is_ambiguous(text, VIETNAM)
    day, month = (
        datetime.fromtimestamp(read_moment(text, VIETNAM, first)[0], VIETNAM)
        for first in (DAY_FIRST, MONTH_FIRST)
    )
    assert (day.day, day.month, month.day, month.month) == (5, 6, 6, 5)
    event = read_event("call_end", {"callid": "1", "calldate": text}, VIETNAM)
    assert [x.code for x in event.warnings] == ["ambiguous_date"]
    assert not is_ambiguous("soon", VIETNAM)
    assert read_moment("05/05/2026 10:15:00", VIETNAM)


@pytest.mark.parametrize("text", ["31/02/2026 10:00", "13/13/2026 10:00", "2026-11-30"])
def test_what_is_no_date(text):
    assert read_moment(text, VIETNAM) is None


@pytest.mark.parametrize(
    "text, seconds",
    [("42s", 42), ("42 s", 42), ("42sec", 42), ("1m30s", 90), ("1h2m3s", 3723),
     ("2 phút 5 giây", 125), ("PT1M30S", 90), ("0,5", 0), ("s", None), ("", None),
     ("pt", None), ("42x", None)],
)  # fmt: skip
def test_a_duration(text, seconds):
    assert read_seconds(text) == seconds


class TestNumbersOfJson:
    """An id keeps its digits, wherever it stands."""

    def test_json_and_form_are_one_call(self):
        json_id = read_message(b'{"callid": 1764472500.10, "ring": 5.20}').params
        form_id = read_message(b"callid=1764472500.10&ring=5.20").params
        one, other = read_event("call_in", json_id), read_event("call_end", form_id)
        assert (one.callid, one.ring) == ("1764472500.10", "5.20")
        assert (one.callid, one.ring) == (other.callid, other.ring)

    def test_other_fields_are_the_numbers_that_they_were(self):
        body = b'{"callid": "1", "extension": 101.0, "phone": 989464344.0, "duration": 4e1}'
        event = read_event("call_end", read_message(body).params)
        assert (event.extension, event.phone, event.duration) == (
            "101",
            "989464344",
            40,
        )

    def test_the_id_of_an_envelope_stays_a_number(self):
        body = b'{"jsonrpc": "2.0", "id": 5.50, "params": {"callid": "1"}}'
        assert read_message(body).envelope_id == 5.5


class TestNewParameters:
    """``at``, ``sent``, ``ring``, ``parent``, ``live`` and ``var_NAME``."""

    def event(self, endpoint="call_in", **params):
        return read_event(endpoint, {"callid": "1", **params}, VIETNAM)

    def test_at(self):
        event = self.event(at="1764472500.25", sent="2025-11-30T10:15:01+07:00")
        assert (event.at, event.at_told) == (1764472500.25, "1764472500.25")
        assert (event.sent, event.is_at_naive) == (1764472501, False)
        naive = self.event(at="2025-11-30 10:15:00")
        assert (naive.at, naive.is_at_naive) == (1764472500, True)

    def test_a_bad_optional_value_costs_itself_alone(self):
        event = self.event(at="soon", sent=["x"], ring={}, parent=None, live="maybe")
        assert (event.at, event.sent, event.ring, event.parent) == (None, None, "", "")
        assert not event.is_live
        assert {x.name for x in event.warnings} == {"at", "sent", "ring"}

    @pytest.mark.parametrize("live", ["1", 1, True, "true", "yes"])
    def test_live(self, live):
        assert self.event(live=live).is_live

    @pytest.mark.parametrize("assumed", ["1", 1, True, "yes"])
    def test_assumed(self, assumed):
        assert self.event("call_end", assumed=assumed).is_assumed
        assert not self.event("call_end", assumed="maybe").is_assumed

    def test_ring_and_parent(self):
        event = self.event("call_end", ring="SIP/1-2", parent="17.5", phone="0989")
        assert (event.ring, event.parent, event.phone) == ("SIP/1-2", "17.5", "0989")

    def test_variables(self):
        event = self.event(var_order="SO1", VAR_Lang="vi", var_n=7, var_empty="")
        assert event.variables == (("lang", "vi"), ("n", "7"), ("order", "SO1"))

    def test_bad_variables(self):
        names = {f"var_n{number:02}": "x" for number in range(25)}
        params = {"var_": 1, "var_<b>": 1, "var_list": [1], "var_long": "x" * 200}
        event = self.event(**params, **names)
        assert len(event.variables) == 20
        codes = {x.code for x in event.warnings}
        assert codes == {
            "bad_variable", "not_a_value", "too_long", "too_many_variables"
        }  # fmt: skip
        assert dict(event.variables)["long"] == "x" * 128
