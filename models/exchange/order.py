import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...wire.errors import WireError
from ..groups import AGENT

# an order that nobody carried out by then would surprise whoever gave it
LIFE_SECONDS = 10
# a call that comes later is none of the order's
CALL_SECONDS = 30
SECONDS_BETWEEN_DIALS = 5
DIALS_AN_HOUR = 60
DIALS_PARAMETER = "callcenter.dials_an_hour"
PAUSE_PARAMETER = "callcenter.seconds_between_dials"
KEPT_DAYS = 35
DIALLED = re.compile(r"\+?[0-9*#]{1,20}", re.ASCII)
OPEN_STATES = ("waiting", "sent")
BUS_TYPE = "callcenter.order/update"


class CallcenterOrder(models.Model):
    """Something that Odoo wants of an exchange: one asker claims it, once."""

    _name = "callcenter.order"
    _description = "Order to an Exchange"
    _order = "id desc"
    _rec_name = "kind"

    pbx_id = fields.Many2one(
        "callcenter.pbx",
        "Connection",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="pbx_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("dial", "Dial"),
            ("hang_up", "Hang up"),
            ("transfer", "Transfer"),
            ("pause", "Pause"),
            ("resume", "Resume"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sent", "Sent"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("expired", "Expired"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, ondelete="cascade", index=True
    )
    extension = fields.Char(readonly=True, help="The telephone that it is about.")
    phone = fields.Char("Number", readonly=True, help="As it is dialled.")
    queue = fields.Char(readonly=True)
    pause_reason = fields.Char("Pause because", readonly=True)
    is_attended = fields.Boolean(
        "Attended", readonly=True, help="A transfer that is announced first."
    )
    callid = fields.Char("Call id", readonly=True)
    call_id = fields.Many2one("callcenter.call", readonly=True, ondelete="set null")
    reason = fields.Char(readonly=True, help="Why it was not carried out.")

    # an event's ring asks for it
    _dials = models.Index("(pbx_id, extension, create_date) WHERE kind = 'dial'")
    _waiting = models.Index("(pbx_id, id) WHERE state = 'waiting'")
    _callid = models.Index("(pbx_id, callid) WHERE callid IS NOT NULL")
    _given = models.Index("(user_id, create_date) WHERE kind = 'dial'")

    # -- what people want ---------------------------------------------------------

    @api.model
    def _dial(self, extension, phone):
        """Let the current user's telephone ring, and then the one of ``phone``.

        :param extension: the user's ``callcenter.extension``
        :param str phone: the number, in any spelling
        :return: the order
        :raises UserError: why not: no number, too soon, too often, no way to dial
        """
        self._check_giver(extension, "dial")
        number = self._get_dialled(extension, phone)
        self._check_rate()
        return self._give(extension, "dial", phone=number)

    @api.model
    def _hang_up(self, extension, call):
        """End the call that the current user has at ``extension``."""
        self._check_giver(extension, "hang_up")
        return self._give(extension, "hang_up", call=call)

    @api.model
    def _transfer(self, extension, call, phone, is_attended=False):
        """Hand ``call`` on to ``phone``, an extension or an outside number."""
        self._check_giver(extension, "transfer")
        number = self._get_dialled(extension, phone)
        return self._give(
            extension, "transfer", call=call, phone=number, is_attended=is_attended
        )

    @api.model
    def _pause(self, extension, reason="", queue=""):
        """Let queues leave out the current user at ``extension``."""
        self._check_giver(extension, "pause")
        return self._give(extension, "pause", pause_reason=reason, queue=queue)

    @api.model
    def _resume(self, extension, queue=""):
        """Let queues ring the current user at ``extension`` again."""
        self._check_giver(extension, "resume")
        return self._give(extension, "resume", queue=queue)

    def _give(self, extension, kind, call=None, **values):
        # sudo: people give orders by these methods only, which checked whose they are
        order = self.sudo().create(
            {
                "pbx_id": extension.sudo().pbx_id.id,
                "kind": kind,
                "user_id": self.env.uid,
                "extension": extension.sudo().number,
                "call_id": call and call.id,
                "callid": call and call.callid,
                **values,
            }
        )
        order.pbx_id._knock()
        return order

    def _check_giver(self, extension, kind):
        """Nobody gives orders for another's telephone, nor to an exchange that is deaf."""
        extension.ensure_one()
        # sudo: an agent reads extensions; whether this one is theirs decides
        if not self.env.user.has_group(AGENT) or (
            extension.sudo().user_id != self.env.user
        ):
            raise AccessError(self.env._("This is not your telephone."))
        self._check_way(extension.sudo().pbx_id, kind)

    def _check_way(self, pbx, kind):
        """:raises UserError: the exchange cannot be told to do this"""
        if pbx.dial_way != "gateway":
            raise UserError(
                self.env._("The exchange %s takes no orders from Odoo.", pbx.name)
            )
        if not pbx._is_gateway_alive():
            raise UserError(
                self.env._(
                    "The gateway of %s does not answer. Ask whoever looks after the"
                    " exchange to start it.",
                    pbx.name,
                )
            )

    def _get_dialled(self, extension, phone):
        """Return a number as it is dialled on the exchange: at home, or international."""
        pbx = extension.sudo().pbx_id
        lookup = self.env["callcenter.lookup"]
        key = next(
            (key for key in lookup._get_keys(phone or "", pbx) if key[:1] == "+"), phone
        )
        text = lookup._get_display(key, pbx.country_id) if key else ""
        number = re.sub(r"[^0-9*#+]", "", text or "")
        if not DIALLED.fullmatch(number):
            raise UserError(self.env._("'%s' is no number to dial.", phone or ""))
        return number

    def _check_rate(self):
        """A stolen account must not run up a bill, nor a double click ring twice."""
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtext(%s), %s)",
                self._name,
                self.env.uid,
            )
        )
        now = fields.Datetime.now()
        own = [("user_id", "=", self.env.uid), ("kind", "=", "dial")]
        # sudo: the user's own orders
        orders = self.sudo()
        parameters = self.env["ir.config_parameter"].sudo()
        pause = int(parameters.get_param(PAUSE_PARAMETER) or SECONDS_BETWEEN_DIALS)
        since = now - timedelta(seconds=pause)
        if orders.search_count([*own, ("create_date", ">", since)], limit=1):
            raise UserError(self.env._("You have just dialled: wait a few seconds."))
        limit = int(parameters.get_param(DIALS_PARAMETER) or DIALS_AN_HOUR)
        hour = now - timedelta(hours=1)
        if (
            orders.search_count([*own, ("create_date", ">", hour)], limit=limit)
            >= limit
        ):
            raise UserError(
                self.env._(
                    "You have dialled %s times within an hour, which is the limit.",
                    limit,
                )
            )

    # -- what gateways do ---------------------------------------------------------

    @api.model
    def _claim(self, pbx):
        """Hand what waits for ``pbx`` to the one who asks, and to no other.

        :return: list of dicts, see docs/openapi.yaml, in the order they were given
        """
        self._expire([("pbx_id", "=", pbx.id)])
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE callcenter_order SET state = 'sent' WHERE id IN (
                    SELECT id FROM callcenter_order
                     WHERE pbx_id = %s AND state = 'waiting'
                     ORDER BY id FOR UPDATE SKIP LOCKED)
                RETURNING id, extract(
                    epoch FROM clock_timestamp() AT TIME ZONE 'utc' - create_date)
                """,
                pbx.id,
            )
        )
        ages = dict(self.env.cr.fetchall())
        orders = self.browse(sorted(ages))
        orders.invalidate_recordset(["state"])
        for order in orders:
            order._tell_user()
        return [order._get_claimed(ages[order.id]) for order in orders]

    def _get_claimed(self, age):
        return {
            "id": self.id,
            "kind": self.kind,
            "extension": self.extension or "",
            "phone": self.phone or "",
            "callid": self.callid or "",
            "queue": self.queue or "",
            "reason": self.pause_reason or "",
            "attended": self.is_attended,
            "age": round(max(0.0, float(age)), 3),
        }

    @api.model
    def _expire(self, domain=()):
        """End what waited too long; it is never carried out later."""
        limit = fields.Datetime.now() - timedelta(seconds=LIFE_SECONDS)
        late = self.search(
            [
                ("state", "=", "waiting"),
                ("create_date", "<", limit),
                *domain,
            ]
        )
        late._end("expired", self.env._("Nobody at the exchange took it in time."))

    @api.model
    def _cron_expire(self):
        """Tell who waits for a gateway that is away that nothing will come of it."""
        # sudo: a scheduled action
        self.sudo()._expire()

    @api.model
    def _take_result(self, pbx, result):
        """Note what became of an order; what ended stays as it ended.

        :param OrderResult result: what the gateway told
        :return: whether it changed anything
        :raises WireError: ``unknown_order`` (404), another connection's too
        """
        order = self.search([("id", "=", result.order_id), ("pbx_id", "=", pbx.id)])
        if not order:
            raise WireError("unknown_order", 404, "id", id=result.order_id)
        if order.state not in OPEN_STATES:
            return False
        if result.callid and result.callid != order.callid:
            order.callid = result.callid
            order._follow_callid()
        if result.state == "sent":
            order.state = "sent"
            order._tell_user()
        else:
            order._end(result.state, result.reason)
        return True

    def _follow_callid(self):
        """The exchange said which call it is; another room knows calls."""
        return self

    def _end(self, state, reason):
        self.write({"state": state, "reason": reason or False})
        for order in self:
            order._tell_user()

    def _tell_user(self):
        """Tell the user's tabs how their order stands."""
        values = {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "reason": self.reason or "",
            "callid": self.callid or "",
        }
        self.user_id._bus_send(BUS_TYPE, values)

    @api.autovacuum
    def _gc_orders(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("create_date", "<", limit)]).unlink()
