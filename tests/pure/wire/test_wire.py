import json
from unittest import TestCase
from zoneinfo import ZoneInfo

from callcenter.wire import WireError, read_event, read_message
from callcenter.wire.credentials import mask_tokens, read_tokens, without_secrets
from callcenter.wire.dates import read_date
from callcenter.wire.values import read_extension, read_phone, read_seconds

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MOMENT = 1602299410  # 2020-10-10 03:10:10 UTC


def multipart(*pairs, **parts):
    """Return a multipart form, its values bytes."""
    head = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    rows = [head % (name.encode(), value) for name, value in (*pairs, *parts.items())]
    return b"".join(rows) + b"--x--"


class TestBody(TestCase):
    """From bytes to parameters."""

    def test_json_form_and_query_are_told_apart_by_their_content(self):
        expected = {"callid": "1", "phone": "0989 464"}
        for body, query in (
            (b'{"callid": "1", "phone": "0989 464"}', b""),
            (b'\xef\xbb\xbf {"callid": "1", "phone": "0989 464"}', b""),
            (b"callid=1&phone=0989+464", b""),
            (b"callid=1&phone=0989%20464", b""),
            (b"", b"callid=1&phone=0989+464"),
            (b"callid=1", b"phone=0989+464&callid=2"),
        ):
            with self.subTest(body=body, query=query):
                self.assertEqual(read_message(body, query).params, expected)

    def test_envelope(self):
        body = b'{"jsonrpc": "2.0", "id": 5, "params": {"callid": "1"}}'
        message = read_message(body)
        self.assertEqual(
            (message.params, message.is_envelope, message.envelope_id),
            ({"callid": "1"}, True, 5),
        )

    def test_params_alone_are_an_envelope(self):
        for body, is_envelope, callid in (
            (b'{"params": {"callid": "1"}}', True, "1"),
            (b'{"method": "call", "id": 5, "params": {"callid": "1"}}', True, "1"),
            (b'{"callid": "2", "params": {"callid": "1"}}', False, "2"),
            (b'{"phone": "2", "params": {}}', False, None),
            (b'{"params": "callid"}', False, None),
        ):
            with self.subTest(body=body):
                message = read_message(body)
                self.assertEqual(message.is_envelope, is_envelope)
                self.assertEqual(message.params.get("callid"), callid)

    def test_what_cannot_be_read_is_one_clear_error(self):
        for body, word in (
            (b'{"callid": ', "not valid JSON"),
            (b"[1, 2]", "not a list"),
            (b'{"callid": "\xff"}', "not UTF-8"),
            (b'{"a":' * 100_000, "nested"),
            (b'{"jsonrpc": "2.0", "params": [1]}', "params"),
            (b"callid=%ff", "not UTF-8"),
            (b"callid=1\xff", "not UTF-8"),
            (multipart(callid=b"\xff"), "not UTF-8"),
        ):
            with self.subTest(body=body[:30]), self.assertRaises(WireError) as caught:
                read_message(body[: 64 * 1024])
            self.assertIn(word, str(caught.exception))
            self.assertEqual(caught.exception.status, 400)

    def test_a_bad_byte_costs_one_optional_value_a_character(self):
        for body in (
            b"callid=1&queue=M%FCnchen&duration=42",
            b"callid=1&queue=M\xfcnchen&duration=42",
            b'{"callid": "1", "queue": "M\xfcnchen", "duration": 42}',
            multipart(callid=b"1", queue=b"M\xfcnchen", duration=b"42"),
        ):
            with self.subTest(body=body):
                event = read_event("call_end", read_message(body).params)
                self.assertEqual((event.queue, event.duration), ("Mnchen", 42))
                self.assertEqual(event.warnings[0].code, "bad_text")
        message = read_message(b"callid=1&phone=%22M%FCller%22+%3C0989%3E")
        self.assertEqual(read_event("call_end", message.params).phone, "0989")

    def test_json_as_scripts_write_it(self):
        body = b'{"callid": "1", "queue": "a\tb\nc", "duration": %s}' % (b"9" * 5000)
        event = read_event("call_end", read_message(body).params)
        self.assertEqual((event.queue, event.duration), ("a\tb\nc", None))
        self.assertEqual(event.warnings[0].name, "duration")
        message = read_message(b'{"callid": %s}' % (b"9" * 5000))
        with self.assertRaises(WireError):
            read_event("call_end", message.params)

    def test_a_figure_that_is_none_costs_itself_alone(self):
        for value in (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"9" * 5000):
            body = b'{"callid": "1", "extension": "101", "billsec": %s, "phone": %s}'
            with self.subTest(value=value[:9]):
                message = read_message(body % (value, value))
                json.dumps(message.params, allow_nan=False)
                event = read_event("call_end", message.params)
                self.assertEqual((event.extension, event.talk), ("101", None))
                self.assertEqual(event.phone, "")
                problems = {problem.name: problem.code for problem in event.warnings}
                expected = {"billsec": "not_a_value", "phone": "not_a_value"}
                self.assertEqual(problems, expected)
            with self.assertRaises(WireError) as caught:
                read_event("call_end", read_message(b'{"callid": %s}' % value).params)
            self.assertEqual(caught.exception.problem.code, "missing_callid")

    def test_a_parameter_that_comes_twice(self):
        for body in (
            b'{"callid": "1", "queue": "7", "queue": "8", "queue": "9", "did": "1"}',
            b"callid=1&queue=7&queue=8&queue=9&did=1",
            multipart(
                ("queue", b"7"), ("queue", b"8"), queue=b"9", callid=b"1", did=b"1"
            ),
        ):
            with self.subTest(body=body):
                params = read_message(body).params
                self.assertEqual(params["queue (before)"], ["7", "8"])
                event = read_event("call_end", params)
                self.assertEqual((event.queue, event.did), ("9", "1"))
                self.assertEqual([x.code for x in event.warnings], ["told_twice"])
        for body, queue in (
            (b"callid=1&queue=7&queue=&queue=7", "7"),
            (b"callid=1&queue=&queue=7", "7"),
            (b'{"callid": "1", "queue": "7", "queue": null}', "7"),
        ):
            with self.subTest("nothing else was told", body=body):
                event = read_event("call_end", read_message(body).params)
                self.assertEqual((event.queue, event.warnings), (queue, ()))
        with self.subTest("no secret is kept"):
            params = read_message(b"callid=1&token=one&token=two").params
            self.assertEqual(params, {"callid": "1", "token": "two"})
        with self.subTest("somebody sends such a name"):
            body = b"callid=1&did (before)=x&did=1&did=2"
            self.assertEqual(read_message(body).params["did (before)"], ["1"])

    def test_too_large(self):
        with self.assertRaises(WireError) as caught:
            read_message(b"x" * (64 * 1024 + 1))
        self.assertEqual(caught.exception.status, 413)


class TestValues(TestCase):
    """Single values as exchanges spell them."""

    def test_dates(self):
        for text in (
            "2020-10-10 10:10:10",
            "2020-10-10-10:10:10",
            "2020-10-10+10:10:10",
            "2020-10-10T10:10:10",
            "2020-10-10T10:10:10.250",
            "2020-10-10T03:10:10Z",
            "2020-10-10T10:10:10+07:00",
            "2020-10-10T10:10:10 07:00",
            "2020-10-10T10:10:10+0700",
            "2020-10-10T05:10:10+02",
            "1602299410",
            "1602299410000",
            "1602299410.25",
        ):
            with self.subTest(text=text):
                self.assertEqual(int(read_date(text, VIETNAM)), MOMENT)

    def test_what_is_no_date(self):
        for text in ("x", "2020-13-01 00:00:00", "0000-00-00 00:00:00", "42", "9" * 14):
            with self.subTest(text=text):
                self.assertIsNone(read_date(text, VIETNAM))

    def test_seconds(self):
        for text, seconds in (
            ("42", 42),
            ("42.0", 42),
            ("3.011522", 3),
            ("0.000187", 0),
            ("00:06", 6),
            ("3:12", 192),
            ("00:00:42", 42),
            ("1:03:12", 3792),
            ("-3", None),
            ("1e9", None),
            ("9" * 400, None),
            ("soon", None),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_seconds(text), seconds)

    def test_phones(self):
        for text, expected in (
            ("0989464344", ("0989464344", False)),
            ("sip:0989464344@10.0.0.1:5060", ("0989464344", False)),
            ("tel:+84989464344;ext=1", ("+84989464344", False)),
            ('"Lan" <0989464344>', ("0989464344", False)),
            ('"Lan" <sip:0989464344@host>', ("0989464344", False)),
            ('"Nguyen <VIP>" <0989464344>', ("0989464344", False)),
            ("Nguyen <VIP> <0989464344>", ("0989464344", False)),
            ('<0989464344> "Nguyen <VIP>"', ("0989464344", False)),
            (r'"Lan \"<VIP>\"" <0989464344>', ("0989464344", False)),
            ('"Công ty A; B" 0989464344', ("0989464344", False)),
            ('O"Lan <0989464344> "x', ("0989464344", False)),
            ('"0989464344"', ('"0989464344"', False)),
            ("anonymous", ("", True)),
            ("Restricted", ("", True)),
            ("sip:anonymous@anonymous.invalid", ("", True)),
            ("", ("", False)),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_phone(text), expected)

    def test_extensions(self):
        for text in (
            "201",
            "SIP/201",
            "sip/201-b7e0a8c0",
            "PJSIP/201-0000002a",
            "Local/201@from-queue-00000001;1",
            "IAX2/201",
            "IAX2/201-4821",
            "201@pbx.example.com",
            "sip:201@pbx",
            "sip:201@pbx:5060;transport=udp",
            '"Lan" <sip:201@pbx>',
        ):
            with self.subTest(text=text):
                self.assertEqual(read_extension(text), "201")
        for text in ("", "0201", "*72", "sales-2", "DAHDI/1-1", "anonymous", "@pbx"):
            with self.subTest("stays", text=text):
                self.assertEqual(read_extension(text), text)
        self.assertEqual(read_extension("PJSIP/sales-2-0000002a"), "sales-2")


class TestEvent(TestCase):
    """From parameters to one typed event."""

    def event(self, endpoint="call_end", **params):
        return read_event(endpoint, {"callid": "1", **params}, VIETNAM)

    def test_statuses(self):
        for disposition, statuses in {
            "answered": "ANSWERED ANSWERD COMPLETED",
            "no_answer": "NO ANSWER,NOANSWER,NO_ANSWER,no-answer,NO ANSWERED,MISSED",
            "busy": "BUSY",
            "failed": "FAILED CONGESTION CHANUNAVAIL",
            "cancelled": "CANCEL CANCELED CANCELLED",
            "abandoned": "ABANDON ABANDONED",
            "voicemail": "VOICEMAIL",
            None: "HANGUP",
        }.items():
            for status in statuses.split("," if "," in statuses else " "):
                with self.subTest(status=status):
                    event = self.event(status=status)
                    self.assertEqual(event.disposition, disposition)
                    self.assertFalse(event.warnings)

    def test_an_unknown_status_is_kept_and_flagged(self):
        event = self.event(status="TRANSMOGRIFIED")
        self.assertEqual((event.disposition, event.status), (None, "TRANSMOGRIFIED"))
        self.assertIn("TRANSMOGRIFIED", str(event.warnings[0]))

    def test_kinds(self):
        for endpoint, word, kind in (
            ("call_in", "", "ring"),
            ("call_in", "RING", "ring"),
            ("call_in", "Ringing", "ring"),
            ("call_in", "ANSWER", "answer"),
            ("init", "ANSWER", "answer"),
            ("call_in", "HANGUP", "end"),
            ("call_in", "Hung-up", "end"),
            ("init", "ENDED", "end"),
            ("call_in", "COMPLETED", "end"),
            ("call_end", "ANSWER", "end"),
            ("hangup", "", "end"),
            ("call_info", "", "info"),
            ("calldata", "", "info"),
        ):
            with self.subTest(endpoint=endpoint, word=word):
                self.assertEqual(self.event(endpoint, event=word).kind, kind)

    def test_a_bad_optional_value_is_a_warning(self):
        event = self.event(
            calldate="yesterday", duration="long", billsec=["x"], phone="\0"
        )
        self.assertEqual((event.date, event.duration, event.talk), (None, None, None))
        self.assertEqual(
            {problem.name for problem in event.warnings},
            {"calldate", "duration", "billsec", "phone"},
        )

    def test_numbers_and_lone_surrogates(self):
        event = self.event(callid=17.0, extension=101, queue="a\ud800b")
        self.assertEqual(
            (event.callid, event.extension, event.queue), ("17", "101", "ab")
        )

    def test_a_call_needs_its_id(self):
        for callid in ("", "  ", None, {}, "\0"):
            with self.subTest(callid=callid), self.assertRaises(WireError) as caught:
                self.event(callid=callid)
            self.assertEqual(caught.exception.problem.name, "callid")

    def test_what_came_instead_of_the_id_is_named(self):
        token = "s3cret" * 7
        for params, came in (
            ({"CallId": "x1", "phone": "0989"}, "CallId, phone"),
            ({token: "", "98 9": 1, "0989": 1, "a\ud800": 1, "did": 2}, "did"),
            ({}, "-"),
            (
                {f"p{number}": 1 for number in range(50)},
                "p0, p1, p2, p3, p4, p5, p6, p7",
            ),
        ):
            with self.subTest(came=came), self.assertRaises(WireError) as caught:
                read_event("call_end", params)
            self.assertEqual(caught.exception.problem.values, {"came": came})

    def test_the_phone_of_the_own_extension_is_nobody(self):
        self.assertEqual(self.event(phone="101", extension="101").phone, "")
        event = self.event("init", phone="sip:101@pbx", extension="PJSIP/101-0000002a")
        self.assertEqual((event.phone, event.extension), ("", "101"))


class TestCredentials(TestCase):
    """Tokens are found where they are sent, and nowhere afterwards."""

    def test_places(self):
        for header, params in (
            ("Bearer s3cret", {}),
            ("bearer  s3cret ", {}),
            ("Basic cGJ4OnMzY3JldA==", {}),
            (None, {"token": "s3cret"}),
        ):
            with self.subTest(header=header):
                self.assertEqual(read_tokens(header, params), ["s3cret"])

    def test_broken_ones_are_none(self):
        for header in ("", "Bearer", "Basic !!", "Basic /w==", "Digest x", "\0"):
            with self.subTest(header=header):
                self.assertEqual(read_tokens(header, {"token": 3}), [])

    def test_nothing_that_is_stored_holds_one(self):
        self.assertEqual(without_secrets({"token": "s3cret", "a": 1}), {"a": 1})
        for text in ('{"token": "s3cret", "callid": ', "callid=1&token=s3cret&x=%ff"):
            self.assertNotIn("s3cret", mask_tokens(text))

    def test_a_part_of_a_multipart_form_is_masked(self):
        part = 'Content-Disposition: form-data; name="token"'
        for end in ("\r\n\r\n", "\n\n", "\r\nContent-Type: text/plain\r\n\r\n"):
            with self.subTest(end=end):
                text = f"--x\r\n{part}{end}s3cret\r\n--x--"
                self.assertEqual(mask_tokens(text), text.replace("s3cret", "***"))

    def test_the_address_of_a_recording_keeps_its_own_token_and_no_other(self):
        tokens = ["p" * 43]
        for address, stored in (
            ("https://p/x.wav?token=abc", "https://p/x.wav?token=abc"),
            (f"https://p/x.wav?token={tokens[0]}", "https://p/x.wav?token=***"),
        ):
            told = without_secrets({"recordingfile": address}, tokens)
            self.assertEqual(told, {"recordingfile": stored})

    def test_secrets_are_masked_by_name_and_in_texts(self):
        deep = {"a": ["token=s3cret", {"Token": "s3cret"}]}
        for _time in range(500):
            deep = {"a": deep}
        told = {"access_token": 123, "did": "1;token=s3cret", "queue": 9, "x": deep}
        stored = without_secrets(told)
        self.assertEqual(stored["access_token"], "***")
        self.assertEqual(stored["queue"], 9)
        self.assertNotIn("s3cret", str(stored))
