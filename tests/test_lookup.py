from odoo.tests import tagged

from .common import CallcenterCommon


@tagged("post_install", "-at_install")
class TestLookup(CallcenterCommon):
    """A number and the customer whose it is."""

    def find(self, number):
        lookup = self.env["callcenter.lookup"]
        key = lookup._get_key(number, self.vietnam)
        return lookup._find_partner(key, self.pbx.company_id)

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

    def test_the_key_is_indexed(self):
        self.env.cr.execute(
            "SELECT 1 FROM pg_indexes WHERE tablename = 'res_partner'"
            " AND indexdef LIKE '%(phone_sanitized)%'"
        )
        self.assertTrue(self.env.cr.fetchone())
