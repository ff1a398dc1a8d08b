from odoo import fields, models


class CallcenterBenchRow(models.Model):
    """A plain small model: no mail.thread, no computed field."""

    _name = "callcenter.bench.row"
    _description = "Benchmark Row"

    name = fields.Char(required=True)
    phone = fields.Char()
    date = fields.Datetime(default=fields.Datetime.now)
