"""An exchange that Odoo cannot reach sends its recordings itself."""

import json
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.recording.pbx import SIZE_PARAMETER
from ..common import WireCase
from ..openapi import find_answer_faults, needs_libraries
from ..recording_server import make_wav


@needs_libraries
@tagged("post_install", "-at_install")
class TestRecordingUpload(WireCase):
    """POST /api/callcenter/recording; each answer is as docs/openapi.yaml describes."""

    def setUp(self):
        super().setUp()
        self.wav = make_wav(0.1)
        ring = {"callid": "u", "phone": "0989464999", "extension": "101"}
        self.post("call_in", ring)
        self.post("call_end", {**ring, "status": "ANSWERED", "duration": 9})

    def send(
        self, query="callid=u&extension=101", body=None, mimetype="audio/wav", **kw
    ):
        """Send ``body``, else the WAV; return ``(status, answer)``."""
        headers = kw.pop("headers", {"Authorization": f"Bearer {self.token}"})
        if mimetype:
            headers = {"Content-Type": mimetype, **headers}
        body = self.wav if body is None else body
        status, answer = self.post(
            f"recording?{query}", body=body, headers=headers, **kw
        )
        self.assertEqual(find_answer_faults("recording", status, answer), [], answer)
        return status, answer

    def kept(self):
        return self.env["callcenter.recording"].search(
            [("call_id", "=", self.call("u").id)]
        )

    def test_the_raw_body(self):
        status, answer = self.send()
        self.assertEqual((status, answer["bytes"]), (200, len(self.wav)))
        row = self.kept()
        self.assertEqual((row.state, row.leg_id.number), ("stored", "101"))
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", row._name),
                ("res_id", "=", row.id),
                ("res_field", "!=", 0),
            ]
        )
        self.assertEqual(attachment.raw, self.wav)

    def test_as_curl_calls_everything_a_form(self):
        status, _answer = self.send(mimetype="application/x-www-form-urlencoded")
        self.assertEqual((status, self.kept().mimetype), (200, "audio/wav"))

    def test_a_multipart_form(self):
        body = b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % part
            for part in (
                (b"callid", b"", b"u"),
                (b"extension", b"", b"101"),
                (b"file", b'; filename="a.wav"', self.wav),
            )
        )
        form = "multipart/form-data; boundary=x"
        status, _answer = self.send("", body=body + b"--x--\r\n", mimetype=form)
        self.assertEqual((status, self.kept().leg_id.number), (200, "101"))

    def test_the_journal_has_all_but_the_audio(self):
        self.send(f"callid=u&extension=101&token={self.token}", headers={})
        row = self.journal()
        self.assertEqual((row.name, row.result), ("recording", "applied"))
        told = {"callid": "u", "extension": "101", "bytes": len(self.wav)}
        self.assertEqual(json.loads(row.payload), {**told, "type": "audio/wav"})
        self.assertFalse(row.is_replayable)

    def test_without_an_extension_it_is_the_calls(self):
        self.send("callid=u")
        self.assertFalse(self.kept().leg_id)

    def test_an_extension_that_had_no_part(self):
        _status, answer = self.send("callid=u&extension=103")
        self.assertIn("103", answer["warnings"][0])
        self.assertFalse(self.kept().leg_id)

    def test_it_is_heard_in_odoo(self):
        self.send()
        self.lan.password = "t_lan"
        self.authenticate("t_lan", "t_lan")
        leg = self.call("u").leg_ids
        response = self.url_open(f"/callcenter/recording/leg/{leg.id}")
        self.assertEqual(response.content, self.wav)

    def test_sent_again_it_takes_the_others_place(self):
        self.send()
        longer = make_wav(0.2)
        self.send(body=longer)
        self.assertEqual(self.kept().size, len(longer))

    def test_what_a_manager_deleted_stays_so(self):
        self.send()
        self.kept().action_delete()
        status, answer = self.send()
        self.assertEqual(status, 200)
        self.assertIn("deleted", answer["warnings"][0])
        self.assertEqual(self.kept().state, "deleted")

    def test_of_an_erased_caller_nothing_is_kept(self):
        """200 all the same: an error would let the exchange send it every night."""
        call = self.call("u")
        call._settle(call.end_date.timestamp() + 3600)
        finder = self.env["callcenter.caller.data"]
        finder._erase(finder._find(self.pbx.company_id, "0989464999"))
        self.assertTrue(call.erased_date)
        status, answer = self.send()
        self.assertEqual(status, 200)
        self.assertIn("not taken", answer["warnings"][0])
        self.assertFalse(self.kept())

    def test_what_is_refused(self):
        self.env["ir.config_parameter"].set_param(SIZE_PARAMETER, "0.25")
        wrong = {"Authorization": "Bearer wrong"}
        for code, status, args in (
            ("unauthorized", 401, {"headers": wrong}),
            ("missing_callid", 400, {"query": "extension=101"}),
            ("unknown_call", 404, {"query": "callid=nobody"}),
            ("no_audio", 400, {"body": b""}),
            ("not_audio", 415, {"body": b"<html>", "mimetype": "text/html"}),
            ("too_large", 413, {"body": self.wav + b"\0" * 270_000}),
            ("too_large", 413, {"body": b"\0" * 900_000}),
            ("method_not_allowed", 405, {"method": "PUT"}),
            ("unreadable", 400, {"query": "callid=%ff"}),
        ):
            with self.subTest(code):
                found, answer = self.send(**args)
                self.assertEqual((found, answer["code"]), (status, code))
                self.assertFalse(self.kept())
        self.assertEqual(self.journal().result, "rejected")

    def test_strangers_do_not_fill_the_memory(self):
        """The body of a request without credentials is never read."""
        target = "odoo.addons.callcenter.controllers.webhook.read_upload"
        with patch(target) as read:
            self.send(headers={"Authorization": "Bearer wrong"})
        read.assert_not_called()

    def test_a_fault_is_503(self):
        recordings = self.registry["callcenter.recording"]
        fault = patch.object(recordings, "_keep", side_effect=KeyError("x"))
        with fault, mute_logger("odoo.addons.callcenter.controllers.webhook"):
            self.assertEqual(self.send()[0], 503)
        self.assertEqual(self.journal().result, "error")
