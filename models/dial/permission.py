from datetime import timedelta

from odoo import api, fields, models

HOURS = 1
KEPT_DAYS = 365


class CallcenterDialPermission(models.Model):
    """A supervisor lets a number be dialled that would be refused."""

    _name = "callcenter.dial.permission"
    _description = "Permission to Dial"
    _order = "id desc"
    _rec_name = "phone"

    phone = fields.Char("Number", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    until_date = fields.Datetime("Until", required=True, readonly=True)
    order_id = fields.Many2one("callcenter.order", readonly=True, ondelete="set null")

    @api.model
    def _is_given(self, keys, company):
        """Return whether a number may be dialled for now."""
        # sudo: agents do not read permissions; whether there is one decides
        return bool(
            self.sudo().search_count(
                [
                    ("key", "in", list(keys)),
                    ("company_id", "=", company.id),
                    ("until_date", ">", fields.Datetime.now()),
                ],
                limit=1,
            )
        )

    @api.model
    def _give(self, order, keys):
        """Let the number of a refused ``order`` be dialled for an hour."""
        until = fields.Datetime.now() + timedelta(hours=HOURS)
        # sudo: rows are made here only, by who may allow
        return self.sudo().create(
            [
                {
                    "phone": order.phone,
                    "key": key,
                    "company_id": order.company_id.id,
                    "until_date": until,
                    "order_id": order.id,
                }
                for key in list(keys)[:1]
            ]
        )

    @api.autovacuum
    def _gc_permissions(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("until_date", "<", limit)]).unlink()
