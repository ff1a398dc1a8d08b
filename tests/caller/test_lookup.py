from odoo import Command
from odoo.tests import tagged

from ...wire import Event
from ..common import CallcenterCommon


@tagged("post_install", "-at_install")
class TestLookup(CallcenterCommon):
    """A number and the customer whose it is."""

    def find(self, number):
        vals = self.env["callcenter.lookup"]._identify(number, self.pbx)
        return self.env["res.partner"].browse(vals["partner_id"] or [])

    def test_every_spelling_is_one_customer(self):
        for number in (
            "0989464999",
            "84989464999",
            "+84989464999",
            "0084989464999",
            "+84 989 464 999",
            "+84 (0)98 946 49 99",
            "0989.464.999",
        ):
            with self.subTest(number):
                self.assertEqual(self.find(number), self.customer)

    def test_what_is_no_number_is_nobody(self):
        for number in ("", "101", "abc", "0989", "9" * 40):
            with self.subTest(number):
                self.assertFalse(self.find(number))

    def test_archived_contacts_and_other_companies_are_not_found(self):
        self.customer.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.find("0989464999"))
        self.customer.company_id = self.pbx.company_id
        self.assertEqual(self.find("0989464999"), self.customer)
        self.customer.active = False
        self.assertFalse(self.find("0989464999"))

    def test_a_person_comes_before_the_company(self):
        values = {"phone": "024 3825 1299", "country_id": self.vietnam.id}
        partners = self.env["res.partner"].create(
            [{"name": "Firm", "is_company": True, **values}, {"name": "An", **values}]
        )
        self.assertEqual(self.find("02438251299"), partners[1])

    def test_numbers_are_shown_as_they_are_dialled_at_home(self):
        lookup = self.env["callcenter.lookup"]
        for number, shown in (
            ("+84989464999", "0989 464 999"),
            ("+491712345678", "+49 171 2345678"),
            ("1900", "1900"),
            ("", ""),
        ):
            self.assertEqual(lookup._get_display(number, self.vietnam), shown)

    def test_careless_texts_hold_several_numbers(self):
        self.customer.phone = "0912.888.678 (chị Lan) / 0987888321, 04 38258834"
        for number in ("+84912888678", "0987888321", "02438258834"):
            with self.subTest(number):
                self.assertEqual(self.find(number), self.customer)

    def test_further_numbers_and_employees_work_numbers_are_found(self):
        self.customer.callcenter_phone_ids = [
            Command.create({"number": "0903 111 222", "label": "wife"})
        ]
        self.assertEqual(self.find("0903111222"), self.customer)
        vals = self.env["callcenter.lookup"]._identify("0903111222", self.pbx)
        self.assertFalse(vals["candidates"])
        employee = self.env["hr.employee"].create(
            {
                "name": "Bình",
                "mobile_phone": "0903 111 333",
                "private_phone": "0903 111 444",
            }
        )
        self.assertEqual(self.find("0903111333"), employee.work_contact_id)
        self.assertFalse(self.find("0903111444"))

    def candidates(self, number):
        return self.env["callcenter.lookup"]._find_candidates(number, self.pbx)

    def test_two_whole_numbers_that_end_alike_are_two_people(self):
        for number in ("0919464999", "+84919464999", "+499464999464999"):
            self.assertFalse(self.find(number))
            self.assertEqual(self.candidates(number), [])

    def test_a_number_that_lacks_digits_may_be_somebodys_and_links_nobody(self):
        for typed, sent in (
            ("0989 464 999", "9464999"),
            ("024 3825 7713", "38257713"),
            ("3825 7713", "02438257713"),
        ):
            self.customer.phone = typed
            self.assertNotEqual(self.find(sent), self.customer)
            candidates = self.candidates(sent)
            found = [one for one in candidates if one.partner_id == self.customer.id]
            self.assertEqual([one.is_likely for one in found], [False])

    def test_a_direct_line_may_be_its_company(self):
        self.pbx.country_id = self.customer.country_id = self.env.ref("base.de")
        for typed, sent in (
            ("+49 511 4820-0", "+49511482017"),
            ("+49 511 48200", "051148201234"),
            ("0511 / 4820-17", "+4951148200"),
        ):
            self.customer.phone = typed
            self.assertNotEqual(self.find(sent), self.customer)
            candidates = self.candidates(sent)
            found = [one for one in candidates if one.partner_id == self.customer.id]
            self.assertEqual([one.is_likely for one in found], [False])
        self.assertEqual(self.candidates("+49511482034"), [])
        self.customer.phone = "+49 511 48200"
        self.assertEqual(self.candidates("+4951148203"), [])

    def test_an_earlier_call_is_linked_when_its_number_becomes_a_contacts(self):
        for number in ("0903111222", "0903111333", "38251234"):
            self.calls._apply_event(
                self.pbx, Event("ring", number, phone=number, extension="101"), 0
            )
        self.assertFalse(self.call("0903111222").partner_id)
        self.customer.phone = "0903 111 222"
        self.customer.callcenter_phone_ids = [
            Command.create({"number": "0903 111 333"}),
            Command.create({"number": "3825.1234"}),
        ]
        self.env.cr.precommit.run()
        for callid in ("0903111222", "0903111333", "38251234"):
            self.assertEqual(self.call(callid).partner_id, self.customer, callid)

    def test_a_call_between_colleagues_is_linked_to_nobody(self):
        event = Event("ring", "inside", phone="102", extension="101")
        self.calls._apply_event(self.pbx, event, 0)
        self.assertEqual(self.call("inside").direction, "internal")
        self.customer.phone = "102"
        self.env.cr.precommit.run()
        self.assertFalse(self.call("inside").partner_id)
