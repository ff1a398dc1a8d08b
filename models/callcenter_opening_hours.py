from datetime import timedelta, timezone

import pytz

from odoo import models

# beyond it a calendar has no opening hours at all
MAX_WEEKS = 26


class CallcenterOpeningHours(models.Model):
    _inherit = "callcenter.pbx"

    def _add_open_minutes(self, date, minutes):
        """Return the moment at which ``minutes`` of opening hours have passed.

        Opening hours are the connection's calendar without its holidays, read in the
        connection's time zone; without a calendar all time counts, and so it does
        where the calendar never opens.

        :param datetime date: UTC without zone, as Odoo keeps it
        :return: datetime, alike
        """
        self.ensure_one()
        calendar, left = self.resource_calendar_id, timedelta(minutes=minutes)
        if not calendar:
            return date + left
        tz = pytz.timezone(self.tz)
        week = timedelta(weeks=1)
        start = date.replace(tzinfo=timezone.utc)
        for number in range(MAX_WEEKS):
            begin = start + week * number
            hours = calendar._work_intervals_batch(begin, begin + week, tz=tz)[False]
            for opened, closed, _attendances in hours:
                if left <= closed - opened:
                    moment = opened.astimezone(timezone.utc) + left
                    return moment.replace(tzinfo=None)
                left -= closed - opened
        return date + timedelta(minutes=minutes)
