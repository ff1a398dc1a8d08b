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
        "Hour of day", readonly=True, help="In the time zone of the connection."
    )

    def _get_hours_values(self, start):
        """Return the values that ``start`` (UTC without zone) gives this call."""
        tz = pytz.timezone(self.pbx_id.tz)
        moment = start.replace(tzinfo=timezone.utc)
        return {
            "is_in_hours": self.pbx_id._is_open_at(moment),
            "start_hour": moment.astimezone(tz).hour,
        }


class CallcenterPbxHours(models.Model):
    _inherit = "callcenter.pbx"

    def _is_open_at(self, moment):
        """Return whether an aware datetime is in opening hours; without any it always is."""
        self.ensure_one()
        calendar = self.resource_calendar_id
        if not calendar:
            return True
        end = moment + timedelta(seconds=1)
        tz = pytz.timezone(self.tz)
        return bool(calendar._work_intervals_batch(moment, end, tz=tz)[False])
