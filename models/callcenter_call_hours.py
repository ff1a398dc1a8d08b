from datetime import timedelta, timezone

import pytz

from odoo import fields, models


class CallcenterCallHours(models.Model):
    """When a call came, by the clock and the calendar of its connection."""

    _inherit = "callcenter.call"

    is_in_hours = fields.Boolean(
        "In opening hours",
        readonly=True,
        help="Known as soon as the call has settled.",
    )
    start_hour = fields.Integer(
        "Hour of day",
        readonly=True,
        aggregator=None,
        help="In the time zone of the connection.",
    )

    def _get_hours_values(self, start):
        """Return the values that ``start`` (UTC without zone) gives this call."""
        tz = pytz.timezone(self.pbx_id.tz)
        moment = start.replace(tzinfo=timezone.utc)
        return {
            "is_in_hours": self.pbx_id._is_open_at(start),
            "start_hour": moment.astimezone(tz).hour,
        }


class CallcenterPbxHours(models.Model):
    _inherit = "callcenter.pbx"

    def _is_open_at(self, moment):
        """Return whether it is open at a moment (UTC without zone)."""
        return bool(self._get_open_hours(moment, moment + timedelta(seconds=1)))

    def _get_open_hours(self, start, end):
        """Return how many opening hours lie between two moments (UTC without zone).

        Opening hours are the calendar without its holidays, read in the time zone of
        the connection; without a calendar all time counts.
        """
        self.ensure_one()
        calendar = self.resource_calendar_id
        if not calendar:
            return (end - start).total_seconds() / 3600
        start, end = (x.replace(tzinfo=timezone.utc) for x in (start, end))
        tz = pytz.timezone(self.tz)
        intervals = calendar._work_intervals_batch(start, end, tz=tz)[False]
        return sum((x[1] - x[0]).total_seconds() for x in intervals) / 3600
