"""What an upgrade gives to the calls that were there before."""

import importlib.util
import json
import time
from datetime import timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from odoo.tests import tagged

from ...wire import read_event
from ..common import CallcenterCommon

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def load(version, name):
    """Return a migration script as a module."""
    path = MIGRATIONS / version / f"{name}.py"
    spec = importlib.util.spec_from_file_location(path.stem.replace("-", "_"), path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


@tagged("post_install", "-at_install")
class TestMigration(CallcenterCommon):
    def test_earlier_calls_show_to_those_who_had_them(self):
        """The agent who took a call still sees it after an upgrade, a colleague not."""
        ring = {"callid": "old-1", "phone": "0989464999", "extension": "101"}
        event = read_event("call_in", ring, ZoneInfo(self.pbx.tz))
        call = self.calls._apply_event(self.pbx, event, time.time())[0]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE callcenter_call SET audience = NULL, start_hour = NULL WHERE id = %s",
            [call.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.calls.with_user(self.lan).search([("id", "=", call.id)]))

        rule = self.env.ref("callcenter.rule_missed_supervisor")
        now, rule.domain_force = rule.domain_force, "[('user_id', '=', False)]"

        load("19.0.1.1.0", "post-migrate").migrate(self.env.cr, "19.0.1.0.0")

        self.env.invalidate_all()
        self.assertEqual(rule.domain_force, now)
        self.assertTrue(self.calls.with_user(self.lan).search([("id", "=", call.id)]))
        self.assertFalse(self.calls.with_user(self.hoa).search([("id", "=", call.id)]))
        call.invalidate_recordset()
        start = call.start_date.replace(tzinfo=timezone.utc)
        self.assertEqual(call.start_hour, start.astimezone(ZoneInfo(self.pbx.tz)).hour)

    def test_a_caller_who_rang_at_nobody_is_the_supervisors(self):
        ring = {"callid": "old-2", "phone": "0989464999"}
        end = {**ring, "status": "ABANDON"}
        for seconds, kind, told in ((0, "call_in", ring), (60, "call_end", end)):
            event = read_event(kind, told, ZoneInfo(self.pbx.tz))
            call = self.calls._apply_event(self.pbx, event, time.time() + seconds)[0]
        call._settle(time.time() + 300)
        row = call.missed_id
        now = (call.audience, row.audience)
        self.assertEqual(now[1], [f"n{self.pbx.id}"])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE callcenter_call SET audience = %s WHERE id = %s",
            [json.dumps([f"m{self.pbx.id}"]), call.id],
        )
        self.env.cr.execute(
            "UPDATE callcenter_missed SET audience = NULL WHERE id = %s", [row.id]
        )
        for _time in range(2):
            load("19.0.3.0.0", "post-audience").migrate(self.env.cr, "19.0.2.0.0")
            self.env.invalidate_all()
            self.assertEqual((call.audience, row.audience), now)

    def test_calls_keep_what_they_show(self):
        """The former version kept facts; each call shows what it did, and goes on."""
        path = Path(__file__).parents[1] / "pure" / "rules" / "former_facts.json"
        former = json.loads(path.read_text(encoding="utf-8"))
        cr = self.env.cr
        cr.execute("ALTER TABLE callcenter_call ADD COLUMN IF NOT EXISTS facts jsonb")
        calls = self.calls
        for name in former:
            ring = {"callid": f"former-{name}", "phone": "0989464999", "extension": "1"}
            event = read_event("call_in", ring, ZoneInfo(self.pbx.tz))
            call = calls._apply_event(self.pbx, event, time.time())[0]
            calls |= call
        self.env.flush_all()
        for call, told in zip(calls, former.values(), strict=True):
            cr.execute(
                "UPDATE callcenter_call SET observations = NULL, facts = %s, talk_duration"
                " = 77 WHERE id = %s",
                [json.dumps(told["facts"]), call.id],
            )
        query = (
            "SELECT state, disposition, phone, talk_duration, start_date, is_missed"
            " FROM callcenter_call WHERE id IN %s ORDER BY id"
        )
        cr.execute(query, [tuple(calls.ids)])
        before = cr.fetchall()

        script = load("19.0.2.0.0", "post-observations")
        script.BATCH, scope = 7, self.pbx.end_scope
        script.migrate(cr, "19.0.1.2.0")

        cr.execute(query, [tuple(calls.ids)])
        self.assertEqual(cr.fetchall(), before)
        self.env.invalidate_all()
        for call, told in zip(calls, former.values(), strict=True):
            self.assertEqual(call.observations, script._observe(told["facts"], scope))
        kept = calls.mapped("observations")
        script.migrate(cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual(calls.mapped("observations"), kept)

    def test_an_index_that_was_replaced_is_gone(self):
        name = "callcenter_call__employee_id_index"
        self.env.cr.execute(f"CREATE INDEX {name} ON callcenter_call (employee_id)")
        load("19.0.1.2.0", "post-migrate").migrate(self.env.cr, "19.0.1.1.0")
        self.env.cr.execute("SELECT FROM pg_indexes WHERE indexname = %s", [name])
        self.assertFalse(self.env.cr.rowcount)

    def test_an_extension_stored_as_a_channel_rings(self):
        extensions = self.env["callcenter.extension"]
        numbers = ("SIP/201", "202", "SIP/202", "*97")
        stored = extensions.create(
            [
                {"pbx_id": self.pbx.id, "number": number}
                for number in ("1", "202", "2", "*97")
            ]
        )
        for extension, number in zip(stored, numbers, strict=True):
            self.env.cr.execute(
                "UPDATE callcenter_extension SET number = %s WHERE id = %s",
                [number, extension.id],
            )
        load("19.0.1.2.0", "post-migrate").migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual(stored.mapped("number"), ["201", "202", "SIP/202", "*97"])

    def test_a_favourite_shows_the_waits_that_it_showed(self):
        measures = {"pivot_measures": ["wait_duration", "wait_average", "__count"]}
        favourite = self.env["ir.filters"].create(
            {
                "name": "Long waits",
                "model_id": "callcenter.call",
                "domain": "[('wait_average', '>', 60)]",
                "sort": '["wait_average desc"]',
                "context": str(measures),
            }
        )
        load("19.0.1.2.0", "post-migrate").migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual(favourite.domain, "[('wait_duration', '>', 60)]")
        self.assertEqual(favourite.sort, '["wait_duration desc"]')
        self.assertEqual(
            favourite.context,
            str({"pivot_measures": ["wait_total", "wait_duration", "__count"]}),
        )

    def test_all_numbers_are_read_again_soon(self):
        cron = self.env.ref("callcenter.ir_cron_read_numbers")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        load("19.0.2.0.0", "post-phones").migrate(self.env.cr, "19.0.1.2.0")
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))

    def test_the_plain_extension_takes_the_user_of_the_channel(self):
        extensions = self.env["callcenter.extension"]
        rows = extensions.create(
            [{"pbx_id": self.pbx.id, "number": f"30{n}"} for n in range(5)]
        )
        channel, plain, other_channel, other, off = rows
        (channel | other_channel).user_id = self.hoa
        channel.supervisor_ids = self.minh
        other.user_id = self.lan
        off.active = False
        self.env.flush_all()
        numbers = ("SIP/305", "305", "SIP/306", "306", "309")
        for row, number in zip(rows, numbers, strict=True):
            self.env.cr.execute(
                "UPDATE callcenter_extension SET number = %s WHERE id = %s",
                [number, row.id],
            )
        ring = {"callid": "old-2", "phone": "0989464999", "extension": "305"}
        call = self.calls._apply_event(
            self.pbx, read_event("call_in", ring), time.time()
        )[0]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE callcenter_call_leg SET extension_id = %s WHERE call_id = %s",
            [channel.id, call.id],
        )
        for _twice in range(2):
            load("19.0.2.0.0", "post-extensions").migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual((plain.user_id, plain.supervisor_ids), (self.hoa, self.minh))
        self.assertFalse(channel.active)
        self.assertEqual(call.leg_ids.extension_id, plain)
        # one that somebody has keeps them
        self.assertEqual((other.user_id, other_channel.active), (self.lan, True))
        self.assertFalse(off.active)

    def test_waiting_customers_are_kept_apart_by_no_index(self):
        name = "callcenter_missed__open_customer"
        self.env.cr.execute(
            f"CREATE UNIQUE INDEX {name} ON callcenter_missed (company_id, partner_id)"
            " WHERE state = 'open' AND partner_id IS NOT NULL AND id < 0"
        )
        load("19.0.2.0.0", "post-missed").migrate(self.env.cr, "19.0.1.2.0")
        self.env.cr.execute("SELECT FROM pg_indexes WHERE indexname = %s", [name])
        self.assertFalse(self.env.cr.rowcount)
