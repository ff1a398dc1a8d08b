import json

from odoo.tests import HttpCase, new_test_user, tagged

from ..call.test_call import CallCase

CALL = "callcenter.call"
LEG = "callcenter.call.leg"
FORBIDDEN = ("odoo.exceptions.AccessError", "odoo.exceptions.UserError")


class RpcCase(CallCase, HttpCase):
    """Asks over the wire, as a browser or a script would, as a user of each group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {
            "agent": "callcenter.group_callcenter_agent",
            "supervisor": "callcenter.group_callcenter_supervisor",
            "manager": "callcenter.group_callcenter_manager",
            "pbx_admin": "callcenter.group_callcenter_pbx_admin",
            "clerk": "base.group_user",
            "portal": "base.group_portal",
        }
        cls.users = {
            name: new_test_user(
                cls.env,
                f"t_rpc_{name}",
                # who may not export gets nothing by that already
                group if name == "portal" else f"{group},base.group_allow_export",
                password=f"t_rpc_{name}",
            )
            for name, group in groups.items()
        }

    def rpc(self, model, method, *args, **kwargs):
        """Return ``(result, name of the exception)`` of a call as the user logged in."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        answer = response.json()
        return answer.get("result"), answer.get("error", {}).get("data", {}).get("name")

    def login_as(self, name):
        self.authenticate(f"t_rpc_{name}", f"t_rpc_{name}")

    def get_record_readings(self, record, name, group):
        """Return every way to a record, as ``(model, method, args, kwargs)``.

        :param str name: a field to read
        :param str group: one to group by
        """
        model, domain = record._name, [("id", "=", record.id)]
        spec = {name: {}, group: {"fields": {"display_name": {}}}}
        return [
            (model, "read", [record.ids, [name]], {}),
            (model, "web_read", [record.ids, spec], {}),
            (model, "search_read", [domain, [name]], {}),
            (model, "web_search_read", [domain, spec], {}),
            (model, "search_count", [domain], {}),
            (model, "export_data", [record.ids, [name]], {}),
            (model, "formatted_read_group", [domain, [group], ["__count"]], {}),
            (model, "web_read_group", [domain, [group], ["__count"]], {}),
            (model, "name_search", [], {"domain": domain}),
        ]

    def assert_gets_nothing(self, name, readings):
        for model, method, args, kwargs in readings:
            with self.subTest(user=name, model=model, method=method):
                result, error = self.rpc(model, method, *args, **kwargs)
                if error:
                    self.assertIn(error, FORBIDDEN)
                else:
                    empty = ([], 0, {"length": 0, "records": []})
                    groups = {"groups": [], "length": 0}
                    self.assertIn(result, [*empty, groups])

    def assert_gets_all(self, readings):
        for model, method, args, kwargs in readings:
            with self.subTest(model=model, method=method):
                result, error = self.rpc(model, method, *args, **kwargs)
                self.assertFalse(error)
                self.assertTrue(result)
                self.assertNotEqual(result, {"length": 0, "records": []})


@tagged("post_install", "-at_install")
class TestAccessRpc(RpcCase):
    """What the groups may not do with calls."""

    def setUp(self):
        super().setUp()
        self.talk = self.apply("call_in", phone="0989464999", extension="101")
        self.apply("call_end", 9, extension="101", status="ANSWERED")
        secret = "a secret"
        self.talk.message_post(body=secret)
        self.env.flush_all()

    def get_readings(self):
        call, leg = self.talk.id, self.talk.leg_ids.id
        return [
            *self.get_record_readings(self.talk, "note", "partner_id"),
            (CALL, "export_data", [[call], ["phone", "leg_ids/number"]], {}),
            (
                CALL,
                "web_read_group",
                [[("id", "=", call)], ["user_id"], ["__count"]],
                {},
            ),
            (CALL, "name_search", [self.customer.name], {}),
            (LEG, "read", [[leg], ["number"]], {}),
            (LEG, "search_read", [[("id", "=", leg)], ["number"]], {}),
            (
                "mail.message",
                "search_read",
                [[("model", "=", CALL), ("res_id", "=", call)], ["body"]],
                {},
            ),
        ]

    def test_who_has_no_calls_gets_none_by_any_way(self):
        for name in ("agent", "supervisor", "pbx_admin", "clerk", "portal"):
            self.login_as(name)
            self.assert_gets_nothing(name, self.get_readings())

    def test_a_manager_gets_it_by_every_way(self):
        # else the test above could not fail
        self.login_as("manager")
        self.assert_gets_all(self.get_readings())

    def test_nobody_writes_what_the_exchange_tells(self):
        call, leg = self.talk.id, self.talk.leg_ids.id
        for name in (*self.users,):
            self.login_as(name)
            for model, method, args in (
                (CALL, "write", [[call], {"duration": 1}]),
                (CALL, "web_save", [[call], {"user_id": self.env.uid}, {}]),
                (CALL, "create", [[{"callid": "forged"}]]),
                (CALL, "copy", [[call]]),
                (LEG, "write", [[leg], {"note": "not mine"}]),
                (LEG, "create", [[{"call_id": call, "number": "1"}]]),
                (LEG, "unlink", [[leg]]),
                (CALL, "_settle", [[call], 0]),
            ):
                with self.subTest(user=name, model=model, method=method):
                    self.assertTrue(self.rpc(model, method, *args)[1])
        self.assertFalse(self.talk.leg_ids.note)

    def test_deleting_is_for_managers(self):
        for name in ("agent", "supervisor", "pbx_admin", "clerk", "portal"):
            self.login_as(name)
            with self.subTest(name):
                error = self.rpc(CALL, "unlink", [self.talk.id])[1]
                self.assertIn(error, FORBIDDEN)
        self.assertTrue(self.talk.exists())

    def test_the_public_gets_nothing(self):
        self.authenticate(None, None)
        for model, method, args, kwargs in self.get_readings():
            with self.subTest(model=model, method=method):
                result, error = self.rpc(model, method, *args, **kwargs)
                self.assertTrue(error)
                self.assertFalse(result)
