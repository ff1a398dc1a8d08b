"""Recordings as a browser asks for them."""

from odoo.tests import HttpCase, tagged

from ..recording_server import PASSWORD, USER
from .test_recording import RecordingCase


class RecordingRouteCase(RecordingCase, HttpCase):
    """Those who hear something, in a browser."""

    def setUp(self):
        super().setUp()
        for user in (self.lan, self.minh, self.dung, self.clerk):
            user.password = user.login

    def play(self, record, user=None, query="", **headers):
        user = user or self.lan
        self.authenticate(user.login, user.login)
        kind = "call" if record._name == "callcenter.call" else "leg"
        path = f"/callcenter/recording/{kind}/{record.id}{query}"
        headers = {name.capitalize(): value for name, value in headers.items()}
        return self.url_open(path, headers=headers, allow_redirects=False)


@tagged("post_install", "-at_install")
class TestRecordingRoute(RecordingRouteCase):
    """What the browser gets, and what it does not."""

    def test_a_range_is_passed_through(self):
        size = len(self.wav)
        for asked, start, stop in (
            ("0-", 0, size),
            ("10-19", 10, 20),
            ("99-", 99, size),
        ):
            response = self.play(self.leg_lan, range=f"bytes={asked}")
            self.assertEqual(response.status_code, 206)
            self.assertEqual(response.content, self.wav[start:stop])
            told = f"bytes {start}-{stop - 1}/{size}"
            self.assertEqual(response.headers["Content-Range"], told)
        self.assertEqual(response.headers["Content-Type"], "audio/wav")
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertEqual(self.play(self.leg_lan, range="bytes=99999-").status_code, 416)

    def test_neither_address_nor_password_reaches_the_browser(self):
        for response in (
            self.play(self.leg_lan, range="bytes=0-"),
            self.play(self.leg_lan, self.dung, "?download=1"),
        ):
            told = str(response.headers) + response.text
            for secret in (self.server.url, PASSWORD, USER, "/rec/"):
                self.assertNotIn(secret, told)

    def test_the_whole_of_it(self):
        for mode in ("stream", "store"):
            self.pbx.recording_mode = mode
            self.settle()[:1]._fetch()
            response = self.play(self.leg_lan, self.dung, "?download=1")
            self.assertEqual((response.status_code, response.content), (200, self.wav))
            told = response.headers["Content-Disposition"]
            self.assertRegex(
                told, r'^attachment; filename="?2.* 0989464999 101\.wav"?$'
            )

    def test_a_stored_one_is_served_without_the_exchange(self):
        self.pbx.recording_mode = "store"
        self.settle()[:1]._fetch()
        self.server.close()
        response = self.play(self.leg_lan, range="bytes=10-19")
        self.assertEqual(
            (response.status_code, response.content), (206, self.wav[10:20])
        )
        self.assertEqual(response.headers["Content-Type"], "audio/wav")

    def test_who_may_not(self):
        for record, user, query, status in (
            (self.leg_minh, self.lan, "", 403),
            (self.call_recorded, self.hoa, "", 404),
            (self.leg_lan, self.lan, "?download=1", 403),
            (self.leg_lan, self.hoa, "", 404),
            (self.leg_lan, self.clerk, "", 404),
        ):
            with self.subTest(user.login, record=record):
                user.password = user.login
                self.assertEqual(self.play(record, user, query).status_code, status)
        self.assertEqual(self.server.requests, [])
        self.authenticate(None, None)
        path = f"/callcenter/recording/leg/{self.leg_lan.id}"
        response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, 303, "to the login")

    def test_what_is_not_there(self):
        for path in ("leg/0", "leg/99999999", "partner/1", "leg/99999999999999999999"):
            self.authenticate("t_lan", "t_lan")
            response = self.url_open(f"/callcenter/recording/{path}")
            self.assertEqual(response.status_code, 404, path)

    def test_why_it_cannot_be_played_is_said(self):
        rows = self.settle()
        self.server.files.clear()
        for name, status in {
            "101.wav": 404,
            "http://127.0.0.1:1/x.wav": 502,
            f"{self.server.url}/rec/page.wav": 404,
        }.items():
            self.leg_lan.recording_url = name
            response = self.play(self.leg_lan, range="bytes=0-")
            self.assertEqual(response.status_code, status, name)
            self.assertEqual(response.json()["state"], "pending")
            self.assertTrue(response.json()["message"])
        rows[0].write({"state": "failed", "reason": "missing"})
        self.assertEqual(self.play(self.leg_lan).status_code, 404)
        rows[0].with_user(self.dung).action_delete()
        self.assertEqual(self.play(self.leg_lan).status_code, 410)

    def test_one_listening_is_one_row_whatever_ranges_are_asked_for(self):
        for asked in ("0-", "100-", "5-9"):
            self.play(self.leg_lan, range=f"bytes={asked}")
        self.play(self.leg_minh, range="bytes=0-")
        self.play(self.leg_lan, self.dung, range="bytes=0-")
        self.play(self.leg_lan, self.dung, "?download=1")
        listens = self.env["callcenter.recording.listen"].search(
            [("call_id", "=", self.call_recorded.id)], order="id"
        )
        self.assertEqual(
            [(x.user_id, x.leg_id, x.is_download) for x in listens],
            [
                (self.lan, self.leg_lan, False),
                (self.dung, self.leg_lan, False),
                (self.dung, self.leg_lan, True),
            ],
        )
