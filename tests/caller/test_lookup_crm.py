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

    def test_a_leads_number_is_read_as_carelessly_typed_as_a_contacts(self):
        lead = self.lead(
            contact_name="Bình", phone="0903.111.222 (chị Lan) / 04 38258834"
        )
        for number in ("0903111222", "+84903111222", "02438258834"):
            answer = self.lookup._get_answer(number, self.pbx)
            self.assertEqual(answer["name"], "Bình", number)
        lead.partner_id = self.customer
        self.customer.phone = False
        self.assertEqual(self.ring("02438258834").partner_id, self.customer)

    def test_a_lead_is_read_in_its_country_else_its_companys(self):
        britain = self.env.ref("base.uk")
        company = self.pbx.company_id
        lead = self.lead(
            contact_name="Ann", phone="07911 123456", country_id=britain.id
        )
        answer = self.lookup._get_answer("00447911123456", self.pbx)
        self.assertEqual(answer["name"], "Ann")
        lead.country_id = False
        self.assertNotIn("+447911123456", lead.callcenter_keys)
        company.country_id = britain
        lead.write({"company_id": company.id, "phone": "07911 123 456"})
        self.assertIn("+447911123456", lead.callcenter_keys)

    def test_leads_of_before_are_read_in_batches(self):
        lead = self.lead(contact_name="Bình", phone="0903.111.222")
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET callcenter_keys = NULL")
        self.env.invalidate_all()
        self.assertEqual(self.answer()["name"], "")
        checks = self.env["callcenter.phone.check"]
        check = checks._get_checks().filtered(lambda one: one.res_model == "crm.lead")
        check.write({"last_id": lead.id - 1, "until_id": lead.id})
        check._read_batch()
        self.env.invalidate_all()
        self.assertEqual(self.answer()["name"], "Bình")
