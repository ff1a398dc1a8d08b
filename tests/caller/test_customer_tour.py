"""An agent without rights to contacts says whose call it is, in Chromium."""

from odoo.tests import HttpCase, tagged

from ..common import keep_bus_messages
from .test_call_customer import CustomerCase


@tagged("post_install", "-at_install", "is_tour", "other_apps")
class TestCustomerTour(CustomerCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keep_bus_messages(cls)
        # a name that no demo data has
        cls.customer.name = "Đỗ Thuý Zyra"

    def start_customer_tour(self, name):
        cookies = {"callcenter_tour_token": self.token}
        self.start_tour(
            "/odoo", f"callcenter_customer_{name}", login="agent_quy", cookies=cookies
        )
        self.env.invalidate_all()

    def customers(self, *callids):
        return [self.call(callid).partner_id.name for callid in callids]

    def test_choose(self):
        self.start_customer_tour("choose")
        self.assertEqual(
            self.customers("choose-1", "choose-2", "choose-3"),
            ["Lê Thị Mẹ", "Phạm Văn Bố", "Phạm Văn Bố"],
        )

    def test_someone_else(self):
        self.start_customer_tour("someone_else")
        self.assertEqual(self.customers("else-1"), ["Đỗ Thuý Zyra"])
        self.assertFalse(self.customer.callcenter_phone_ids, "a number that was lent")

    def test_link(self):
        earlier = self.ring("link-0", "0987650199")
        self.apply("call_end", 5, "link-0", extension="103", status="NO ANSWER")
        self.start_customer_tour("link")
        number = self.customer.callcenter_phone_ids
        self.assertEqual(
            (number.phone_sanitized, number.label), ("+84987650199", "office")
        )
        self.assertEqual(earlier.partner_id, self.customer, "earlier calls too")
        self.assertEqual(self.customers("link-1", "link-2"), ["Đỗ Thuý Zyra"] * 2)

    def test_create(self):
        self.start_customer_tour("create")
        partner = self.call("create-1").partner_id
        self.assertEqual(
            (partner.phone_sanitized, partner.company_name),
            ("+84987650199", "Hoa Sen"),
        )
        self.assertEqual(self.call("create-2").partner_id, partner)

    def test_lead(self):
        if "crm.lead" not in self.env:
            self.skipTest("CRM is not installed.")
        self.quy.group_ids += self.env.ref("sales_team.group_sale_salesman")
        self.start_customer_tour("lead")
        lead = self.env["crm.lead"].search([("name", "=", "Ten chairs")])
        self.assertEqual(
            (lead.user_id, lead.phone_sanitized), (self.quy, "+84987650199")
        )
