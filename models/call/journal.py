import json
import logging
from datetime import timezone

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...compat.timezones import get_zone
from ...wire import ENDPOINTS, WireError, read_event
from ...wire.adapters import find_adapter
from ...wire.adapters.base import load_hook
from ...wire.values import storable
from ..exchange.problems import (
    dump_problems,
    find_codes,
    load_problems,
    translate_problems,
)
from ..transaction import EVENT_CONTEXT, begin_read_committed

_logger = logging.getLogger(__name__)

GC_BATCH = 10_000


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
    unmapped_number = fields.Char(compute="_compute_unmapped_number")
    is_replayable = fields.Boolean(compute="_compute_is_replayable")

    _pbx_latest = models.Index("(pbx_id, id DESC)")

    @api.depends("problems")
    def _compute_unmapped_number(self):
        for event in self:
            numbers = [
                problem.values["extension"]
                for problem in load_problems(event.problems)
                if problem.code == "unmapped_extension"
            ]
            event.unmapped_number = numbers[0] if numbers else False

    @api.depends("name", "payload")
    def _compute_is_replayable(self):
        for event in self:
            try:
                params = json.loads(event.payload or "")
            except ValueError:
                params = None
            is_event = event.name in ENDPOINTS or find_adapter(event.name or "")
            event.is_replayable = bool(is_event) and isinstance(params, dict)

    @api.depends("problems")
    @api.depends_context("lang")
    def _compute_reason(self):
        for event in self:
            event.reason = translate_problems(self.env, event.problems)

    @api.model
    def _search_reason(self, operator, value):
        """Find words of the sentences, as the reader has them, and values in them."""
        domain = Domain("problems", operator, value)
        if operator == "ilike":
            codes = find_codes(self.env, value)
            domain |= Domain.OR(
                Domain("problems", "like", json.dumps(code)) for code in codes
            )
        return domain

    @api.model
    def _record(
        self,
        pbx_id,
        name,
        payload,
        result,
        now,
        problems=(),
        call_id=None,
        remote_addr=None,
    ):
        """Write one row; one SQL insert, since every request waits for it.

        Of a call from which a number was erased it tells that something came, and not what.

        :param int pbx_id: the connection
        :param str name: the endpoint
        :param str payload: what was sent, free of credentials
        :param result: a value of the field
        :param float now: when it came, epoch seconds
        :param problems: list of wire Problems that say why
        :param call_id: id of the call that it told of, or None
        :param remote_addr: the sender's address
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO callcenter_event (
                    pbx_id, name, payload, result, problems, call_id, remote_addr,
                    create_date)
                SELECT %s, %s, CASE WHEN is_told THEN %s END, %s,
                       CASE WHEN is_told THEN %s END, %s, %s,
                       to_timestamp(%s) AT TIME ZONE 'UTC'
                  FROM (SELECT NOT EXISTS (
                            SELECT FROM callcenter_call
                             WHERE id = %s AND (erased_date IS NOT NULL
                                OR erased_tails IS NOT NULL))) call (is_told)
                """,
                pbx_id,
                name,
                storable(payload),
                result,
                dump_problems(problems),
                call_id or None,
                remote_addr,
                now,
                call_id or None,
            )
        )

    def action_replay(self):
        """Apply these rows once more, oldest first, after their cause was mended.

        Each counts as if it had come when it did, and nobody is notified. Each has a
        transaction of its own: live events of the same calls wait for one row at most,
        and what was replayed stays so whatever becomes of the rest.

        :return: an action that reloads the view and says what came of it
        :raises AccessError: without the right to the journal
        """
        self.check_access("read")
        replayable = self.filtered("is_replayable").sorted("id")
        self.env.flush_all()
        applied = sum(self._replay_alone(event.id) == "applied" for event in replayable)
        self.env.invalidate_all()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if applied == len(self) else "warning",
                "message": self.env._(
                    "Replayed %(count)s: %(applied)s changed a call.",
                    count=len(replayable),
                    applied=applied,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _replay_alone(self, event_id):
        """Apply one row again in a transaction of its own; return its result."""
        with self.env.registry.cursor() as cr:
            begin_read_committed(cr)
            # superuser: who connects exchanges may replay, without a right to calls
            env = api.Environment(cr, SUPERUSER_ID, EVENT_CONTEXT)
            event = env[self._name].browse(event_id).exists()
            try:
                with cr.savepoint():
                    if event:
                        event._replay()
            except Exception:
                _logger.exception("Journal row %s cannot be replayed", event_id)
                return False
            return event and event.result

    def _replay(self):
        """Apply this row again, as of the time when it came."""
        self.ensure_one()
        call, found, changed = self.env["callcenter.call"], [], []
        now = self.create_date.replace(tzinfo=timezone.utc).timestamp()
        try:
            for event in self._read_events():
                moment = self.pbx_id._judge(event, now, self.pbx_id.has_token)
                call, problems, is_changed, _notified = call._receive(
                    self.pbx_id, event, now, is_live=False, moment=moment
                )
                found += [*event.warnings, *problems]
                changed.append(is_changed)
        except WireError as error:
            self.write(
                {"result": "rejected", "problems": dump_problems([error.problem])}
            )
            return
        result = "applied" if any(changed) else "duplicate"
        self.write(
            {
                "result": result if changed else "ignored",
                "problems": dump_problems(found),
                "call_id": call.id,
            }
        )

    def _read_events(self):
        """Return the events that this row tells: one, or what an adapter makes of it.

        :raises WireError: of what is none
        """
        params = json.loads(self.payload)
        zone = get_zone(self.pbx_id.tz)
        first = self.pbx_id._get_settings().date_first
        mappings = self.env["callcenter.mapping"]
        adapter = mappings.find_adapter(self.pbx_id, self.name)
        told = adapter.read(load_hook(params)) if adapter else [params]
        return [
            read_event(one.get("name") if adapter else self.name, one, zone, first)
            for one in told
        ]

    def action_map_extension(self):
        """Open the extension that this row found unmapped, ready to choose its user."""
        self.ensure_one()
        extensions = self.env["callcenter.extension"].with_context(active_test=False)
        extension = extensions.search(
            [("pbx_id", "=", self.pbx_id.id), ("number", "=", self.unmapped_number)]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Map extension %s", self.unmapped_number),
            "res_model": "callcenter.extension",
            "res_id": extension.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_pbx_id": self.pbx_id.id,
                "default_number": self.unmapped_number,
            },
        }

    @api.autovacuum
    def _gc_events(self):
        """Delete rows older than their connection keeps them, a batch a run.

        Of a connection's latest, what was sent.
        """
        room = GC_BATCH
        pbxs = self.env["callcenter.pbx"].with_context(active_test=False)
        for pbx in pbxs.search([("journal_days", ">", 0)]):
            domain = pbx._get_deletable_events_domain()
            latest = Domain("id", "=", pbx._get_latest_event().id)
            self.search(domain & latest).write(
                {"payload": False, "problems": False, "remote_addr": False}
            )
            due = self._search(domain & ~latest, order="id", limit=room)
            self.env.cr.execute(
                SQL("DELETE FROM callcenter_event WHERE id IN %s", due.subselect())
            )
            room -= self.env.cr.rowcount
            if not room:
                break
        return GC_BATCH - room, not room
