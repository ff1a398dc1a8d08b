from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..call.test_call import CallCase

# ten in the morning of a Wednesday in Vietnam
MORNING = "2026-03-11 03:00:00"


class DetailsCase(CallCase):
    """A customer with a history, at a fixed hour."""

    def setUp(self):
        self.enterContext(freeze_time(MORNING))
        super().setUp()
        self.lan.tz = "Asia/Ho_Chi_Minh"

    def ring(self, callid="now", extension="101", seconds=0, phone="0989464999"):
        return self.apply(
            "call_in", seconds, callid=callid, phone=phone, extension=extension
        )

    def earlier(self, callid, minutes, status="ANSWERED", extension="102", **params):
        """Apply a whole call that rang ``minutes`` ago."""
        ago = -60 * minutes
        self.ring(callid, extension, ago, **params)
        return self.apply(
            "call_end", ago + 30, callid=callid, extension=extension, status=status
        )

    def details(self, call, user=None):
        return call.with_user(user or self.lan).get_card_details()

    def sections(self, call, user=None):
        return self.details(call, user)["sections"]


@tagged("post_install", "-at_install", "other_apps")
class TestCallDetails(DetailsCase):
    def test_only_for_whom_it_rings(self):
        call = self.ring()
        self.assertIn("customer", self.sections(call))
        for user in (self.minh, self.hoa):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.details(call, user)
        with self.assertRaises(AccessError):
            self.details(self.calls.browse(10**9))

    def test_who_the_customer_is(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.customer.write(
            {
                "category_id": [fields.Command.create({"name": "Gold", "color": 3})],
                "user_id": self.minh.id,
                "lang": "vi_VN",
            }
        )
        call = self.ring()
        section = self.sections(call)["customer"]
        tag = self.customer.category_id
        self.assertEqual(
            section,
            {
                "picture": f"/web/image/res.partner/{self.customer.id}/avatar_128",
                "tags": [{"id": tag.id, "name": "Gold", "color": 3}],
                "language": "Tiếng Việt",
                "manager": "Minh",
            },
        )
        self.lan.lang = "vi_VN"
        section = self.sections(call)["customer"]
        self.assertFalse(section["language"], "it is the agent's own")

    def test_the_last_three_calls_are_told_whoever_took_them(self):
        for number in range(4):
            self.earlier(f"old-{number}", 3000 - number)
        last = self.call("old-3")
        last.with_user(self.minh).write(
            {
                "note": "Sent the invoice",
                "outcome_id": self.env.ref("callcenter.outcome_handled").id,
            }
        )
        call = self.ring()
        with self.assertRaises(AccessError):
            last.with_user(self.lan).read(["note"])
        shown = self.sections(call)["last_calls"]
        self.assertEqual(
            [row["id"] for row in shown],
            [self.call(f"old-{number}").id for number in (3, 2, 1)],
        )
        self.assertEqual(
            {**shown[0], "id": 0},
            {
                "id": 0,
                "date": "2026-03-09 01:03:00",
                "direction": "incoming",
                "is_missed": False,
                "agent": "Minh",
                "outcome": "Handled",
                "note": "Sent the invoice",
            },
        )

    def test_nothing_of_a_customer_who_may_not_be_read(self):
        self.earlier("old", 5)
        call = self.ring()
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.sudo().company_id = other
        self.assertEqual(self.sections(call), {})

    def test_nothing_of_who_else_had_the_number(self):
        other = self.env["res.company"].create({"name": "Other"})
        hidden = self.env["res.partner"].create({"name": "X", "company_id": other.id})
        self.earlier("old", 5).partner_id = hidden
        self.assertNotIn("last_calls", self.sections(self.ring()))

    def test_an_unknown_number_has_a_history_too(self):
        # the latter without its area code, which is no valid number
        for number in ("0987650777", "38250777"):
            self.earlier(f"old {number}", 5, phone=number)
            sections = self.sections(self.ring(f"now {number}", phone=number))
            with self.subTest(number):
                last_calls = sections.get("last_calls", [])
                self.assertEqual([row["agent"] for row in last_calls], ["Minh"])
                self.assertEqual(sections["warnings"], ["Second call today"])
                self.assertNotIn("customer", sections)

    def test_hidden_callers_have_none(self):
        self.earlier("old", 5, phone="anonymous")
        self.assertEqual(self.sections(self.ring(phone="anonymous")), {})

    def test_warnings(self):
        self.earlier("yesterday", 11 * 60)
        first = self.earlier("first", 30)
        self.assertNotIn("warnings", self.sections(first, self.minh))
        self.earlier("second", 1, status="NO ANSWER")
        third = self.ring("third")
        self.assertEqual(
            self.sections(third)["warnings"],
            ["Third call today", "Called in vain at 9:59 AM"],
        )
        self.call("second").disposition = "abandoned"
        self.assertIn("Gave up waiting at 9:59 AM", self.sections(third)["warnings"])
        self.env["res.lang"]._activate_lang("vi_VN")
        self.lan.lang = "vi_VN"
        warnings = self.sections(third)["warnings"]
        self.assertTrue(any(" 9:59" in text for text in warnings), warnings)

    def test_whom_somebody_called_back_is_not_warned_of(self):
        self.earlier("missed", 20, status="NO ANSWER")
        self.apply("init", -600, callid="back", phone="0989464999", extension="102")
        self.apply("call_end", -500, callid="back", extension="102", status="ANSWERED")
        self.assertEqual(self.sections(self.ring())["warnings"], ["Second call today"])

    def test_open_activities(self):
        yesterday = fields.Date.today() - timedelta(days=1)
        self.customer.activity_schedule(
            "mail.mail_activity_data_todo",
            yesterday,
            "Send the contract",
            user_id=self.minh.id,
        )
        call = self.ring()
        self.assertEqual(
            self.sections(call)["activities"],
            {
                "title": "Activities",
                "rows": [
                    {
                        "model": "res.partner",
                        "id": self.customer.id,
                        "name": "Send the contract",
                        "text": "03/10/2026 · Minh",
                        "is_late": True,
                    }
                ],
                "has_more": False,
            },
        )
        self.customer.activity_ids.action_feedback()
        self.assertNotIn("activities", self.sections(call))

    def test_what_was_promised_on_an_earlier_call(self):
        for phone, callid in (("0989464999", "known"), ("0987650777", "unknown")):
            with self.subTest(callid):
                old = self.earlier(callid, 30, phone=phone)
                old.activity_schedule(
                    "mail.mail_activity_data_call",
                    fields.Date.today(),
                    "Call back at 11",
                    user_id=self.minh.id,
                )
                now = self.ring(f"now {callid}", phone=phone)
                (row,) = self.sections(now)["activities"]["rows"]
                self.assertEqual(row["name"], "Call back at 11")
                self.assertEqual(row["text"], "03/11/2026 · Minh")
                # Lan may not open Minh's call
                page = now.partner_id or now
                self.assertEqual((row["model"], row["id"]), (page._name, page.id))
                old.activity_ids.action_feedback()
                self.assertNotIn("activities", self.sections(now))

    def test_not_what_was_promised_to_somebody_else(self):
        old = self.earlier("old", 30)
        hidden = self.env["res.company"].create({"name": "Other"})
        old.partner_id = self.env["res.partner"].create(
            {"name": "X", "company_id": hidden.id}
        )
        old.activity_schedule(
            "mail.mail_activity_data_call", summary="Secret", user_id=self.minh.id
        )
        self.assertNotIn("activities", self.sections(self.ring()))

    def test_companies_switched_off_count_too(self):
        self.customer.company_id = self.pbx.company_id
        call = self.ring()
        other = self.env["res.company"].create({"name": "Other"})
        switched = call.with_context(allowed_company_ids=other.ids)
        self.assertIn("customer", self.sections(switched))

    def test_the_outcomes_to_choose_from(self):
        call = self.ring()
        spam = self.env.ref("callcenter.outcome_spam")
        spam.active = False
        names = [code["name"] for code in self.details(call)["outcomes"]]
        self.assertEqual(names[:2], ["Handled", "Call back arranged"])
        self.assertNotIn("Spam", names)
        call.outcome_id = spam
        names = [code["name"] for code in self.details(call)["outcomes"]]
        self.assertIn("Spam", names, "else the card could not show it")

    def test_the_words_are_the_agents(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["callcenter"], ["vi_VN"])
        self.lan.lang = "vi_VN"
        self.earlier("old", 5)
        details = self.details(self.ring())
        self.assertEqual(details["outcomes"][0]["name"], "Đã xử lý")
        self.assertEqual(details["sections"]["warnings"], ["Hôm nay gọi lần thứ 2"])

    def test_open_business_where_installed_and_readable(self):
        call = self.ring()
        for model, name in (
            ("crm.lead", "opportunities"),
            ("sale.order", "orders"),
            ("account.move", "invoices"),
        ):
            with self.subTest(model):
                if model not in self.env:
                    self.assertNotIn(name, self.sections(call))
                else:
                    self.check_business(call, model, name)

    def check_business(self, call, model, name):
        values = {"partner_id": self.customer.id}
        if model == "crm.lead":
            values |= {"name": "Ten chairs", "type": "opportunity"}
        if model == "account.move":
            values |= {"move_type": "out_invoice", "invoice_date": "2026-01-01"}
            line = {"name": "Ten chairs", "price_unit": 100.0}
            values["invoice_line_ids"] = [fields.Command.create(line)]
        record = self.env[model].create(values)
        if model == "account.move":
            record.action_post()
        self.assertNotIn(name, self.sections(call), "Lan may not read it")
        groups = {
            "crm.lead": "sales_team.group_sale_salesman_all_leads",
            "sale.order": "sales_team.group_sale_salesman_all_leads",
            "account.move": "account.group_account_invoice",
        }
        rights = self.env.ref(groups[model])
        self.lan.group_ids += rights
        (row,) = self.sections(call)[name]["rows"]
        self.assertEqual((row["model"], row["id"]), (model, record.id))
        # who sells may read invoices, too
        self.lan.group_ids -= rights


@tagged("post_install", "-at_install")
class TestNotesOfColleagues(DetailsCase):
    """Who says whose call it is reads by that nothing of other numbers' calls."""

    STRANGE = "0987650555"

    def setUp(self):
        super().setUp()
        old = self.earlier("old", 30)
        old.with_user(self.minh).note = "Secret of Minh"
        old.activity_schedule(
            "mail.mail_activity_data_call", summary="Promise", user_id=self.minh.id
        )

    def ring_strange(self, callid="now"):
        return self.ring(callid, phone=self.STRANGE).with_user(self.lan)

    def assert_nothing_told(self, call):
        sections = self.sections(call)
        self.assertEqual(call.sudo().partner_id, self.customer)
        self.assertIn("customer", sections)
        for name in ("last_calls", "warnings", "activities"):
            self.assertNotIn(name, sections)

    def assert_told(self, call):
        sections = self.sections(call)
        self.assertEqual(sections["last_calls"][0]["note"], "Secret of Minh")
        self.assertEqual(sections["activities"]["rows"][0]["name"], "Promise")

    def test_by_no_way_to_make_them_the_customer(self):
        for name, choose in {
            "choose": lambda call: call.choose_customer(self.customer.id),
            "always": lambda call: call.choose_customer(self.customer.id, always=True),
            "link": lambda call: call.link_customer(self.customer.id, "private"),
            "write": lambda call: call.write({"partner_id": self.customer.id}),
            "web": lambda call: call.web_save({"partner_id": self.customer.id}, {}),
        }.items():
            with self.subTest(name):
                call = self.ring_strange(name)
                choose(call)
                self.assert_nothing_told(call)

    def test_nor_of_the_next_call_from_there(self):
        for name in ("choose", "link"):
            self.env["callcenter.phone"].search([]).unlink()
            self.env["callcenter.number.choice"].search([]).unlink()
            call = self.ring_strange(name)
            if name == "link":
                call.link_customer(self.customer.id)
            else:
                call.choose_customer(self.customer.id, always=True)
            with self.subTest(name):
                self.assert_nothing_told(self.ring_strange(f"next {name}"))

    def test_nor_by_writing_the_number_into_the_contact(self):
        self.lan.group_ids += self.env.ref("base.group_partner_manager")
        for name, values in {
            "phone": {"phone": self.STRANGE},
            "further": {
                "callcenter_phone_ids": [
                    fields.Command.create({"number": self.STRANGE})
                ]
            },
        }.items():
            call = self.ring_strange(name)
            self.customer.with_user(self.lan).write(values)
            self.env.cr.precommit.run()
            with self.subTest(name):
                self.assert_nothing_told(call)

    def test_where_others_say_whose_number_it_is_it_is_told(self):
        self.env["callcenter.phone"].with_user(self.minh).sudo().create(
            {"partner_id": self.customer.id, "number": self.STRANGE}
        )
        self.assert_told(self.ring_strange())

    def test_of_several_who_have_the_number_the_chosen_one_is_told(self):
        other = self.env["res.partner"].create({"name": "A", "phone": self.STRANGE})
        self.env["callcenter.phone"].create(
            {"partner_id": self.customer.id, "number": self.STRANGE}
        )
        call = self.ring_strange()
        call.choose_customer(other.id)
        self.assertNotIn("last_calls", self.sections(call))
        call.choose_customer(self.customer.id)
        self.assert_told(call)

    def test_what_the_agent_may_read_stays_told(self):
        own = self.earlier("own", 20, extension="101")
        call = self.ring_strange()
        call.choose_customer(self.customer.id)
        shown = self.sections(call)["last_calls"]
        self.assertEqual([row["id"] for row in shown], own.ids)

    def test_of_the_number_itself_it_is_told(self):
        call = self.ring()
        self.assert_told(call)
        self.customer.with_user(self.lan).sudo().name = "Another name"
        self.assert_told(call)


@tagged("post_install", "-at_install")
class TestCardSections(DetailsCase):
    """The example of docs/extending.md."""

    def test_another_addon_adds_a_section(self):
        def _get_card_sections(call, customer):
            sections = original(call, customer)
            sections["contacts"] = call._list_records(
                "Colleagues",
                "res.partner",
                [("parent_id", "=", customer.id)],
                lambda partner: {"text": partner.function or ""},
            )
            return sections

        original = type(self.calls)._get_card_sections
        self.patch(type(self.calls), "_get_card_sections", _get_card_sections)
        call = self.ring()
        self.assertNotIn("contacts", self.sections(call), "an empty one is not shown")
        self.env["res.partner"].create(
            {"name": "Bình", "parent_id": self.customer.id, "function": "Buyer"}
        )
        (row,) = self.sections(call)["contacts"]["rows"]
        self.assertEqual(row["text"], "Buyer")
