from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.tools import SQL

from ...compat.timezones import get_sql_name, get_zone

# a month and what lies before it: what somebody still reports about
DAYS_MENDED = 35


class CallcenterCallHours(models.Model):
    """When a call came, by the clock and the calendar of its connection."""

    _inherit = "callcenter.call"

    is_in_hours = fields.Boolean(
        "In opening hours",
        readonly=True,
        help="Known as soon as the call has settled. A holiday or another change of the"
        " opening hours counts for the calls of the last 35 days, within an hour.",
    )
    start_hour = fields.Integer(
        "Hour of day",
        readonly=True,
        aggregator=None,
        help="In the time zone of the connection.",
    )

    def _get_hours_values(self, start):
        """Return the values that ``start`` (UTC without zone) gives this call."""
        tz = get_zone(self.pbx_id.tz)
        moment = start.replace(tzinfo=timezone.utc)
        return {
            "is_in_hours": self.pbx_id._is_open_at(start),
            "start_hour": moment.astimezone(tz).hour,
        }

    @api.model
    def _cron_mend_hours(self):
        """Let the calls of the last weeks, and when their customers are to be called
        back, follow from the opening hours as they are now.

        A holiday is often entered on the day, a calendar corrected after the first report.
        """
        pbxs = self.env["callcenter.pbx"].search([("active", "in", [True, False])])
        work = [("hours", pbx) for pbx in pbxs]
        self.env["callcenter.fault"]._attempt_all(work)

    def _mend_hours(self, pbx, now):
        """Correct the settled calls of ``pbx`` in one query, those that differ alone."""
        since = now - timedelta(days=DAYS_MENDED)
        opened, closed = pbx._get_open_columns(since, now)
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE callcenter_call call
                   SET is_in_hours = known.is_in_hours, start_hour = known.start_hour
                  FROM (
                    SELECT id,
                           EXISTS (
                               SELECT FROM unnest(%s::timestamp[], %s::timestamp[])
                                        AS hours(opened, closed)
                                WHERE start_date >= opened AND start_date < closed
                           ) AS is_in_hours,
                           extract(hour FROM timezone(
                               %s, timezone('UTC', start_date)))::int AS start_hour
                      FROM callcenter_call
                     WHERE pbx_id = %s AND is_settled
                       AND start_date >= %s AND start_date < %s
                  ) AS known
                 WHERE call.id = known.id
                   AND (call.is_in_hours, call.start_hour)
                       IS DISTINCT FROM (known.is_in_hours, known.start_hour)
                """,
                opened,
                closed,
                get_sql_name(pbx.tz),
                pbx.id,
                since,
                now,
            )
        )
        self.invalidate_model(["is_in_hours", "start_hour"])


class CallcenterPbxHours(models.Model):
    _inherit = "callcenter.pbx"

    def _mend_calls(self):
        """Let what follows from the opening hours of this connection follow again."""
        now = fields.Datetime.now()
        self.env["callcenter.call"]._mend_hours(self, now)
        since = now - timedelta(days=DAYS_MENDED)
        self.env["callcenter.missed"]._mend_due_dates(self, since)
