from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...rules import missed as rules
from ..field_types import Duration

STATES = [
    ("open", "To call back"),
    ("reached", "Reached"),
    ("closed", "Closed"),
    ("unreachable", "Cannot be reached"),
]
CLOSE_REASONS = [
    ("other_channel", "Settled by another channel"),
    ("wrong_number", "Wrong number"),
    ("spam", "Spam"),
]
# who takes a customer and then does nothing does not keep them from the others
CLAIM_MINUTES = 60


class CallcenterMissed(models.Model):
    """A customer who got through to nobody: one row until they are settled.

    What the calls tell (``callcenter.missed.derive``) comes and goes by itself; people
    only say who takes a row, and close it.
    """

    _name = "callcenter.missed"
    _description = "Missed Customer"
    _inherit = ["callcenter.missed.derive", "callcenter.audience"]
    _order = "due_date, id"
    _rec_name = "phone_display"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    pbx_id = fields.Many2one(
        "callcenter.pbx",
        "Connection",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        help="Where they called last.",
    )
    # "." is nobody: whom a reader may not read is not named; see customer_id
    partner_id = fields.Many2one(
        "res.partner",
        "Customer of the calls",
        readonly=True,
        index="btree_not_null",
        groups=".",
    )
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        search="_search_customer_id",
    )
    phone = fields.Char("Number as sent", readonly=True)
    phone_sanitized = fields.Char(
        "Number (E.164)", readonly=True, index="btree_not_null"
    )
    phone_display = fields.Char(
        "Number", compute="_compute_phone_display", search="_search_phone_display"
    )
    call_ids = fields.One2many("callcenter.call", "missed_id", "Missed calls")
    queue = fields.Char(
        compute="_compute_of_calls",
        help="At which they waited last, where one is told.",
    )
    last_note = fields.Char(
        "Note",
        compute="_compute_of_calls",
        help="The latest of the notes of their calls.",
    )
    attempts = fields.Integer("Calls", readonly=True, help="How often they called.")
    first_date = fields.Datetime("First call", required=True, readonly=True)
    last_date = fields.Datetime("Last call", required=True, readonly=True)
    wait_seconds = Duration(
        "Longest wait",
        readonly=True,
        aggregator="max",
        help="Seconds, of the longest of their calls.",
    )
    due_date = fields.Datetime(
        "Call back by",
        required=True,
        readonly=True,
        help="So many minutes of opening hours after their first call.",
    )
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    suggested_user_id = fields.Many2one(
        "res.users",
        "Suggested",
        readonly=True,
        help="The customer's account manager, else who spoke with them last.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Taken by",
        domain=[("share", "=", False)],
        help="Who calls back. It is given back an hour of opening hours after they took"
        " it or last called, unless a supervisor assigned it.",
    )
    claim_until = fields.Datetime("Taken until", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="open")
    close_reason = fields.Selection(CLOSE_REASONS, "Reason", readonly=True)
    tries = fields.Integer(readonly=True, help="Our calls that did not reach them.")
    done_date = fields.Datetime("Settled", readonly=True)
    done_by_id = fields.Many2one("res.users", "Settled by", readonly=True)
    done_call_id = fields.Many2one(
        "callcenter.call",
        "Settled in call",
        readonly=True,
        index="btree_not_null",
        groups="callcenter.group_callcenter_manager",
    )
    is_in_time = fields.Boolean(
        "Reached in time", readonly=True, help="Reached before it was overdue."
    )

    _open_number = models.Index(
        "(company_id, COALESCE(phone_sanitized, phone))"
        " WHERE state = 'open' AND partner_id IS NULL"
    )
    _due = models.Index("(company_id, due_date) WHERE state = 'open'")
    _first = models.Index("(company_id, first_date)")

    # -- what people read -----------------------------------------------------------

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_id(self):
        # sudo: the customer is kept from readers who may not read the contact
        partners = self.sudo().partner_id.with_env(self.env)
        readable = partners._filter_known()
        for row in self:
            row.customer_id = row.sudo().partner_id.with_env(self.env) & readable

    def _search_customer_id(self, operator, value):
        # what is not readable is not searched: it would be named by being found
        partners = self.env["res.partner"]._with_all_companies()
        if operator == "ilike" and isinstance(value, str) and value:
            named = partners._search(partners._get_text_domain(value))
            # sudo: the field itself is nobody's to read
            return Domain(
                "id", "in", self.sudo()._search([("partner_id", "in", named)])
            )
        readable = partners._search([])
        # sudo: the field itself is nobody's to read
        found = self.sudo()._search(
            Domain("partner_id", operator, value)
            & (Domain("partner_id", "in", readable) | Domain("partner_id", "=", False))
        )
        return Domain("id", "in", found)

    @api.depends("phone", "phone_sanitized", "pbx_id")
    def _compute_phone_display(self):
        lookup = self.env["callcenter.lookup"]
        for row in self:
            # sudo: how local numbers are read is no secret of the connection
            settings = row.pbx_id.sudo()._get_settings()
            country = self.env["res.country"].browse(settings.country_id)
            number = row.phone_sanitized or row.phone
            row.phone_display = lookup._get_display(number, country)

    @api.depends("call_ids.queue", "call_ids.note")
    @api.depends_context("uid")
    def _compute_of_calls(self):
        # with the reader's rights: the notes are of calls that they may read
        calls = self.env["callcenter.call"].search_fetch(
            [("missed_id", "in", self.ids)],
            ["missed_id", "queue", "note"],
            order="start_date",
        )
        queues = {call.missed_id: call.queue for call in calls if call.queue}
        notes = {call.missed_id: call.note for call in calls if call.note}
        for row in self:
            row.queue, row.last_note = queues.get(row), notes.get(row)

    def _search_phone_display(self, operator, value):
        """Find them by any number that they called from, as calls are found."""
        found = self.env["callcenter.call"]._search_phone_display(operator, value)
        # the calls of a row tell no more than the row itself
        return found if found is NotImplemented else Domain("call_ids", "any!", found)

    @api.depends("state", "due_date")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for row in self:
            row.is_overdue = row.state == "open" and row.due_date < now

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "open") & Domain(
            "due_date", "<", fields.Datetime.now()
        )

    @api.model
    def get_missed_counts(self):
        """Return how many customers wait for a call back, as the current user sees it.

        :return: ``{"mine": int, "unclaimed": int}``: taken by the user or suggested to
            them and free; all that are free. As many as the filters of these names find
        :raises AccessError: for who is no agent
        """
        counts = {"mine": 0, "unclaimed": 0}
        groups = self._read_group(
            [("state", "=", "open"), ("user_id", "in", (self.env.uid, False))],
            ["user_id", "suggested_user_id"],
            ["__count"],
        )
        for user, suggested, count in groups:
            counts["mine"] += count if self.env.user in (user, suggested) else 0
            counts["unclaimed"] += 0 if user else count
        return counts

    @api.model
    def _get_missed_figures(self, domain):
        """Return how many customers were missed and what became of them.

        A customer who is missed again after they were settled counts again.

        :param domain: of ``callcenter.missed``, usually a period of ``first_date``
        :return: dict of ``total`` = ``reached`` + ``closed`` + ``open``, and
            ``in_time``, those reached within the minutes of opening hours that are
            allowed; each ``{"count": int, "domain": list}`` for a click on the figure
        """
        base = Domain(domain)
        domains = {
            "total": base,
            "reached": base & Domain("state", "=", "reached"),
            # given up is closed too: nobody calls any more
            "closed": base & Domain("state", "in", ("closed", "unreachable")),
            "open": base & Domain("state", "=", "open"),
            "in_time": base & Domain("is_in_time", "=", True),
        }
        groups = self._read_group(base, ["state", "is_in_time"], ["__count"])
        counts = dict.fromkeys(domains, 0)
        for state, is_in_time, count in groups:
            counts["total"] += count
            counts["closed" if state == "unreachable" else state] += count
            counts["in_time"] += count if is_in_time else 0
        return {
            name: {"count": counts[name], "domain": list(domains[name])}
            for name in domains
        }

    # -- who takes it ---------------------------------------------------------------

    def action_claim(self):
        """Take these customers: the current user calls them back.

        Of two who do it at once one wins: the database refuses the other's write, Odoo
        runs that request again, and it then finds the row taken.

        :raises UserError: naming the colleague who has it, or where it is settled
        :raises AccessError: for rows that were never the user's to take
        """
        for row in self:
            row._check_is_free()
            # sudo: people write rows through these methods only
            row.sudo().write(
                {
                    "user_id": self.env.uid,
                    "claim_until": row.sudo()._get_claim_end(fields.Datetime.now()),
                }
            )

    def _get_claim_end(self, date):
        """Return until when a claim holds whose taker last did something at ``date``."""
        return self.pbx_id._add_open_minutes(date, CLAIM_MINUTES)

    def _check_is_free(self):
        """Raise unless the current user may take this row now."""
        # sudo: what a colleague has taken is out of sight, but its taker is told
        row = self.sudo().exists()
        if not row:
            raise UserError(self.env._("This customer need not be called back."))
        if not self._filtered_access("read"):
            if not row._is_in_reach_of(self.env.user):
                self.check_access("read")
        if row.state != "open":
            raise UserError(self.env._("This customer is settled already."))
        if row.user_id and row.user_id != self.env.user:
            raise UserError(self.env._("%s has taken this customer.", row.user_id.name))

    def _is_in_reach_of(self, user):
        """Return whether ``user`` would see this row if nobody had taken it."""
        return (
            user.has_group("callcenter.group_callcenter_agent")
            and self.company_id in user.company_ids
            and user in self.pbx_id.extension_ids.user_id
        )

    def action_give_back(self):
        """Let others take these customers again.

        :raises AccessError: of rows that the user does not see
        :raises UserError: where one is settled: it tells who had taken it
        """
        self.check_access("read")
        if any(row.state != "open" for row in self):
            raise UserError(self.env._("This customer is settled already."))
        # sudo: people write rows through these methods only
        self.sudo().write({"user_id": False, "claim_until": False})

    def action_schedule(self):
        """Plan the call back: Odoo's own dialog for an activity, on the customer where
        the user may write them, else on their last call.

        :return: an action
        :raises AccessError: of rows that the user does not see
        """
        self.ensure_one().check_access("read")
        calls = self.env["callcenter.call"]
        on = self.customer_id._filtered_access("write") or calls.search(
            [("missed_id", "=", self.id)], order="start_date desc", limit=1
        )
        activity_type = self.env.ref("mail.mail_activity_data_call", False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Schedule a call back"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": on._name,
                "active_ids": on.ids,
                "default_activity_type_id": activity_type and activity_type.id,
                "default_summary": self.env._("Call back %s", self.phone_display),
                "default_activity_user_id": self.env.uid,
            },
        }

    def action_close(self, reason=None):
        """Settle these customers without a call; without a ``reason`` ask for it.

        :param str reason: ``other_channel``, ``wrong_number`` or ``spam``; the calls of
            an unknown number that was spam make no row any more
        :return: the dialog that asks, or one that closes it
        :raises AccessError: of rows that the user does not see
        """
        self.check_access("read")
        if reason is None:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Why need nobody call back?"),
                "res_model": self._name,
                "res_id": self.ensure_one().id,
                "views": [(self.env.ref("callcenter.view_missed_close").id, "form")],
                "target": "new",
                "context": {"dialog_size": "medium"},
            }
        if reason not in dict(CLOSE_REASONS):
            raise ValidationError(self.env._("%s is no reason to close.", reason))
        if any(row.state == "reached" for row in self):
            raise UserError(self.env._("This customer is settled already."))
        # sudo: people write rows through these methods only
        self.sudo().write(
            {
                "state": rules.CLOSED,
                "close_reason": reason,
                "done_date": fields.Datetime.now(),
                "done_by_id": self.env.uid,
                "done_call_id": False,
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def action_reopen(self):
        """Undo a closing; the calls then tell what is still to do.

        :raises AccessError: for who is no supervisor
        """
        if not self.env.user.has_group("callcenter.group_callcenter_supervisor"):
            raise AccessError(self.env._("Only supervisors open a customer again."))
        self.check_access("write")
        # sudo: derived fields are written by the calls, of which this is a reading
        rows = self.sudo().filtered(lambda row: row.state == "closed")
        calls = rows.call_ids
        rows.unlink()
        calls._refresh_missed()

    @api.constrains("user_id")
    def _check_user_id(self):
        # sudo: of the user only whether the row would be out of their sight
        for row in self.sudo():
            user = row.user_id
            if user and not (
                user.has_group("callcenter.group_callcenter_agent")
                and row.company_id in user.company_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s is no agent of %(company)s and would not see it.",
                        user=user.name,
                        company=row.company_id.name,
                    )
                )

    def write(self, vals):
        if not self.env.su and vals.keys() - {"user_id"}:
            raise AccessError(
                self.env._("Missed customers follow from the calls: assign or close.")
            )
        if "user_id" in vals and "claim_until" not in vals:
            # assigned by a supervisor, it stays so
            vals = {**vals, "claim_until": False}
        return super().write(vals)

    @api.model
    def _find_idle_claims(self):
        """Return the rows that were taken without a call for too long."""
        now = fields.Datetime.now()
        return self.search([("state", "=", "open"), ("claim_until", "<", now)])

    def _release_claim(self):
        """Give this row back, unless its taker is on the phone or has tried since."""
        call = self._find_call_of(self.user_id)
        if call and call.state != "ended":
            return
        until = call and self._get_claim_end(call.end_date or call.start_date)
        if until and until > fields.Datetime.now():
            self.claim_until = until
        else:
            self.write({"user_id": False, "claim_until": False})
