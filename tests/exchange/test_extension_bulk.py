"""Many extensions are mapped at once, after a look at them."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ...wizards.extension_bulk import MAX_NUMBERS, read_inside, read_ranges
from ..call.test_call import CallCase

TECHNICIAN = "base.group_user,callcenter.group_callcenter_pbx_admin"


@tagged("post_install", "-at_install")
class TestExtensionBulk(CallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician = new_test_user(cls.env, "t_technician", TECHNICIAN)
        cls.quy = new_test_user(cls.env, "t_quy", "base.group_user", name="Quý")
        cls.env["hr.employee"].create(
            {
                "name": "Quý",
                "user_id": cls.quy.id,
                "company_id": cls.pbx.company_id.id,
                "work_phone": "024 3825 1234 máy lẻ 205",
            }
        )

    def show(self, user=None, **values):
        """Return a dialog that shows what it would map."""
        bulk = self.env["callcenter.extension.bulk"].with_user(user or self.technician)
        bulk = bulk.create({"pbx_id": self.pbx.id, **values})
        bulk.action_show()
        return bulk

    def lines(self, bulk):
        return [(line.number, line.user_id) for line in bulk.line_ids]

    def mapped(self, number):
        return self.pbx.extension_ids.filtered(lambda x: x.number == number)

    def test_a_range_without_those_that_are_there(self):
        bulk = self.show(source="range", numbers="101-105, 205")
        nobody = self.env["res.users"]
        self.assertEqual(
            self.lines(bulk), [("104", nobody), ("105", nobody), ("205", self.quy)]
        )
        bulk.line_ids[0].user_id = self.hoa
        bulk.action_map()
        self.assertEqual(self.mapped("104").user_id, self.hoa)
        self.assertEqual(self.mapped("205").user_id, self.quy)
        self.assertTrue(self.quy.has_group("callcenter.group_callcenter_agent"))
        self.assertTrue(self.mapped("105"))
        self.assertFalse(self.show(source="range", numbers="101-105").line_ids)

    def test_from_work_phones(self):
        self.assertEqual(self.lines(self.show(source="employees")), [("205", self.quy)])
        there = self.env["callcenter.extension"].create(
            {"pbx_id": self.pbx.id, "number": "205"}
        )
        bulk = self.show(source="employees")
        self.assertEqual(self.lines(bulk), [("205", self.quy)], "it gets its user")
        bulk.action_map()
        self.assertEqual(there.user_id, self.quy)
        self.assertFalse(self.show(source="employees").line_ids)

    def test_those_that_rang(self):
        for number, callid in (("301", "a"), ("302", "b"), ("302", "c")):
            self.apply("call_in", callid=callid, phone="0989464999", extension=number)
        bulk = self.show(source="seen")
        self.assertEqual([number for number, _user in self.lines(bulk)], ["302", "301"])
        bulk.action_map()
        leg = self.call("a").leg_ids
        self.assertEqual(leg.extension_id, self.mapped("301"), "earlier calls, too")

    def test_nothing_shown_is_nothing_mapped(self):
        with self.assertRaises(UserError):
            self.show(source="range", numbers="101").action_map()

    def test_who_may_not(self):
        with self.assertRaises(AccessError):
            self.show(user=self.lan, source="seen")
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.pbx.copy({"company_id": other.id})
        with self.assertRaises(AccessError):
            self.show(source="seen", pbx_id=foreign.id)

    def test_ranges(self):
        for text, numbers in (
            ("101-103", ["101", "102", "103"]),
            ("101 – 102; 201 0201", ["101", "102", "201", "0201"]),
            ("007-009", ["007", "008", "009"]),
            ("101,101", ["101"]),
            ("", []),
        ):
            self.assertEqual(read_ranges(text, self.env), numbers, text)
        for text in (
            "a",
            "101-",
            "9-8",
            "1-100",
            "99-100",
            f"1000-{1000 + MAX_NUMBERS}",
        ):
            with self.assertRaises(ValidationError, msg=text):
                read_ranges(text, self.env)

    def test_work_phones(self):
        for text, number in (
            ("105", "105"),
            ("024 38251234 ext. 105", "105"),
            ("(024) 3825 1234 (máy nhánh 12)", "12"),
            ("SIP/105", "105"),
            ("0989464999", ""),
            ("1", ""),
            ("", ""),
        ):
            self.assertEqual(read_inside(text), number, text)
