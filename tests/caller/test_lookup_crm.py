from odoo.tests import tagged

from .test_lookup_contacts import SHARED, LookupCase


@tagged("post_install", "-at_install", "other_apps")
class TestLookupCrm(LookupCase):
    """Who calls, where CRM is installed: leads have numbers too."""

    def setUp(self):
        super().setUp()
        if "crm.lead" not in self.env:
            self.skipTest("CRM is not installed.")

    def lead(self, **values):
        values = {"name": "Ten chairs", "phone": "+84903111222", **values}
        return self.env["crm.lead"].create(values)

    def answer(self):
        return self.lookup._get_answer(SHARED, self.pbx)

    def test_a_leads_number_finds_its_contact(self):
        self.customer.phone = False
        lead = self.lead()
        lead.partner_id = self.customer
        self.assertEqual(lead.phone_sanitized, "+84903111222")
        self.assertEqual(self.ring().partner_id, self.customer)
        self.assertEqual(self.answer()["customer"]["id"], self.customer.id)
        lead.active = False
        self.assertFalse(self.ring(callid="2").partner_id)

    def test_with_whom_an_opportunity_is_open(self):
        an, binh = self.contact("An"), self.contact("Bình")
        lead = self.lead(partner_id=binh.id, phone=False, user_id=False)
        self.assertEqual(self.found(), binh + an)
        lead.action_set_won()
        self.assertEqual(self.found(), an + binh)

    def test_a_lead_without_contact_is_told_by_name(self):
        lead = self.lead()
        self.assertFalse(self.ring().partner_id)
        answer = self.answer()
        self.assertEqual((answer["name"], answer["customer"]), ("Ten chairs", None))
        lead.partner_name = "Chairs Ltd"
        self.assertEqual(self.answer()["name"], "Chairs Ltd")
        lead.contact_name = "Bình"
        self.assertEqual(self.answer()["name"], "Bình")
        self.pbx.own_numbers = SHARED
        self.assertEqual(self.answer()["name"], "")

    def test_a_contact_comes_before_a_lead_without(self):
        self.lead(contact_name="Bình")
        self.assertEqual(self.answer()["name"], "Bình")
        an = self.contact("An")
        self.assertEqual(self.answer()["customer"], {"id": an.id, "name": "An"})

    def test_neither_archived_nor_another_companys_lead(self):
        lead = self.lead(contact_name="Bình", user_id=False)
        lead.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(self.answer()["name"], "")
        lead.company_id = self.pbx.company_id
        self.assertEqual(self.answer()["name"], "Bình")
        lead.active = False
        self.assertEqual(self.answer()["name"], "")
