"""A manager plays recordings of an exchange in Chromium."""

from odoo.tests import HttpCase, new_test_user, tagged

from ..call.test_call import CallCase
from ..recording_server import PASSWORD, USER, RecordingServer, make_wav

MANAGER = "base.group_user,callcenter.group_callcenter_manager"
SECONDS = 30


@tagged("post_install", "-at_install", "is_tour")
class TestRecordingTour(CallCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.server = RecordingServer()
        self.addCleanup(self.server.close)
        self.server.needs_password = True
        self.server.files["/1.wav"] = make_wav(SECONDS)
        self.pbx.write(
            {
                "recording_base_url": self.server.url,
                "recording_user": USER,
                "recording_password": PASSWORD,
                "is_recording_private": True,
            }
        )
        for name in ("1", "2"):
            self.apply(
                "call_end",
                callid=name,
                phone=f"098765000{name}",
                extension="101",
                status="ANSWERED",
                recordingfile=f"{name}.wav",
            )

    def test_play(self):
        login = "tour_manager"
        user = new_test_user(self.env, login, MANAGER, password=login)
        self.start_tour("/odoo/calls", "callcenter_recording", login=login)
        listens = self.env["callcenter.recording.listen"].search([])
        found = listens.filtered(lambda listen: listen.user_id == user)
        self.assertEqual(found.call_id.callid, "1")
        self.assertEqual(len(found), 1)
