import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..wire.errors import SENTENCES, Problem
from ..wire.values import storable

MAX_PAYLOAD_CHARACTERS = 8192


class CallcenterEvent(models.Model):
    """The journal: one row a request of a known connection, whatever came of it."""

    _name = "callcenter.event"
    _description = "Journal Entry"
    _order = "id desc"

    pbx_id = fields.Many2one(
        "callcenter.pbx", string="Connection", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="pbx_id.company_id")
    name = fields.Char("Endpoint", required=True)
    payload = fields.Text(help="What was sent, without credentials.")
    result = fields.Selection(
        [
            ("applied", "Applied"),
            ("duplicate", "Nothing new"),
            ("ignored", "Ignored"),
            ("rejected", "Rejected"),
            ("error", "Error"),
        ],
        required=True,
        index=True,
    )
    problems = fields.Text(help="Codes and values of the reason, as JSON.")
    reason = fields.Text(compute="_compute_reason", search="_search_reason")
    call_id = fields.Many2one(
        "callcenter.call", ondelete="set null", index="btree_not_null"
    )
    remote_addr = fields.Char("Address")

    _pbx_latest = models.Index("(pbx_id, id DESC)")

    @api.depends("problems")
    @api.depends_context("lang")
    def _compute_reason(self):
        for event in self:
            problems = [Problem(*row) for row in json.loads(event.problems or "[]")]
            event.reason = "\n".join(map(event._translate_problem, problems)) or False

    @api.model
    def _search_reason(self, operator, value):
        return [("problems", operator, value)]

    def _translate_problem(self, problem):
        """Return ``problem`` as a sentence in the reader's language."""
        # the sentences are marked for export where they stand, in the wire package
        sentence = self.env._(SENTENCES[problem.code])  # pylint: disable=gettext-variable
        return sentence % problem.values

    @api.model
    def _record(self, pbx_id, name, payload, result, problems=(), call_id=None, addr=None):
        """Write one row; one SQL insert, since every request waits for it.

        :param int pbx_id: the connection
        :param str name: the endpoint
        :param str payload: what was sent, free of credentials
        :param result: a value of the field
        :param problems: list of wire Problems that say why
        :param call_id: id of the call that it told of, or None
        :param addr: the sender's address
        :return: id of the row
        """
        rows = [[problem.code, problem.values] for problem in problems]
        reasons = json.dumps(rows, ensure_ascii=False) if rows else None
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO callcenter_event (
                    pbx_id, name, payload, result, problems, call_id, remote_addr,
                    create_date)
                VALUES (%s, %s, %s, %s, %s, %s, %s, now() at time zone 'UTC')
                RETURNING id
                """,
                pbx_id,
                name,
                storable(payload)[:MAX_PAYLOAD_CHARACTERS],
                result,
                reasons and storable(reasons),
                call_id or None,
                addr,
            )
        )
        return self.env.cr.fetchone()[0]
