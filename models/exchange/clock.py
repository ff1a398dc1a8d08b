from odoo import models

from ...wire.clock import MAX_DAYS, Differences, Moment, judge

_differences = Differences()


class CallcenterPbxClock(models.Model):
    """Whether what a connection says of the time is believed."""

    _inherit = "callcenter.pbx"

    def _judge(self, event, now, has_token):
        """Return the wire Moment at which an event happened.

        :param bool has_token: whether it came with the connection's token
        """
        if event.at is None:
            return Moment()
        usual = 0.0
        if event.sent is None and not event.is_at_naive:
            key = self.env.cr.dbname, self.id
            usual = _differences.learn(key, now, now - event.at)
        max_days = None if self.env.context.get("callcenter_import") else MAX_DAYS
        return judge(event, now, has_token, usual, max_days)
