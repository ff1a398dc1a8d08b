from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .figures_case import DAY, HOUR, MINUTE, FiguresCase


@tagged("post_install", "-at_install")
class TestBreakdowns(FiguresCase):
    """A Monday told by hand: four offered calls on two queues and two hotlines."""

    def setUp(self):
        super().setUp()
        # f-1: Lan, after 5 s; f-2: Minh, after 30 s; f-3: missed; f-4: gave up
        self.answered(queue="800", did="19001", wait=5)
        self.answered(
            at=60 * MINUTE, queue="800", did="19002", wait=30, extension="102"
        )
        self.unanswered(at=2 * HOUR, queue="801", did="19001", phone="0989464888")
        self.unanswered(at=5 * HOUR, status="ABANDON", did="19001", wait=40)

    def breakdown(self, name, user=None, **options):
        figures = self.env["callcenter.figures"].with_user(user or self.dung)
        return figures.get_breakdown({**self.options, **options}, name)

    def rows(self, table, *codes):
        """Return ``{label: values}`` of a table."""
        return {
            row["label"]: tuple(row["values"][code] for code in codes)
            for row in table["rows"]
        }

    def assert_opens(self, table, code, **options):
        """Each row's count is the count of the calls that it opens."""
        for row in table["rows"]:
            with self.subTest(row["label"]):
                calls = self.behind(code, where=row["where"], **options)
                self.assertEqual(len(calls), row["values"][code])

    def test_queues_and_hotlines_side_by_side(self):
        queues, hotlines = self.breakdown("queues")["tables"]
        codes = "offered", "answered", "sla", "wait_avg", "abandoned"
        self.assertEqual(
            self.rows(queues, *codes),
            {
                "800": (2, 2, 0.5, 17.5, 0),
                "801": (1, 0, 0, None, 0),
                "Without a queue": (1, 0, 0, None, 1),
            },
        )
        self.assertEqual(
            self.rows(hotlines, *codes),
            {"19001": (3, 1, 1 / 3, 5, 1), "19002": (1, 1, 0, 30, 0)},
        )
        for table in (queues, hotlines):
            for code in ("offered", "answered", "abandoned", "missed"):
                self.assert_opens(table, code)
        self.assertEqual(self.behind("offered", where={"queue": False}), {"f-4"})
        for column in queues["columns"]:
            self.assertTrue(column["definition"])

    def test_agents_by_day_against_their_team(self):
        self.answered(at=-DAY)  # closed on Sunday
        self.answered(at=DAY, wait=11)
        days = {"first": "2026-03-01", "last": "2026-03-03"}
        [table] = self.breakdown("agent_days", **days)["tables"]
        found = {
            (group["name"], row["label"]): row["values"]
            for group in table["groups"]
            for row in group["rows"]
        }
        self.assertEqual(
            set(found),
            {("Lan", "03/02/2026"), ("Lan", "03/03/2026"), ("Minh", "03/02/2026")},
        )
        lan, minh = found["Lan", "03/02/2026"], found["Minh", "03/02/2026"]
        self.assertEqual((lan["wait_avg"], lan["team_wait_avg"]), (5, 17.5))
        self.assertEqual(minh["wait_avg"], 30)
        self.assertEqual(
            (lan["answered_in_time"], lan["team_answered_in_time"]), (1, 0.5)
        )
        self.assertEqual(found["Lan", "03/03/2026"]["team_wait_avg"], 11)
        minhs = next(g["rows"][0] for g in table["groups"] if g["name"] == "Minh")
        for code in ("answered", "wait_avg", "answered_in_time"):
            self.assertEqual(self.behind(code, where=minhs["where"], **days), {"f-2"})

    def test_weekdays_and_hours(self):
        heat = self.breakdown("hours")["heat"]
        self.assertEqual(heat["hours"], [9, 10, 11, 12, 13, 14])
        monday, tuesday = heat["rows"][:2]
        self.assertEqual(monday["label"], "Monday")
        self.assertEqual(
            [cell["offered"] for cell in monday["cells"]], [1, 1, 1, 0, 0, 1]
        )
        self.assertEqual(
            [cell["missed"] for cell in monday["cells"]], [0, 0, 1, 0, 0, 1]
        )
        self.assertFalse(any(cell["offered"] for cell in tuesday["cells"]))
        where = {"weekday": 1, "hour": 11}
        self.assertEqual(self.behind("missed", where=where), {"f-3"})
        self.assertEqual(self.behind("offered", where={**where, "weekday": 2}), set())

    def callers(self, utc="2026-03-20 05:00:00", **options):
        with freeze_time(utc):
            answer = self.breakdown("callers", **options)
        return answer, {f["code"]: f["value"] for f in answer["section"]["figures"]}

    def test_repeat_callers_and_first_call_resolution(self):
        # f-1 called again an hour later (f-2), f-4 was its third call
        _answer, values = self.callers()
        self.assertEqual(values["known_callers"], 4)
        self.assertEqual(values["repeat_calls"], 2)
        self.assertEqual(values["repeat_rate"], 0.5)
        self.assertEqual(values["first_call_resolution"], 0, "both called again")
        self.assertEqual(self.behind("repeat_calls"), {"f-2", "f-4"})
        self.answered(at=3 * HOUR, phone="0989464777")
        _answer, values = self.callers()
        self.assertEqual(values["first_call_resolution"], 1 / 3)
        with freeze_time("2026-03-20 05:00:00"):
            behind = self.behind("first_call_resolution")
        self.assertEqual(behind, {"f-1", "f-2", "f-5"})

    def test_whether_a_call_is_a_repeated_one_is_yes_or_no(self):
        calls = self.calls.with_user(self.dung)
        scope = [("pbx_id", "=", self.pbx.id)]
        for name, yes in (
            ("is_repeat", 2),
            ("is_called_again", 2),
            ("serves_caller", 4),
        ):
            with self.subTest(name):
                counts = [
                    calls.search_count([*scope, (name, "=", value)])
                    for value in (True, False)
                ]
                self.assertEqual(counts, [yes, 4 - yes])
        self.assertEqual(calls.search_count([*scope, ("start_slot", "in", ["x"])]), 0)

    def test_what_lies_more_than_seven_days_back_is_no_repeat(self):
        self.answered(at=7 * DAY + 5 * HOUR + 1)  # a second over a week after f-4
        days = {"first": "2026-03-09", "last": "2026-03-09"}
        self.assertEqual(self.callers(**days)[1]["repeat_calls"], 0)
        self.answered(at=8 * DAY)
        days = {"first": "2026-03-10", "last": "2026-03-10"}
        self.assertEqual(self.callers(**days)[1]["repeat_calls"], 1)

    def test_first_call_resolution_waits_for_seven_days(self):
        _answer, values = self.callers("2026-03-05 05:00:00")
        self.assertIsNone(values["first_call_resolution"])

    def test_top_callers(self):
        [table] = self.callers()[0]["tables"]
        self.assertEqual(
            [
                (row["values"]["offered"], row["values"]["missed"])
                for row in table["rows"]
            ],
            [(3, 1), (1, 1)],
        )
        self.assertIn("0989 464 999", table["rows"][0]["label"])
        self.assert_opens(table, "offered")

    def test_outcomes_by_queue_and_day(self):
        handled, order = self.env["callcenter.outcome"].create(
            [{"name": "Handled T"}, {"name": "Order T"}]
        )
        self.call("f-1").outcome_id = handled
        self.call("f-2").outcome_id = order
        self.dialled(at=6 * HOUR)
        self.call("f-5").outcome_id = handled
        queues, days = self.breakdown("outcomes")["tables"]
        codes = [column["code"] for column in queues["columns"]]
        self.assertEqual(
            [column["label"] for column in queues["columns"]], ["Handled T", "Order T"]
        )
        self.assertEqual(
            self.rows(queues, *codes), {"800": (1, 1), "Without a queue": (1, 0)}
        )
        self.assertEqual(self.rows(days, *codes), {"03/02/2026": (2, 1)})
        where = {**queues["rows"][0]["where"], **queues["columns"][1]["where"]}
        self.assertEqual(self.behind("with_outcome", where=where), {"f-2"})

    def test_twelve_weeks(self):
        self.answered(at=-77 * DAY)  # eleven weeks ago, on a Monday
        self.answered(at=-84 * DAY)
        [table] = self.breakdown("trend")["tables"]
        offered = [row["values"]["offered"] for row in table["rows"]]
        self.assertEqual(offered, [1, *[0] * 10, 4])
        self.assert_opens(table, "offered")
        self.assertIsNone(table["rows"][5]["values"]["answer_rate"])

    def test_main_figures_have_a_line_of_days(self):
        lines = self.figures()["lines"]
        self.assertEqual(len(lines["days"]), 14)
        self.assertEqual(lines["values"]["offered"], [*[0] * 13, 4])
        self.assertEqual(lines["values"]["answer_rate"], [*[None] * 13, 0.5])

    def test_a_supervisor_has_tables_of_their_people(self):
        self.ext_101.supervisor_ids = self.thu
        queues, _hotlines = self.breakdown("queues", self.thu)["tables"]
        self.assertEqual(self.rows(queues, "offered")["800"], (1,))
        [table] = self.breakdown("agent_days", self.thu)["tables"]
        self.assertEqual([group["name"] for group in table["groups"]], ["Lan"])
        where = {"agent": self.minh.id}
        self.assertEqual(self.behind("answered", self.thu, where=where), set())
        self.assertEqual(
            self.behind("agent_answered", self.thu, user_id=self.lan.id), {"f-1"}
        )

    def test_agents_see_none(self):
        for name in ("queues", "agent_days", "hours", "callers", "outcomes", "trend"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.breakdown(name, self.lan)

    def test_hostile_names_and_places(self):
        for name in ("unlink", [], None):
            with self.subTest(name), self.assertRaises(UserError):
                self.breakdown(name)
        for where in (
            {"partner_id": 1},
            {"day": "x"},
            {"day": None},
            {"week": {}},
            {"weekday": "x"},
            {"hour": []},
            {"agent": None},
            {"agent": 1e400},
        ):
            with self.subTest(where), self.assertRaises(UserError):
                self.behind("offered", where=where)
        self.assertEqual(self.behind("offered", where={"queue": "' OR 1=1 --"}), set())

    def test_technical_fields_are_not_offered(self):
        found = self.calls.with_user(self.dung).fields_get()
        for name in ("start_slot", "is_repeat", "not_picked_up_by_id"):
            self.assertFalse(found[name]["searchable"])
            self.assertFalse(found[name]["exportable"])
