from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..call.test_call import CallCase

FAMILY_NUMBER = "0987650100"
UNKNOWN_NUMBER = "0987650199"
# a landline without its area code: no valid number
SHORT_NUMBER = "38251234"


class CustomerCase(CallCase):
    """A family with one number, a stranger, and Quy, who has no right to contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quy = new_test_user(
            cls.env,
            "agent_quy",
            "callcenter.group_callcenter_agent",
            name="Quy",
            password="agent_quy",
        )
        cls.ext_103.user_id = cls.quy
        cls.father, cls.mother = cls.env["res.partner"].create(
            [
                {"name": name, "phone": FAMILY_NUMBER, "country_id": cls.vietnam.id}
                for name in ("Phạm Văn Bố", "Lê Thị Mẹ")
            ]
        )

    def ring(self, callid, phone, extension="103"):
        """Let ``extension`` ring; return the call as its agent Quy has it."""
        call = self.apply("call_in", callid=callid, phone=phone, extension=extension)
        return call.with_user(self.quy)

    def candidates(self, call, user=None):
        """Return the names to choose from on a card."""
        card = self.env["callcenter.card"].get_card(call.sudo(), user or self.quy)
        return [row["name"] for row in card["candidates"]]


@tagged("post_install", "-at_install")
class TestChooseCustomer(CustomerCase):
    """Several customers have the number."""

    def test_the_card_offers_all_of_them(self):
        call = self.ring("c-1", FAMILY_NUMBER)
        self.assertEqual(
            self.env["callcenter.card"].get_card(call.sudo(), self.quy)["candidates"],
            [
                {
                    "id": partner.id,
                    "lead_id": False,
                    "name": partner.name,
                    "company": False,
                    "label": False,
                    "number": "0987 650 100",
                    "is_likely": True,
                }
                for partner in (self.father, self.mother)
            ],
        )

    def test_with_whom_the_reader_spoke_last_comes_first(self):
        for callid, extension, partner in (
            ("old-1", "103", self.mother),
            ("old-2", "101", self.father),
        ):
            self.ring(callid, FAMILY_NUMBER, extension)
            call = self.apply(
                "call_end", 60, callid, extension=extension, status="ANSWERED"
            )
            call.partner_id = partner
        call = self.ring("c-1", FAMILY_NUMBER)
        self.apply("call_in", callid="c-1", phone=FAMILY_NUMBER, extension="101")
        self.assertEqual(self.candidates(call), ["Lê Thị Mẹ", "Phạm Văn Bố"])
        self.assertEqual(self.candidates(call, self.lan), ["Phạm Văn Bố", "Lê Thị Mẹ"])

    def test_one_sure_customer_leaves_nothing_to_choose(self):
        call = self.ring("c-1", "0989464999")
        self.assertEqual(self.candidates(call), [])
        self.assertEqual(call.partner_id, self.customer)

    def test_a_note_leaves_the_choice_open(self):
        call = self.ring("c-1", FAMILY_NUMBER)
        call.own_note = "one of the two"
        self.assertEqual(self.candidates(call), ["Phạm Văn Bố", "Lê Thị Mẹ"])

    def test_a_pick_holds_for_this_call(self):
        call = self.ring("c-1", FAMILY_NUMBER)
        shown = call.choose_customer(self.mother.id)
        self.assertEqual(
            shown, {"id": self.mother.id, "name": "Lê Thị Mẹ", "company": False}
        )
        self.assertEqual(self.candidates(call), [])
        self.apply("call_end", 60, "c-1", extension="103", status="ANSWERED")
        self.assertEqual(call.partner_id, self.mother)

    def test_everybody_is_told_of_a_pick_even_of_the_one_who_was_shown(self):
        self.apply("call_in", callid="c-1", phone=FAMILY_NUMBER, extension="101")
        call = self.ring("c-1", FAMILY_NUMBER)
        best = call.partner_id
        before = self.env["callcenter.card"].get_shown(call)
        call.choose_customer(best.id)
        changed = {
            user
            for user, shown in self.env["callcenter.card"].get_shown(call).items()
            if shown != before[user]
        }
        self.assertEqual(changed, {self.lan, self.quy})

    def test_always_is_remembered_for_the_number(self):
        self.ring("c-1", FAMILY_NUMBER).choose_customer(self.mother.id, always=True)
        call = self.ring("c-2", FAMILY_NUMBER)
        self.assertEqual(call.partner_id, self.mother)
        self.assertEqual(self.candidates(call), [])
        self.ring("c-3", FAMILY_NUMBER).choose_customer(self.father.id, always=True)
        self.assertEqual(self.ring("c-4", FAMILY_NUMBER).partner_id, self.father)

    def test_always_of_a_number_that_is_no_e164(self):
        (self.father + self.mother).phone = SHORT_NUMBER
        call = self.ring("c-1", SHORT_NUMBER)
        self.assertFalse(call.phone_sanitized)
        call.choose_customer(self.mother.id, always=True)
        self.assertEqual(self.ring("c-2", SHORT_NUMBER).partner_id, self.mother)
        choice = self.env["callcenter.number.choice"].search([])
        self.assertEqual(choice.number, SHORT_NUMBER)

    def test_always_of_a_hidden_number_is_not_remembered(self):
        self.ring("c-1", "anonymous").choose_customer(self.mother.id, always=True)
        self.assertFalse(self.env["callcenter.number.choice"].search([]))

    def test_always_of_somebody_else_gives_them_the_number(self):
        self.ring("c-1", FAMILY_NUMBER).choose_customer(self.customer.id, always=True)
        self.assertEqual(self.ring("c-2", FAMILY_NUMBER).partner_id, self.customer)

    def test_what_a_user_may_not_read_is_not_offered(self):
        self.env["ir.rule"].create(
            {
                "name": "Not the mother",
                "model_id": self.env.ref("base.model_res_partner").id,
                "groups": [Command.link(self.env.ref("base.group_user").id)],
                "domain_force": f"[('id', '!=', {self.mother.id})]",
            }
        )
        call = self.ring("c-1", FAMILY_NUMBER)
        self.assertEqual(self.candidates(call), [])
        with self.assertRaises(AccessError):
            call.choose_customer(self.mother.id)
        self.assertNotIn(
            "Lê Thị Mẹ", [row["name"] for row in call.search_customers("Mẹ")]
        )

    def test_who_writes_the_customer_elsewhere_may_write_no_other_either(self):
        call = self.ring("c-1", FAMILY_NUMBER)
        self.mother.active = False
        self.customer.company_id = self.env["res.company"].create({"name": "Other"})
        for partner in (self.mother, self.customer):
            with self.subTest(partner.name), self.assertRaises(AccessError):
                call.write({"partner_id": partner.id})
        call.partner_id = False
        call.partner_id = self.father
        self.assertEqual(call.partner_id, self.father)

    def test_who_writes_the_customer_elsewhere_has_chosen(self):
        call = self.ring("c-1", FAMILY_NUMBER)
        call.partner_id = self.mother
        self.assertEqual(self.candidates(call), [])


@tagged("post_install", "-at_install")
class TestLinkCustomer(CustomerCase):
    """The caller is known, the number is not."""

    def numbers(self, partner):
        return self.env["callcenter.phone"].search([("partner_id", "=", partner.id)])

    def test_the_number_becomes_a_further_one(self):
        earlier = self.ring("c-0", UNKNOWN_NUMBER)
        call = self.ring("c-1", UNKNOWN_NUMBER)
        self.assertFalse(call.partner_id)
        call.link_customer(self.customer.id, "  her  office ")
        number = self.numbers(self.customer)
        self.assertEqual(
            (number.phone_sanitized, number.label), ("+84987650199", "her office")
        )
        self.assertEqual(call.partner_id, self.customer)
        self.env.cr.precommit.run()
        self.assertEqual(earlier.partner_id, self.customer, "earlier calls too")
        self.assertEqual(self.ring("c-2", UNKNOWN_NUMBER).partner_id, self.customer)

    def test_a_number_is_added_once(self):
        for callid in ("c-1", "c-2"):
            self.ring(callid, UNKNOWN_NUMBER).link_customer(self.customer.id)
        self.assertEqual(len(self.numbers(self.customer)), 1)
        self.ring("c-3", "0989464999").link_customer(self.customer.id)
        self.assertEqual(len(self.numbers(self.customer)), 1, "it is the main number")

    def test_a_hidden_number_links_the_call_alone(self):
        call = self.ring("c-1", "anonymous")
        call.link_customer(self.customer.id)
        self.assertEqual(call.partner_id, self.customer)
        self.assertFalse(self.numbers(self.customer))

    def test_archived_contacts_and_other_companies_are_not_linked(self):
        call = self.ring("c-1", UNKNOWN_NUMBER)
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = other
        self.father.active = False
        for partner_id in (self.customer.id, self.father.id, 0, "1", None, [1]):
            with self.subTest(partner_id), self.assertRaises(AccessError):
                call.link_customer(partner_id)
        self.assertFalse(call.partner_id)
        # one of theirs, whichever companies the switcher shows
        self.quy.company_ids += other
        call.link_customer(self.customer.id)
        self.assertEqual(call.partner_id, self.customer)


@tagged("post_install", "-at_install")
class TestCreateCustomer(CustomerCase):
    """Nobody has the number."""

    def test_an_agent_without_rights_to_contacts_creates_one(self):
        self.assertFalse(
            self.env["res.partner"].with_user(self.quy).has_access("create")
        )
        earlier = self.ring("c-0", UNKNOWN_NUMBER)
        call = self.ring("c-1", UNKNOWN_NUMBER)
        shown = call.create_customer(" Trần  Thị Bình ", "Hoa Sen")
        partner = call.partner_id
        self.assertEqual(
            shown, {"id": partner.id, "name": "Trần Thị Bình", "company": "Hoa Sen"}
        )
        self.assertEqual(partner.phone_sanitized, "+84987650199")
        self.assertEqual(partner.create_uid, self.quy)
        self.env.cr.precommit.run()
        self.assertEqual(earlier.partner_id, partner, "earlier calls too")
        self.assertEqual(self.ring("c-2", UNKNOWN_NUMBER).partner_id, partner)

    def test_a_name_is_needed(self):
        call = self.ring("c-1", UNKNOWN_NUMBER)
        for name in ("", "  ", None, 5, ["x"], "x" * 129):
            with self.subTest(name), self.assertRaises(UserError):
                call.create_customer(name)
        with self.assertRaises(UserError):
            call.create_customer("Bình", {"id": 1})
        self.assertFalse(call.partner_id)


@tagged("post_install", "-at_install")
class TestSearchCustomers(CustomerCase):
    """Search as you type."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a name that no demo data has
        cls.customer.name = "Đỗ Thuý Zyra"

    def search(self, text, **options):
        rows = self.ring("c-1", UNKNOWN_NUMBER).search_customers(text, **options)
        return [row["name"] for row in rows]

    def test_words_in_any_order(self):
        self.customer.write({"company_name": "Gốm Chu Đậu Xanh"})
        for text in ("Thuý Zyra", "zyra thuý đỗ", "zyra chu đậu xanh"):
            with self.subTest(text):
                self.assertEqual(self.search(text), ["Đỗ Thuý Zyra"])

    def test_a_number_in_any_spelling(self):
        for text in ("0989464999", "+84 989.464.999"):
            with self.subTest(text):
                self.assertEqual(self.search(text), ["Đỗ Thuý Zyra"])

    def test_what_is_told_of_each(self):
        call = self.ring("c-1", UNKNOWN_NUMBER)
        self.customer.company_name = "Gốm"
        self.assertEqual(
            call.search_customers("Thuý Zyra"),
            [
                {
                    "id": self.customer.id,
                    "name": "Đỗ Thuý Zyra",
                    "company": "Gốm",
                    "number": "0989 464 999",
                }
            ],
        )

    def test_nothing_typed_is_who_has_the_number(self):
        self.assertEqual(self.search(""), [])
        rows = self.ring("c-2", FAMILY_NUMBER).search_customers("")
        self.assertEqual([row["id"] for row in rows], (self.father + self.mother).ids)

    def test_limits(self):
        self.env["res.partner"].create([{"name": f"Zyq {i}"} for i in range(30)])
        self.assertEqual(len(self.search("Zyq")), 8)
        self.assertEqual(len(self.search("Zyq", limit=3)), 3)
        self.assertEqual(len(self.search("Zyq", limit=10**6)), 20)
        self.assertEqual(self.search(None), [])

    def test_archived_contacts_and_other_companies_are_not_found(self):
        self.customer.active = False
        self.assertEqual(self.search("Thuý Zyra"), [])
        self.customer.active = True
        self.customer.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(self.search("Thuý Zyra"), [])


@tagged("post_install", "-at_install")
class TestCustomerAccess(CustomerCase):
    """Who may not decide whose call it is."""

    def attempts(self, call):
        return {
            "choose": lambda: call.choose_customer(self.father.id, always=True),
            "link": lambda: call.link_customer(self.father.id),
            "create": lambda: call.create_customer("Bình"),
            "lead": lambda: call.create_lead("A quote"),
            "search": lambda: call.search_customers("Thuý"),
        }

    def test_calls_of_others(self):
        call = self.ring("c-1", UNKNOWN_NUMBER, extension="101")
        clerk = new_test_user(self.env, "t_clerk", "base.group_user")
        for user in (self.quy, clerk):
            for name, attempt in self.attempts(call.with_user(user)).items():
                with (
                    self.subTest(name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    attempt()
        self.assertFalse(call.sudo().partner_id)

    def test_a_manager_who_may_write_the_call_may_decide(self):
        dung = new_test_user(self.env, "t_dung", "callcenter.group_callcenter_manager")
        call = self.ring("c-1", UNKNOWN_NUMBER)
        call.with_user(dung).choose_customer(self.father.id)
        self.assertEqual(call.partner_id, self.father)

    def test_a_call_of_a_company_that_is_switched_off(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.quy.company_ids += other
        call = self.ring("c-1", UNKNOWN_NUMBER)
        switched = call.with_context(allowed_company_ids=other.ids)
        self.customer.company_id = self.pbx.company_id
        self.assertEqual(
            switched.choose_customer(self.customer.id)["name"], "Đỗ Thuý An"
        )

    def test_notes_of_a_company_that_is_switched_off(self):
        other = self.env["res.company"].create({"name": "Other"})
        handled = self.env.ref("callcenter.outcome_handled")
        for user in (self.quy, self.lan):
            user.company_ids += other
        call = self.ring("c-1", UNKNOWN_NUMBER)
        switched = call.with_context(allowed_company_ids=other.ids)
        switched.write({"note": "Ten chairs"})
        switched.write({"outcome_id": handled.id})
        self.assertEqual((call.note, call.outcome_id), ("Ten chairs", handled))
        with self.assertRaises(AccessError):
            switched.write({"partner_id": self.father.id})
        with self.assertRaises(AccessError):
            switched.with_user(self.lan).write({"note": "Not Lan's call"})
        self.quy.company_id = other
        self.quy.company_ids -= self.pbx.company_id
        with self.assertRaises(AccessError):
            switched.write({"note": "Of a company that is not theirs any more"})


@tagged("post_install", "-at_install", "other_apps")
class TestCreateLead(CustomerCase):
    """A lead of a call, where CRM is installed."""

    def setUp(self):
        super().setUp()
        self.call_of_quy = self.ring("c-1", UNKNOWN_NUMBER)
        self.has_crm = "crm.lead" in self.env

    def test_without_crm_there_is_none(self):
        if self.has_crm:
            self.skipTest("CRM is installed.")
        with self.assertRaises(UserError):
            self.call_of_quy.create_lead("A quote")

    def test_a_salesman_creates_one(self):
        if not self.has_crm:
            self.skipTest("CRM is not installed.")
        with self.assertRaises(AccessError):
            self.call_of_quy.create_lead("A quote")
        self.quy.group_ids += self.env.ref("sales_team.group_sale_salesman")
        shown = self.call_of_quy.create_lead(" A  quote ")
        lead = self.env["crm.lead"].browse(shown["id"])
        self.assertEqual(shown["name"], "A quote")
        self.assertEqual(lead.user_id, self.quy)
        self.assertEqual(lead.phone_sanitized, "+84987650199")
        self.assertFalse(lead.partner_id)

    def test_a_lead_of_a_customer_has_their_number(self):
        if not self.has_crm:
            self.skipTest("CRM is not installed.")
        self.quy.group_ids += self.env.ref("sales_team.group_sale_salesman")
        self.call_of_quy.choose_customer(self.customer.id)
        lead_id = self.call_of_quy.create_lead("A quote")["id"]
        lead = self.env["crm.lead"].browse(lead_id)
        self.assertEqual(lead.partner_id, self.customer)
        self.assertEqual(lead.phone_sanitized, "+84989464999")
        self.assertEqual(self.customer.phone_sanitized, "+84989464999")

    def test_the_card_offers_a_lead_without_contact(self):
        if not self.has_crm:
            self.skipTest("CRM is not installed.")
        lead = self.env["crm.lead"].create(
            {"name": "Ten chairs", "contact_name": "Bình", "phone": "+84987650198"}
        )
        call = self.ring("c-2", "0987650198")
        self.assertEqual(self.candidates(call), [], "Quy reads no leads")
        self.quy.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        card = self.env["callcenter.card"].get_card(call.sudo(), self.quy)
        self.assertEqual(
            card["candidates"],
            [
                {
                    "id": False,
                    "lead_id": lead.id,
                    "name": "Bình",
                    "company": False,
                    "label": "Ten chairs",
                    "number": "0987 650 198",
                    "is_likely": True,
                }
            ],
        )
