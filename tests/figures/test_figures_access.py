from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .figures_case import FiguresCase


@tagged("post_install", "-at_install")
class TestFiguresAccess(FiguresCase):
    """Who may see whose figures."""

    def setUp(self):
        super().setUp()
        self.answered()
        self.unanswered(at=300, extension="102")

    def test_agents_and_others_see_none(self):
        clerk = new_test_user(self.env, "t_clerk", "base.group_user")
        for user in (self.lan, clerk):
            for call in (self.figures, lambda user: self.behind("offered", user)):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    call(user)

    def test_supervisors_see_their_people_alone(self):
        self.assertFalse(self.values(self.thu).get("offered"))
        self.ext_101.supervisor_ids = self.thu
        self.assertEqual(self.values(self.thu)["offered"], 1)
        self.assertEqual(self.values(self.thu)["missed"], 0)
        self.assertTrue(self.agent("Lan", self.thu))
        self.assertIsNone(self.agent("Minh", self.thu))
        self.assertTrue(self.figures(self.thu)["is_team"])
        self.assertEqual(self.behind("offered", self.thu), {"f-1"})
        rung = self.behind("rings", self.thu, user_id=self.minh.id)
        self.assertEqual(rung, set())

    def test_missed_calls_that_a_supervisor_may_call_back_are_not_their_teams(self):
        self.env["callcenter.extension"].create(
            {"pbx_id": self.pbx.id, "number": "201", "user_id": self.thu.id}
        )
        self.assertTrue(self.calls.with_user(self.thu).search([]))
        self.assertFalse(self.values(self.thu).get("missed"))

    def test_a_caller_who_rang_at_nobody_is_in_list_and_figures_alike(self):
        abandon = {"status": "ABANDON", "phone": "0989464777"}
        self.place(
            900, (0, "call_in", {"phone": "0989464777"}), (9, "call_end", abandon)
        )
        missed = self.env["callcenter.missed"].with_user(self.thu)
        rung_at_nobody = [("phone_display", "=", "0989464777")]
        self.assertFalse(missed.search(rung_at_nobody))
        self.assertFalse(self.values(self.thu)["missed"])
        self.ext_103.supervisor_ids = self.thu
        self.assertEqual(self.values(self.thu)["missed"], 1)
        self.assertEqual(self.values(self.thu)["customers_total"], 1)
        self.assertEqual(self.behind("abandoned", self.thu), {"f-3"})
        self.assertTrue(missed.search(rung_at_nobody))

    def test_missed_customers_of_a_supervisor_are_those_their_people_missed(self):
        """Whoever has taken them by now; others that are free count for others."""
        self.unanswered(at=600, phone="0989464888", extension="103")
        # sudo is given: who takes a customer
        row = self.env["callcenter.missed"].search([("pbx_id", "=", self.pbx.id)])
        row.filtered(lambda r: r.phone_display == "0989 464 999").user_id = self.hoa
        self.assertFalse(self.values(self.thu)["customers_total"])
        self.ext_102.supervisor_ids = self.thu
        self.assertEqual(self.values(self.thu)["customers_total"], 1)
        self.assertEqual(self.behind("customers_total", self.thu), {"0989 464 999"})
        self.assertEqual(self.values()["customers_total"], 2)

    def test_supervisors_see_the_employees_below_them(self):
        boss, agent = self.env["hr.employee"].create(
            [
                {"name": "Thu", "user_id": self.thu.id},
                {"name": "Minh", "user_id": self.minh.id},
            ]
        )
        agent.parent_id = boss
        self.assertEqual(self.values(self.thu)["missed"], 1)
        self.assertEqual(self.agent("Minh", self.thu)["not_picked_up"], 1)

    def test_a_colleague_of_another_team_in_the_same_call_has_no_row(self):
        self.ext_101.supervisor_ids = self.thu
        self.place(
            600,
            (0, "call_in", {"phone": "0989464999", "extension": "101"}),
            (0, "call_in", {"extension": "103"}),
            (20, "call_end", {"status": "NO ANSWER"}),
        )
        self.assertEqual(self.agent("Lan", self.thu)["not_picked_up"], 1)
        self.assertIsNone(self.agent("Hoa", self.thu))
        self.assertTrue(self.agent("Hoa"))

    def test_managers_see_their_companies(self):
        self.assertEqual(self.values()["offered"], 2)
        other = self.env["res.company"].create({"name": "Other"})
        self.dung.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertFalse(self.values().get("offered"))
        self.assertEqual(self.behind("offered"), set())
