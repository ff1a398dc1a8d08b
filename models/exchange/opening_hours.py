from datetime import timedelta, timezone

from odoo import fields, models

from ...compat.timezones import get_zone

# beyond it a calendar has no opening hours at all
MAX_WEEKS = 26


class CallcenterOpeningHours(models.Model):
    """When a connection is open: its calendar without holidays, in its time zone."""

    _inherit = "callcenter.pbx"

    resource_calendar_id = fields.Many2one(
        help="Without its holidays, in the time zone of the connection. What is changed"
        " counts for earlier calls too, for the last 35 days and within an hour."
    )

    def write(self, vals):
        is_changed = not vals.keys().isdisjoint({"resource_calendar_id", "tz"})
        result = super().write(vals)
        if is_changed:
            # sudo: who keeps connections need not keep scheduled actions
            self.env.ref("callcenter.ir_cron_hours").sudo()._trigger()
        return result

    def _is_open_at(self, moment):
        """Return whether it is open at a moment (UTC without zone)."""
        return bool(self._get_open_hours(moment, moment + timedelta(seconds=1)))

    def _get_open_hours(self, start, end):
        """Return how many opening hours lie between two moments (UTC without zone).

        Opening hours are the calendar without its holidays, read in the time zone of
        the connection; without a calendar all time counts.
        """
        self.ensure_one()
        if not self.resource_calendar_id:
            return (end - start).total_seconds() / 3600
        start, end = (x.replace(tzinfo=timezone.utc) for x in (start, end))
        intervals = self._get_open_intervals(start, end)
        return sum((x[1] - x[0]).total_seconds() for x in intervals) / 3600

    def _get_open_intervals(self, start, end):
        """Return the opening hours of its calendar between two moments with a zone."""
        # a holiday of no calendar closes all of its company, and no other
        holidays = [
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, self.company_id.id]),
        ]
        tz = get_zone(self.tz)
        return self.resource_calendar_id._work_intervals_batch(
            start, end, domain=holidays, tz=tz
        )[False]

    def _get_open_columns(self, start, end):
        """Return when it opened, and when it closed, between two moments: two lists.

        All moments are UTC without zone.
        """
        if not self.resource_calendar_id:
            return [start], [end]
        moments = (moment.replace(tzinfo=timezone.utc) for moment in (start, end))
        hours = [
            [
                moment.astimezone(timezone.utc).replace(tzinfo=None)
                for moment in each[:2]
            ]
            for each in self._get_open_intervals(*moments)
        ]
        return [opened for opened, _closed in hours], [
            closed for _opened, closed in hours
        ]

    def _add_open_minutes(self, date, minutes):
        """Return the moment at which ``minutes`` of opening hours have passed.

        Opening hours are the connection's calendar without its holidays, read in the
        connection's time zone; without a calendar all time counts, and so it does
        where the calendar never opens.

        :param datetime date: UTC without zone, as Odoo keeps it
        :return: datetime, alike
        """
        self.ensure_one()
        left = timedelta(minutes=minutes)
        if not self.resource_calendar_id:
            return date + left
        week = timedelta(weeks=1)
        start = date.replace(tzinfo=timezone.utc)
        for number in range(MAX_WEEKS):
            begin = start + week * number
            hours = self._get_open_intervals(begin, begin + week)
            for opened, closed, _attendances in hours:
                if left <= closed - opened:
                    moment = opened.astimezone(timezone.utc) + left
                    return moment.replace(tzinfo=None)
                left -= closed - opened
        return date + timedelta(minutes=minutes)
