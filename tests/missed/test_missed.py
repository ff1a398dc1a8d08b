from datetime import datetime, timedelta, timezone

from odoo import Command
from odoo.tests import TransactionCase, freeze_time, tagged

from ...rules import missed as rules
from ...wire import read_event
from ..common import CallcenterCommon
from ..pure.phones.countries_table import NOBODY

# a Monday, 10:00 in Vietnam
MONDAY = datetime(2025, 6, 2, 3, 0)
# half an hour after nine the next morning, there
TUESDAY = datetime(2025, 6, 3, 2, 30)
KNOWN, OTHER, UNKNOWN = "0989464999", "0989464888", "0912000111"


class TestMissedEpisodes(TransactionCase):
    """The rules, on plain values."""

    def episodes(self, *contacts):
        """Return the states of the episodes that ``(at, kind)`` make, with misses."""
        found = rules.episodes([rules.Contact(*contact) for contact in contacts])
        return [(len(episode.misses), episode.state) for episode in found]

    def test_a_row_lives_from_the_first_miss_until_they_were_reached(self):
        misses = (1, rules.MISS), (2, rules.MISS)
        self.assertEqual(self.episodes(*misses), [(2, "open")])
        self.assertEqual(self.episodes(*misses, (3, rules.REACH)), [(2, "reached")])
        again = (3, rules.REACH), (4, rules.MISS)
        self.assertEqual(self.episodes(*misses, *again), [(2, "reached"), (1, "open")])

    def test_what_came_before_the_miss_settles_nothing(self):
        self.assertEqual(
            self.episodes((1, rules.REACH), (2, rules.TRY), (3, rules.MISS)),
            [(1, "open")],
        )

    def test_the_third_try_in_vain_gives_up(self):
        tries = [(n, rules.TRY) for n in (2, 3, 4)]
        self.assertEqual(self.episodes((1, rules.MISS), *tries[:2]), [(1, "open")])
        self.assertEqual(self.episodes((1, rules.MISS), *tries), [(1, "unreachable")])

    def test_given_up_and_then_they_call(self):
        given_up = [(1, rules.MISS), *((n, rules.TRY) for n in (2, 3, 4))]
        self.assertEqual(self.episodes(*given_up, (5, rules.REACH)), [(1, "reached")])
        self.assertEqual(
            self.episodes(*given_up, (5, rules.MISS)),
            [(1, "unreachable"), (1, "open")],
        )

    def test_what_a_call_means(self):
        for call, kind in (
            (("incoming", "answered", 3), rules.REACH),
            (("incoming", "voicemail", None), rules.MISS),
            (("incoming", None, None), None),
            (("outgoing", "answered", 10), rules.REACH),
            (("outgoing", "answered", 9), rules.TRY),
            (("outgoing", "answered", None), rules.REACH),
            (("outgoing", "busy", None), rules.TRY),
            (("outgoing", None, None), None),
            (("internal", "answered", 60), None),
        ):
            with self.subTest(call):
                self.assertEqual(rules.kind_of(*call, min_talk=10), kind)


class MissedCase(CallcenterCommon):
    """Lets calls happen at minutes after MONDAY, and the scheduled action settle them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # without opening hours: plain minutes, where a test says nothing else
        cls.pbx.resource_calendar_id = False
        cls.missed = cls.env["callcenter.missed"]
        cls.count = 0

    def apply(self, minute, endpoint, callid, seconds=0, **params):
        """Apply an event without settling its call; return the call."""
        moment = MONDAY + timedelta(minutes=minute, seconds=seconds)
        stamp = moment.replace(tzinfo=timezone.utc).timestamp()
        with freeze_time(moment):
            event = read_event(endpoint, {"callid": callid, **params})
            return self.calls._apply_event(self.pbx, event, stamp)[0]

    def settle(self, *calls):
        """Settle calls as the scheduled action does, two minutes after the last word."""
        for call in calls:
            stamp = max(x.heard for x in call._get_told(self.pbx)[0]) + 120
            with freeze_time(datetime.fromtimestamp(stamp, timezone.utc)):
                call._settle(stamp)
                self.tidy()

    def ring(self, minute, phone=KNOWN, status="NO ANSWER", settle=True, **end):
        """Let a customer call extension 101 for 20 s; return the call."""
        type(self).count += 1
        callid = f"in-{self.count}"
        self.apply(minute, "call_in", callid, phone=phone, extension="101")
        end = {"status": status, "duration": "20", **end}
        seconds = int(end["duration"])
        call = self.apply(minute, "call_end", callid, seconds, extension="101", **end)
        if settle:
            self.settle(call)
        return call

    def dial(self, minute, phone=KNOWN, status="ANSWERED", extension="102", **end):
        """Let Minh call a customer; return the call."""
        type(self).count += 1
        callid = f"out-{self.count}"
        self.apply(minute, "init", callid, phone=phone, extension=extension)
        end = {"status": status, "duration": "40", **end}
        call = self.apply(minute, "call_end", callid, 40, extension=extension, **end)
        self.settle(call)
        return call

    def rows(self, **values):
        """Return the rows of the connection, oldest first."""
        domain = [
            ("pbx_id", "=", self.pbx.id),
            *((k, "=", v) for k, v in values.items()),
        ]
        return self.missed.search(domain, order="first_date")

    def row(self):
        """Return the one row of the connection."""
        row = self.rows()
        self.assertEqual(len(row), 1)
        return row


@tagged("post_install", "-at_install")
class TestMissed(MissedCase):
    """Rows come and go by what the exchange tells."""

    def test_a_missed_call_makes_a_row_when_it_has_settled(self):
        call = self.ring(0, settle=False)
        self.assertFalse(self.rows())
        self.settle(call)
        row = self.row()
        self.assertEqual(row.customer_id, self.customer)
        self.assertEqual(row.call_ids, call)
        self.assertEqual((row.attempts, row.wait_seconds, row.tries), (1, 20, 0))
        self.assertEqual(row.first_date, MONDAY)
        self.assertEqual(row.due_date, MONDAY + timedelta(minutes=30))
        self.assertEqual(row.phone_display, "0989 464 999")
        self.assertEqual(row.state, "open")

    def test_the_list_tells_queue_and_note_and_plans_a_call_back(self):
        first = self.ring(0, queue="Sales")
        self.ring(5)
        first.with_user(self.lan).own_note = "Wants ten chairs"
        row = self.row().with_user(self.lan)
        self.assertEqual((row.queue, row.last_note), ("Sales", "Wants ten chairs"))
        action = row.action_schedule()
        schedule = self.env[action["res_model"]].with_user(self.lan)
        schedule = schedule.with_context(**action["context"]).create({})
        schedule.action_schedule_activities()
        activity = self.customer.activity_ids
        self.assertEqual(activity.user_id, self.lan)
        self.assertEqual(activity.summary, "Call back 0989 464 999")

    def test_a_number_of_nobody_is_planned_on_its_call(self):
        call = self.ring(0, phone=UNKNOWN)
        context = self.row().with_user(self.lan).action_schedule()["context"]
        self.assertEqual(
            (context["active_model"], context["active_ids"]), (call._name, call.ids)
        )

    def test_settling_again_changes_nothing(self):
        call = self.ring(0)
        before = self.row().read()
        self.settle(call, call)
        self.assertEqual(self.row().read(), before)

    def test_all_numbers_of_a_customer_are_one_row(self):
        self.ring(0)
        second = self.ring(5, phone=OTHER, settle=False, duration="33")
        second.partner_id = self.customer
        self.settle(second)
        row = self.row()
        self.assertEqual((row.attempts, row.wait_seconds), (2, 33))
        self.assertEqual(row.phone_display, "0989 464 888")
        self.assertEqual(row.due_date, MONDAY + timedelta(minutes=30))

    def test_an_unknown_number_is_a_row(self):
        self.ring(0, phone=UNKNOWN)
        self.ring(1, phone="+84912000111")
        self.ring(2, phone="0912000112")
        self.assertEqual(self.rows().mapped("attempts"), [2, 1])
        self.assertFalse(self.rows().customer_id)

    def test_a_number_that_no_plan_gives_out_is_one_row_however_it_is_sent(self):
        self.pbx.country_id = self.env.ref("base.uk")
        for minute, sent in enumerate(
            ("07700900123", "+447700900123", "00447700900123", "447700900123")
        ):
            self.ring(minute, phone=sent)
        self.ring(5, phone="07700900124")
        self.assertEqual(self.rows().mapped("attempts"), [4, 1])
        self.assertFalse(self.missed._find_moved_calls() & self.rows().call_ids)
        # called back in one spelling, all of them are done
        self.dial(9, phone="07700900123")
        self.assertEqual(self.rows().mapped("state"), ["reached", "open"])

    def test_who_cannot_be_called_back_makes_no_row(self):
        for number, hidden in enumerate(filter(str.strip, NOBODY)):
            self.ring(10 + number, phone=hidden)
        self.env.company.partner_id.phone = "+84 24 3936 1234"
        own = self.ring(1, phone="02439361234")
        self.assertEqual(own.partner_id, self.env.company.partner_id)
        self.ring(2, phone="102")
        self.pbx.own_numbers = "0243 936 1235"
        self.ring(3, phone="02439361235")
        self.assertFalse(self.rows())

    def test_a_short_abandon_makes_no_row(self):
        self.ring(0, status="ABANDON", duration="4")
        self.assertFalse(self.rows())
        self.ring(1, status="ABANDON", duration="5")
        self.ring(2, status="ABANDON", duration="2")
        self.assertEqual(self.row().attempts, 1)

    def test_the_limit_of_short_abandons_is_a_setting(self):
        self.env.company.callcenter_short_abandon_seconds = 0
        self.ring(0, status="ABANDON", duration="1")
        self.assertTrue(self.rows())

    def test_voicemail_still_wants_an_answer(self):
        self.ring(0, status="VOICEMAIL")
        self.assertTrue(self.rows())

    def test_an_end_without_an_outcome_is_no_miss(self):
        self.ring(0, status="")
        self.assertFalse(self.rows())

    def test_a_call_back_of_ten_seconds_clears_it(self):
        self.ring(0)
        self.dial(10, billsec="9")
        self.assertEqual((self.row().state, self.row().tries), ("open", 1))
        reach = self.dial(20, billsec="10")
        row = self.row()
        self.assertEqual(row.state, "reached")
        self.assertEqual((row.done_by_id, row.done_call_id), (self.minh, reach))
        self.assertEqual(row.done_date, reach.end_date)
        self.assertTrue(row.is_in_time)

    def test_a_long_talk_that_began_in_time_is_in_time(self):
        """What counts is when they were reached, not when the talk was over."""
        self.ring(0)
        self.apply(15, "init", "long", phone=KNOWN, extension="102")
        self.apply(15, "call_in", "long", 10, extension="102", event="ANSWER")
        end = {"extension": "102", "status": "ANSWERED", "billsec": "1200"}
        self.settle(self.apply(35, "call_end", "long", 10, **end))
        row = self.row()
        self.assertEqual(row.done_date, MONDAY + timedelta(minutes=35, seconds=10))
        self.assertTrue(row.is_in_time, "reached after 15 minutes, of 30")

    def test_a_talk_that_began_late_is_late(self):
        self.ring(0)
        self.dial(31, billsec="20")
        self.assertEqual((self.row().state, self.row().is_in_time), ("reached", False))

    def test_ten_seconds_are_a_setting(self):
        self.env.company.callcenter_min_talk = 30
        self.ring(0)
        self.dial(10, billsec="29")
        self.assertEqual(self.row().state, "open")
        self.dial(11, billsec="30")
        self.assertEqual(self.row().state, "reached")

    def test_getting_through_later_clears_it(self):
        self.ring(0)
        self.ring(45, status="ANSWERED", billsec="20")
        row = self.row()
        self.assertEqual((row.state, row.done_by_id), ("reached", self.lan))
        self.assertFalse(row.is_in_time, "after 45 minutes, of 30")

    def test_corrected_opening_hours_move_what_is_still_due(self):
        self.ring(0, phone=UNKNOWN)
        self.dial(5, phone=UNKNOWN, billsec="30")
        self.ring(10)
        tuesday = {"name": "Tuesday", "dayofweek": "1", "hour_from": 9, "hour_to": 17}
        self.pbx.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Tuesdays", "attendance_ids": [Command.create(tuesday)]}
        )
        cron = self.env.ref("callcenter.ir_cron_hours")
        # what lies 35 days back stays as it was
        for days, due in ((36, MONDAY + timedelta(minutes=40)), (1, TUESDAY)):
            self.env.flush_all()
            at = MONDAY + timedelta(days=days)
            with self.enter_registry_test_mode(), freeze_time(at):
                cron.method_direct_trigger()
            self.env.invalidate_all()
            reached, waiting = self.rows()
            self.assertEqual(waiting.due_date, due)
            self.assertEqual(reached.due_date, MONDAY + timedelta(minutes=30))
        self.dial(60, billsec="30")
        self.assertTrue(waiting.is_in_time)

    def test_a_call_before_the_miss_clears_nothing(self):
        self.dial(0, billsec="30")
        self.ring(5)
        self.assertEqual(self.row().state, "open")

    def talk(self, callid, start, answer, end, phone=KNOWN):
        """Let another line of the customer be answered by Minh; in minutes."""
        self.apply(start, "call_in", callid, phone=phone, extension="102")
        self.apply(answer, "call_in", callid, extension="102", event="ANSWER")
        figures = {"status": "ANSWERED", "extension": "102"}
        return self.apply(end, "call_end", callid, **figures)

    def test_a_talk_that_began_before_the_miss_reaches_nobody_who_missed(self):
        """Two people of one company: whoever is talked to is not who gave up."""
        talk = self.talk("long", -5, -4, 10)
        self.ring(0)
        self.settle(talk)
        [row] = self.rows()
        self.assertEqual(row.state, "open")
        self.dial(20)
        self.assertEqual(row.state, "reached")
        self.assertEqual(row.done_date, MONDAY + timedelta(minutes=20, seconds=40))

    def test_of_two_who_wait_at_one_number_the_second_is_called_back(self):
        waits = {"status": "ABANDON", "duration": "180"}
        missed = self.ring(0, settle=False, **waits)
        talk = self.talk("second", 1, 2, 9)
        self.settle(talk)
        self.settle(missed)
        [row] = self.rows()
        self.assertEqual(row.state, "open")
        self.assertEqual(row.first_date, MONDAY)
        self.settle(self.talk("again", 12, 13, 15))
        self.assertEqual(row.state, "reached", "who comes after they gave up")

    def test_another_customer_clears_nothing(self):
        self.ring(0)
        self.dial(5, phone=UNKNOWN, billsec="30")
        self.assertEqual(self.row().state, "open")

    def test_whoever_is_reached_at_the_number_clears_it(self):
        self.ring(0, phone=UNKNOWN)
        call = self.dial(5, phone=UNKNOWN, billsec="30")
        self.assertFalse(call.partner_id)
        self.assertEqual(self.row().state, "reached")

    def test_missed_again_after_they_were_reached_is_a_new_row(self):
        self.ring(0)
        self.dial(5, billsec="30")
        self.ring(10)
        self.assertEqual(self.rows().mapped("state"), ["reached", "open"])

    def test_three_tries_in_vain(self):
        self.ring(0)
        for minute, status in ((5, "BUSY"), (10, "NO ANSWER"), (15, "FAILED")):
            self.assertEqual(self.row().state, "open")
            self.dial(minute, status=status)
        self.assertEqual((self.row().state, self.row().tries), ("unreachable", 3))
        self.ring(60)
        self.assertEqual(self.rows().mapped("state"), ["unreachable", "open"])

    def test_late_figures_undo_a_miss(self):
        call = self.ring(0)
        self.row().with_user(self.lan).action_claim()
        call = self.apply(
            30,
            "call_info",
            call.callid,
            extension="101",
            status="ANSWERED",
            billsec="60",
        )
        self.settle(call)
        self.assertFalse(call.is_missed)
        self.assertFalse(self.rows())

    def test_late_figures_undo_a_settling(self):
        self.ring(0)
        reach = self.dial(5)
        self.assertEqual(self.row().state, "reached", "talk unknown: answered stands")
        reach = self.apply(30, "call_info", reach.callid, extension="102", billsec="3")
        self.settle(reach)
        self.assertEqual((self.row().state, self.row().tries), ("open", 1))

    def test_calls_that_settle_in_any_order(self):
        first = self.ring(0, settle=False)
        third = self.ring(20)
        reach = self.dial(10, billsec="30")
        self.assertEqual(self.rows().mapped("state"), ["open"])
        self.settle(first, reach)
        self.assertEqual(self.rows().mapped("state"), ["reached", "open"])
        self.assertEqual(self.rows()[0].call_ids, first)
        self.assertEqual(self.rows()[1].call_ids, third)

    def test_a_number_that_becomes_a_customers_joins_their_row(self):
        self.ring(0)
        unknown = self.ring(5, phone=UNKNOWN)
        later = self.rows()[1]
        later.with_user(self.minh).action_claim()
        self.assertEqual(len(self.rows()), 2)
        unknown.partner_id = self.customer
        with freeze_time(MONDAY + timedelta(minutes=10)):
            self.tidy()
        row = self.row()
        self.assertEqual((row.attempts, row.user_id), (2, self.minh))
        self.assertEqual(row.customer_id, self.customer)

    def test_a_number_that_becomes_a_customers_keeps_its_row(self):
        unknown = self.ring(0, phone=UNKNOWN)
        row = self.row()
        unknown.partner_id = self.customer
        self.tidy()
        self.assertEqual(self.row(), row)
        self.assertEqual(row.customer_id, self.customer)

    def test_several_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ring(0)
        self.customer.company_id = False
        second = self.pbx.copy({"company_id": other.id, "resource_calendar_id": False})
        first, self.pbx = self.pbx, second
        self.ring(5)
        self.assertEqual(self.row().company_id, other)
        self.pbx = first
        self.assertEqual(self.row().attempts, 1)

    def test_found_by_the_number_as_it_is_shown_or_dialled(self):
        self.ring(0, phone=OTHER)
        self.ring(1, phone=UNKNOWN)
        row = self.rows(phone_sanitized="+84989464888")
        for text in ("0989 464 888", "0989464888", "+84 989 464 888", "464 888"):
            with self.subTest(text):
                mine = [("pbx_id", "=", self.pbx.id)]
                found = self.missed.search([*mine, ("phone_display", "ilike", text)])
                self.assertEqual(found, row)
        self.assertEqual(self.missed.name_search("0989 464 888")[0][0], row.id)

    def test_found_by_any_number_they_called_from(self):
        first = self.ring(0, phone=OTHER)
        first.partner_id = self.customer
        self.tidy()
        self.ring(5)
        row = self.row()
        self.assertEqual(row.phone_display, "0989 464 999")
        found = self.missed.search([("phone_display", "ilike", "0989 464 888")])
        self.assertEqual(found, row)

    def test_who_is_suggested(self):
        self.ring(0)
        self.assertFalse(self.row().suggested_user_id)
        self.dial(5, billsec="60")
        self.ring(10)
        self.assertEqual(self.rows()[1].suggested_user_id, self.minh)
        self.customer.user_id = self.hoa
        self.ring(15)
        self.assertEqual(self.rows()[1].suggested_user_id, self.hoa)
        self.ext_103.user_id = False
        self.ring(20)
        self.assertEqual(self.rows()[1].suggested_user_id, self.minh)

    def test_figures(self):
        self.ring(0)
        self.dial(5, billsec="30")
        self.ring(10)
        self.dial(70, billsec="30")
        self.ring(80)
        self.ring(90, phone=UNKNOWN)
        with freeze_time(MONDAY + timedelta(hours=2)):
            self.rows(phone_sanitized="+84912000111").action_close("wrong_number")
        self.ring(100, phone=OTHER)
        for minute in (101, 102, 103):
            self.dial(minute, phone=OTHER, status="BUSY")
        figures = self.missed._get_missed_figures([("pbx_id", "=", self.pbx.id)])
        counts = {name: figure["count"] for name, figure in figures.items()}
        self.assertEqual(
            counts, {"total": 5, "reached": 2, "closed": 2, "open": 1, "in_time": 1}
        )
        for name, figure in figures.items():
            with self.subTest(name):
                self.assertEqual(
                    self.missed.search_count(figure["domain"]), figure["count"]
                )


@tagged("post_install", "-at_install")
class TestMissedDueDate(MissedCase):
    """Half an hour of opening hours, by the connection's clock."""

    def open_hours(self, *hours, tz="Asia/Ho_Chi_Minh"):
        """Open the connection on weekdays from and to each of ``hours``."""
        self.pbx.tz = tz
        self.pbx.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Desk",
                "tz": "UTC",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "x",
                            "dayofweek": str(day),
                            "hour_from": begin,
                            "hour_to": end,
                        },
                    )
                    for day in range(5)
                    for begin, end in hours
                ],
            }
        )

    def due(self, date):
        return self.pbx._add_open_minutes(date, 30)

    def test_within_and_over_a_break(self):
        self.open_hours((8, 12), (13, 17))
        self.assertEqual(self.due(MONDAY), datetime(2025, 6, 2, 3, 30))
        # 11:50 in Vietnam: ten minutes, and twenty after the break
        self.assertEqual(
            self.due(datetime(2025, 6, 2, 4, 50)), datetime(2025, 6, 2, 6, 20)
        )

    def test_over_a_weekend_and_a_holiday(self):
        self.open_hours((8, 12), (13, 17))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.pbx.resource_calendar_id.id,
                "date_from": datetime(2025, 6, 8, 17, 0),
                "date_to": datetime(2025, 6, 9, 16, 59),
            }
        )
        # Friday 18:00; Monday is a holiday: Tuesday 8:30
        self.assertEqual(
            self.due(datetime(2025, 6, 6, 11, 0)), datetime(2025, 6, 10, 1, 30)
        )

    def test_over_a_change_of_the_clock(self):
        self.open_hours((8, 17), tz="Europe/Berlin")
        # Friday 16:45 is winter time, Monday 8:15 summer time
        self.assertEqual(
            self.due(datetime(2025, 3, 28, 15, 45)), datetime(2025, 3, 31, 6, 15)
        )

    def test_without_opening_hours_all_time_counts(self):
        self.assertEqual(self.due(MONDAY), MONDAY + timedelta(minutes=30))
        self.open_hours()
        self.assertEqual(self.due(MONDAY), MONDAY + timedelta(minutes=30))

    def test_the_minutes_are_a_setting(self):
        self.open_hours((8, 12), (13, 17))
        self.env.company.callcenter_callback_minutes = 90
        # 20:00 in Vietnam: Tuesday 9:30
        self.ring(600)
        self.assertEqual(self.row().due_date, datetime(2025, 6, 3, 2, 30))
        self.assertFalse(self.row().is_overdue and self.row().is_in_time)
