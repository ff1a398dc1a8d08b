from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .figures_case import DAY, HOUR, FiguresCase


@tagged("post_install", "-at_install")
class TestComparisons(FiguresCase):
    """With what figures are compared, told in words."""

    def compared(self, utc, period, **options):
        """Return ``{label: offered}`` of what ``period`` is compared with at ``utc``."""
        with freeze_time(utc):
            answer = self.figures(period=period, **options)
        offered = answer["sections"][0]["figures"][0]
        return dict(zip(answer["compared"], offered["compared"], strict=True))

    def compare(self, utc, period, **options):
        with freeze_time(utc):
            return self.figures(period=period, **options)["compare"]

    def test_a_day_that_goes_on_says_until_when(self):
        self.answered(at=-DAY)  # Sunday is closed
        self.answered(at=-7 * DAY)  # 09:15
        self.answered(at=-7 * DAY + 5 * HOUR)
        noon = "2026-03-02 05:05:00"
        self.assertEqual(
            self.compared(noon, "today"),
            {"yesterday until 12:05": 0, "same weekday last week until 12:05": 1},
        )
        self.assertEqual(
            self.compared(noon, "today", compare="whole"),
            {"all of yesterday": 0, "all of the same weekday last week": 2},
        )
        self.assertEqual(self.compare(noon, "today"), "so_far")
        self.assertEqual(self.compare(noon, "today", compare="whole"), "whole")

    def test_early_in_the_morning_whole_days_are_compared(self):
        """At 4:25 nothing had come: that would say nothing of any day."""
        self.answered()
        self.answered(at=-6 * DAY)
        early = "2026-03-02 21:25:00"  # 04:25 on Tuesday
        self.assertEqual(
            self.compared(early, "today"),
            {"all of yesterday": 1, "all of the same weekday last week": 1},
        )
        self.assertEqual(self.compare(early, "today"), "whole")
        self.assertEqual(
            self.compared(early, "today", compare="so_far"),
            {"yesterday until 4:25": 0, "same weekday last week until 4:25": 0},
        )

    def test_weeks_and_months_say_until_which_day(self):
        self.pbx.resource_calendar_id = False
        self.answered(at=-29 * DAY)  # 1 February
        self.answered(at=-7 * DAY)
        self.answered(at=-5 * DAY)
        tuesday = "2026-03-03 05:05:00"
        self.assertEqual(
            self.compared(tuesday, "this_week"), {"last week until Tuesday, 12:05": 1}
        )
        first = "2026-03-01 05:05:00"
        self.assertEqual(
            self.compared(first, "this_month"), {"last month until day 1, 12:05": 1}
        )
        self.assertEqual(
            self.compared(first, "this_month", compare="whole"),
            {"all of last month": 3},
        )
        self.assertEqual(self.compared(first, "last_month"), {"the month before": 0})

    def test_a_month_that_is_longer_is_compared_with_all_of_the_shorter(self):
        self.answered(at=-5 * DAY)
        late = "2026-03-30 05:05:00"
        self.assertEqual(self.compared(late, "this_month"), {"all of last month": 1})

    def test_days_that_are_over_have_no_choice(self):
        self.answered()
        later = "2026-03-10 05:05:00"
        self.assertFalse(self.compare(later, "custom"))
        self.assertFalse(self.compare(later, "custom", compare="so_far"))
        self.assertEqual(
            list(self.compared(later, "custom", first="2026-02-27")),
            ["the 4 days before"],
        )

    def test_other_days_that_go_on(self):
        self.answered(at=-7 * DAY)
        noon = "2026-02-25 05:05:00"
        days = {"first": "2026-02-25", "last": "2026-02-26"}
        self.assertEqual(
            self.compared(noon, "custom", compare="so_far", **days),
            {"the 2 days before, until Monday, 12:05": 1},
        )
        self.assertEqual(
            self.compared(noon, "custom", compare="whole", **days),
            {"all of the 2 days before": 1},
        )

    def test_what_is_no_choice_is_refused(self):
        with self.assertRaises(UserError):
            self.figures(compare="ever")
