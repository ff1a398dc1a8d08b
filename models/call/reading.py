from collections import Counter
from datetime import datetime, time

from odoo import api, fields, models
from odoo.fields import Domain

from ...rules.outcomes import ENDED
from ...rules.shown import derive
from ..transaction import EVENT_CONTEXT, write_changed
from .projection import view_values


class CallcenterReading(models.Model):
    """A month whose calls were read again with today's rules, and how many changed."""

    _name = "callcenter.reading"
    _description = "Calls Read Again"
    _order = "month desc, id desc"
    _rec_name = "month"

    company_id = fields.Many2one("res.company", required=True, index=True)
    month = fields.Date(required=True, help="Its first day.")
    user_id = fields.Many2one("res.users", "By", required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    count = fields.Integer("Calls changed")

    @api.model
    def _note(self, company, months):
        """Add to what was read again of past months.

        :param months: ``{first day: how many calls changed}``
        """
        this_month = fields.Date.context_today(self).replace(day=1)
        for month, count in months.items():
            if month >= this_month or not count:
                continue
            domain = [("company_id", "=", company.id), ("month", "=", month)]
            today = datetime.combine(fields.Date.today(), time.min)
            row = self.search([*domain, ("date", ">=", today)], limit=1)
            if row:
                row.count += count
            else:
                self.create(
                    {
                        "company_id": company.id,
                        "month": month,
                        "count": count,
                        "user_id": self.env.uid,
                    }
                )

    @api.model
    def _explain(self, companies, first, last):
        """Return in words what was read again of the months from ``first`` to ``last``."""
        # sudo: that figures changed is for everybody who reads them
        rows = self.sudo().search(
            [
                ("company_id", "in", companies.ids),
                ("month", ">=", first.replace(day=1)),
                ("month", "<=", last),
            ]
        )
        if not rows:
            return ""
        return self.env._(
            "Calls of this period were read again with mended rules, last on %(date)s:"
            " %(count)s changed.",
            date=fields.Date.to_string(max(rows.mapped("date")).date()),
            count=sum(rows.mapped("count")),
        )


class CallcenterCallReading(models.Model):
    """Calls derived anew: a mended rule mends those that are over, too."""

    _inherit = "callcenter.call"

    @api.model
    def _get_readable_domain(self, pbx, first, last):
        """Return the domain of the calls of a period that keep what was told of them."""
        return (
            Domain("pbx_id", "=", pbx.id)
            & Domain("start_date", ">=", first)
            & Domain("start_date", "<", last)
            & Domain("is_settled", "=", True)
            & Domain("observations", "!=", False)
        )

    def _preview_reading(self):
        """Return how many of these calls would change in what, by field's name.

        :return: ``(how many calls, Counter of fields)``
        """
        count, fields_changed = 0, Counter()
        for call in self:
            names = call._get_reading_changes()
            count += bool(names)
            fields_changed.update(names)
        return count, fields_changed

    def _get_reading_changes(self):
        """Return the names of the fields that today's rules tell otherwise."""
        told, exchange = self._get_told_anew()
        view = derive(told, exchange)
        is_missed = view.is_missed
        if self.is_in_family:
            is_missed = self._is_missed_in_family(view)
        vals = {**view_values(view), "is_missed": is_missed, "phone": view.phone}
        names = {
            name for name, value in vals.items() if not _is_same(self[name], value)
        }
        legs = {
            (leg.number, leg.attempt, leg.disposition or None) for leg in self.leg_ids
        }
        shown = {(leg.number, leg.attempt, leg.disposition) for leg in view.legs}
        kept = {x for x in legs if x[1] <= view.folded.get(x[0], 0)}
        return names | ({"leg_ids"} if legs - kept != shown else set())

    def _get_told_anew(self):
        """Return what was told, with what is known of the exchange today."""
        told, _exchange = self._get_told(self.pbx_id)
        exchange = self.pbx_id._get_exchange()
        told.exchange = exchange.snapshot()
        return told, exchange.with_snapshot(told.exchange)

    def _read_again(self):
        """Derive this settled call anew; its customers who were missed follow.

        :return: whether more changed than what is kept
        """
        call = self.with_context(**EVENT_CONTEXT)
        call._find_locked(call.pbx_id, call.callid)
        call.invalidate_recordset()
        names = call._get_reading_changes()
        told, exchange = call._get_told_anew()
        if not names:
            # what is known of the exchange is kept all the same
            write_changed(call, {"observations": told.to_json()})
            return False
        _call, view, _is_changed = call._save(call.pbx_id, told, exchange)
        hours = call._get_hours_values(call.start_date)
        is_settled = view.state == ENDED and call._is_family_over()
        write_changed(call, {"is_settled": is_settled, **hours})
        if call.is_settled:
            call._refresh_missed()
        return True


def _is_same(known, value):
    if isinstance(value, float):
        return known == value
    return (known or None) == (value or None)
