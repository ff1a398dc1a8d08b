from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from . import local_time, periods, tables
from .adding import add_up, parts

_lt = LazyTranslate(__name__)

# the five figures that matter, each with a line of days
MAIN_CODES = ("offered", "answer_rate", "sla", "wait_avg", "missed")
LINE_DAYS = 14
MAX_LINE_DAYS = 31
DAY, WEEK = timedelta(days=1), timedelta(days=7)


class CallcenterFiguresTrends(models.AbstractModel):
    """Figures of days and weeks in a row."""

    _inherit = "callcenter.figures"

    def _get_lines(self, zones, options, sums):
        """Return the main figures of the days up to the end of the period, or today.

        :return: ``{"days": labels, "values": {code: list}}``
        """
        figures = self._pick(MAIN_CODES)
        last = min(zones[0].last, zones[0].now.date())
        count = (last - zones[0].first).days + 1
        count = min(max(count, LINE_DAYS), MAX_LINE_DAYS)
        days = [last - DAY * n for n in reversed(range(count))]
        sums = {code: sums[code] for code in parts(figures)}
        by_day = self._sum_days(zones, options, days[0], last, sums)
        return {
            "days": [format_date(self.env, day) for day in days],
            "values": {
                figure.code: [
                    figure.value({"offered": 0, "missed": 0} | by_day.get(day, {}))
                    for day in days
                ]
                for figure in figures
            },
        }

    @api.model
    def get_days(self, options):
        """Return the offered, answered and missed calls of each day of a period.

        :param dict options: see ``callcenter.figures``
        :return: list of ``(date, sums)``
        :raises AccessError: for who is no supervisor
        """
        zones = self._get_zones(options)
        first, last = zones[0].first, zones[0].last
        codes = ("offered", "answered", "missed")
        sums = self._sum_days(zones, options, first, last, self._prepare(codes))
        days = [first + DAY * n for n in range((last - first).days + 1)]
        return [(day, sums.get(day) or dict.fromkeys(codes, 0)) for day in days]

    def _get_trend(self, zones, options):
        """Return the weeks up to the one in which the period ends, or today lies."""
        last = min(zones[0].last, zones[0].now.date())
        monday = periods.resolve("this_week", last, self._get_week_start())[0]
        firsts = [monday - WEEK * n for n in reversed(range(tables.TREND_WEEKS))]
        figures = self._pick(tables.ROW_CODES)
        codes = parts(figures)
        by_day = self._sum_days(
            zones, options, firsts[0], firsts[-1] + 6 * DAY, self._prepare(codes)
        )
        rows = []
        for first in firsts:
            days = [by_day.get(first + DAY * n, {}) for n in range(7)]
            sums = add_up([dict.fromkeys(codes, 0), *days])
            where = {"week": fields.Date.to_string(first)}
            rows.append((format_date(self.env, first), where, sums))
        title, head = _lt("Twelve weeks"), _lt("Week from")
        return {"tables": [self._make_table("trend", title, head, figures, rows)]}

    def _sum_days(self, zones, options, first, last, sums):
        """Return the sums of each day from ``first`` to ``last``, by day."""
        zones = [zone.at(first, last) for zone in zones]
        scope = self._get_scope(zones, options)
        return self._sum_by(scope, local_time.day, sums=sums)
