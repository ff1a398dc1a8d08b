"""Nobody holds the workers by playing: pieces, a limit for all workers, copies."""

import time
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import config

from ...controllers import recording as controller
from ..recording_server import make_wav
from .test_recording_route import RecordingRouteCase

PLAYING = "callcenter.playing"


@tagged("post_install", "-at_install")
class TestRecordingPieces(RecordingRouteCase):
    """However a browser asks, what it gets at once is small, or comes from a copy."""

    def setUp(self):
        super().setUp()
        self.patch(controller, "PIECE_BYTES", 1000)

    def test_a_range_is_answered_by_a_piece(self):
        size = len(self.wav)
        for mode in ("stream", "store"):
            self.pbx.recording_mode = mode
            self.settle()[:1]._fetch()
            for asked, start, stop in (("0-", 0, 1000), ("500-9999", 500, 1500)):
                with self.subTest(mode, asked=asked):
                    response = self.play(self.leg_lan, range=f"bytes={asked}")
                    self.assertEqual(response.status_code, 206)
                    self.assertEqual(response.content, self.wav[start:stop])
                    told = f"bytes {start}-{stop - 1}/{size}"
                    self.assertEqual(response.headers["Content-Range"], told)

    def test_without_a_range_it_comes_from_a_copy(self):
        response = self.play(self.leg_lan)
        self.assertEqual((response.status_code, response.content), (200, self.wav))
        row = self.call_recorded.recording_ids[0]
        self.assertEqual(row.state, "available")
        self.assertTrue(row.copy_until_date)
        self.server.close()
        self.assertEqual(self.play(self.leg_lan).content, self.wav)
        piece = self.play(self.leg_lan, range="bytes=10-19")
        self.assertEqual((piece.status_code, piece.content), (206, self.wav[10:20]))

    def test_a_copy_goes_after_its_time(self):
        self.play(self.leg_lan)
        row = self.call_recorded.recording_ids[0]
        row._drop_due_copies()
        self.assertTrue(row.audio)
        row.copy_until_date = fields.Datetime.now().replace(year=2020)
        row._drop_due_copies()
        self.assertFalse(row.audio)
        self.assertFalse(row.copy_until_date)
        self.assertEqual(row.state, "available")

    def test_a_kept_one_is_no_copy(self):
        self.play(self.leg_lan)
        row = self.call_recorded.recording_ids[0]
        row._keep(self.wav, "audio/wav")
        self.assertFalse(row.copy_until_date)
        row._drop_copies()
        self.assertTrue(row.audio)

    def test_playing_first_does_not_keep_one_from_being_kept(self):
        self.pbx.recording_mode = "store"
        row = self.settle()[:1]
        self.assertEqual(self.play(self.leg_lan, range="bytes=0-").status_code, 206)
        self.assertEqual(row.state, "pending", "to be fetched still")

    def test_what_takes_longer_than_a_worker_lives_comes_in_steps(self):
        """As the exchange sends a few bytes now and then."""
        self.patch(controller, "EXCHANGE_SECONDS", 0.5)
        self.server.files["/rec/101.wav"] = wav = make_wav(0.2)
        self.server.pace = (len(wav) // 4, 0.2)
        statuses, began = [], time.monotonic()
        for _try in range(20):
            response = self.play(self.leg_lan, self.dung, "?download=1")
            statuses.append(response.status_code)
            if response.status_code != 503:
                break
            self.assertTrue(int(response.headers["Retry-After"]))
            self.assertTrue(response.json()["message"])
        self.assertEqual((response.status_code, response.content), (200, wav))
        self.assertIn(503, statuses)
        self.assertLess(time.monotonic() - began, 30)
        ranges = [asked for _path, asked, _auth in self.server.requests]
        self.assertTrue(any(asked and asked != "bytes=0-" for asked in ranges))

    def test_one_that_never_comes_is_an_error_soon(self):
        self.patch(controller, "EXCHANGE_SECONDS", 0.5)
        self.server.needs_password = False
        self.leg_lan.recording_url = f"{self.server.url}/slow.wav"
        self.pbx.recording_base_url = self.server.url
        began = time.monotonic()
        for _try in range(9):
            response = self.play(self.leg_lan, self.dung, "?download=1")
            if response.status_code != 503:
                break
        self.assertEqual(response.status_code, 504)
        self.assertLess(time.monotonic() - began, 9)

    def test_another_file_by_now_is_begun_anew(self):
        self.play(self.leg_lan)
        row = self.call_recorded.recording_ids[0]
        row._put_audio(self.wav[:100], "audio/wav")
        self.server.files["/rec/101.wav"] = other = make_wav(0.3)
        self.assertEqual(self.play(self.leg_lan).status_code, 502)
        self.assertEqual(self.play(self.leg_lan).content, other)

    def test_whether_it_is_at_hand_is_told_without_audio(self):
        response = self.play(self.leg_lan, self.dung, "?download=1&prepare=1")
        self.assertEqual(
            (response.status_code, response.json()["message"]), (200, False)
        )
        self.assertFalse(self.env["callcenter.recording.listen"].search([]))
        response = self.play(self.leg_lan, query="?download=1&prepare=1")
        self.assertEqual(response.status_code, 403)

    def test_a_head_fetches_nothing_and_leaves_nothing(self):
        self.authenticate("t_lan", "t_lan")
        path = f"/callcenter/recording/leg/{self.leg_lan.id}"
        response = self.url_open(path, method="HEAD")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Length"], str(len(self.wav)))
        self.assertEqual([asked[1] for asked in self.server.requests], ["bytes=0-15"])
        self.assertFalse(self.env["callcenter.recording.listen"].search([]))
        self.assertFalse(self.env[PLAYING].search([]))

    def test_a_worker_outlives_its_answer(self):
        for limit, seconds in ((120, 90), (40, 30), (0, 90)):
            with patch.dict(config.options, {"limit_time_real": limit}):
                self.assertEqual(controller._get_answer_seconds(), seconds)
        for seconds, sent in ((-1, []), (60, [b"a", b"b"])):
            ends = []
            deadline = time.monotonic() + seconds
            chunks = controller._send(
                [b"a", b"b"], deadline, lambda ends=ends: ends.append(1)
            )
            self.assertEqual(list(chunks), sent)
            self.assertEqual(ends, [1])

    def test_the_range_does_not_lead_round_what_audio_is(self):
        """Pages of the inner network, from any byte on, by any name."""
        self.server.needs_password = False
        page = b"<html>the inner network" * 99
        for name, told in (
            ("secret", "text/html"),
            ("secret", "application/octet-stream"),
            ("secret", ""),
            ("secret.wav", "text/html"),
            ("secret.gsm", "text/plain"),
        ):
            path = f"/rec/{name}"
            self.server.files[path] = page
            self.server.types[path] = told
            self.leg_lan.recording_url = name
            for asked in ("1-", "1-1", "16-", "500-600", "0-", "0-1"):
                for is_ranged in (True, False):
                    self.server.knows_ranges = is_ranged
                    with self.subTest(name, told=told, asked=asked, ranged=is_ranged):
                        response = self.play(self.leg_lan, range=f"bytes={asked}")
                        self.assertEqual(response.status_code, 502)
                        self.assertNotIn("inner network", response.text)
            response = self.play(self.leg_lan, self.dung, "?download=1")
            self.assertEqual(response.status_code, 502)


@tagged("post_install", "-at_install")
class TestRecordingLimits(RecordingRouteCase):
    """So many answers at once, of one user and of all."""

    def limit(self, count):
        name = "callcenter.playing_limit"
        self.env["ir.config_parameter"].set_param(name, count)

    def add(self, user, seconds=60):
        until = time.time() + seconds
        return self.env[PLAYING].create({"user_id": user.id, "until": until})

    def test_one_user_does_not_play_many_at_once(self):
        self.add(self.lan)
        asked = ({"range": "bytes=0-"}, {})
        for headers in asked:
            self.assertIn(self.play(self.leg_lan, **headers).status_code, (200, 206))
        self.add(self.lan)
        for headers in asked:
            response = self.play(self.leg_lan, **headers)
            self.assertEqual(response.status_code, 429)
            self.assertTrue(int(response.headers["Retry-After"]))
            self.assertIn("You play several", response.json()["message"])
        response = self.play(self.leg_lan, self.dung, range="bytes=0-")
        self.assertEqual(response.status_code, 206, "others do")
        listens = self.env["callcenter.recording.listen"].search([])
        self.assertEqual(len(listens), 2, "what was refused was not heard")

    def test_all_do_not_take_all_workers(self):
        self.limit(2)
        self.add(self.minh)
        self.assertEqual(self.play(self.leg_lan, range="bytes=0-").status_code, 206)
        self.add(self.dung)
        response = self.play(self.leg_lan, range="bytes=0-")
        self.assertEqual(response.status_code, 429)
        self.assertIn("Many recordings", response.json()["message"])

    def test_half_of_the_workers_are_left(self):
        for workers, limits in ((0, (8, 2)), (1, (1, 1)), (2, (1, 1)), (8, (4, 2))):
            with patch.dict(config.options, {"workers": workers}):
                self.assertEqual(self.env[PLAYING]._get_limits(), limits)
        for value, limits in (("3", (3, 2)), ("1", (1, 1)), ("many", (8, 2))):
            self.limit(value)
            self.assertEqual(self.env[PLAYING]._get_limits(), limits)

    def test_what_is_over_does_not_count(self):
        for _time in range(3):
            self.assertEqual(self.play(self.leg_lan, range="bytes=0-").status_code, 206)
            self.assertEqual(self.play(self.leg_lan).status_code, 200)
            self.leg_minh.recording_url = "none.wav"
            response = self.play(self.leg_minh, self.minh, range="bytes=0-")
            self.assertEqual(response.status_code, 404)
        self.assertFalse(self.env[PLAYING].search([]))
        self.add(self.lan, -1)
        self.add(self.lan, -1)
        response = self.play(self.leg_lan, range="bytes=0-")
        self.assertEqual(response.status_code, 206, "a worker was killed")

    def test_nobody_reads_or_writes_it(self):
        self.add(self.lan)
        for user in (self.lan, self.thu, self.dung, self.admin, self.clerk):
            playing = self.env[PLAYING].with_user(user)
            self.assertFalse(playing.has_access("read"))
            self.assertFalse(playing.has_access("unlink"))


@tagged("post_install", "-at_install")
class TestRecordingLimitsOfTwoWorkers(RecordingRouteCase):
    """With connections of their own, as two workers have them."""

    def test_each_counts_what_the_other_sends(self):
        database = db_connect(self.env.cr.dbname)
        uid = SUPERUSER_ID
        with patch.object(
            type(self.registry), "cursor", lambda *_args: database.cursor()
        ):
            playing = api.Environment(self.env.cr, uid, {})[PLAYING]
            began = [playing._begin(60) for _time in range(3)]
            ids = [id_ for id_, _limit in began if id_]
            try:
                self.assertEqual([limit for _id, limit in began], [None, None, "user"])
                playing._end(ids[0])
                id_, limit = playing._begin(60)
                ids.append(id_)
                self.assertIsNone(limit)
            finally:
                for id_ in ids:
                    playing._end(id_)

    def test_one_worker_copies_a_file(self):
        row = self.settle()[:1]
        with db_connect(self.env.cr.dbname).cursor() as cr:
            key = [f"{row._table}.audio", row.id]
            cr.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", key)
            response = self.play(self.leg_lan, self.dung, "?download=1")
            self.assertEqual(response.status_code, 503)
            self.assertIn("on its way", response.json()["message"])
        self.assertEqual(self.server.requests, [])
