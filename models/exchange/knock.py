from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...wire.values import storable
from .problems import dump_problems, translate_problems

KEPT = 100
DAYS = 1


class CallcenterKnock(models.Model):
    """What knocks at the webhook while somebody listens, refused requests too.

    Without a listener a refused request writes nothing to the database.
    """

    _name = "callcenter.knock"
    _description = "Caught Request"
    _order = "id desc"
    _log_access = False

    heard_date = fields.Datetime("Received", required=True, default=fields.Datetime.now)
    pbx_id = fields.Many2one("callcenter.pbx", "Connection", ondelete="cascade")
    name = fields.Char("Endpoint")
    method = fields.Char()
    remote_addr = fields.Char("Address")
    token_hint = fields.Char("Token", help="Its first letters and its length.")
    payload = fields.Text(help="What was sent, without credentials.")
    is_refused = fields.Boolean("Refused")
    problems = fields.Text()
    reason = fields.Text(compute="_compute_reason")

    is_for_all = fields.Boolean(
        compute="_compute_is_for_all",
        search="_search_is_for_all",
        help="Whether the reader may see whose connection it was meant for, whichever.",
    )

    @api.model
    def _sees_all(self):
        # sudo: for which companies there are connections, to compare with the reader's
        pbxs = self.env["callcenter.pbx"].sudo().search([("company_id", "!=", False)])
        return pbxs.company_id <= self.env.user.sudo().company_ids

    @api.depends_context("uid")
    def _compute_is_for_all(self):
        self.is_for_all = self._sees_all()

    def _search_is_for_all(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.TRUE if self._sees_all() == (True in value) else Domain.FALSE

    @api.depends("problems")
    @api.depends_context("lang")
    def _compute_reason(self):
        for knock in self:
            knock.reason = translate_problems(self.env, knock.problems)

    @api.model
    def _hear(self, delivery, problems=(), pbx=None, call=None):
        """Keep ``delivery`` where somebody listens, and the newest KEPT in all.

        :param problems: wire Problems that say why it was refused, or what was amiss
        :param pbx: the connection that it was let in for
        :param call: the call that it told of: once a number of it is erased, nothing more
            is told of it
        """
        if not self.env["callcenter.pbx"]._is_listening():
            return
        is_erased = bool(call and (call.erased_date or call.erased_tails))
        self.create(
            {
                "pbx_id": pbx and pbx.id,
                "name": delivery.endpoint,
                "method": delivery.method,
                "remote_addr": delivery.address,
                "token_hint": ", ".join(map(_hint, delivery.tokens)),
                "payload": not is_erased and storable(delivery.payload),
                "is_refused": not pbx,
                "problems": not is_erased and dump_problems(problems),
            }
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM callcenter_knock WHERE id IN (
                    SELECT id FROM callcenter_knock ORDER BY id DESC OFFSET %s
                       FOR UPDATE SKIP LOCKED)
                """,
                KEPT,
            )
        )

    @api.autovacuum
    def _gc_knocks(self):
        limit = fields.Datetime.now() - timedelta(days=DAYS)
        self.search([("heard_date", "<", limit)]).unlink()


def _hint(token):
    return storable(f"{token[:2]}*** ({len(token)})")
