from datetime import timezone

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
