import base64
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from datetime import timedelta

from websocket import WebSocketTimeoutException

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.bus.tests.common import WebsocketCase

from ...models.exchange.order import BUS_TYPE, LIFE_SECONDS, SECONDS_BETWEEN_DIALS
from ..common import CallcenterCommon, WireCase


class OrderCase(CallcenterCommon):
    """A connection whose gateway is alive."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pbx.dial_way = "gateway"
        cls.pbx.gateway_seen_date = fields.Datetime.now()
        cls.orders = cls.env["callcenter.order"]

    def dial(self, user=None, extension=None, phone="+84 989 464 344"):
        orders = self.orders.with_user(user or self.lan)
        return orders._dial(
            (extension or self.ext_101).with_user(user or self.lan), phone
        )

    def age(self, orders, seconds):
        """Let ``orders`` have been given ``seconds`` ago."""
        self.env.cr.execute(
            "UPDATE callcenter_order SET create_date = create_date - %s WHERE id = ANY(%s)",
            [timedelta(seconds=seconds), orders.ids],
        )
        orders.invalidate_recordset()


class TestOrder(OrderCase):
    """What Odoo wants of an exchange, and who may want it."""

    def test_a_number_is_dialled_as_at_home(self):
        self.assertEqual(self.dial().phone, "0989464344")

    def test_a_foreign_number_is_dialled_internationally(self):
        with self.assertRaisesRegex(UserError, "Foreign"):
            self.dial(phone="+36 1 234 5678")
        self.pbx.is_dial_abroad = True
        self.assertEqual(self.dial(phone="+36 1 234 5678").phone, "+3612345678")

    def test_no_number_is_no_order(self):
        for phone in ("", "Lan", "\r\n", None):
            with self.subTest(phone), self.assertRaises(UserError):
                self.dial(phone=phone)

    def test_nobody_dials_as_another(self):
        with self.assertRaises(AccessError):
            self.dial(self.lan, self.ext_102)

    def test_who_is_no_agent_dials_nowhere(self):
        outsider = new_test_user(self.env, "t_outsider", "base.group_user")
        with self.assertRaises(AccessError):
            self.dial(outsider, self.ext_101)

    def test_a_double_click_dials_once(self):
        self.dial()
        with self.assertRaises(UserError):
            self.dial()
        self.age(self.orders.search([]), SECONDS_BETWEEN_DIALS + 1)
        self.dial()

    def test_a_stolen_account_dials_so_many_times_an_hour(self):
        self.env["ir.config_parameter"].set_param("callcenter.dials_an_hour", "2")
        for _each in range(2):
            self.age(self.dial(), 60)
        with self.assertRaisesRegex(UserError, "2 times"):
            self.dial()

    def test_a_deaf_exchange_is_told_nothing(self):
        self.pbx.gateway_seen_date = fields.Datetime.now() - timedelta(minutes=5)
        with self.assertRaisesRegex(UserError, "gateway"):
            self.dial()
        self.pbx.dial_way = "none"
        with self.assertRaisesRegex(UserError, "no orders"):
            self.dial()

    def test_each_order_goes_to_one_asker_once(self):
        order = self.dial()
        [claimed] = self.orders._claim(self.pbx)
        self.assertEqual(
            {name: claimed[name] for name in ("id", "kind", "extension", "phone")},
            {"id": order.id, "kind": "dial", "extension": "101", "phone": "0989464344"},
        )
        self.assertEqual(self.orders._claim(self.pbx), [])

    def test_another_connection_claims_none(self):
        self.dial()
        other = self.pbx.copy({"name": "Branch"})
        self.assertEqual(self.orders._claim(other), [])

    def test_what_waited_too_long_is_never_carried_out(self):
        order = self.dial()
        self.age(order, LIFE_SECONDS + 1)
        self.assertEqual(self.orders._claim(self.pbx), [])
        self.assertEqual(order.state, "expired")

    def test_the_scheduled_action_ends_what_nobody_took(self):
        order = self.dial()
        self.age(order, LIFE_SECONDS + 1)
        self.orders._cron_expire()
        self.assertEqual(order.state, "expired")
        self.assertTrue(order.reason)

    def test_an_agent_sees_their_own_orders_only(self):
        self.dial()
        self.assertTrue(self.orders.with_user(self.lan).search([]))
        self.assertFalse(self.orders.with_user(self.minh).search([]))

    def test_nobody_writes_orders_by_rpc(self):
        order = self.dial()
        for user in (self.lan, self.minh):
            with self.assertRaises(AccessError):
                order.with_user(user).write({"phone": "1900"})
            with self.assertRaises(AccessError):
                self.orders.with_user(user).create(
                    {"pbx_id": self.pbx.id, "kind": "dial", "user_id": user.id}
                )

    def test_the_knock_holds_no_number(self):
        self.env["bus.bus"].search([]).unlink()
        self.dial()
        self.env.cr.precommit.run()
        knocks = self.env["bus.bus"].search(
            [("message", "like", "callcenter.order/knock")]
        )
        self.assertTrue(knocks)
        for knock in knocks:
            self.assertNotIn("989464344", knock.message)
            self.assertNotIn(self.token, knock.channel)

    def test_a_token_opens_one_channel_and_a_new_token_another(self):
        pbxs = self.env["callcenter.pbx"]
        [(pbx, digest)] = pbxs._find_order_channels(self.token)
        self.assertEqual(pbx, self.pbx)
        self.assertEqual(digest, self.pbx.token_hash)
        self.assertEqual(pbxs._find_order_channels("wrong"), [])
        self.pbx.generate_token()
        self.assertEqual(pbxs._find_order_channels(self.token), [])


@tagged("post_install", "-at_install")
class TestGatewayWire(OrderCase, WireCase):
    """What a gateway posts and gets."""

    def test_orders_are_claimed_and_answered(self):
        order = self.dial()
        status, answer = self.post("orders", {})
        self.assertEqual(status, 200)
        [claimed] = answer["orders"]
        self.assertEqual(claimed["id"], order.id)
        self.assertLess(claimed["age"], LIFE_SECONDS)
        result = {"id": order.id, "state": "sent", "callid": "cc1.1"}
        self.assertEqual(self.post("order", result)[0], 200)
        self.assertEqual((order.state, order.callid), ("sent", "cc1.1"))
        self.post(
            "order", {"id": order.id, "state": "refused", "reason": "No such line"}
        )
        self.assertEqual((order.state, order.reason), ("refused", "No such line"))
        # what ended stays as it ended
        self.post("order", {"id": order.id, "state": "done"})
        self.assertEqual(order.state, "refused")

    def test_a_gateways_token_makes_no_orders_and_reads_no_others(self):
        other = self.pbx.copy({"name": "Branch"})
        own = {"Authorization": f"Bearer {other.generate_gateway_token()}"}
        order = self.dial()
        wanted = {"kind": "dial", "extension": "101", "phone": "0912345678"}
        self.assertEqual(self.post("orders", wanted, headers=own)[1]["orders"], [])
        told = {"id": order.id, "state": "done", "callid": "17.5", **wanted}
        status, answer = self.post("order", told, headers=own)
        self.assertEqual((status, answer["code"]), (404, "unknown_order"))
        self.assertEqual(order.state, "waiting")
        self.assertNotEqual(order.callid, "17.5")
        self.assertEqual(self.orders.search([("pbx_id", "=", other.id)]), self.orders)
        # its own connection's gateway has it
        mine = {"Authorization": f"Bearer {self.pbx.generate_gateway_token()}"}
        [claimed] = self.post("orders", wanted, headers=mine)[1]["orders"]
        self.assertEqual((claimed["id"], claimed["phone"]), (order.id, "0989464344"))
        self.assertEqual(self.orders.search_count([]), 1)

    def test_the_agent_is_told_what_becomes_of_it(self):
        order = self.dial()
        self.env["bus.bus"].search([]).unlink()
        self.post("orders", {})
        self.post("order", {"id": order.id, "state": "done"})
        messages = self.env["bus.bus"].search([("message", "like", BUS_TYPE)])
        self.assertEqual(len(messages), 2)

    def test_hostile_results(self):
        for params, status, code in (
            ({}, 404, "unknown_order"),
            ({"id": "1 OR 1=1", "state": "done"}, 404, "unknown_order"),
            ({"id": 10**30, "state": "done"}, 404, "unknown_order"),
            ({"id": 1}, 400, "unknown_order_state"),
            ({"id": 1, "state": "waiting"}, 400, "unknown_order_state"),
            ({"id": 999999999, "state": "done"}, 404, "unknown_order"),
        ):
            with self.subTest(params):
                answer = self.post("order", params)
                self.assertEqual((answer[0], answer[1]["code"]), (status, code))

    def test_a_wrong_token_gets_nothing(self):
        self.dial()
        for endpoint in ("orders", "order", "agent", "heartbeat"):
            with self.subTest(endpoint):
                wrong = {"Authorization": "Bearer wrong"}
                self.assertEqual(self.post(endpoint, {}, headers=wrong)[0], 401)
                get = self.post(endpoint, method="GET")
                self.assertEqual((get[0], get[1]["code"]), (405, "method_not_allowed"))

    def test_the_gateways_own_token_lets_in(self):
        token = self.pbx.generate_gateway_token()
        own = {"Authorization": f"Bearer {token}"}
        self.assertEqual(self.post("heartbeat", {}, headers=own)[0], 200)
        self.pbx.generate_gateway_token()
        self.assertEqual(self.post("heartbeat", {}, headers=own)[0], 401)
        self.assertEqual(self.post("heartbeat", {})[0], 200)

    def test_a_heartbeat_shows_how_the_gateway_is(self):
        status, answer = self.post(
            "heartbeat",
            {
                "version": "1.0.0",
                "state": "catching_up",
                "backlog": 7,
                "since": 1796000000,
                "extensions": ["101", "555", None, {"a": 1}, "555"],
            },
        )
        self.assertEqual(status, 200)
        self.assertEqual(answer["extensions"], ["101", "102", "103"])
        self.assertTrue(answer["version"])
        self.assertTrue(self.pbx.is_gateway_alive)
        self.assertEqual(self.pbx.gateway_state, "catching_up")
        self.assertEqual(self.pbx.gateway_backlog, 7)
        self.assertEqual(self.pbx.gateway_unmapped, "555")

    def test_who_only_asks_is_no_gateway_that_runs(self):
        self.pbx.gateway_seen_date = False
        status, answer = self.post("heartbeat", {"check": True, "sent": 1796000000})
        self.assertEqual((status, answer["extensions"]), (200, ["101", "102", "103"]))
        self.assertFalse(self.pbx.is_gateway_alive)
        self.post("heartbeat", {"version": "1.0.0", "since": 1796000000})
        self.post("heartbeat", {"check": True})
        self.assertEqual(self.pbx.gateway_version, "1.0.0")

    def test_a_heartbeat_empties_no_cache(self):
        self.env.cr.execute("SELECT count(*), max(id) FROM callcenter_revision")
        before = self.env.cr.fetchone()
        self.post("heartbeat", {"version": "1.0.0"})
        self.env.cr.execute("SELECT count(*), max(id) FROM callcenter_revision")
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_an_agents_state_is_kept_from_and_to(self):
        self.assertEqual(
            self.post(
                "agent", {"extension": "101", "status": "paused", "reason": "lunch"}
            ),
            (200, {"status": "ok", "warnings": []}),
        )
        rows = self.env["callcenter.agent.status"]
        row = rows.search([("user_id", "=", self.lan.id)])
        self.assertEqual((row.status, row.reason_id.code), ("paused", "lunch"))
        # an echo is no new state
        self.post("agent", {"extension": "101", "status": "PAUSED"})
        self.assertEqual(rows.search_count([("user_id", "=", self.lan.id)]), 1)
        self.post("agent", {"extension": "101", "status": "available"})
        self.assertTrue(row.end_date)
        now = rows.search([("user_id", "=", self.lan.id), ("end_date", "=", False)])
        self.assertEqual(now.status, "available")

    def test_an_agents_state_that_cannot_be_read(self):
        status, answer = self.post("agent", {"status": "paused"})
        self.assertEqual((status, answer["code"]), (400, "missing_extension"))
        status, answer = self.post("agent", {"extension": "101", "status": "asleep"})
        self.assertEqual((status, answer["code"]), (400, "unknown_agent_status"))
        status, answer = self.post("agent", {"extension": "999", "status": "paused"})
        self.assertEqual(status, 200)
        self.assertIn("999", answer["warnings"][0])

    def test_an_exchange_whose_clock_is_behind_is_heard(self):
        rows = self.env["callcenter.agent.status"]
        rows._set(self.lan, self.pbx.company_id, "paused", "odoo")
        wrong = fields.Datetime.now().timestamp() - 3600
        told = {"extension": "101", "status": "available", "at": wrong, "sent": wrong}
        self.post("agent", told)
        now = rows.search([("user_id", "=", self.lan.id), ("end_date", "=", False)])
        self.assertEqual((now.status, now.source), ("available", "exchange"))

    def test_a_pause_that_was_ordered_is_the_agents_state(self):
        lunch = self.env["callcenter.pause.reason"]._find("lunch")
        order = self.orders.with_user(self.lan)._pause(
            self.ext_101.with_user(self.lan), lunch.name
        )
        self.post("orders", {})
        rows = self.env["callcenter.agent.status"]
        own = [("user_id", "=", self.lan.id)]
        self.assertFalse(rows.search(own))
        self.post("order", {"id": order.id, "state": "done"})
        row = rows.search(own)
        self.assertEqual(
            (row.status, row.source, row.reason_id), ("paused", "odoo", lunch)
        )
        # what the exchange echoes is no new state
        echo = {"extension": "101", "status": "paused", "reason": "lunch"}
        self.assertEqual(self.post("agent", echo)[0], 200)
        self.assertEqual(rows.search(own), row)
        order = self.orders.with_user(self.lan)._resume(
            self.ext_101.with_user(self.lan)
        )
        self.post("order", {"id": order.id, "state": "done"})
        self.assertEqual(
            rows.search([*own, ("end_date", "=", False)]).status, "available"
        )

    def test_a_pause_that_was_refused_or_is_of_one_queue_is_none(self):
        orders = self.orders.with_user(self.lan)
        extension = self.ext_101.with_user(self.lan)
        refused = orders._pause(extension)
        self.post("order", {"id": refused.id, "state": "refused", "reason": "no"})
        one = orders._pause(extension, queue="sales")
        self.post("order", {"id": one.id, "state": "done"})
        self.assertFalse(
            self.env["callcenter.agent.status"].search([("user_id", "=", self.lan.id)])
        )

    def test_an_order_makes_no_orders_over_the_wire(self):
        before = self.orders.search_count([])
        made = {"kind": "dial", "extension": "101", "phone": "1900", "id": 1}
        for endpoint in ("orders", "order"):
            self.post(endpoint, {**made, "state": "waiting"})
        self.assertEqual(self.orders.search_count([]), before)

    def test_results_of_anothers_order_are_refused(self):
        order = self.dial()
        other = self.pbx.copy({"name": "Branch"})
        token = other.generate_token()
        own = {"Authorization": f"Bearer {token}"}
        self.assertEqual(self.post("orders", {}, headers=own)[1]["orders"], [])
        answer = self.post("order", {"id": order.id, "state": "done"}, headers=own)
        self.assertEqual(answer[1]["code"], "unknown_order")
        self.assertEqual(order.state, "waiting")

    def test_a_late_word_changes_nothing(self):
        now = fields.Datetime.now().timestamp()
        self.post("agent", {"extension": "101", "status": "paused"})
        self.post(
            "agent", {"extension": "101", "status": "available", "at": now - 3600}
        )
        rows = self.env["callcenter.agent.status"].search(
            [("user_id", "=", self.lan.id)]
        )
        self.assertEqual(rows.mapped("status"), ["paused"])


@tagged("post_install", "-at_install")
class TestOrderedCall(OrderCase, WireCase):
    """The call of an order to dial knows who clicked, whatever the exchange tells."""

    def order(self, callid=""):
        order = self.dial()
        self.post("orders", {})
        self.post("order", {"id": order.id, "state": "sent", "callid": callid})
        return order

    def hold(self, order, callid, direction="outgoing"):
        call = self.call(callid)
        self.assertEqual(call.dialled_by_id, self.lan)
        self.assertEqual(call.direction, direction)
        self.assertEqual((order.call_id, order.callid), (call, callid))
        return call

    def test_by_its_id(self):
        order = self.order("cc-7")
        told = {"callid": "cc-7", "extension": "101", "phone": "0989464344"}
        self.post("init", told)
        self.hold(order, "cc-7")

    def test_the_id_comes_after_the_call(self):
        order = self.dial()
        told = {"callid": "cc-7", "extension": "101", "phone": "0912000111"}
        self.post("init", told)  # not yet claimed, and not its number
        self.assertFalse(self.call("cc-7").dialled_by_id)
        self.post("orders", {})
        self.post("order", {"id": order.id, "state": "sent", "callid": "cc-7"})
        self.hold(order, "cc-7")

    def test_by_extension_and_number(self):
        order = self.order()
        told = {"callid": "x.1", "extension": "101", "phone": "+84989464344"}
        self.post("init", told)
        self.hold(order, "x.1")
        # its next call is none of the order's
        self.post("init", {**told, "callid": "x.2"})
        self.assertFalse(self.call("x.2").dialled_by_id)

    def test_other_numbers_extensions_and_times_are_not_the_orders(self):
        order = self.order()
        told = {"callid": "x.1", "extension": "101", "phone": "0989464344"}
        self.post("init", {**told, "callid": "x.2", "phone": "0912000111"})
        self.post("init", {**told, "callid": "x.3", "extension": "102"})
        self.age(order, 31)
        self.post("init", told)
        for callid in ("x.1", "x.2", "x.3"):
            self.assertFalse(self.call(callid).dialled_by_id, callid)

    def test_the_agents_telephone_rings_first(self):
        """Some exchanges tell so as of a call that comes in; it decides nothing."""
        order = self.order()
        self.post(
            "call_in", {"callid": "x.1", "extension": "101", "phone": "0989464344"}
        )
        self.post("init", {"callid": "x.1", "extension": "101", "phone": "0989464344"})
        call = self.hold(order, "x.1")
        self.assertEqual(call.phone, "0989464344")


@tagged("post_install", "-at_install")
class TestKnock(OrderCase, WebsocketCase):
    """Odoo's own websocket tells a gateway that there is an order, and nothing of it."""

    def hear(self, token):
        """Return what is heard on the channel of ``token`` as an order is given."""
        self.env["bus.bus"].search([]).unlink()
        websocket = self.websocket_connect()
        self.subscribe(websocket, [f"callcenter.orders:{token}"], 0)
        self.dial()
        self.trigger_notification_dispatching([(self.pbx, self.pbx.token_hash)])
        return json.loads(websocket.recv())

    def test_who_knows_the_token_hears_it(self):
        [heard] = self.hear(self.token)
        self.assertEqual(
            heard["message"], {"type": "callcenter.order/knock", "payload": {}}
        )

    def test_who_does_not_hears_nothing(self):
        with self.assertRaises(WebSocketTimeoutException):
            self.hear("wrong")


class TestAgentStatusAccess(CallcenterCommon):
    """Colleagues see how it is, not how it was."""

    def test_who_sees_what(self):
        rows = self.env["callcenter.agent.status"]
        company = self.pbx.company_id
        earlier = fields.Datetime.now() - timedelta(hours=1)
        rows._set(self.lan, company, "paused", "odoo", date=earlier)
        rows._set(self.lan, company, "available", "odoo")
        seen = rows.with_user(self.minh).search([("user_id", "=", self.lan.id)])
        self.assertEqual(seen.mapped("status"), ["available"])
        own = rows.with_user(self.lan).search([])
        self.assertEqual(set(own.mapped("status")), {"available", "paused"})
        with self.assertRaises(AccessError):
            own.write({"status": "offline"})
        outsider = new_test_user(self.env, "t_outsider", "base.group_user")
        with self.assertRaises(AccessError):
            rows.with_user(outsider).search([])


class TestGatewaySetup(CallcenterCommon):
    """The archive that is handed out."""

    def test_only_who_connects_exchanges_gets_it(self):
        with self.assertRaises(AccessError):
            self.env["callcenter.gateway.setup"].with_user(self.lan).create(
                {"pbx_id": self.pbx.id}
            )

    def test_the_program_in_it_runs_and_the_token_lets_in(self):
        dialog = self.env["callcenter.gateway.setup"].create({"pbx_id": self.pbx.id})
        dialog.action_make()
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(dialog.archive))) as archive:
            config = archive.read("callcenter-gateway.conf").decode()
            installs = archive.read("install.sh")
            for name in re.findall(rb"[\w-]+\.(?:pyz|conf|service)", installs):
                self.assertIn(name.decode(), archive.namelist())
            program = archive.read("callcenter_gateway.pyz")
        token = re.search(r"^token = (\S+)$", config, re.MULTILINE)[1]
        found = self.env["callcenter.pbx"]._authenticate([token], "127.0.0.1", True)
        self.assertEqual(found, self.pbx)
        subprocess.run(["sh", "-n"], input=installs, check=True)  # noqa: S607
        with tempfile.NamedTemporaryFile(suffix=".pyz") as file:
            file.write(program)
            file.flush()
            command = [sys.executable, "-I", file.name, "--help"]
            # our own program
            said = subprocess.run(  # noqa: S603
                command, capture_output=True, text=True, check=True
            )
        self.assertIn("--replay", said.stdout)
