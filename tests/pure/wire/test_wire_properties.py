import json
import os
from datetime import timedelta, timezone
from unittest import TestCase
from urllib.parse import urlencode

import hypothesis
from callcenter.wire import (
    ENDPOINTS,
    Event,
    Message,
    WireError,
    read_event,
    read_message,
)
from callcenter.wire.credentials import mask_tokens, read_tokens, without_secrets
from callcenter.wire.dates import DAY_FIRST, MONTH_FIRST
from callcenter.wire.words import ANSWER, DISPOSITIONS, END, INFO, RING
from hypothesis import strategies as st

ZONES = (timezone.utc, timezone(timedelta(hours=7)), timezone(timedelta(hours=-9.5)))

EXAMPLES = int(os.environ.get("CALLCENTER_EXAMPLES", "0"))

WORDS = (
    "", " ", "0", "101", "0989464344", "+84 (0)98 946 43 44", "anonymous", "Restricted",
    "sip:0989464344@host", '"A" <0989464344>', "tel:101;ext=5", "RING", "ANSWER",
    "PJSIP/201-0000002a", "Local/201@q-01;1", "IAX2/201-7", "SIP/", "201@pbx",
    "NO ANSWER", "ANSWERD", "HANGUP", "2020-10-10-10:10:10", "2020-10-10 10:10:10 07:00",
    "2020-10-10T10:10:10Z", "2020-02-30 25:61:61", "1602299410", "1602299410000.5",
    "9999999999999", "3.011522", "1e9", "-1", "00:00:42", "999:59:59", "0,5", "٣", "²",
    "30/11/2026 10:15:00", "5/6/2026 1:02 PM", "20261130101500", "1764472500.10",
    "Mon, 30 Nov 2026 10:15:00 +0700", "42s", "PT1M2S", "1h 2 phút", "sofia/internal/1",
    "PJSIP/201/sip:201@10.0.0.5:5060", "486 Busy Here", "Q.850;cause=17", "16", "Gọi nhỡ",
    "Ẩn danh", "<unknown>", "<b>x</b>", "ЁЖ", "-0", "1e400", "true",
    "\0", "\ud800", "1" * 5000, "NaN", "Infinity",
)  # fmt: skip
PARAMETERS = (
    "callid", "phone", "extension", "calldate", "duration", "status", "recordingfile",
    "event", "billsec", "holdtime", "queue", "did", "token", "self", "",
    "at", "sent", "ring", "parent", "live", "var_order", "var_", "var_<b>", "VAR_A",
)  # fmt: skip


def given(count, *strategies):
    """Run a test on ``count`` cases, the same ones each time.

    ``CALLCENTER_EXAMPLES`` draws that many, other ones each time.

    :param strategies: functions of nothing that return a strategy each
    """

    def decorate(test):
        settings = hypothesis.settings(
            max_examples=EXAMPLES or count,
            derandomize=not EXAMPLES,
            database=None,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        return settings(hypothesis.given(*(make() for make in strategies))(test))

    return decorate


def json_values():
    """Whatever JSON can say, and what Python's reader adds to it."""
    plain = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.just(5000).map(lambda digits: 10**digits)
        | st.floats()
        | st.text(st.characters(), max_size=20)
        | st.sampled_from(WORDS)
    )
    return st.recursive(
        plain,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=5,
    )


def parameters():
    """Parameters by name, the known names often among them."""
    names = st.sampled_from(PARAMETERS) | st.text(max_size=5)
    return st.dictionaries(names, st.sampled_from(WORDS) | json_values(), max_size=12)


def bodies():
    """Bytes: anything, JSON and forms, whole or cut."""
    envelope = parameters().map(lambda params: {"jsonrpc": "2.0", "params": params})
    plain = parameters() | envelope | json_values()
    whole = plain.map(_dump) | parameters().map(_form)
    cut = st.builds(
        lambda body, at: body[: at % (len(body) + 1)], whole, st.integers(0)
    )
    deep = st.sampled_from((b"[" * 100_000, b'{"a":' * 10_000, b"a=1&" * 200))
    return st.binary(max_size=200) | whole | cut | deep


def _dump(value):
    try:
        return json.dumps(value).encode()
    except ValueError:  # an integer too long for Python to write
        return b'{"callid": ' + b"9" * 5000 + b"}"


def _form(params):
    try:
        return urlencode(params, errors="surrogatepass").encode()
    except ValueError:
        return b"callid=%00%ED%A0%80&self=1"


class TestPropertiesOfTheParser(TestCase):
    """Whatever comes is an event or an error, and can be stored."""

    @given(600, bodies, bodies)
    def test_any_bytes_are_a_message_or_an_error(self, body, query):
        message = self.attempt(read_message, body, query)
        if isinstance(message, Message):
            self.assertIsInstance(message.params, dict)
            self.attempt(read_event, "call_end", message.params)
            read_tokens(None, message.params)
            mask_tokens(json.dumps(without_secrets(message.params), default=str))

    @given(
        1000,
        lambda: st.sampled_from(sorted(ENDPOINTS)),
        parameters,
        lambda: st.sampled_from(ZONES),
        lambda: st.sampled_from((None, DAY_FIRST, MONTH_FIRST)),
    )
    def test_any_parameters_are_an_event_or_an_error(
        self, endpoint, params, zone, first
    ):
        event = self.attempt(read_event, endpoint, params, zone, first)
        if isinstance(event, Event):
            self.check(event)

    def attempt(self, read, *arguments):
        """Return what ``read`` gives, the same twice, or its WireError."""
        results = []
        for _time in range(2):
            try:
                results.append(read(*arguments))
            except WireError as error:
                self.assertTrue(str(error.problem))
                self.assertIn(error.status, (400, 413))
                results.append((error.problem, error.status))
        # by text: NaN is not equal to itself
        self.assertEqual(*map(_text_of, results))
        return results[0]

    def check(self, event):
        """Check that an event is what the rules and the database can take."""
        for name in (
            "callid",
            "phone",
            "extension",
            "queue",
            "did",
            "status",
            "recording",
            "ring",
            "parent",
            "at_told",
        ):
            text = getattr(event, name)
            self.assertNotIn("\0", text)
            text.encode()
        self.assertTrue(event.callid)
        self.assertIn(event.kind, (RING, ANSWER, END, INFO))
        self.assertIn(event.disposition, {None, *DISPOSITIONS.values()})
        for figure in (event.duration, event.talk, event.wait):
            self.assertTrue(figure is None or 0 <= figure <= 7 * 24 * 3600)
        for moment in (event.date, event.at, event.sent):
            self.assertTrue(moment is None or 9e8 < moment < 5e9)
        self.assertLessEqual(len(event.variables), 20)
        for name, value in event.variables:
            self.assertRegex(name, r"\A[a-z0-9_]{1,30}\Z")
            self.assertTrue(0 < len(value) <= 128)
            value.encode()
        for problem in event.warnings:
            str(problem).encode(errors="surrogateescape")


def _text_of(value):
    """The repr of a value, without writing integers that are too long for Python."""
    try:
        return repr(value)
    except ValueError:
        return ""
