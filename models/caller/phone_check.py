import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..transaction import begin_read_committed
from .lead import LEADS
from .phone_keys import FLAGS, dump_keys

_logger = logging.getLogger(__name__)

BATCH = 2000
# raise it when the same text gives other keys than before: all are read again then
READING = "4"
MAX_SHARED_KEYS = 10_000


class CallcenterPhoneCheck(models.Model):
    """How far the numbers and names of a model are read, and what is wrong with them.

    Rows that were there before the addon have no keys yet, and all keys are stale when
    a connection brings another country: a scheduled action reads them batch by batch.
    """

    _name = "callcenter.phone.check"
    _description = "Numbers Check-up"

    res_model = fields.Char("Model", required=True, readonly=True)
    reading = fields.Char(
        readonly=True, help="The countries that keys are read in, and the fields."
    )
    last_id = fields.Integer(readonly=True, help="Rows up to this id are read.")
    until_id = fields.Integer(
        readonly=True,
        help="The newest row when reading began; later ones are read as they are saved.",
    )
    progress = fields.Float("Numbers read", compute="_compute_progress")
    count_date = fields.Datetime("Counted", readonly=True)
    unreadable_count = fields.Integer("Unreadable", readonly=True)
    several_count = fields.Integer("Several in one field", readonly=True)
    foreign_count = fields.Integer("Of another country", readonly=True)
    shared_count = fields.Integer("Shared", readonly=True)
    # numbers of all companies: for searches only
    shared_keys = fields.Json(readonly=True, groups=fields.NO_ACCESS)

    _model_unique = models.UniqueIndex("(res_model)")

    @api.depends("reading", "last_id", "until_id")
    def _compute_progress(self):
        for check in self:
            is_begun = check.reading == check._get_reading()
            done = min(check.last_id / check.until_id, 1.0) if check.until_id else 1.0
            check.progress = done if is_begun else 0.0

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Numbers check-up")

    # -- reading --------------------------------------------------------------------

    def _get_reading(self):
        """Return by what this model is read today: when it changes, all is read again."""
        regions = self.env["callcenter.pbx"]._get_regions()
        sources = [
            name
            for _column, names, _read in self._get_columns(self._get_rows())
            for name in names
        ]
        return " ".join([READING, *regions, *sources])

    @api.model
    def _get_checks(self):
        """Return one row for each model that callers are looked up in."""
        names = [name for name, _column in self.env["callcenter.lookup"]._get_sources()]
        checks = self.search([("res_model", "in", names)])
        missing = [name for name in names if name not in checks.mapped("res_model")]
        return checks + self.create([{"res_model": name} for name in missing])

    @api.model
    def _read_soon(self):
        """Have all numbers read again, where the connections' countries changed."""
        cron = self.env.ref("callcenter.ir_cron_read_numbers", raise_if_not_found=False)
        if cron:
            # sudo: no right to scheduled actions comes with connections
            cron.sudo()._trigger()

    def _register_hook(self):
        """Read what is there when an addon has brought a phone field."""
        super()._register_hook()
        # asked once, while the registry is loaded: later it is set up anew beside
        # transactions that have locked what this reads
        if not self.pool.ready and not self._is_read():
            self._read_soon()

    @api.model
    def _is_read(self):
        """Return whether all is read by what is known today, or on its way."""
        names = {name for name, _column in self.env["callcenter.lookup"]._get_sources()}
        checks = self.search([("res_model", "in", list(names))])
        return names == set(checks.mapped("res_model")) and all(
            check.reading == check._get_reading() for check in checks
        )

    @api.model
    def _find_phone_fields(self):
        """Let the models know phone fields that a view or the setting brought since."""
        changed = []
        for name in ("res.partner", "hr.employee", "res.users", LEADS):
            if name not in self.env:
                continue
            model = self.env[name]
            found = model._find_callcenter_phone_fields()
            if found != model._get_callcenter_phone_fields():
                changed.append(name)
        if changed:
            # what keys depend on is known to the registry, in every process
            self.env.flush_all()
            self.env.registry._setup_models__(self.env.cr, changed)

    @api.model
    def _cron_read_numbers(self):
        """Read the numbers that are not read yet, each batch in its own transaction."""
        self._find_phone_fields()
        checks = self._get_checks()
        for check in checks:
            reading = check._get_reading()
            if check.reading != reading:
                newest = check._get_rows().search([], order="id desc", limit=1)
                check.write({"reading": reading, "last_id": 0, "until_id": newest.id})
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=sum(check._count_unread() for check in checks))
        for check in checks:
            while True:
                begin_read_committed(self.env.cr)
                count = check._read_batch()
                if not crons._commit_progress(count):
                    return
                if count < BATCH:
                    break

    def _get_rows(self):
        """Return the model whose rows are read, archived ones too."""
        return self.env[self.res_model].sudo().with_context(active_test=False)

    def _count_unread(self):
        return self._get_rows().search_count([("id", ">", self.last_id)])

    def _read_batch(self):
        """Read the next rows; return how many these were."""
        self.env.invalidate_all()
        model = self._get_rows()
        columns = self._get_columns(model)
        names = {name for _column, sources, _read in columns for name in sources}
        records = model.search_fetch(
            [("id", ">", self.last_id)],
            [*names, *(model._get_key_fields() & {"country_id", "company_id"})],
            order="id",
            limit=BATCH,
        )
        for column, sources, read in columns:
            self._write_column(records, column, sources, read)
        if len(records) < BATCH:
            # the newest may have been deleted since
            self.last_id = max(self.until_id, self.last_id, *records.ids)
        else:
            self.last_id = records[-1].id
        return len(records)

    def _read(self, record, read):
        """Return what ``read`` makes of one record, None where it cannot be read."""
        try:
            return read(record) or None
        except Exception as error:
            _logger.exception("The numbers of %s cannot be read, others are", record)
            self.env["callcenter.fault"]._note("numbers", record, error)
            return None

    def _get_columns(self, model):
        """Return ``(column, fields it is read from, how)`` of what a model keeps."""
        columns = [
            (
                "callcenter_keys",
                model._get_callcenter_phone_fields(),
                lambda record: dump_keys(*record._read_phone_keys()),
            )
        ]
        if "callcenter_words" in model._fields:
            names = model._get_named_fields()
            columns.append(
                ("callcenter_words", names, lambda record: record._read_words())
            )
        return columns

    def _write_column(self, records, column, names, read):
        """Write what is read where the fields are still those that it was read from.

        Plain SQL: nobody changed these contacts, so they keep their date of change.
        """
        rows = [
            SQL(
                "(%s, %s, %s)",
                record.id,
                self._read(record, read),
                SQL(", ").join(SQL("%s", record[name] or None) for name in names),
            )
            for record in records
            if any(record[name] for name in names)
        ]
        if not rows:
            return
        sources = [SQL.identifier(name) for name in names]
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s t SET %(column)s = v.read_now::varchar
                  FROM (VALUES %(rows)s) v(row_id, read_now, %(sources)s)
                 WHERE t.id = v.row_id AND t.%(column)s IS DISTINCT FROM v.read_now
                   AND %(is_same)s
                """,
                table=SQL.identifier(records._table),
                column=SQL.identifier(column),
                rows=SQL(", ").join(rows),
                sources=SQL(", ").join(sources),
                is_same=SQL(" AND ").join(
                    SQL(
                        "NULLIF(t.%s, '') IS NOT DISTINCT FROM v.%s::varchar",
                        source,
                        source,
                    )
                    for source in sources
                ),
            )
        )

    # -- counting -------------------------------------------------------------------

    @api.model
    def action_open(self):
        """Open the check-up of the contacts; counts it where it never was.

        :return: an action
        """
        self.check_access("read")
        # sudo: managers count over all contacts; the lists show what each may read
        check = (
            self.sudo()
            ._get_checks()
            .filtered(lambda check: check.res_model == "res.partner")
        )
        if not check.count_date:
            check._count()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Numbers check-up"),
            "res_model": self._name,
            "res_id": check.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_mend(self):
        """Preview the mend of what the context's ``callcenter_check`` names.

        :return: an action
        :raise AccessError: as ``callcenter.phone.mend.action_open``
        """
        kind = self.env.context.get("callcenter_check")
        return self.env["callcenter.phone.mend"].action_open(kind)

    @api.model
    def _count_contacts(self):
        """Count what is wrong with the contacts' numbers again."""
        self.search([("res_model", "=", "res.partner")])._count()

    def action_count(self):
        """Count again."""
        self.ensure_one()
        self.check_access("read")
        self.sudo()._count()

    def _count(self):
        """Count what is wrong with the contacts' numbers; reads every key once."""
        partners = self.env["res.partner"]
        self.shared_keys = self.env["callcenter.lookup"]._find_shared(MAX_SHARED_KEYS)
        self.write(
            {
                "count_date": fields.Datetime.now(),
                **{
                    f"{name}_count": partners.search_count(
                        [("callcenter_check", "=", name)]
                    )
                    for name in [*FLAGS, "shared"]
                },
            }
        )

    def action_open_list(self):
        """Open the contacts that the context's ``callcenter_check`` names.

        :return: an action
        """
        name = self.env.context.get("callcenter_check")
        labels = dict(self.env["res.partner"]._get_callcenter_checks())
        return {
            "type": "ir.actions.act_window",
            "name": labels.get(name, ""),
            "res_model": "res.partner",
            "views": [(False, "list"), (False, "form")],
            "domain": [("callcenter_check", "=", name)],
        }
