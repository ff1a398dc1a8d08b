"""A server that is away, a file that is broken, plays that end early, and who listened."""

import threading
import time
from datetime import timedelta
from functools import partial
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ...models.recording import pbx
from ..recording_server import RecordingServer
from . import test_recording_route
from .test_recording import RecordingCase

HOURS = 40


@tagged("post_install", "-at_install")
class TestRecordingOutage(RecordingCase):
    """One broken file costs itself, an outage costs no file anything."""

    def add(self, *names):
        """Return the recordings, due, of further calls that are named so."""
        rows = self.recordings
        for name in names:
            callid = f"more-{name}"
            self.apply("call_in", callid=callid, phone="0989464999", extension="103")
            call = self.apply(
                "call_end",
                9,
                callid=callid,
                extension="103",
                status="ANSWERED",
                recordingfile=name,
            )
            call._settle(self.now + 24 * 3600)
            rows |= call.recording_ids
        return rows

    def run_cron(self, **time_after):
        with (
            freeze_time(fields.Datetime.now() + timedelta(**time_after)),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("callcenter.ir_cron_recordings").method_direct_trigger()
        self.env.invalidate_all()

    def test_one_broken_file_costs_no_other_a_try(self):
        names = ("reset.wav", "short.wav", "broken.wav", "none.wav", "ok.wav")
        self.server.needs_password = False
        self.pbx.recording_base_url = self.server.url
        self.pbx.recording_mode = "store"
        self.server.files["/ok.wav"] = self.wav
        rows = self.add(*names)
        self.run_cron(seconds=1)
        self.assertEqual(rows[-1].state, "stored")
        self.assertEqual(rows[-1].tries, 0)
        self.assertEqual(
            rows[:-1].mapped("reason"),
            ["broken_off", "broken_off", "refused", "missing"],
        )
        self.assertEqual(rows[:-1].mapped("tries"), [1, 1, 1, 1])

    def run_cron_now(self, rows):
        """Let all be due, without stopping the clock by which servers are waited for."""
        rows.filtered("next_try_date").next_try_date = fields.Datetime.now()
        with self.enter_registry_test_mode():
            self.env.ref("callcenter.ir_cron_recordings").method_direct_trigger()
        self.env.invalidate_all()

    def be_quick(self):
        """Wait for half a second, where it is a minute."""
        quick = partial(pbx.Source, seconds=0.5)
        self.startPatcher(patch.object(pbx, "Source", quick))
        self.server.needs_password = False
        self.pbx.recording_base_url = self.server.url

    def test_one_file_that_hangs_costs_itself_alone(self):
        self.be_quick()
        self.server.files |= {"/ok1.wav": self.wav, "/ok2.wav": self.wav}
        rows = self.add("silent.wav", "ok1.wav", "ok2.wav")
        for _ in range(3):
            self.run_cron_now(rows)
        self.assertEqual(rows.mapped("state"), ["pending", "available", "available"])
        self.assertEqual(rows.mapped("tries"), [3, 0, 0], "alone, too, it is the file")
        self.assertEqual(rows[0].reason, "too_slow")
        self.assertFalse(self.pbx.sudo().recording_outages)

    def test_a_server_that_hangs_costs_no_file_a_try(self):
        self.be_quick()
        self.server.is_silent = True
        rows = self.add("one.wav", "two.wav")
        for _ in range(4):
            self.run_cron_now(rows)
        self.assertEqual(rows.mapped("tries"), [0, 0])
        self.assertEqual(set(rows.mapped("reason")), {"unreachable"})
        self.assertIn(self.server.url, self.pbx.sudo().recording_outages)
        self.server.is_silent = False
        self.server.files |= {"/one.wav": self.wav, "/two.wav": self.wav}
        self.run_cron_now(rows)
        self.assertEqual(rows.mapped("state"), ["available", "available"])
        self.assertFalse(self.pbx.sudo().recording_outages)

    def test_a_long_outage_gives_nothing_up(self):
        rows = self.settle()
        self.server.close()
        for hour in range(HOURS):
            self.run_cron(hours=hour)
        self.assertEqual(rows.mapped("state"), ["pending", "pending"])
        self.assertEqual(rows.mapped("tries"), [0, 0])
        self.assertIn(self.server.url, self.pbx.with_user(self.admin).advice)
        back = RecordingServer(port=self.server.port)
        self.addCleanup(back.close)
        back.files = self.server.files
        rows[0]._fetch()
        self.assertEqual(rows[0].state, "available")
        self.assertFalse(self.pbx.sudo().recording_outages)
        self.assertLessEqual(rows[1].next_try_date, fields.Datetime.now())

    def test_a_proxy_that_says_its_exchange_is_away_is_an_outage(self):
        self.server.needs_password = False
        self.pbx.recording_base_url = self.server.url
        rows = self.add("away.wav", "ok1.wav", "ok2.wav")
        self.run_cron(seconds=1)
        self.assertEqual(rows.mapped("tries"), [0, 0, 0])
        self.assertEqual(set(rows.mapped("reason")), {"unreachable"})
        self.assertEqual(len(self.server.requests), 1)

    def test_an_exchange_that_breaks_off_each_time_is_left_alone(self):
        self.server.needs_password = False
        self.pbx.recording_base_url = self.server.url
        rows = self.add(*(f"reset.{number}.wav" for number in range(6)))
        self.run_cron(seconds=1)
        self.assertEqual(len(self.server.requests), 3)
        self.assertEqual(rows.mapped("tries"), [0] * 6)

    def test_another_server_of_the_connection_is_asked_all_the_same(self):
        other = RecordingServer()
        self.addCleanup(other.close)
        other.files["/x.wav"] = self.wav
        self.pbx.recording_hosts = f"{other.url}\nhttp://127.0.0.1:1"
        rows = self.add("http://127.0.0.1:1/dead.wav", f"{other.url}/x.wav")
        self.run_cron(seconds=1)
        self.assertEqual(rows.mapped("state"), ["pending", "available"])

    def test_who_mends_the_address_lets_all_be_asked_again(self):
        rows = self.settle()
        self.pbx.recording_base_url = "http://127.0.0.1:1"
        rows[0]._fetch()
        self.assertTrue(self.pbx.sudo().recording_outages)
        self.pbx.with_user(self.admin).recording_base_url = f"{self.server.url}/rec"
        self.assertFalse(self.pbx.sudo().recording_outages)
        self.assertLessEqual(rows[0].next_try_date, fields.Datetime.now())

    def test_a_plus_that_a_form_made_a_blank(self):
        self.server.files["/rec/out-+84989464999-101.wav"] = self.wav
        row = self.add("out- 84989464999-101.wav")
        row._fetch()
        self.assertEqual(row.state, "available")

    def test_signed_storage_that_the_connection_names(self):
        storage = RecordingServer()
        self.addCleanup(storage.close)
        storage.files["/secret.wav"] = self.wav
        self.server.elsewhere = storage.url
        self.server.needs_password = False
        self.pbx.recording_base_url = self.server.url
        row = self.add("redirect.wav")
        row._fetch()
        self.assertEqual((row.state, row.reason), ("failed", "redirected"))
        self.pbx.with_user(self.admin).recording_hosts = storage.url
        row._fetch()
        self.assertEqual(row.state, "available")
        self.assertEqual([request[2] for request in storage.requests], [None])


@tagged("post_install", "-at_install")
class TestPlayer(RecordingCase, HttpCase):
    """What a browser starts and does not end, and what goes round the listening log."""

    play = test_recording_route.TestRecordingRoute.play

    def setUp(self):
        super().setUp()
        for user in (self.lan, self.dung):
            user.password = user.login

    def clocks(self):
        time.sleep(0.2)
        return [x for x in threading.enumerate() if isinstance(x, threading.Timer)]

    def listens(self, user):
        listens = self.env["callcenter.recording.listen"].sudo()
        return listens.search(
            [("call_id", "=", self.call_recorded.id), ("user_id", "=", user.id)]
        )

    def test_head_leaves_nothing_behind(self):
        before = self.clocks()
        self.authenticate(self.lan.login, self.lan.login)
        url = f"{self.base_url()}/callcenter/recording/leg/{self.leg_lan.id}"
        response = self.opener.head(url, timeout=12)
        self.assertEqual((response.status_code, response.content), (200, b""))
        self.assertEqual(int(response.headers["Content-Length"]), len(self.wav))
        self.assertEqual(self.clocks(), before)
        self.assertFalse(self.listens(self.lan), "nobody heard anything")

    def test_a_play_that_is_broken_off_leaves_nothing_behind(self):
        self.pbx.sudo().agent_listening = "all"
        self.server.needs_password = False
        self.pbx.recording_base_url = self.server.url
        self.leg_lan.recording_url = "endless.wav"
        before = self.clocks()
        self.authenticate(self.lan.login, self.lan.login)
        url = f"{self.base_url()}/callcenter/recording/leg/{self.leg_lan.id}"
        with self.opener.get(url, timeout=12, stream=True) as response:
            next(response.iter_content(1024), None)
        for _ in range(20):
            if self.clocks() == before:
                break
        self.assertEqual(self.clocks(), before)

    def test_a_player_and_the_error_probe_ask_for_little(self):
        self.server.files["/rec/101.wav"] = self.wav
        self.server.types["/rec/101.wav"] = "application/x-unknown"
        for asked, count in (("0-1", 2), ("0-0", 1), ("0-15", 16)):
            response = self.play(self.leg_lan, range=f"bytes={asked}")
            self.assertEqual(response.status_code, 206, asked)
            self.assertEqual(response.content, self.wav[:count])
            self.assertEqual(response.headers["Content-Type"], "audio/wav")

    def test_administrators_have_no_way_round_the_log(self):
        self.pbx.recording_mode = "store"
        row = self.settle()[:1]
        row._fetch()
        file = self.env["ir.attachment"].search(
            [("res_model", "=", row._name), ("res_field", "=", "audio")], limit=1
        )
        boss = new_test_user(
            self.env,
            "t_boss",
            "base.group_system,callcenter.group_callcenter_manager",
        )
        for name in ("raw", "datas", "index_content", "checksum"):
            with self.subTest(name), self.assertRaises(AccessError):
                file.with_user(boss).read([name])
        for method in ("generate_access_token", "copy", "unlink"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(file.with_user(boss), method)()
        with self.assertRaises(AccessError):
            file.with_user(boss).write({"public": True})
        self.authenticate("t_boss", "t_boss")
        for path in (
            f"/web/content/{file.id}",
            f"/web/content/{file.id}?download=true",
            f"/web/content/callcenter.recording/{row.id}/audio",
            f"/web/content?model=callcenter.recording&id={row.id}&field=audio",
            f"/web/image/{file.id}",
        ):
            response = self.url_open(path)
            self.assertNotIn(self.wav[:100], response.content, path)
        other = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        self.assertEqual(other.with_user(boss).raw, b"x", "all else is as it was")

    def test_what_a_manager_exports_stands_in_the_log(self):
        self.pbx.recording_mode = "store"
        for row in self.settle():
            row._fetch()
        asked = self.env["callcenter.data.request"].with_user(self.dung)
        asked = asked.create({"number": "0989464999"})
        asked.action_search()
        self.authenticate(self.dung.login, self.dung.login)
        response = self.url_open(asked.action_export()["url"])
        self.assertEqual(response.status_code, 200)
        listens = self.listens(self.dung)
        self.assertEqual(listens.mapped("is_download"), [True, True])
