from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.figures import periods
from .figures_case import DAY, HOUR, MINUTE, MONDAY, FiguresCase


@tagged("post_install", "-at_install")
class TestFigures(FiguresCase):
    """Every definition, each by a small history."""

    def assert_values(self, expected, **options):
        values = self.values(**options)
        self.assertEqual({code: values[code] for code in expected}, expected)

    def test_without_calls_rates_and_means_are_unknown(self):
        self.assert_values(
            {"answer_rate": None, "sla": None, "wait_avg": None, "talk_avg": None}
        )

    def test_offered_is_answered_and_missed(self):
        self.answered()
        self.unanswered(at=60)
        self.assert_values(
            {"offered": 2, "answered": 1, "missed": 1, "answer_rate": 0.5}
        )
        self.assertEqual(self.behind("offered"), {"f-1", "f-2"})
        self.assertEqual(self.behind("answered"), {"f-1"})
        self.assertEqual(self.behind("missed"), {"f-2"})

    def test_missed_is_split_by_how_it_ended(self):
        outcomes = {
            "no_answer": ["NO ANSWER"],
            "busy": ["BUSY"],
            "voicemail": ["VOICEMAIL"],
            "failed": ["FAILED"],
            "abandoned": ["ABANDON", "CANCEL"],
        }
        for statuses in outcomes.values():
            for status in statuses:
                self.unanswered(at=60 * self.count, status=status)
        expected = {code: len(statuses) for code, statuses in outcomes.items()}
        self.assert_values({"missed": 6, **expected})
        parts = [self.behind(code) for code in outcomes]
        self.assertEqual(set.union(*parts), self.behind("missed"))
        self.assertEqual(sum(map(len, parts)), 6, "no call is in two parts")

    def test_a_call_that_goes_on_under_another_id_is_one_offered_call(self):
        self.unanswered(wait=15, extension="101")  # f-1
        self.answered(at=20, extension="102", parent="f-1")
        self.unanswered(at=100, wait=2, status="ABANDON", extension="101")  # f-3
        self.answered(at=103, extension="102", parent="f-3")
        self.unanswered(at=200, extension="101")  # f-5
        self.unanswered(at=220, extension="102", parent="f-5")
        expected = {"offered": 3, "answered": 2, "missed": 1, "no_answer": 1}
        self.assert_values({**expected, "abandoned": 0, "short_abandons": 0})
        # waited 25 and 8 seconds, from the first ring; within 20 s is one of three
        self.assert_values({"wait_avg": 16.5, "talk_avg": 60, "sla": 1 / 3})
        self.assertEqual(self.behind("missed"), {"f-5"})
        self.assertEqual(self.behind("answered"), {"f-1", "f-3"})
        lan, minh = self.agent(self.lan.name), self.agent(self.minh.name)
        self.assertEqual((lan["rings"], lan["not_picked_up"]), (3, 2))
        self.assertEqual((minh["rings"], minh["agent_answered"]), (3, 2))

    def test_who_is_asked_under_another_id_serves_the_same_caller(self):
        customer, colleague = {"phone": "0989464999"}, {"phone": "101", "parent": "f-1"}
        self.apply("call_in", 0, "f-1", extension="101", **customer)
        self.apply("call_in", 5, "f-1", extension="101", event="ANSWER")
        self.apply("call_in", 30, "f-2", extension="102", **colleague)
        self.apply("call_in", 35, "f-2", extension="102", event="ANSWER")
        self.apply("call_end", 60, "f-1", extension="101", status="ANSWERED")
        self.apply("call_end", 100, "f-2", extension="102", status="ANSWERED")
        for callid in ("f-1", "f-2"):
            self.call(callid)._settle(self.now + 200)
        self.assertEqual(self.call("f-2").direction, "internal")
        self.assert_values({"offered": 1, "answered": 1, "wait_avg": 5, "talk_avg": 95})
        minh = self.agent(self.minh.name)
        self.assertEqual((minh["rings"], minh["agent_talk"]), (1, 65))

    def test_a_placed_call_under_two_ids_is_placed_once(self):
        place = {"phone": "0989464999", "extension": "101"}
        self.apply("init", 0, "f-1", **place)
        self.apply("call_end", 10, "f-1", extension="101", status="NO ANSWER")
        self.apply("init", 11, "f-2", parent="f-1", **place)
        end = {"status": "ANSWERED", "duration": 40, "billsec": 30}
        self.apply("call_end", 51, "f-2", extension="101", **end)
        for callid in ("f-1", "f-2"):
            self.call(callid)._settle(self.now + 200)
        self.assert_values({"outgoing": 1, "connected": 1, "offered": 0})

    def test_who_gives_up_within_five_seconds_is_not_offered(self):
        self.unanswered(wait=4, status="ABANDON")
        self.unanswered(at=60, wait=5, status="ABANDON")
        self.assert_values({"offered": 1, "abandoned": 1, "short_abandons": 1})
        self.assertEqual(self.behind("short_abandons"), {"f-1"})

    def test_the_limit_of_short_abandons_is_a_setting(self):
        self.env.company.callcenter_short_abandon_seconds = 10
        self.unanswered(wait=9, status="CANCEL")
        self.unanswered(at=60, wait=10, status="ABANDON")
        self.assert_values({"offered": 1, "short_abandons": 1})

    def test_an_abandon_of_unknown_wait_is_not_short(self):
        self.place(0, (0, "call_end", {"status": "ABANDON", "phone": "0989464999"}))
        self.assert_values({"offered": 1, "abandoned": 1, "short_abandons": 0})

    def test_internal_and_outgoing_calls_are_not_offered(self):
        self.unanswered(phone="102")
        self.dialled(at=60)
        self.assert_values({"offered": 0, "missed": 0, "outgoing": 1, "connected": 1})

    def test_an_end_without_an_outcome_is_neither_answered_nor_missed(self):
        self.place(
            0,
            (0, "call_in", {"phone": "0989464999", "extension": "101"}),
            (9, "hangup", {}),
        )
        self.assert_values({"offered": 0, "missed": 0, "unknown_outcome": 1})

    def test_calls_count_once_they_have_settled(self):
        ring = {"phone": "0989464999", "extension": "101"}
        self.place(0, (0, "call_in", ring), settled=False)
        self.assertTrue(self.figures()["empty"])

    def test_opening_hours_are_those_of_the_connections_clock(self):
        self.answered(at=-75 * MINUTE)  # 08:00 there, 01:00 in UTC
        self.unanswered(at=-75 * MINUTE - 1)  # 07:59:59
        self.unanswered(at=8 * HOUR + 45 * MINUTE)  # 18:00
        self.assert_values({"offered": 1, "outside_hours": 2})
        self.assertEqual(self.behind("outside_hours"), {"f-2", "f-3"})
        self.assertEqual(self.call("f-1").start_hour, 8)

    def test_a_holiday_is_outside_opening_hours(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.pbx.resource_calendar_id.id,
                "company_id": self.pbx.company_id.id,
                "date_from": "2026-03-01 17:00:00",
                "date_to": "2026-03-02 17:00:00",
            }
        )
        self.unanswered()
        self.unanswered(at=DAY)
        self.assert_values({"offered": 0, "outside_hours": 1})
        self.assert_values({"offered": 1}, first="2026-03-03", last="2026-03-03")

    def mend(self, days=1):
        """Let the scheduled action look at earlier calls, ``days`` after Monday."""
        self.env.flush_all()
        with (
            self.enter_registry_test_mode(),
            freeze_time(MONDAY + timedelta(days=days)),
        ):
            self.env.ref("callcenter.ir_cron_hours").method_direct_trigger()
        self.env.invalidate_all()

    def test_a_holiday_entered_on_the_day_counts_for_the_calls_before(self):
        self.unanswered()
        self.unanswered(at=DAY)
        self.assert_values({"offered": 1, "outside_hours": 0})
        calendar = self.pbx.resource_calendar_id
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": "2026-03-01 17:00:00",
                "date_to": "2026-03-02 17:00:00",
            }
        )
        self.mend(days=2)
        self.assert_values({"offered": 0, "outside_hours": 1})
        self.assert_values({"offered": 1}, first="2026-03-03", last="2026-03-03")

    def test_opening_hours_that_are_corrected_count_for_the_calls_before(self):
        self.answered(at=-75 * MINUTE)  # 08:00 there, 01:00 in UTC
        self.unanswered(at=8 * HOUR + 45 * MINUTE)  # 18:00
        self.assert_values({"offered": 1, "outside_hours": 1})
        cron = self.env.ref("callcenter.ir_cron_hours")
        at_once = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        at_once.unlink()
        self.pbx.tz = "Asia/Tokyo"  # 10:00 and 20:00
        self.assertTrue(at_once.search([("cron_id", "=", cron.id)]))
        self.mend()
        self.assertEqual(self.call("f-1").start_hour, 10)
        self.assert_values({"offered": 1, "outside_hours": 1})
        self.pbx.resource_calendar_id = False
        self.mend(days=40)
        # what lies further back stays
        self.assert_values({"offered": 1})
        self.mend()
        self.assert_values({"offered": 2, "outside_hours": 0})

    def test_mending_agrees_with_settling(self):
        for hours in range(-70, 20, 7):
            self.unanswered(at=hours * HOUR)
        told = [(call.is_in_hours, call.start_hour) for call in self.calls.search([])]
        self.env.cr.execute(
            "UPDATE callcenter_call SET is_in_hours = NULL, start_hour = NULL"
        )
        self.mend()
        again = [(call.is_in_hours, call.start_hour) for call in self.calls.search([])]
        self.assertEqual(again, told)
        self.assertEqual({is_in_hours for is_in_hours, _hour in told}, {True, False})

    def test_another_companys_holiday_closes_nothing_here(self):
        other = self.env["res.company"].create({"name": "Other"})
        holidays = self.env["resource.calendar.leaves"]
        monday = {
            "name": "A holiday of no calendar",
            "date_from": "2026-03-01 17:00:00",
            "date_to": "2026-03-02 17:00:00",
        }
        theirs = holidays.with_company(other).create(monday)
        self.assertEqual(theirs.company_id, other)
        self.unanswered()
        self.assert_values({"offered": 1, "outside_hours": 0})
        start = MONDAY.replace(tzinfo=None)
        soon = start + timedelta(minutes=30)
        self.assertEqual(self.pbx._add_open_minutes(start, 30), soon)
        holidays.create(monday)
        self.unanswered(at=60)
        self.assert_values({"offered": 1, "outside_hours": 1})

    def test_without_a_calendar_it_is_always_open(self):
        self.pbx.resource_calendar_id = False
        self.unanswered(at=12 * HOUR)
        self.assert_values({"offered": 1, "outside_hours": 0})

    def test_the_sla_is_answered_in_time_of_offered(self):
        self.answered(wait=20)
        self.answered(at=300, wait=21)
        self.unanswered(at=600)
        self.unanswered(at=900)
        self.assert_values({"sla": 0.25, "wait_avg": 20.5})
        self.assertEqual(len(self.behind("sla")), 4)
        self.env.company.callcenter_sla_seconds = 21
        self.assert_values({"sla": 0.5})
        self.env.company.callcenter_sla_target = 90
        self.assertEqual(self.figures()["sla_target"], 0.9)

    def test_an_unknown_wait_or_talk_is_no_zero(self):
        record = {"status": "ANSWERED", "extension": "101", "phone": "0989464999"}
        self.place(0, (0, "call_end", record))
        self.assert_values(
            {"answered": 1, "sla": None, "wait_avg": None, "talk_avg": None}
        )
        self.answered(at=60, wait=10, talk=30)
        self.assert_values({"answered": 2, "sla": 1, "wait_avg": 10, "talk_avg": 30})
        self.assertEqual(self.behind("wait_avg"), {"f-2"})

    def test_agents_who_answer_and_who_do_not(self):
        self.answered()
        self.unanswered(at=300, wait=10)
        self.unanswered(at=600, wait=9)
        lan = self.agent("Lan")
        self.assertEqual(
            [lan[code] for code in ("rings", "agent_answered", "not_picked_up")],
            [3, 1, 1],
        )
        uid = self.lan.id
        self.assertEqual(len(self.behind("rings", user_id=uid)), 3)
        self.assertEqual(self.behind("agent_answered", user_id=uid), {"f-1"})
        self.assertEqual(self.behind("not_picked_up", user_id=uid), {"f-2"})
        self.assertEqual(self.behind("rings", user_id=self.minh.id), set())

    def test_an_end_without_an_outcome_is_not_held_against_the_agent(self):
        self.place(
            0,
            (0, "call_in", {"phone": "0989464999", "extension": "101"}),
            (20, "hangup", {}),
        )
        lan = self.agent("Lan")
        self.assertEqual((lan["rings"], lan["not_picked_up"]), (1, 0))
        self.assertEqual(self.behind("not_picked_up", user_id=self.lan.id), set())

    def test_what_a_colleague_answered_was_not_missed(self):
        self.place(
            0,
            (0, "call_in", {"phone": "0989464999", "extension": "101"}),
            (0, "call_in", {"extension": "102"}),
            (12, "call_in", {"extension": "102", "event": "ANSWER"}),
            (60, "call_end", {"status": "ANSWERED", "extension": "102"}),
        )
        lan, minh = self.agent("Lan"), self.agent("Minh")
        self.assertEqual((lan["rings"], lan["not_picked_up"]), (1, 0))
        self.assertEqual((minh["agent_answered"], minh["agent_talk"]), (1, 48))

    def test_several_extensions_of_one_agent_are_one_attempt(self):
        self.env["callcenter.extension"].create(
            {"pbx_id": self.pbx.id, "number": "901", "user_id": self.lan.id}
        )
        both = [
            (0, "call_in", {"phone": "0989464999", "extension": "101"}),
            (1, "call_in", {"extension": "901"}),
            (20, "call_end", {"status": "NO ANSWER"}),
        ]
        self.place(0, *both)
        self.assertEqual(
            [self.agent("Lan")[code] for code in ("rings", "not_picked_up")], [1, 1]
        )

    def test_a_queue_that_comes_back_is_another_attempt(self):
        self.pbx.end_scope = "leg"
        end = {"extension": "101", "status": "NO ANSWER"}
        self.place(
            0,
            (0, "call_in", {"phone": "0989464999", "extension": "101"}),
            (15, "call_end", end),
            (20, "call_in", {"extension": "101"}),
            (35, "call_end", end),
        )
        lan = self.agent("Lan")
        self.assertEqual((lan["rings"], lan["not_picked_up"]), (2, 2))
        self.assertEqual(self.values()["missed"], 1, "it is one call")

    def test_agents_who_call(self):
        self.dialled(billsec=30)
        self.dialled(at=100, status="NO ANSWER")
        self.answered(at=300, talk=60)
        lan = self.agent("Lan")
        self.assertEqual((lan["agent_outgoing"], lan["agent_connected"]), (2, 1))
        self.assertEqual((lan["agent_talk"], lan["agent_talk_avg"]), (90, 45))
        self.assertEqual(lan["rings"], 1)
        uid = self.lan.id
        self.assertEqual(len(self.behind("agent_outgoing", user_id=uid)), 2)
        self.assertEqual(self.behind("agent_connected", user_id=uid), {"f-1"})
        self.assertEqual(self.behind("agent_talk", user_id=uid), {"f-1", "f-3"})

    def test_an_agents_unknown_talk_is_no_zero(self):
        record = {"status": "ANSWERED", "extension": "101", "phone": "0989464999"}
        self.place(0, (0, "call_end", record))
        lan = self.agent("Lan")
        self.assertEqual(lan["agent_answered"], 1)
        self.assertIsNone(lan["agent_talk"])
        self.assertIsNone(lan["agent_talk_avg"])

    def test_by_half_hour(self):
        self.answered()
        self.unanswered(at=14 * MINUTE)
        self.unanswered(at=15 * MINUTE)
        slots = self.figures()["slots"]
        self.assertEqual(
            [(s["label"], s["offered"], s["answered"]) for s in slots],
            [("9:00", 2, 1), ("9:30", 1, 0)],
        )
        self.assertEqual(self.behind("offered", slot=18), {"f-1", "f-2"})
        self.assertEqual(self.behind("missed", slot=19), {"f-3"})

    def test_by_half_hour_against_the_day_and_the_week_before(self):
        self.answered()
        self.unanswered(at=15 * MINUTE - 7 * DAY)
        self.answered(at=16 * MINUTE - 7 * DAY)
        self.assertEqual(
            [
                (s["label"], s["offered"], s["compared"])
                for s in self.figures()["slots"]
            ],
            [("9:00", 1, [0, 0]), ("9:30", 0, [0, 2])],
        )

    def test_several_companies_are_told_whose_settings_apply(self):
        self.assertFalse(self.figures()["settings"])
        other = self.env["res.company"].create({"name": "Other"})
        self.dung.company_ids |= other
        figures = self.env["callcenter.figures"].with_user(self.dung)
        companies = self.env.company | other
        both = figures.with_context(allowed_company_ids=companies.ids)
        self.assertFalse(both.get_figures(self.options)["settings"], "they agree")
        other.callcenter_sla_seconds = 30
        told = both.get_figures(self.options)["settings"]
        self.assertIn(f"those of {self.env.company.name},", told)

    def test_against_the_day_and_the_week_before(self):
        self.answered()
        self.answered(at=-7 * DAY)
        self.answered(at=-7 * DAY)
        answer = self.figures()
        offered = answer["sections"][0]["figures"][0]
        self.assertEqual(
            answer["compared"], ["the day before", "same weekday a week before"]
        )
        self.assertEqual((offered["value"], offered["compared"][1]), (1, 2))

    def test_a_day_that_is_not_over_is_compared_as_far_as_it_went(self):
        self.answered(at=-7 * DAY)
        self.answered(at=-7 * DAY + 5 * HOUR)
        self.answered(at=0)
        with freeze_time("2026-03-02 05:00:00"):  # noon
            answer = self.figures(period="today")
        offered = answer["sections"][0]["figures"][0]
        self.assertEqual((offered["value"], offered["compared"][1]), (1, 1))

    def test_each_connection_has_its_own_day(self):
        london = self.env["callcenter.pbx"].create(
            {"name": "London", "tz": "Europe/London", "country_id": self.vietnam.id}
        )
        london.resource_calendar_id = False
        self.answered()
        vietnam, self.pbx = self.pbx, london
        self.answered(at=-3 * HOUR, extension="7")  # Sunday 23:15 in London
        self.answered(at=20 * HOUR, extension="7")  # Monday 22:15 in London
        self.pbx = vietnam
        answer = self.figures(pbx_id=None)
        self.assertEqual(answer["sections"][0]["figures"][0]["value"], 2)
        self.assertEqual(self.behind("offered", pbx_id=None), {"f-1", "f-3"})
        slots = {s["label"]: s["offered"] for s in answer["slots"] if s["offered"]}
        self.assertEqual(slots, {"9:00": 1, "22:00": 1})

    def test_a_queue_alone(self):
        self.answered(queue="800")
        self.answered(at=60, queue="801")
        self.assert_values({"offered": 1}, queue="801")
        self.assertEqual(self.figures(queue="801")["queues"], ["800", "801"])
        self.assertEqual(self.behind("offered", queue="801"), {"f-2"})

    def test_every_number_counts_the_calls_behind_it(self):
        self.answered()
        self.answered(at=300, wait=30, extension="102")
        self.unanswered(at=600, status="BUSY")
        self.unanswered(at=900, wait=2, status="ABANDON")
        self.unanswered(at=12 * HOUR)
        self.dialled(at=1200, status="BUSY")
        for section in self.figures()["sections"]:
            for figure in section["figures"]:
                if figure["unit"] == "count":
                    with self.subTest(figure["code"]):
                        calls = self.behind(figure["code"])
                        self.assertEqual(len(calls), figure["value"] or 0)

    def test_missed_customers_are_reached_closed_or_still_waiting(self):
        self.unanswered(queue="800")
        self.unanswered(at=60, phone="0989464888")
        self.dialled(at=300)
        self.assert_values(
            {
                "customers_total": 2,
                "customers_reached": 1,
                "customers_closed": 0,
                "customers_open": 1,
                "customers_in_time": 1,
                "customers_in_time_rate": 0.5,
            }
        )
        self.assertEqual(self.behind("customers_open"), {"0989 464 888"})
        self.assertEqual(self.behind("customers_total", queue="800"), {"0989 464 999"})

    def test_empty_says_why(self):
        self.assertIn("No calls yet", self.figures()["empty"]["text"])
        self.answered(at=-DAY)
        empty = self.figures()["empty"]
        self.assertEqual(empty["latest"], "2026-03-01")
        self.env["callcenter.call"].search([]).unlink()
        self.env["callcenter.pbx"].search([]).action_archive()
        other = self.env["res.company"].create({"name": "Other"})
        figures = self.env["callcenter.figures"].with_company(other)
        figures = figures.with_context(allowed_company_ids=other.ids)
        empty = figures.get_figures({**self.options, "pbx_id": None})["empty"]
        self.assertIn("No exchange is connected", empty["text"])

    def test_hostile_options(self):
        for options in (
            {"period": "ever"},
            {"period": None},
            {"first": "2026-03-09"},
            {"first": "x"},
            {"first": "2020-01-01"},
            {"first": None},
        ):
            with self.subTest(options), self.assertRaises(UserError):
                self.figures(**options)
        with self.assertRaises(UserError):
            self.behind("facts")
        self.answered()
        self.assert_values({"answer_rate": None}, pbx_id=-1)
        self.assert_values({"answer_rate": None}, queue="' OR 1=1 --")

    def test_what_cannot_be_known_is_said(self):
        self.assertIn("Occupancy", self.figures()["unknowable"])


@tagged("post_install", "-at_install")
class TestPeriods(FiguresCase):
    """Which days a name means."""

    def test_named_periods(self):
        today = date(2026, 3, 4)
        for code, first, last in (
            ("today", "03-04", "03-04"),
            ("yesterday", "03-03", "03-03"),
            ("this_week", "03-02", "03-08"),
            ("last_week", "02-23", "03-01"),
            ("this_month", "03-01", "03-31"),
            ("last_month", "02-01", "02-28"),
        ):
            with self.subTest(code):
                days = [f"{day:%m-%d}" for day in periods.resolve(code, today)]
                self.assertEqual(days, [first, last])
        sunday_first = periods.resolve("this_week", today, week_start=7)
        self.assertEqual(sunday_first[0], date(2026, 3, 1))

    def test_a_month_is_compared_with_the_whole_month_before(self):
        period = periods.span(date(2026, 3, 1), date(2026, 3, 31))
        [(_name, shift)] = periods.shifts("last_month", date(2026, 3, 1), period.end)
        before = periods.earlier(period, shift, datetime(2026, 4, 2))
        self.assertEqual(before, periods.span(date(2026, 2, 1), date(2026, 2, 28)))

    def test_the_end_of_a_longer_month_is_compared_with_all_of_the_shorter(self):
        """On 30 March February is over: its last day counts until midnight."""
        shift = periods.shifts("this_month", date(2026, 3, 1), date(2026, 3, 31))[0][1]
        period = periods.span(date(2026, 3, 1), date(2026, 3, 31))
        whole = periods.span(date(2026, 2, 1), date(2026, 2, 28))
        for day in (29, 30, 31):
            with self.subTest(day):
                now = datetime(2026, 3, day, 10)
                self.assertEqual(periods.earlier(period, shift, now), whole)
        noon = periods.earlier(period, shift, datetime(2026, 3, 28, 12)).end
        self.assertEqual(noon, datetime(2026, 2, 28, 12))

    def test_days_are_compared_with_as_many_before(self):
        first, last = date(2026, 3, 1), date(2026, 3, 10)
        [(_name, shift)] = periods.shifts("custom", first, last)
        self.assertEqual(shift, timedelta(days=10))
