import json
from datetime import datetime
from unittest.mock import patch

import psycopg2

from odoo import Command
from odoo.sql_db import PoolError
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from ..common import WireCase

RING = {"callid": "w-1", "phone": "0989464999", "extension": "101"}


@tagged("post_install", "-at_install")
class TestWebhook(WireCase):
    """The wire: what an exchange posts and what it is answered."""

    def test_each_endpoint_in_each_format(self):
        posts = {
            "json": self.post,
            "form": self.post_form,
            "envelope": self.post_in_envelope,
        }
        for name, post in posts.items():
            for opening, closing in (
                ("call_in", "call_end"),
                ("init", "call_end"),
                ("call_in", "hangup"),
                ("call_in", "calldata"),
                ("call_in", "call_info"),
            ):
                with self.subTest(format=name, opening=opening, closing=closing):
                    callid = f"{name}-{opening}-{closing}"
                    status, answer = post(opening, {**RING, "callid": callid})
                    call = self.call(callid)
                    self.assertEqual(status, 200)
                    self.assertEqual(
                        answer,
                        {
                            "status": "ok",
                            "call_id": call.id,
                            "callid": callid,
                            "state": "ringing",
                            "notified": 1,
                            "warnings": [],
                            "customer": {
                                "id": self.customer.id,
                                "name": "Đỗ Thuý An",
                            },
                        },
                    )
                    end = {"callid": callid, "extension": "101", "duration": "192"}
                    status, answer = post(closing, {**end, "status": "ANSWERED"})
                    self.assertEqual((status, answer["state"]), (200, "ended"))
                    self.assertRecordValues(
                        call,
                        [
                            {
                                "state": "ended",
                                "disposition": "answered",
                                "duration": 192,
                                "user_id": self.lan.id,
                                "partner_id": self.customer.id,
                                "direction": "outgoing"
                                if opening == "init"
                                else "incoming",
                            }
                        ],
                    )

    def post_in_envelope(self, endpoint, params):
        status, answer = self.post_envelope(endpoint, params)
        return status, answer["result"]

    def test_each_credential_way(self):
        for name, send in {
            "bearer": lambda: self.post("call_in", RING),
            "basic": lambda: self.post("call_in", RING, headers=self.basic(self.token)),
            "json parameter": lambda: self.post(
                "call_in", {**RING, "token": self.token}, headers={}
            ),
            "form parameter": lambda: self.post_form(
                "call_in", {**RING, "token": self.token}, headers={}
            ),
            "query parameter": lambda: self.post(
                f"call_in?token={self.token}", RING, headers={}
            ),
        }.items():
            with self.subTest(name):
                status, answer = send()
                self.assertEqual((status, answer["status"]), (200, "ok"))
                self.assertNotIn(self.token, self.journal().payload)

    def test_json_under_a_forms_content_type_and_under_none(self):
        for content_type in ("application/x-www-form-urlencoded", "text/plain", ""):
            with self.subTest(content_type):
                headers = {
                    "Authorization": f"Bearer {self.token}",
                    "Content-Type": content_type,
                }
                status, _answer = self.post(
                    "call_in", body=json.dumps(RING), headers=headers
                )
                self.assertEqual(status, 200)

    def test_get_only_where_it_is_accepted(self):
        url = "call_in?callid=g-1&phone=0989464999&extension=101&event=RING"
        status, answer = self.post(url, method="GET")
        self.assertEqual((status, answer["code"]), (405, "get_not_accepted"))
        self.assertEqual(self.journal().result, "rejected")
        self.pbx.accept_get = True
        status, answer = self.post(url, method="GET")
        self.assertEqual((status, answer["state"]), (200, "ringing"))

    def test_errors_have_their_status_and_say_what_to_do(self):
        wrong = {"Authorization": "Bearer wrong"}
        for expected, send in (
            ((400, "missing_callid"), lambda: self.post("call_in", {"phone": "1"})),
            ((400, "unreadable"), lambda: self.post("call_in", body='{"callid": ')),
            (
                (400, "unreadable"),
                lambda: self.post("call_in", body='{"callid": ', headers={}),
            ),
            (
                (400, "unreadable"),
                lambda: self.post("call_in", body="<call><callid>1</callid></call>"),
            ),
            ((401, "unauthorized"), lambda: self.post("call_in", RING, headers={})),
            ((401, "unauthorized"), lambda: self.post("call_in", RING, headers=wrong)),
            ((404, "unknown_call"), lambda: self.post("call_info", {"callid": "no"})),
            ((404, "unknown_endpoint"), lambda: self.post("call_on", RING)),
            (
                (405, "method_not_allowed"),
                lambda: self.post("call_in", RING, method="PUT"),
            ),
            (
                (405, "method_not_allowed"),
                lambda: self.post("call_in", RING, method="OPTIONS"),
            ),
            ((413, "too_large"), lambda: self.post("call_in", body="x" * 70_000)),
        ):
            with self.subTest(expected):
                status, answer = send()
                self.assertEqual((status, answer["code"]), expected)
                self.assertEqual(answer["status"], "error")
                self.assertTrue(answer["message"])
        self.assertFalse(self.call(RING["callid"]))

    def test_credentials_in_another_scheme_are_named_and_not_told(self):
        for headers in (
            {"Authorization": f"Token {self.token}"},
            {"Authorization": self.token},
            {"X-Api-Key": self.token},
        ):
            with self.subTest(headers.keys()):
                status, answer = self.post("call_in", RING, headers=headers)
                self.assertEqual((status, answer["code"]), (401, "wrong_scheme"))
                self.assertNotIn(self.token, str(answer))
        both = {"X-Api-Key": "x", "Authorization": f"Bearer {self.token}"}
        self.assertEqual(self.post("call_in", RING, headers=both)[0], 200)

    def test_an_envelope_is_answered_in_its_envelope(self):
        status, answer = self.post_envelope("call_in", {}, envelope_id="x")
        self.assertEqual(status, 400)
        self.assertEqual((answer["jsonrpc"], answer["id"]), ("2.0", "x"))
        self.assertEqual(answer["error"]["code"], 400)
        self.assertEqual(answer["error"]["data"]["field"], "callid")

    def test_an_envelope_may_leave_out_its_version(self):
        status, answer = self.post("call_in", {"params": RING})
        self.assertEqual((status, answer["jsonrpc"], answer["id"]), (200, "2.0", None))
        self.assertEqual(answer["result"]["callid"], RING["callid"])

    def test_address_not_allowed(self):
        self.pbx.allowed_networks = "203.0.113.0/24\n2001:db8::/32"
        status, answer = self.post("call_in", RING)
        self.assertEqual((status, answer["code"]), (403, "address_forbidden"))
        self.pbx.allowed_networks = "127.0.0.0/8\n::1"
        self.assertEqual(self.post("call_in", RING)[0], 200)

    def test_an_exchange_without_a_token_is_let_in_by_its_address(self):
        self.pbx.write({"allowed_networks": "127.0.0.1", "require_token": False})
        self.assertEqual(self.post("call_in", RING, headers={})[0], 200)
        forwarded = {"X-Forwarded-For": "127.0.0.1"}
        status, answer = self.post("call_in", RING, headers=forwarded)
        self.assertEqual((status, answer["code"]), (403, "proxy_untold"))

    def test_behind_a_proxy_the_address_is_the_clients(self):
        self.pbx.write({"allowed_networks": "203.0.113.7", "require_token": False})
        for header, status in (
            ("203.0.113.7", 200),
            ("198.51.100.1", 403),
            # what the client says itself stands before what the proxy adds
            ("203.0.113.7, 198.51.100.1", 403),
            ("198.51.100.1, 203.0.113.7", 200),
        ):
            headers = {
                "X-Forwarded-For": header,
                "X-Forwarded-Host": "odoo.example.com",
            }
            with self.subTest(header):
                with patch.dict(config._runtime_options, proxy_mode=True):
                    answer = self.post("call_in", RING, headers=headers)
                expected = None if status == 200 else "address_forbidden"
                self.assertEqual((answer[0], answer[1].get("code")), (status, expected))
                if status == 200:
                    self.assertEqual(self.journal().remote_addr, "203.0.113.7")
                untold, answer = self.post("call_in", RING, headers=headers)
                self.assertEqual((untold, answer["code"]), (403, "proxy_untold"))
        with patch.dict(config._runtime_options, proxy_mode=True):
            half = {"X-Forwarded-For": "203.0.113.7"}
            status, answer = self.post("call_in", RING, headers=half)
            self.assertEqual((status, answer["code"]), (403, "proxy_untold"))

    def test_a_fault_is_503_and_stands_in_the_journal(self):
        with (
            patch.object(
                self.registry["callcenter.card"], "notify", side_effect=KeyError("x")
            ),
            mute_logger("odoo.addons.callcenter.controllers.webhook"),
        ):
            status, answer = self.post("call_in", RING)
        self.assertEqual((status, answer["code"]), (503, "try_again"))
        self.assertFalse(self.call(RING["callid"]), "half of the work was kept")
        self.assertEqual(self.journal().result, "error")

    def test_an_unmapped_extension_is_told(self):
        status, answer = self.post("call_in", {**RING, "extension": "999"})
        self.assertEqual((status, answer["notified"]), (200, 0))
        self.assertIn("Extension 999 is not mapped", answer["warnings"][0])
        self.assertIn("999", self.journal().reason)
        self.assertEqual(self.call(RING["callid"]).leg_ids.number, "999")

    def test_a_question_is_answered_with_an_unmapped_extension_too(self):
        self.post("call_in", {**RING, "extension": "101"})
        told = {"callid": RING["callid"], "extension": "999"}
        self.post("call_in", {**told, "event": "ANSWER"})
        _status, answer = self.post("call_info", {"callid": RING["callid"]})
        self.assertEqual(answer["extension"], "999")

    def test_the_end_of_a_call_is_never_refused_for_a_bad_optional_field(self):
        self.post("call_in", RING)
        status, answer = self.post(
            "call_end",
            {
                "callid": RING["callid"],
                "extension": "101",
                "status": "ANSWERED",
                "duration": "a while",
                "calldate": "yesterday",
            },
        )
        self.assertEqual((status, answer["state"]), (200, "ended"))
        self.assertEqual(len(answer["warnings"]), 2)

    def test_an_end_in_another_character_set_ends_the_call(self):
        self.post("call_in", RING)
        body = b"callid=%s&queue=M%%FCnchen" % RING["callid"].encode()
        status, answer = self.post("call_end", body=body)
        self.assertEqual((status, answer["state"]), (200, "ended"))
        self.assertIn("queue holds characters", answer["warnings"][0])
        self.assertIn("Mnchen", self.journal().payload)

    def test_every_request_of_a_known_connection_is_in_the_journal(self):
        self.post("call_in", RING)
        self.assertRecordValues(
            self.journal(),
            [
                {
                    "name": "call_in",
                    "result": "applied",
                    "reason": False,
                    "call_id": self.call(RING["callid"]).id,
                    "remote_addr": "127.0.0.1",
                }
            ],
        )
        self.post("call_in", RING)
        self.assertEqual(self.journal().result, "duplicate")
        self.post("call_in", {"phone": "0989464999"})
        self.assertEqual(self.journal().result, "rejected")
        self.assertIn("callid", self.journal().reason)
        self.post("call_in", body='{"callid": "x", "token": "s3cret", ')
        self.assertEqual(self.journal().result, "rejected")
        self.assertNotIn("s3cret", self.journal().payload)
        count = self.events.search_count([])
        self.post("call_in", RING, headers={"Authorization": "Bearer wrong"})
        self.assertEqual(self.events.search_count([]), count, "refusals write nothing")
        self.assertTrue(self.pbx.last_event_date)

    def test_call_info_with_the_id_alone_answers_what_is_known(self):
        self.post("call_in", RING)
        end = {"callid": RING["callid"], "extension": "101", "status": "ANSWERED"}
        self.post("call_end", {**end, "duration": 60, "billsec": 50})
        status, answer = self.post("call_info", {"callid": RING["callid"]})
        self.assertEqual(status, 200)
        for name, value in {
            "state": "ended",
            "disposition": "answered",
            "duration": 60,
            "billsec": 50,
            "extension": "101",
            "direction": "incoming",
        }.items():
            self.assertEqual(answer[name], value, name)

    def test_call_info_of_an_imported_call_tells_by_its_legs_whose_it_is(self):
        start = datetime(2026, 10, 10, 10)
        common = {"pbx_id": self.pbx.id, "state": "ended"}
        legs = [
            {**common, "number": "777", "answer_date": start, "role": "callee"},
            {**common, "number": "778", "role": "callee"},
        ]
        self.env["callcenter.call"].create(
            {
                **common,
                "callid": "imported",
                "company_id": self.pbx.company_id.id,
                "direction": "incoming",
                "start_date": start,
                "leg_ids": [Command.create(leg) for leg in legs],
            }
        )
        _status, answer = self.post("call_info", {"callid": "imported"})
        self.assertEqual(answer["extension"], "777")

    def test_call_info_makes_a_call_that_is_unknown(self):
        data = {
            "callid": "late",
            "phone": "0989464999",
            "extension": "101",
            "calldate": "2024-05-06 09:00:00",
            "duration": "60",
            "status": "ANSWERED",
            "recordingfile": "late.wav",
        }
        status, answer = self.post("call_info", data)
        self.assertEqual(
            (status, answer["state"], answer["notified"]), (200, "ended", 0)
        )
        call = self.call("late")
        self.assertEqual(str(call.start_date), "2024-05-06 02:00:00")
        self.assertEqual(str(call.end_date), "2024-05-06 02:01:00")
        self.assertEqual(call.recording_url, "late.wav")

    def test_hostile_input_is_an_answer_and_never_a_fault(self):
        for body in (
            b'{"callid": "h\\u0000\\ud800", "phone": 1e400, "duration": 10e300}',
            b'{"callid": 12345678901234567890123, "extension": {"a": [1]}}',
            b"self=1&callid=h&args=2&endpoint=x",
            b"\x00\x01\x02",
            b'{"callid": "h", "callid": "i"}',
            b"[" * 60_000,
            b'{"callid": "%s"}' % (b"9" * 5000),
        ):
            with self.subTest(body=body[:40]):
                status, answer = self.post("call_in", body=body)
                self.assertIn(status, (200, 400), answer)

    def test_a_ring_tells_the_agent_and_nobody_else(self):
        self.env["bus.bus"].search([]).unlink()
        self.post("call_in", RING)
        rows = self.env["bus.bus"].search([])
        self.assertEqual(len(rows), 1)
        channel = json.loads(rows.channel)
        self.assertEqual(channel[1:], ["res.partner", self.lan.partner_id.id])
        message = json.loads(rows.message)
        self.assertEqual(message["type"], "callcenter.call/update")
        self.assertEqual(message["payload"]["customer"]["name"], "Đỗ Thuý An")

    @mute_logger("odoo.http")
    def test_where_the_database_is_away_the_event_is_to_be_sent_again(self):
        for error in (
            PoolError("The Connection Pool Is Full"),
            psycopg2.OperationalError("connection refused"),
            # of a pooled connection, once PostgreSQL was started again
            psycopg2.DatabaseError("server closed the connection unexpectedly"),
        ):
            with (
                self.subTest(repr(error)),
                patch("odoo.http.Registry", side_effect=error),
            ):
                status, answer = self.post("call_in", RING)
                self.assertEqual((status, answer["code"]), (503, "no_database"))
        self.assertFalse(self.call("w-1"))
        self.assertEqual(self.post("call_in", RING)[0], 200)

    @mute_logger("odoo.http")
    def test_other_requests_are_answered_as_ever_where_the_database_breaks(self):
        error = psycopg2.DatabaseError("server closed the connection unexpectedly")
        with patch("odoo.http.Registry", side_effect=error):
            self.assertEqual(self.url_open("/web/login").status_code, 500)
