from odoo import Command
from odoo.tests import new_test_user, tagged

from ..recording_server import make_wav
from .test_access_rpc import FORBIDDEN, RpcCase

HOUR, DAY = 3600, 24 * 3600
NUMBER = "0989464999"
FIGURES, BOARD = "callcenter.figures", "callcenter.board"
TODAY = {"period": "today"}


@tagged("post_install", "-at_install")
class TestAccessRpcManagers(RpcCase):
    """What is for managers and supervisors: by no way anybody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.users["other_manager"] = new_test_user(
            cls.env,
            "t_rpc_other_manager",
            "callcenter.group_callcenter_manager,base.group_allow_export",
            password="t_rpc_other_manager",
            company_id=cls.other.id,
            company_ids=[Command.set(cls.other.ids)],
        )
        cls.manager = cls.users["manager"]
        cls.without = [name for name in cls.users if name != "manager"]

    def setUp(self):
        super().setUp()
        self.pbx.resource_calendar_id = False  # whatever the time is, it is open
        self.talk = self.place("talk", "ANSWERED")
        recordings = self.env["callcenter.recording"]
        recordings._keep_sent(self.talk, self.talk.leg_ids, make_wav(0.1), "audio/wav")
        self.recording = self.talk.recording_ids
        self.recording.with_user(self.manager)._record_listening(False)
        self.missed = self.place("missed", "NO ANSWER", HOUR).missed_id
        self.missed.with_user(self.lan).action_claim()
        finder = self.env["callcenter.caller.data"].with_user(self.manager).sudo()
        self.receipt = finder._write_receipt(
            "export", finder._find(self.pbx.company_id, NUMBER), {"counts": {}}
        )
        requests = self.env["callcenter.data.request"].with_user(self.manager)
        self.request = requests.create({"number": NUMBER})
        self.request.action_search()
        self.env.flush_all()

    def place(self, callid, status, seconds=0):
        ring = {"callid": callid, "extension": "101"}
        self.apply("call_in", seconds, phone=NUMBER, **ring)
        call = self.apply("call_end", seconds + 9, status=status, **ring)
        call._settle(self.now + DAY)
        return call

    def get_readings(self):
        listen = self.recording.listen_ids
        audio = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self.recording._name),
                ("res_id", "=", self.recording.id),
                ("res_field", "=", "audio"),
            ]
        )
        self.assertTrue(audio)
        self.secret = ("ir.attachment", "read", [audio.ids, ["raw"]], {})
        return [
            *self.get_record_readings(self.missed, "phone", "user_id"),
            *self.get_record_readings(self.recording, "state", "call_id"),
            *self.get_record_readings(listen, "date", "user_id"),
            *self.get_record_readings(self.receipt, "report", "user_id"),
            *self.get_record_readings(self.request, "number", "partner_id"),
            *self.get_record_readings(self.request.line_ids[0], "count", "request_id"),
        ]

    def test_others_get_nothing_by_any_way(self):
        readings = self.get_readings()
        for name in self.without:
            self.login_as(name)
            self.assert_gets_nothing(name, [*readings, self.secret])

    def test_a_manager_gets_it_by_every_way(self):
        # else the test above could not fail
        readings = self.get_readings()
        self.login_as("manager")
        self.assert_gets_all(readings)
        self.assert_gets_nothing("manager", [self.secret])

    def test_what_was_asked_for_is_the_askers_alone(self):
        second = new_test_user(
            self.env,
            "t_rpc_second",
            "callcenter.group_callcenter_manager",
            password="t_rpc_second",
        )
        self.authenticate(second.login, "t_rpc_second")
        for method in ("action_search", "action_export", "action_erase"):
            with self.subTest(method):
                error = self.rpc(self.request._name, method, self.request.ids)[1]
                self.assertIn(error, FORBIDDEN)

    def test_others_do_none_of_it(self):
        actions = [
            (self.request, "action_search"),
            (self.request, "action_export"),
            (self.request, "action_erase"),
            (self.recording, "action_delete"),
            (self.recording, "action_retry"),
            (self.missed, "action_give_back"),
            (self.missed, "action_close"),
            (self.missed, "action_reopen"),
            (self.talk, "action_keep"),
            (self.talk, "action_release"),
        ]
        for name in self.without:
            self.login_as(name)
            for record, method in actions:
                with self.subTest(user=name, method=method):
                    error = self.rpc(record._name, method, record.ids)[1]
                    self.assertIn(error, FORBIDDEN)
        self.assertEqual((self.recording.state, self.talk.phone), ("stored", NUMBER))
        self.assertEqual((self.missed.user_id, self.missed.state), (self.lan, "open"))

    def test_figures_and_board_are_for_supervisors_of_their_people(self):
        live = self.apply("call_in", 99, callid="live", phone=NUMBER, extension="101")
        self.env.flush_all()
        asked = [
            (FIGURES, "get_figures", [TODAY]),
            (FIGURES, "open_calls", [TODAY, "offered"]),
            (BOARD, "get_board", []),
        ]
        for name in ("agent", "pbx_admin", "clerk", "portal"):
            self.login_as(name)
            for model, method, args in asked:
                with self.subTest(user=name, method=method):
                    self.assertIn(self.rpc(model, method, *args)[1], FORBIDDEN)
        for name, is_seen in (
            ("supervisor", False),
            ("other_manager", False),
            ("manager", True),
        ):
            self.login_as(name)
            with self.subTest(user=name):
                board = self.rpc(BOARD, "get_board")[0]
                agents = [row["name"] for row in board["agents"]]
                self.assertEqual("Lan" in agents, is_seen)
                action = self.rpc(FIGURES, "open_calls", TODAY, "offered")[0]
                found = self.rpc(live._name, "search", action["domain"])[0]
                self.assertEqual(self.talk.id in found, is_seen)
                figures = self.rpc(FIGURES, "get_figures", TODAY)[0]
                agents = [row["name"] for row in figures["agents"]["rows"]]
                self.assertEqual("Lan" in agents, is_seen)
