from datetime import datetime, time, timedelta

import pytz
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..call.test_call import CallCase
from ..common import CallcenterCommon, WireCase


@tagged("post_install", "-at_install")
class TestPreferences(CallcenterCommon):
    """What each user may want of calls."""

    def test_cards_both_ways_and_no_ringtone_unless_wanted(self):
        self.assertEqual(
            self.lan._get_callcenter_preferences(),
            {
                "incoming": "card",
                "outgoing": "card",
                "ringtone": "none",
                "notify": True,
                "ended_stay": 60,
            },
        )

    def test_users_set_their_own_and_nobody_elses(self):
        wanted = {"callcenter_incoming": "open_answer", "callcenter_ringtone": "bell"}
        self.lan.with_user(self.lan).write(wanted)
        self.assertEqual(
            self.lan.with_user(self.lan).read(list(wanted))[0],
            {"id": self.lan.id, **wanted},
        )
        with self.assertRaises(AccessError):
            self.minh.with_user(self.lan).write(wanted)

    def test_an_ended_call_stays_between_seconds_and_an_hour(self):
        for seconds in (0, 4, 3601):
            with (
                self.subTest(seconds=seconds),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.lan.with_user(self.lan).callcenter_ended_stay = seconds
                self.lan.flush_recordset()


@tagged("post_install", "-at_install")
class TestToday(CallCase):
    """The menu of today's calls."""

    def today(self, user):
        return self.calls.with_user(user).get_today_calls()

    def assert_nothing(self, listed):
        self.assertEqual((listed["calls"], listed["missed_today"]), ([], 0))

    def test_it_has_the_ended_calls_of_ones_own(self):
        self.apply("call_in", callid="a", phone="0989464999", extension="101")
        self.assert_nothing(self.today(self.lan))
        self.apply("call_end", 9, callid="a", extension="101", status="NO ANSWER")
        listed = self.today(self.lan)
        self.assertEqual(listed["missed_today"], 1)
        [call] = listed["calls"]
        self.assertEqual(call["customer"]["id"], self.customer.id)
        self.assertTrue(call["is_missed"])
        self.assert_nothing(self.today(self.minh))

    def test_yesterday_is_over_at_the_users_midnight(self):
        self.lan.tz = "Asia/Ho_Chi_Minh"
        self.apply("call_in", callid="a", phone="0989464999", extension="101")
        self.apply("call_end", 9, callid="a", extension="101", status="NO ANSWER")
        call = self.call("a")
        zone = pytz.timezone(self.lan.tz)
        midnight = zone.localize(datetime.combine(datetime.now(zone), time.min))
        midnight = midnight.astimezone(pytz.utc).replace(tzinfo=None)
        call.start_date = midnight
        self.assertEqual(self.today(self.lan)["missed_today"], 1)
        call.start_date = midnight - timedelta(seconds=1)
        self.assert_nothing(self.today(self.lan))

    def test_the_start_of_a_page_knows_the_missed_calls(self):
        self.apply("call_in", callid="a", phone="0989464999", extension="101")
        self.apply("call_end", 9, callid="a", extension="101", status="NO ANSWER")
        answer = self.calls.with_user(self.lan).get_active_calls()
        self.assertEqual((answer["calls"], answer["missed_today"]), ([], 1))


@tagged("post_install", "-at_install")
class TestSession(WireCase):
    def test_the_web_client_starts_with_the_preferences(self):
        self.lan.callcenter_ended_stay = 90
        self.lan.password = "t_lan_password"
        self.authenticate("t_lan", "t_lan_password")
        info = self.make_jsonrpc_request("/web/session/get_session_info")
        self.assertTrue(info["callcenter"]["has_extension"])
        self.assertEqual(info["callcenter"]["preferences"]["ended_stay"], 90)
