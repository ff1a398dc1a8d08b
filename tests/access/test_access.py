from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..call.test_call import CallCase


@tagged("post_install", "-at_install")
class TestAccess(CallCase):
    """Who may see what, and who may not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.thu = new_test_user(
            cls.env, "t_thu", "callcenter.group_callcenter_supervisor", name="Thu"
        )
        cls.dung = new_test_user(
            cls.env, "t_dung", "callcenter.group_callcenter_manager", name="Dung"
        )
        cls.admin = new_test_user(
            cls.env, "t_admin", "callcenter.group_callcenter_pbx_admin"
        )
        cls.clerk = new_test_user(cls.env, "t_clerk", "base.group_user")

    def setUp(self):
        super().setUp()
        self.answered = self.apply(
            "call_in", callid="a", phone="0989464999", extension="101"
        )
        self.apply("call_end", 9, callid="a", extension="101", status="ANSWERED")
        self.missed = self.apply(
            "call_in", callid="m", phone="0989464999", extension="102"
        )
        self.apply("call_end", 9, callid="m", extension="102", status="NO ANSWER")

    def visible(self, user):
        calls = self.calls.with_user(user).search([("pbx_id", "=", self.pbx.id)])
        legs = self.env["callcenter.call.leg"].with_user(user)
        self.assertEqual(legs.search([("pbx_id", "=", self.pbx.id)]).call_id, calls)
        return set(calls.mapped("callid"))

    def test_agents_see_their_own_calls_and_the_missed_ones(self):
        self.assertEqual(self.visible(self.lan), {"a", "m"})
        self.assertEqual(self.visible(self.minh), {"m"})
        self.assertEqual(self.visible(self.hoa), {"m"})

    def test_an_agent_without_an_extension_sees_nothing(self):
        stranger = new_test_user(self.env, "t_x", "callcenter.group_callcenter_agent")
        self.assertEqual(self.visible(stranger), set())

    def test_supervisors_see_the_employees_below_them_at_any_depth(self):
        boss, middle, agent = self.env["hr.employee"].create(
            [
                {"name": "Thu", "user_id": self.thu.id},
                {"name": "Middle"},
                {"name": "Lan", "user_id": self.lan.id},
            ]
        )
        self.assertEqual(self.visible(self.thu), set())
        middle.parent_id, agent.parent_id = boss, middle
        self.assertEqual(self.visible(self.thu), {"a"})

    def test_supervisors_see_extensions_put_under_them(self):
        self.ext_101.supervisor_ids = self.thu
        self.assertEqual(self.visible(self.thu), {"a"})

    def test_who_takes_over_an_extension_sees_none_of_its_earlier_calls(self):
        self.ext_101.user_id = self.hoa
        self.assertEqual(self.visible(self.hoa), {"m"})
        self.assertIn("a", self.visible(self.lan))

    def test_an_archived_extension_shows_no_missed_calls(self):
        self.ext_101.active = False
        self.assertEqual(self.visible(self.lan), {"a"})

    def test_supervisors_see_what_rang_before_an_extension_was_known(self):
        self.apply("call_in", callid="u", phone="0989464999", extension="999")
        self.env["callcenter.extension"].create(
            {"pbx_id": self.pbx.id, "number": "999", "supervisor_ids": self.thu.ids}
        )
        self.assertEqual(self.visible(self.thu), {"u"})

    def test_a_transfer_shows_the_call_to_its_new_agent(self):
        self.apply("call_in", 20, callid="t", phone="0989464999", extension="101")
        self.assertEqual(self.visible(self.lan), {"a", "m", "t"})
        self.assertEqual(self.visible(self.hoa), {"m"})
        self.apply("call_in", 25, callid="t", extension="103")
        self.assertEqual(self.visible(self.hoa), {"m", "t"})

    def test_what_is_found_is_what_may_be_read(self):
        self.ext_102.supervisor_ids = self.thu
        for user in (self.lan, self.minh, self.hoa, self.thu):
            calls = (self.answered | self.missed).with_user(user)
            for name in ("is_mine", "is_my_team", "is_for_agent", "is_for_supervisor"):
                found = calls.sudo().search(
                    [(name, "=", True), ("id", "in", calls.ids)]
                )
                with self.subTest(user.login, name=name):
                    self.assertEqual(found, calls.sudo().filtered(name).sorted())
                    self.assertEqual(
                        calls.sudo().search([(name, "=", False)]) & calls,
                        (calls.sudo() - found).sorted(),
                    )

    def test_managers_see_their_companies(self):
        self.assertEqual(self.visible(self.dung), {"a", "m"})
        other = self.env["res.company"].create({"name": "Other"})
        self.dung.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertEqual(self.visible(self.dung), set())

    def test_others_see_no_calls(self):
        for user in (self.clerk, self.admin):
            for model in ("callcenter.call", "callcenter.call.leg"):
                with (
                    self.subTest(user.login, model=model),
                    self.assertRaises(AccessError),
                ):
                    self.env[model].with_user(user).search([])

    def test_the_journal_and_secrets_are_for_who_connects_exchanges(self):
        for user in (self.lan, self.thu, self.dung, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.events.with_user(user).search([])
        self.events.with_user(self.admin).search([])
        for name in ("token_hash", "allowed_networks", "recording_base_url"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.pbx.with_user(self.dung).read([name])
        with self.assertRaises(AccessError):
            self.answered.with_user(self.dung).read(["observations"])

    def test_a_call_is_written_by_the_exchange_alone(self):
        for user in (self.lan, self.dung):
            call = self.answered.with_user(user)
            for vals in (
                {"state": "ringing"},
                {"duration": 1},
                {"user_id": user.id},
                {"leg_ids": [Command.clear()]},
                {"observations": {}},
                {"other_notes": {}},
            ):
                with (
                    self.subTest(user.login, vals=vals),
                    self.assertRaises(AccessError),
                ):
                    call.write(vals)
            with self.assertRaises(AccessError):
                call.leg_ids.write({"note": "not mine"})
            with self.assertRaises(AccessError):
                self.calls.with_user(user).create({"callid": "x"})
        with self.assertRaises(AccessError):
            self.answered.with_user(self.lan).unlink()

    def test_an_agent_writes_on_no_call_of_others(self):
        with self.assertRaises(AccessError):
            self.answered.with_user(self.minh).write({"note": "x"})

    def test_only_who_connects_exchanges_changes_connections(self):
        for user in (self.lan, self.dung, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.pbx.with_user(user).write({"name": "x"})
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.ext_101.with_user(user).write({"user_id": user.id})
        self.ext_101.with_user(self.admin).user_id = self.clerk
        self.pbx.with_user(self.admin).name = "x"
