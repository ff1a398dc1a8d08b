"""The number in what is not the caller's own: others' calls, leads, logs, messages."""

from typing import NamedTuple

from psycopg2.extras import Json

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists

from ...phones import GONE
from ...phones.keys import TAIL
from ..call.callid import get_erased_callid
from ..transaction import EVENT_CONTEXT

TEXT_TYPES = ("char", "text", "html", "json")
# models of ours whose texts are settings, of kinds of their own, or tell no caller
NOT_SEARCHED = {
    "callcenter.event",
    "callcenter.extension",
    "callcenter.knock",
    "callcenter.number.choice",
    "callcenter.outcome",
    "callcenter.pbx",
    "callcenter.phone",
    "callcenter.receipt",
}
# whose messages, activities and files are searched; chats among colleagues are not
WRITTEN_ON = ("callcenter.call", "callcenter.missed", "crm.lead", "res.partner")
# where Odoo keeps what people and the addon write of callers: model, columns, and the
# column that says on which model it is
PLACES = [
    ("mail.message", ("subject", "body"), "model"),
    ("mail.activity", ("summary", "note", "res_name"), "res_model"),
    ("ir.attachment", ("name", "description", "index_content"), "res_model"),
    ("ir.filters", ("name", "domain", "context"), "model_id"),
]
# a text is read where it holds a number's last digits, or what may hide digits:
# escapes, the letter O beside a digit, characters that are neither Latin nor Vietnamese
ODD = (
    r"%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|&#|[0-9][oO]|[oO][0-9]"
    r"|[^\x01-\x7e\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]"
)


class Row(NamedTuple):
    """A row that tells a number.

    :param values: what it holds without the number, by column
    """

    model: str
    id: int
    values: dict


class CallcenterCallerTexts(models.AbstractModel):
    _name = "callcenter.caller.texts"
    _description = "Texts that Tell a Caller's Number"

    # -- finding --------------------------------------------------------------------

    @api.model
    def _may_tell(self, mentions, text, is_whole=False):
        """Return the SQL condition of what has to be read: no number is left out by it.

        :param SQL text: an expression
        :param bool is_whole: whether the text may be a number by itself, however short
        """
        digits = [
            *mentions.tails,
            *(key[1:] for key in mentions.keys if len(key) <= TAIL),
        ]
        odd = [SQL("%s ~ %s", text, ODD)]
        if is_whole:  # several numbers, or one that is completed by another's digits
            odd.append(SQL("%s ~ '[^-+0-9 ().]'", text))
        return SQL(
            "(regexp_replace(%s, '[^0-9]+', '', 'g') LIKE ANY(%s::text[]) OR %s)",
            text,
            [f"%{one}%" for one in digits],
            SQL(" OR ").join(odd),
        )

    def _find_texts(self, search, _calls):
        """Return the Rows of our other models, and of what people wrote with Odoo."""
        if not search.mentions.tails:
            return []
        found = []
        for model in self._get_searched_models():
            columns = self._get_text_columns(model)
            found += self._find_rows(
                search.mentions, model, columns, self._of(search, model)
            )
        for name, columns, on in PLACES:
            model = self.env[name]
            known = [
                column
                for column in columns
                if column_exists(self.env.cr, model._table, column)
            ]
            where = SQL("%s = ANY(%s)", SQL.identifier(on), list(WRITTEN_ON))
            if name == "ir.filters":
                ours = SQL("%s LIKE 'callcenter.%%'", SQL.identifier(on))
                where = SQL("(%s OR %s)", where, ours)
            found += self._find_rows(search.mentions, model, known, where)
        return found

    def _get_searched_models(self):
        for name in sorted(self.env.registry):
            model = self.env[name]
            if (
                name.startswith("callcenter.")
                and name not in NOT_SEARCHED
                and model._auto
                and not model._abstract
                and not model._transient
            ):
                yield model

    def _of(self, search, model):
        """Return the condition of the rows of ``model`` that are the company's, without
        those of the caller's own calls, which are found by themselves, or kept.

        For a contact without those of other callers with the same number.
        """
        names = model._fields
        where = SQL("TRUE")
        if "company_id" in names and names["company_id"].store:
            companies = SQL(
                "(company_id IS NULL OR company_id = %s)", search.company.id
            )
            where = SQL("%s AND %s", where, companies)
        elif "pbx_id" in names and names["pbx_id"].store:
            pbx_ids = self._get_pbxs(search.company).ids
            pbxs = SQL("(pbx_id IS NULL OR pbx_id = ANY(%s))", pbx_ids)
            where = SQL("%s AND %s", where, pbxs)
        if search.partner and "partner_id" in names and names["partner_id"].store:
            ids = search.partner.ids
            theirs = SQL("(partner_id IS NULL OR partner_id = ANY(%s))", ids)
            where = SQL("%s AND %s", where, theirs)
        is_call = model._name == "callcenter.call"
        if not is_call and "call_id" not in names:
            return where
        column = SQL.identifier("id" if is_call else "call_id")
        own = search.calls if is_call else search.calls - search.kept
        if search.partner:
            ids = [] if is_call else own.ids
            return SQL(
                "%s AND (%s IS NULL OR %s = ANY(%s))", where, column, column, ids
            )
        return SQL(
            "%s AND (%s IS NULL OR %s NOT IN (SELECT id FROM callcenter_call"
            " WHERE id = ANY(%s) OR keep_until >= CURRENT_DATE OR is_settled IS NOT TRUE))",
            where,
            column,
            column,
            (search.calls if is_call else search.kept).ids,
        )

    def _get_text_columns(self, model):
        return [
            name
            for name, field in model._fields.items()
            if field.store and field.column_type and field.type in TEXT_TYPES
        ]

    def _find_rows(self, mentions, model, columns, where):
        """Return the Rows of ``model`` whose ``columns`` tell a number."""
        if not columns:
            return []
        model.flush_model()
        identifiers = [SQL.identifier(name) for name in columns]
        texts = [SQL("%s::text", name) for name in identifiers]
        query = SQL(
            "SELECT id, %s FROM %s WHERE %s AND %s",
            SQL(", ").join(identifiers),
            SQL.identifier(model._table),
            where,
            self._may_tell(mentions, SQL("concat_ws(' ', %s)", SQL(", ").join(texts))),
        )
        rows = []
        for id_, *cells in self.env.execute_query(query):
            values = {
                name: mentions.redact_in(cell)
                for name, cell in zip(columns, cells, strict=True)
                if cell and mentions.tells_in(cell)
            }
            if values:
                rows.append(Row(model._name, id_, values))
        return rows

    def _find_leads(self, search, _calls):
        if "crm.lead" not in self.env or not search.mentions.tails:
            return []
        leads = self.env["crm.lead"]
        columns = self._get_text_columns(leads)
        return self._find_rows(search.mentions, leads, columns, self._of(search, leads))

    def _find_changes(self, search, _calls):
        """Return what Odoo logged of changed fields, the number's former place."""
        columns = [
            "old_value_char",
            "new_value_char",
            "old_value_text",
            "new_value_text",
        ]
        where = SQL(
            "mail_message_id IN (SELECT id FROM mail_message WHERE model = ANY(%s))",
            list(WRITTEN_ON),
        )
        values = self.env["mail.tracking.value"]
        rows = self._find_rows(search.mentions, values, columns, where)
        return values.browse(row.id for row in rows)

    def _find_sent(self, search, _calls):
        """Return what Odoo still holds ready for screens."""
        bus = self.env["bus.bus"]
        rows = self._find_rows(search.mentions, bus, ["message"], SQL("TRUE"))
        return bus.browse(row.id for row in rows)

    # -- erasing --------------------------------------------------------------------

    def _erase_rows(self, data, rows):
        """Take the number out of the Rows; by SQL, since nothing is to follow from it.

        Others' calls remember by hashes what late events must not bring back.
        """
        calls = self.env["callcenter.call"]
        tails = {calls._hash_tail(tail) for tail in data.mentions.tails}
        for row in rows:
            if row.model not in ("callcenter.call", "callcenter.call.leg"):
                continue
            record = self.env[row.model].browse(row.id)
            call = record if record._name == calls._name else record.call_id
            call.with_context(**EVENT_CONTEXT).erased_tails = sorted(
                tails.union(call.erased_tails or ())
            )
        self.env.flush_all()
        for row in rows:
            model = self.env[row.model]
            for name, value in row.values.items():
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id = %s",
                        SQL.identifier(model._table),
                        SQL.identifier(name),
                        self._get_left(row, model._fields[name], value),
                        row.id,
                    )
                )
        self.env.invalidate_all()

    def _get_left(self, row, field, value):
        """Return what a column holds instead: nothing where only the number was in it."""
        if row.model == "callcenter.call" and field.name == "callid":
            # by which late events still find their call
            call = self.env[row.model].browse(row.id)
            return get_erased_callid(call.pbx_id, call.callid)
        if value == GONE and not field.required:
            return None
        return Json(value) if isinstance(value, (dict, list)) else value
