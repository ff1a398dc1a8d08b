from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from . import periods

_lt = LazyTranslate(__name__)

SO_FAR, WHOLE = "so_far", "whole"

# how a period is called that others are compared with: where they are over, where as
# much of it is meant as they have had, and where all of it is
_DAY_BEFORE = (
    _lt("the day before"),
    _lt("the day before until %(time)s"),
    _lt("all of the day before"),
)
_SAME_WEEKDAY = (
    _lt("same weekday a week before"),
    _lt("same weekday a week before until %(time)s"),
    _lt("all of the same weekday a week before"),
)
_LABELS = {
    "day_before": _DAY_BEFORE,
    "week_before": _SAME_WEEKDAY,
    "days_before": (
        _lt("the %(days)s days before"),
        _lt("the %(days)s days before, until %(weekday)s, %(time)s"),
        _lt("all of the %(days)s days before"),
    ),
    "today day_before": (
        _lt("yesterday"),
        _lt("yesterday until %(time)s"),
        _lt("all of yesterday"),
    ),
    "today week_before": (
        _lt("same weekday last week"),
        _lt("same weekday last week until %(time)s"),
        _lt("all of the same weekday last week"),
    ),
    "this_week week_before": (
        _lt("last week"),
        _lt("last week until %(weekday)s, %(time)s"),
        _lt("all of last week"),
    ),
    "month_before": (_lt("the month before"),) * 3,
    "last_week week_before": (_lt("the week before"),) * 3,
    "this_month month_before": (
        _lt("last month"),
        _lt("last month until day %(day)s, %(time)s"),
        _lt("all of last month"),
    ),
}


class CallcenterFiguresComparisons(models.AbstractModel):
    """With what figures are compared, and how that is called.

    A period that goes on is compared with as much of the earlier ones. Where those had
    no call by then, as early in the morning, that says nothing: whole ones are shown.
    """

    _inherit = "callcenter.figures"

    def _sum_comparisons(self, zones, options, sums):
        """Return the Comparisons, and of each the sums by half hour."""
        asked = options.get("compare")
        if asked not in (None, False, SO_FAR, WHOLE):
            raise UserError(self.env._("Choose what to compare with."))
        found = self._get_comparisons(zones, options, is_whole=asked == WHOLE)
        found_sums = self._sum_each(found, zones, options, sums)
        if asked or any(found_sums) or not self._is_going_on(zones):
            return found, found_sums
        found = [each._replace(is_whole=True) for each in found]
        return found, self._sum_each(found, zones, options, sums)

    def _sum_each(self, comparisons, zones, options, sums):
        scopes = (self._get_scope(zones, options, each) for each in comparisons)
        return [self._sum_by_slot(scope, sums) for scope in scopes]

    def _get_comparisons(self, zones, options, is_whole=False):
        shifts = periods.shifts(options["period"], zones[0].first, zones[0].last)
        return [periods.Comparison(name, back, is_whole) for name, back in shifts]

    def _is_going_on(self, zones):
        return any(zone.period.is_going_on(zone.now) for zone in zones)

    def _get_compare_answer(self, comparisons, zones):
        """Return how far the earlier periods are counted; False where they are over."""
        if not self._is_going_on(zones):
            return False
        return WHOLE if comparisons[0].is_whole else SO_FAR

    def _get_label(self, comparison, zones):
        """Return how a Comparison is called: what is compared, and until when."""
        zone, name = zones[0], comparison.name
        over, so_far, whole = _LABELS.get(f"{zone.code} {name}") or _LABELS[name]
        period = zone.get_period(comparison)
        text = over
        if zone.period.is_going_on(zone.now):
            is_whole = period == periods.earlier(zone.period, comparison.back)
            text = whole if is_whole else so_far
        words = {
            "time": f"{period.end.hour}:{period.end.minute:02}",
            "weekday": format_date(self.env, period.end, date_format="EEEE"),
            "day": period.end.day,
            "days": (zone.last - zone.first).days + 1,
        }
        label = self.env._(text)
        return label % words
