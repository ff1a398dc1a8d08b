import time

from odoo import api, models
from odoo.tools import SQL

from ...rules.outcomes import ENDED
from ...rules.silence import QUIET_SECONDS, Limits, quiet
from ...rules.told import add
from ..transaction import EVENT_CONTEXT, write_changed


class CallcenterCallSettling(models.Model):
    """What exchanges never ended is closed, and what is over is settled."""

    _inherit = "callcenter.call"

    @api.model
    def _cron_settle(self):
        """Close what exchanges never ended, each call in its own transaction."""
        unsettled = self.with_context(**EVENT_CONTEXT).search(
            [("is_settled", "=", False)], order="id"
        )
        work = [("settle", call) for call in unsettled]
        self.env["callcenter.fault"]._attempt_all(work)
        self.env["callcenter.pbx"]._learn_all()

    def _settle_now(self):
        self._settle(time.time())

    def _settle(self, now):
        """Settle this call at ``now`` (epoch seconds), see ``rules.silence``."""
        self.ensure_one()
        pbx = self.pbx_id
        self._find_locked(pbx, self.callid)
        self.invalidate_recordset()
        cards = self.env["callcenter.card"]
        before = cards.get_shown(self)
        told, exchange = self._get_told(pbx)
        limits = Limits(pbx.ring_limit * 60, pbx.talk_limit * 60)
        due = quiet(told, now, limits, exchange)
        if any(leg.state == "ongoing" for leg in self.leg_ids) and due:
            due = quiet(told, now, limits, exchange, self._get_next_answers())
        for observation in due:
            add(told, observation)
        _call, view, _is_changed = self._save(pbx, told, exchange)
        is_settled = view.state == ENDED and now - view.heard >= QUIET_SECONDS
        if self.is_in_family:
            # another part may have been told of at the same moment
            self._refresh_family()
            is_settled = is_settled and (self.parent_id or self._is_family_over())
        hours = self._get_hours_values(self.start_date)
        write_changed(self, {"is_settled": is_settled, **hours})
        if not self.is_late:
            cards.notify(self, before)
        if self.parent_id and self.is_settled and self._is_family_over():
            root = self._get_root()
            if not root.is_settled:
                root._settle(now)  # it waited for this part
        # what follows from a settled call must not keep it from being settled
        faults = self.env["callcenter.fault"]
        if self.is_settled:
            faults._attempt("missed", self)
            faults._attempt("recordings", self)
        faults._attempt("notes", self)

    def _get_next_answers(self):
        """Return when each extension that talks here answered another call after that."""
        self.env.cr.execute(
            SQL(
                """
                SELECT own.number, min(extract(epoch FROM other.answer_date))
                  FROM callcenter_call_leg own
                  JOIN callcenter_call_leg other
                    ON other.pbx_id = own.pbx_id AND other.number = own.number
                   AND other.call_id != own.call_id
                   AND other.answer_date > own.answer_date
                 WHERE own.call_id = %s AND own.state = 'ongoing'
                 GROUP BY own.number
                """,
                self.id,
            )
        )
        return {number: float(moment) for number, moment in self.env.cr.fetchall()}
