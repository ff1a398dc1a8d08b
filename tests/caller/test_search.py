from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ...models.caller import partner_search
from ...models.caller.words import dump_words, fold
from .test_call_customer import CustomerCase
from .test_lookup_contacts import LookupCase


@tagged("post_install", "-at_install")
class TestWords(LookupCase):
    """Contacts are found without accents, in any order, by the beginnings of words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.partners.create({"name": "Gốm Chu Đậu", "is_company": True})
        cls.binh = cls.partners.create(
            {
                "name": "Vũ Đức Bìnhz",
                "parent_id": cls.firm.id,
                "email": "giamdoc@gomchudau.example",
                "ref": "KH-00417",
            }
        )

    def test_folding(self):
        for text, words in (
            ("Vũ Đức-Bình", ["vu", "duc", "binh"]),
            ("Nguyễn  Thị Ánh Tuyết", ["nguyen", "thi", "anh", "tuyet"]),
            ("O'Brien & Søn", ["o", "brien", "son"]),
            ("Straße", ["strasse"]),
            ("İstanbul", ["istanbul"]),
            ("Æther Łódź", ["aether", "lodz"]),
            ("ＡＢＣ 12", ["abc", "12"]),
            (" – ", []),
        ):
            with self.subTest(text):
                self.assertEqual(fold(text), words)
        self.assertEqual(dump_words("トヨタ"), "トヨタ ヨタ タ")
        self.assertEqual(dump_words("Bình", None, "BINH"), "binh")
        self.assertFalse(dump_words("", None, "!"))
        self.assertEqual(len(fold("x" * 4000)[0]), 60)

    def test_contact_search_and_names(self):
        for text in (
            "binhz",
            "BÌNHZ",
            "Bi\u0300nhz",
            "binhz vu",
            "duc binhz v",
            "chu dau binhz",
            "binhz gom",
            "giamdoc@gomchudau",
            "00417",
        ):
            with self.subTest(text):
                by_view = self.partners.search([("callcenter_search", "ilike", text)])
                self.assertIn(self.binh, by_view)
                by_name = self.partners.search([("display_name", "ilike", text)])
                self.assertIn(self.binh, by_name)
                named = dict(self.partners.name_search(text))
                self.assertIn(self.binh.id, named)
        for text in ("binhz tran", "binhzz"):
            with self.subTest(text):
                found = self.partners.search([("callcenter_search", "ilike", text)])
                self.assertFalse(found)

    def test_what_only_odoo_finds_is_found(self):
        found = self.partners.search([("callcenter_search", "ilike", "ìnhz")])
        self.assertEqual(found, self.binh)
        self.assertEqual(self.partners.name_search("hudau.example")[0][0], self.binh.id)

    def test_a_new_name_is_found_by_it(self):
        self.binh.name = "Trần Thuỵ"
        self.assertEqual(
            self.partners.search([("callcenter_search", "ilike", "thuy tran gom")]),
            self.binh,
        )
        self.firm.name = "Sứ Bát Tràngz"
        self.assertIn("trangz", self.binh.callcenter_words)

    def test_what_breaks_queries_finds_nobody(self):
        for text in ("' | !", "a:* & 'b", "\\", "%", "%%%", "x" * 5000, "🙂"):
            with self.subTest(text[:20]):
                self.partners.name_search(text)
                self.partners.search([("callcenter_search", "ilike", text)])

    def test_words_that_many_have(self):
        with patch.object(partner_search, "MANY", 1):
            found = self.partners.search([("callcenter_search", "ilike", "binhz")])
            self.assertEqual(found, self.binh)
            domain = self.partners._get_indexed_domain("gom binhz")
            both = self.binh + self.firm
            self.assertEqual(both.filtered_domain(domain), self.binh)

    def test_the_index_is_used(self):
        has_words = self.partners._has_words("res_partner", "binhz")
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        query = SQL("EXPLAIN SELECT id FROM res_partner WHERE %s", has_words)
        plan = " ".join(line for (line,) in self.env.execute_query(query))
        self.assertIn("res_partner_callcenter_words_index", plan)


@tagged("post_install", "-at_install")
class TestTypedNumbers(LookupCase):
    """A number is found in any spelling, and by any part of four digits or more."""

    def found_by(self, text):
        return self.partners.search([("callcenter_search", "ilike", text)])

    def test_whole_numbers(self):
        self.customer.phone = "0989.464-999"
        further = self.contact("Further", "")
        further.callcenter_phone_ids = [(0, 0, {"number": "024 3825 1235"})]
        for text in ("0989464999", "+84 989 464 999", "0084989464999", "0989.464.999"):
            with self.subTest(text):
                self.assertEqual(self.found_by(text), self.customer)
                self.assertIn(self.customer.id, dict(self.partners.name_search(text)))
                self.assertEqual(
                    self.partners.search([("phone_mobile_search", "ilike", text)]),
                    self.customer,
                )
        self.assertEqual(self.found_by("+842438251235"), further)
        with self.assertRaises(UserError):
            self.partners.search([("phone_mobile_search", "ilike", "98")])

    def test_parts(self):
        for text in ("4649", "464 999", "0989 46", "+84 989464", "9464"):
            with self.subTest(text):
                self.assertIn(self.customer, self.found_by(text))
        self.assertNotIn(self.customer, self.found_by("4648"))

    def test_old_spelling_of_a_renumbered_one(self):
        self.customer.phone = "0120 3456 789"
        self.assertEqual(self.found_by("0703456789"), self.customer)


@tagged("post_install", "-at_install")
class TestLinkSearch(CustomerCase):
    """The dialog that links a call, history and missed customers."""

    def setUp(self):
        super().setUp()
        self.customer.name = "Đỗ Thuý Zyra"
        self.stranger = self.ring("c-1", "0987650199")

    def search(self, text):
        return [row["name"] for row in self.stranger.search_customers(text)]

    def test_without_accents_in_any_order_by_beginnings(self):
        for text in ("zyra", "do thuy zyra", "zy do", "ĐỖ THUÝ", "4649", "0989 46"):
            with self.subTest(text):
                self.assertIn("Đỗ Thuý Zyra", self.search(text))
        self.assertEqual(self.search("zyra tran"), [])

    def test_who_is_called_just_so_comes_first(self):
        names = [f"Nguyễn Zvan An{i}" for i in range(9)] + ["Nguyễn Zvan A"]
        self.env["res.partner"].create([{"name": name} for name in names])
        self.assertEqual(self.search("nguyen zvan a")[0], "Nguyễn Zvan A")

    def test_calls_by_name_and_by_contact(self):
        call = self.ring("c-2", "0989464999").sudo()
        calls = call.with_user(self.lan).sudo(False)
        self.apply("call_in", callid="c-2", phone="0989464999", extension="101")
        calls = self.env["callcenter.call"].with_user(self.lan)
        for value in ("zyra thuy", "Zyra", self.customer.id, "464999"):
            with self.subTest(value):
                found = calls.search([("customer_search", "=", value)])
                self.assertEqual(found.sudo(), call)
        self.assertFalse(calls.search([("customer_search", "=", "zyra tran")]))

    def test_calls_by_part_of_a_number_however_it_was_sent(self):
        calls = self.env["callcenter.call"]
        for number, callid in (("+84987651234", "i"), ("0987651234", "n")):
            self.ring(callid, number)
        for text in ("098 765 12", "76512", "+84 98765 12"):
            with self.subTest(text):
                found = calls.search([("phone_display", "ilike", text)])
                self.assertEqual(set(found.mapped("callid")), {"i", "n"})

    def test_nobody_is_found_by_a_name_that_may_not_be_read(self):
        self.ring("c-2", "0989464999")
        rule = {
            "name": "none",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "domain_force": f"[('id', '!=', {self.customer.id})]",
        }
        self.env["ir.rule"].create(rule)
        other = new_test_user(self.env, "t_o", "callcenter.group_callcenter_agent")
        self.ext_103.user_id = other
        call = self.apply("call_in", callid="c-3", phone="0989464999", extension="103")
        calls = self.env["callcenter.call"].with_user(other)
        self.assertIn(call.sudo(), calls.search([]).sudo())
        self.assertFalse(calls.search([("customer_search", "=", "zyra")]))
        self.assertEqual(call.with_user(other).search_customers("zyra"), [])


@tagged("post_install", "-at_install")
class TestMissedSearch(CustomerCase):
    def test_missed_customers_by_name(self):
        self.customer.name = "Đỗ Thuý Zyra"
        self.apply("call_in", callid="m", phone="0989464999", extension="101")
        self.apply("call_end", 60, "m", extension="101", status="NOANSWER")
        call = self.call("m")
        call.sudo().write({"is_settled": True})
        call._refresh_missed()
        rows = self.env["callcenter.missed"].with_user(self.lan)
        row = rows.search([("customer_id", "ilike", "zyra thuy")])
        self.assertEqual(row.sudo().partner_id, self.customer)
        self.assertFalse(rows.search([("customer_id", "ilike", "zyra tran")]))
        self.assertEqual(rows.search([("phone_display", "ilike", "464 999")]), row)
