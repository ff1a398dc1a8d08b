"""Who is there to take calls: told in Odoo or by the exchange, and who may see it."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import AGENT, CallcenterCommon, WireCase


class StatusCase(CallcenterCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statuses = cls.env["callcenter.agent.status"]
        cls.lunch = cls.env.ref("callcenter.pause_reason_lunch")
        cls.boss = new_test_user(
            cls.env, "t_boss", f"{AGENT},callcenter.group_callcenter_manager"
        )

    def desk(self, user=None):
        return self.env["callcenter.agent.desk"].with_user(user or self.lan)

    def now_of(self, user):
        return self.statuses._get_current(user)

    def hear(self):
        self.pbx.dial_way = "gateway"
        self.pbx.gateway_seen_date = fields.Datetime.now()

    def orders(self):
        rows = self.env["callcenter.order"].search([("user_id", "=", self.lan.id)])
        return [(row.kind, row.pause_reason) for row in rows.sorted("id")]

    def be_here(self, user, minutes_ago=0):
        """Let the last tab of ``user`` have been open so long ago."""
        date = fields.Datetime.now() - timedelta(minutes=minutes_ago)
        presences = self.env["mail.presence"].sudo()
        presence = presences.search([("user_id", "=", user.id)])
        presence = presence or presences.create({"user_id": user.id})
        presence.write(
            {"last_poll": date, "status": "online" if not minutes_ago else "offline"}
        )

    def begin_earlier(self, user, minutes):
        self.now_of(user).start_date = fields.Datetime.now() - timedelta(
            minutes=minutes
        )

    def tidy(self):
        self.env["callcenter.agent.desk"]._cron_tidy()


class TestDesk(StatusCase):
    def test_a_pause_has_its_reason(self):
        told = self.desk().set_status("paused", self.lunch.id)
        self.assertEqual((told["status"], told["reason"]), ("paused", "Lunch"))
        self.assertEqual(self.desk().get_desk()["status"], told)

    def test_states_follow_each_other_without_a_gap(self):
        self.desk().set_status("available")
        self.desk().set_status("paused", self.lunch.id)
        first, second = self.statuses.search(
            [("user_id", "=", self.lan.id)], order="id"
        )
        self.assertEqual(first.end_date, second.start_date)

    def test_who_has_no_extension_has_no_state(self):
        nobody = new_test_user(self.env, "t_nobody", AGENT)
        with self.assertRaises(UserError):
            self.desk(nobody).set_status("available")

    def test_other_words_are_no_states(self):
        for word in ("wrap_up", "busy", "", None):
            with self.subTest(word), self.assertRaises(UserError):
                self.desk().set_status(word)

    def test_queues_are_told(self):
        self.hear()
        self.desk().set_status("paused", self.lunch.id)
        self.desk().set_status("available")
        self.desk().set_status("offline")
        self.assertEqual(
            self.orders(), [("pause", "lunch"), ("resume", False), ("pause", "offline")]
        )

    def test_the_queues_word_for_offline_is_no_pause(self):
        self.hear()
        self.desk().set_status("offline")
        order = self.env["callcenter.order"].search([("user_id", "=", self.lan.id)])
        order._end("done", "")
        self.assertEqual(self.now_of(self.lan).status, "offline")

    def test_an_exchange_that_hears_nothing_is_not_told(self):
        self.desk().set_status("paused", self.lunch.id)
        self.assertEqual(self.orders(), [])

    def test_colleagues_see_how_one_is_and_not_how_one_was(self):
        self.desk().set_status("available")
        self.desk().set_status("paused", self.lunch.id)
        seen = self.statuses.with_user(self.minh).search(
            [("user_id", "=", self.lan.id)]
        )
        self.assertEqual(seen.mapped("status"), ["paused"])
        seen = self.statuses.with_user(self.boss).search(
            [("user_id", "=", self.lan.id)]
        )
        self.assertEqual(len(seen), 2)


class TestAbsence(StatusCase):
    def test_who_closed_the_last_tab_is_offline_after_a_while(self):
        self.desk().set_status("available")
        self.be_here(self.lan, minutes_ago=11)
        self.tidy()
        self.assertEqual(self.now_of(self.lan).status, "available", "not at once")
        self.begin_earlier(self.lan, 30)
        self.tidy()
        row = self.now_of(self.lan)
        self.assertEqual((row.status, row.is_absent), ("offline", True))

    def test_who_is_here_stays(self):
        self.desk().set_status("available")
        self.begin_earlier(self.lan, 30)
        self.be_here(self.lan)
        self.tidy()
        self.assertEqual(self.now_of(self.lan).status, "available")

    def test_how_long_is_a_setting(self):
        self.env["ir.config_parameter"].set_param("callcenter.offline_minutes", "60")
        self.desk().set_status("available")
        self.begin_earlier(self.lan, 30)
        self.be_here(self.lan, minutes_ago=30)
        self.tidy()
        self.assertEqual(self.now_of(self.lan).status, "available")

    def test_what_the_exchange_told_is_the_exchanges(self):
        self.statuses._set(self.lan, self.pbx.company_id, "available", "exchange")
        self.begin_earlier(self.lan, 30)
        self.tidy()
        self.assertEqual(self.now_of(self.lan).status, "available")


@tagged("post_install", "-at_install")
class TestWrapUp(StatusCase, WireCase):
    def talk(self, callid="w-1"):
        told = {"callid": callid, "phone": "0989464999", "extension": "101"}
        self.post("call_in", told)
        self.post("call_in", {**told, "event": "ANSWER"})
        self.post(
            "call_end", {**told, "status": "ANSWERED", "duration": 9, "billsec": 5}
        )

    def test_never_offline_during_a_call(self):
        self.desk().set_status("available")
        self.begin_earlier(self.lan, 30)
        self.post(
            "call_in", {"callid": "a-1", "phone": "0989464999", "extension": "101"}
        )
        self.tidy()
        self.assertEqual(self.now_of(self.lan).status, "available")

    def test_after_a_talk_comes_wrap_up_and_an_end_of_it(self):
        self.pbx.wrap_up_seconds = 30
        self.desk().set_status("available")
        self.talk()
        row = self.now_of(self.lan)
        self.assertEqual(row.status, "wrap_up")
        self.tidy()
        self.assertEqual(self.now_of(self.lan).status, "wrap_up")
        row.until_date = fields.Datetime.now() - timedelta(seconds=1)
        row.start_date = row.until_date - timedelta(seconds=30)
        self.tidy()
        self.assertEqual(self.now_of(self.lan).status, "available")
        self.assertEqual(row.end_date, row.until_date)

    def test_who_pauses_or_tells_nothing_stays_so(self):
        self.pbx.wrap_up_seconds = 30
        self.talk("w-1")
        self.assertFalse(self.now_of(self.lan))
        self.desk().set_status("paused", self.lunch.id)
        self.talk("w-2")
        self.assertEqual(self.now_of(self.lan).status, "paused")

    def test_without_the_setting_there_is_none(self):
        self.desk().set_status("available")
        self.talk()
        self.assertEqual(self.now_of(self.lan).status, "available")


class TestShown(StatusCase):
    def agent(self, name="Lan"):
        board = self.env["callcenter.board"].with_user(self.boss).get_board()
        return board, next(row for row in board["agents"] if row["name"] == name)

    def test_the_board_says_where_nobody_tells_states(self):
        board, agent = self.agent()
        self.assertFalse(board["tells_status"])
        self.assertEqual(agent["status"], "")

    def test_the_board_shows_who_is_where_since_when(self):
        self.desk().set_status("paused", self.lunch.id)
        self.begin_earlier(self.lan, 5)
        board, agent = self.agent()
        self.assertTrue(board["tells_status"])
        self.assertEqual((agent["status"], agent["reason"]), ("paused", "Lunch"))
        self.assertAlmostEqual(agent["status_seconds"], 300, delta=5)

    def test_who_has_no_tab_open_is_not_reachable(self):
        self.assertFalse(self.agent()[1]["is_reachable"])
        self.be_here(self.lan)
        self.assertTrue(self.agent()[1]["is_reachable"])

    def test_time_in_each_state_and_occupancy(self):
        now = fields.Datetime.now()
        for status, start, end in (
            ("available", 120, 60),
            ("paused", 60, 45),
            ("wrap_up", 45, 30),
            ("offline", 30, 0),
        ):
            self.statuses.create(
                {
                    "user_id": self.lan.id,
                    "company_id": self.pbx.company_id.id,
                    "status": status,
                    "start_date": now - timedelta(minutes=start),
                    "end_date": now - timedelta(minutes=end),
                    "source": "odoo",
                    "audience": [f"u{self.lan.id}"],
                }
            )
        figures = self.env["callcenter.figures"].with_user(self.boss)
        day = {"period": "custom", "first": str((now - timedelta(days=2)).date())}
        day["last"] = str((now + timedelta(days=1)).date())
        [row] = [
            row
            for row in figures.get_figures(day)["agents"]["times"]["rows"]
            if row["name"] == "Lan"
        ]
        values = row["values"]
        self.assertEqual(values["time_logged_in"], 90 * 60)
        self.assertEqual(values["time_paused"], 15 * 60)
        self.assertAlmostEqual(values["occupancy"], 15 / 90)
        self.assertEqual(values["calls_an_hour"], 0)
