from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from .adding import parts
from .definitions import COUNT, RATE, SECONDS
from .mailing import (
    as_reader,
    check_readers,
    get_oldest,
    local_now,
    may_read,
    send,
)
from .texts import figure_text

_lt = LazyTranslate(__name__)

REST = timedelta(hours=1)
BOARD_PATH = "/odoo/call-board"


class Metric(NamedTuple):
    """What a limit is of; a rate is told when it falls below, all else when it is over."""

    label: str
    unit: str


METRICS = {
    "answer_rate": Metric(_lt("Answer rate today"), RATE),
    "sla": Metric(_lt("SLA today"), RATE),
    "longest_wait": Metric(_lt("Longest wait right now"), SECONDS),
    "waiting_customers": Metric(_lt("Customers to call back"), COUNT),
}


class CallcenterAlert(models.Model):
    """A limit, and who is told when it is crossed: in Odoo and by mail."""

    _name = "callcenter.alert"
    _inherit = ["callcenter.written"]
    _description = "Alert"
    _order = "metric, id"

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    metric = fields.Selection(
        [
            ("answer_rate", "Answer rate today, below (%)"),
            ("sla", "SLA today, below (%)"),
            ("longest_wait", "Longest wait right now, over (seconds)"),
            ("waiting_customers", "Customers to call back, over"),
        ],
        "What",
        required=True,
        default="sla",
    )
    limit = fields.Float(
        required=True, default=80, digits=(16, 1), help="Percent, seconds or customers."
    )
    min_calls = fields.Integer(
        "From calls",
        default=10,
        help="A rate of fewer calls says nothing and is not told.",
    )
    pbx_id = fields.Many2one(
        "callcenter.pbx", "Connection", ondelete="cascade", help="Empty: all of them."
    )
    queue = fields.Char(help="Empty: all of them.")
    user_ids = fields.Many2many(
        "res.users",
        string="Who is told",
        domain=[("share", "=", False)],
        help="Each is told of what they may see themselves, once an hour at most.",
    )
    notice_ids = fields.One2many("callcenter.alert.notice", "alert_id", "Told")

    @api.depends("metric")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["metric"]._description_selection(self.env))
        for alert in self:
            alert.display_name = labels.get(alert.metric)

    @api.constrains("user_ids", "company_id")
    def _check_user_ids(self):
        check_readers(self)

    @api.constrains("metric", "limit", "min_calls")
    def _check_limit_is_possible(self):
        for alert in self:
            is_rate = METRICS[alert.metric].unit == RATE
            if (
                alert.limit < 0
                or alert.min_calls < 0
                or (is_rate and alert.limit > 100)
            ):
                raise ValidationError(
                    self.env._("A limit is 0 or more, of a rate at most 100 %.")
                )

    @api.model
    def _cron_check(self):
        """Look whether limits are crossed; who is to be told gets a mail of their own."""
        faults = self.env["callcenter.fault"]
        faults._attempt_all([("alert", alert) for alert in self.search([])])
        waiting = self.env["callcenter.alert.notice"].search(
            [("state", "=", "waiting")]
        )
        faults._attempt_all([("notice", notice) for notice in waiting])

    def _check_limit(self):
        """Note who is to be told that the limit is crossed; work of ``callcenter.fault``."""
        now = fields.Datetime.now()
        if not self._is_open(now):
            return
        for user in self.user_ids:
            if may_read(user, self.company_id):
                self._check_for(user, now)

    def _is_open(self, now):
        """Return whether a connection has opening hours now: at night nobody can help."""
        pbxs = self.pbx_id or self.env["callcenter.pbx"].search(
            [("company_id", "=", self.company_id.id)]
        )
        return any(pbx._is_open_at(now) for pbx in pbxs)

    def _check_for(self, user, now):
        latest = self.env["callcenter.alert.notice"].search(
            [("alert_id", "=", self.id), ("user_id", "=", user.id)], limit=1
        )
        if latest and latest.date > now - REST:
            return
        board = as_reader(self.env["callcenter.board"], user, self.company_id)
        options = {"pbx_id": self.pbx_id.id, "queue": self.queue}
        value, calls = board.measure(self.metric, options)
        # without a further call a rate is the one that was told
        is_told = latest and calls is not None and latest.calls == calls
        if is_told and _local_day(latest.date, user) == _local_day(now, user):
            return
        if self._is_crossed(value, calls):
            latest.create(
                {
                    "alert_id": self.id,
                    "user_id": user.id,
                    "date": now,
                    "value": value,
                    "calls": calls,
                }
            )._show()

    def _is_crossed(self, value, calls):
        if value is None:
            return False
        if METRICS[self.metric].unit == RATE:
            return calls >= self.min_calls and round(value * 100, 6) < self.limit
        return value > self.limit


class CallcenterAlertNotice(models.Model):
    """Somebody is told that a limit is crossed."""

    _name = "callcenter.alert.notice"
    _description = "Alert Told"
    _order = "date desc, id desc"
    _rec_name = "alert_id"

    alert_id = fields.Many2one(
        "callcenter.alert", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="alert_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, ondelete="cascade"
    )
    date = fields.Datetime("When", required=True, readonly=True)
    value = fields.Float(readonly=True, digits=(16, 4), help="A rate is 0 to 1.")
    calls = fields.Integer(readonly=True, help="Of a rate, of how many.")
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("skipped", "No e-mail address")],
        "E-mail",
        required=True,
        readonly=True,
        default="waiting",
    )

    _waiting = models.Index("(id) WHERE state = 'waiting'")

    @api.autovacuum
    def _gc_old(self):
        """Forget what was told long ago."""
        self.search([("date", "<", get_oldest())]).unlink()

    def _get_texts(self):
        """Return the title and what is told, in the words of who is told."""
        alert, metric = self.alert_id, METRICS[self.alert_id.metric]
        env = as_reader(self, self.user_id, self.company_id).env
        is_rate = metric.unit == RATE
        limit = alert.limit / 100 if is_rate else alert.limit
        title = env._(
            "%(what)s: %(value)s, limit %(limit)s",
            what=env._(metric.label),
            value=figure_text(env, metric.unit, self.value),
            limit=figure_text(env, metric.unit, limit),
        )
        now = local_now(self.date, self.user_id.tz or "UTC")
        told = [f"{now.hour}:{now.minute:02}", alert.company_id.name]
        told += [alert.pbx_id.sudo().name, alert.queue]
        if is_rate:
            told.append(env._("%s calls", self.calls))
        return title, ", ".join(filter(None, told))

    def _show(self):
        """Show it in Odoo, in each open tab, until it is closed."""
        title, message = self._get_texts()
        self.user_id._bus_send(
            "simple_notification",
            {"type": "warning", "title": title, "message": message, "sticky": True},
        )

    def _mail(self):
        """Tell it by mail; work of ``callcenter.fault``."""
        if self.state != "waiting":
            return
        user = self.user_id
        if not user.email or not may_read(user, self.company_id):
            self.state = "skipped"
            return
        title, message = self._get_texts()
        values = {
            "title": title,
            "message": message,
            "url": self.get_base_url() + BOARD_PATH,
        }
        qweb = self.env["ir.qweb"].with_context(lang=user.lang)
        body = qweb._render("callcenter.alert_mail", values)
        send(user, self.company_id, title, body)
        self.state = "sent"


class CallcenterBoard(models.AbstractModel):
    """What limits are of, as the current user sees it."""

    _inherit = "callcenter.board"

    @api.private
    def measure(self, metric, options):
        """Return what a limit is compared with.

        :param str metric: one of METRICS
        :param dict options: ``pbx_id`` and ``queue``, see ``callcenter.figures``
        :return: ``(value, calls)``: None where unknown; of a rate, of how many calls
        :raises AccessError: for who is no supervisor
        """
        self._check_supervisor()
        if METRICS[metric].unit == RATE:
            return self._measure_rate(metric, options)
        if metric == "waiting_customers":
            return self.env["callcenter.missed"].search_count(
                self._get_waiting_customers_domain(options)
            ), None
        longest = self._get_longest_wait(options)
        return longest, None

    def _measure_rate(self, metric, options):
        [figure] = self._pick([metric])
        zones = self._get_zones({**options, "period": "today"})
        scope = self._get_scope(zones, options)
        sums = self._sum_by(scope, sums=self._prepare(parts([figure])))[()]
        return figure.value(sums), sums[figure.whole]


def _local_day(moment, user):
    return local_now(moment, user.tz or "UTC").date()
