from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.modules import module
from odoo.tools import format_date

from ..models.groups import MANAGER

BATCH = 200


class CallcenterReadAgain(models.TransientModel):
    """Calls of a period are derived anew from what was told, after a rule was mended."""

    _name = "callcenter.read.again"
    _description = "Read Again"

    pbx_id = fields.Many2one(
        "callcenter.pbx",
        "Connection",
        required=True,
        default=lambda self: self.env["callcenter.pbx"].search([], limit=1),
    )
    first_date = fields.Date("From", required=True, default=fields.Date.context_today)
    last_date = fields.Date("To", required=True, default=fields.Date.context_today)
    preview = fields.Text(readonly=True)

    @api.constrains("first_date", "last_date")
    def _check_dates(self):
        for wizard in self:
            if wizard.first_date > wizard.last_date:
                raise UserError(self.env._("The period ends before it begins."))

    def action_preview(self):
        """Count how many calls would change in what, and show it; nothing is changed.

        :raises AccessError: for who is no manager
        """
        self.ensure_one()
        total, changed, names = 0, 0, {}
        for calls in self._get_batches():
            total += len(calls)
            count, found = calls._preview_reading()
            changed += count
            for name, many in found.items():
                names[name] = names.get(name, 0) + many
            calls.invalidate_recordset()
        self.preview = self._describe(total, changed, names)
        return self._show()

    def action_apply(self):
        """Derive the calls anew, each batch in a transaction of its own.

        :raises AccessError: for who is no manager
        """
        self.ensure_one()
        total, changed = 0, 0
        company = self.pbx_id.company_id
        for calls in self._get_batches():
            months = {}
            total += len(calls)
            for call in calls:
                month = call.start_date.date().replace(day=1)
                months[month] = months.get(month, 0) + call._read_again()
            changed += sum(months.values())
            self.env["callcenter.reading"].sudo()._note(company, months)
            if not module.current_test:
                # what is done stays done; a later batch may fail
                self.env.cr.commit()  # pylint: disable=invalid-commit
        self.preview = self.env._(
            "%(total)s calls were read again, %(changed)s changed.",
            total=total,
            changed=changed,
        )
        return self._show()

    def _get_batches(self):
        """Yield the calls of the period, BATCH at a time."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only call center managers may read again."))
        self.pbx_id.check_access("read")
        first = datetime.combine(self.first_date - timedelta(days=1), time.min)
        last = datetime.combine(self.last_date + timedelta(days=2), time.min)
        # sudo: managers may see these calls; what was told of them is nobody's to read
        calls = self.env["callcenter.call"].sudo()
        domain = calls._get_readable_domain(self.pbx_id, first, last)
        found = calls.search(domain, order="id")
        ids = [call.id for call in found if self._is_within(call)]
        found.invalidate_recordset()
        for index in range(0, len(ids), BATCH):
            yield calls.browse(ids[index : index + BATCH]).exists()

    def _is_within(self, call):
        local = fields.Datetime.context_timestamp(
            call.with_context(tz=self.pbx_id.tz), call.start_date
        )
        return self.first_date <= local.date() <= self.last_date

    def _describe(self, total, changed, names):
        lines = [
            self.env._(
                "%(first)s – %(last)s: %(total)s calls, of which %(changed)s change.",
                first=format_date(self.env, self.first_date),
                last=format_date(self.env, self.last_date),
                total=total,
                changed=changed,
            )
        ]
        known = self.env["callcenter.call"].fields_get(list(names), ["string"])
        rows = sorted(names.items(), key=lambda row: (-row[1], row[0]))
        lines += [f"{known[name]['string']}: {many}" for name, many in rows]
        return "\n".join(lines)

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Read again"),
        }
