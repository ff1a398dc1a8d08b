from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...models.caller import phone_check
from ...models.caller.lookup import MAX_CANDIDATES, MAX_SHARED
from ...wire import Event
from ..common import CallcenterCommon

SHARED = "0903 111 222"


class LookupCase(CallcenterCommon):
    """Contacts with numbers, and calls from them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lookup = cls.env["callcenter.lookup"]
        cls.partners = cls.env["res.partner"]

    def contact(self, name, phone=SHARED, **values):
        values = {"name": name, "phone": phone, "country_id": self.vietnam.id, **values}
        return self.partners.create(values)

    def found(self, number=SHARED, user=None):
        """Return the contacts that have ``number``, best first."""
        candidates = self.lookup._find_candidates(number, self.pbx, user)
        likely = [one.partner_id for one in candidates if one.is_likely]
        return self.partners.browse(likely)

    def ring(self, number=SHARED, callid="1", extension="101", now=0):
        event = Event("ring", callid, phone=number, extension=extension)
        return self.calls._apply_event(self.pbx, event, now)[0]

    def speak(self, partner, extension, now):
        """Let a contact speak at an extension."""
        call = self.ring(callid=f"talk {now}", extension=extension, now=now)
        event = Event(
            "end", call.callid, extension=extension, disposition="answered", date=now
        )
        self.calls._apply_event(self.pbx, event, now + 9)
        call.partner_id = partner
        return call


@tagged("post_install", "-at_install")
class TestRanking(LookupCase):
    """Several customers with one number."""

    def setUp(self):
        super().setUp()
        self.firm = self.contact("Firm", is_company=True)
        self.an = self.contact("An")
        self.binh = self.contact("Bình")

    def test_a_person_before_the_company_then_the_older_contact(self):
        self.assertEqual(self.found(), self.an + self.binh + self.firm)

    def test_with_whom_something_is_in_work(self):
        self.binh.activity_schedule("mail.mail_activity_data_todo")
        self.assertEqual(self.found(), self.binh + self.an + self.firm)

    def test_whose_account_manager_it_is(self):
        self.binh.user_id = self.minh
        self.assertEqual(self.found(user=self.minh)[0], self.binh)
        self.assertEqual(self.found()[0], self.binh)

    def test_who_spoke_last_with_this_agent_then_with_anyone(self):
        self.speak(self.firm, "101", 1_700_000_000)
        self.speak(self.binh, "102", 1_700_001_000)
        self.assertEqual(self.found(), self.binh + self.firm + self.an)
        self.assertEqual(self.found(user=self.lan), self.firm + self.binh + self.an)

    def test_what_was_chosen_for_always(self):
        choices = self.env["callcenter.number.choice"]
        for partner in (self.binh, self.firm):
            choices._remember(self.pbx.company_id, "+84903111222", partner)
            self.assertEqual(self.found()[0], partner)
        self.assertEqual(choices.search_count([]), 1)

    def test_the_call_has_the_best_and_the_others_to_choose_from(self):
        call = self.ring()
        self.assertEqual(call.partner_id, self.an)
        ids = [one["id"] for one in call.candidates]
        self.assertEqual(ids, [self.an.id, self.binh.id, self.firm.id])
        self.assertEqual(self.ring("0989464999", "2").candidates, False)

    def test_each_with_the_label_beside_its_number(self):
        self.an.phone = "0912 111 333 (Lan), 0903 111 222 (mẹ Lan)"
        further = {"number": SHARED, "label": "office"}
        self.binh.write(
            {"phone": False, "callcenter_phone_ids": [Command.create(further)]}
        )
        candidates = self.lookup._find_candidates(SHARED, self.pbx)
        labels = [(one.res_model, one.label) for one in candidates]
        self.assertEqual(
            labels,
            [
                ("res.partner", "mẹ Lan"),
                ("callcenter.phone", "office"),
                ("res.partner", ""),
            ],
        )

    def test_too_many_identify_nobody(self):
        for number in range(MAX_SHARED):
            self.contact(f"Contact {number}")
        call = self.ring()
        self.assertFalse(call.partner_id)
        self.assertEqual(len(call.candidates), MAX_CANDIDATES)
        choices = self.env["callcenter.number.choice"]
        choices._remember(self.pbx.company_id, "+84903111222", self.firm)
        self.assertEqual(self.ring(callid="2").partner_id, self.firm)

    def test_of_too_many_the_best_are_offered(self):
        latest = [self.contact(f"Contact {number}") for number in range(12)][-1]
        self.speak(latest, "101", 1_700_000_000)
        self.assertEqual(self.ring().candidates[0]["id"], latest.id)
        self.assertEqual(self.found()[0], latest)

    def test_the_companys_own_numbers_are_no_customers(self):
        self.pbx.own_numbers = "0989 464 999\n1900 1234"
        call = self.ring("0989464999")
        self.assertFalse(call.partner_id)
        self.assertEqual(call.candidates[0]["id"], self.customer.id)


@tagged("post_install", "-at_install")
class TestContactsChange(LookupCase):
    """Contacts are changed, merged, archived, imported: the lookup stays right."""

    def link(self):
        """What the end of a transaction does."""
        self.env.cr.precommit.run()

    def test_a_changed_number(self):
        self.customer.phone = SHARED
        self.assertFalse(self.found("0989464999"))
        self.assertEqual(self.found(), self.customer)

    def test_a_changed_country(self):
        self.customer.phone = "0171 9876543"
        self.assertFalse(self.ring("+491719876543").partner_id)
        self.customer.country_id = self.env.ref("base.de")
        self.link()
        self.assertEqual(self.call("1").partner_id, self.customer)

    def test_merging_keeps_every_number_and_every_call(self):
        other = self.contact("An again")
        further = {"number": "0903 111 333", "label": "wife"}
        other.callcenter_phone_ids = [Command.create(further)]
        call = self.ring()
        self.assertEqual(call.partner_id, other)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + other).ids, self.customer)
        self.env.invalidate_all()
        self.assertFalse(other.exists())
        self.assertEqual(call.partner_id, self.customer)
        for number in ("0989464999", SHARED, "0903111333"):
            self.assertEqual(self.found(number), self.customer, number)
        self.assertEqual(len(self.customer.callcenter_phone_ids), 2)

    def test_merging_contacts_with_one_number_adds_none(self):
        other = self.contact("An again", "0989.464.999")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + other).ids, self.customer)
        self.assertFalse(self.customer.callcenter_phone_ids)

    def test_an_archived_contact_is_not_found(self):
        self.customer.callcenter_phone_ids = [Command.create({"number": SHARED})]
        self.customer.active = False
        self.assertFalse(self.found("0989464999") + self.found())

    def test_importing_many_links_their_earlier_calls_in_one_go(self):
        for number in range(3):
            self.ring(f"07073332{number:02}", f"call {number}")
        rows = [[f"Contact {n}", f"0707 333 2{n:02}"] for n in range(100)]
        model = type(self.lookup)
        find = model._find_partners
        with patch.object(model, "_find_partners", autospec=True) as counted:
            counted.side_effect = find
            self.partners.load(["name", "phone"], rows)
            self.link()
        self.assertEqual(counted.call_count, 3)
        for number in range(3):
            name = self.call(f"call {number}").partner_id.name
            self.assertEqual(name, f"Contact {number}")

    def test_a_number_of_two_links_no_earlier_call(self):
        call = self.ring()
        self.contact("An")
        self.contact("Bình")
        self.link()
        self.assertFalse(call.partner_id)

    def test_what_another_knows_already_stays(self):
        call = self.ring()
        call.partner_id = self.customer
        self.contact("An")
        self.link()
        self.assertEqual(call.partner_id, self.customer)


@tagged("post_install", "-at_install")
class TestLookupAccess(LookupCase):
    """What a user may not read is not shown to that user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.stranger = new_test_user(
            cls.env,
            "t_stranger",
            "base.group_user,base.group_partner_manager",
            company_id=cls.other_company.id,
            company_ids=[Command.set(cls.other_company.ids)],
        )
        cls.clerk = new_test_user(cls.env, "t_lookup_clerk", "base.group_user")
        cls.customer.company_id = cls.pbx.company_id
        cls.phone = cls.env["callcenter.phone"].create(
            {"partner_id": cls.customer.id, "number": SHARED}
        )

    def test_candidates_are_those_that_the_user_may_read(self):
        self.assertEqual(self.found(user=self.lan), self.customer)
        self.assertFalse(self.found(user=self.stranger))

    def test_further_numbers_go_by_their_contact(self):
        phones = self.env["callcenter.phone"]
        mine = [("id", "=", self.phone.id)]
        self.assertTrue(phones.with_user(self.clerk).search(mine))
        self.assertFalse(phones.with_user(self.stranger).search(mine))
        with self.assertRaises(AccessError):
            self.phone.with_user(self.stranger).read(["number"])
        with self.assertRaises(AccessError):
            self.phone.with_user(self.clerk).write({"number": "1"})
        with self.assertRaises(AccessError):
            self.phone.with_user(self.stranger).write({"number": "1"})
        with self.assertRaises(AccessError):
            phones.with_user(self.stranger).create(
                {"partner_id": self.customer.id, "number": "1"}
            )
        self.phone.with_user(self.lan).label = "office"

    def test_a_form_reads_the_further_numbers_of_contacts_that_one_may_read(self):
        first = {"number": "0903 111 333", "sequence": 1}
        self.customer.callcenter_phone_ids = [Command.create(first)]
        self.phone.sequence = 20
        spec = {"callcenter_phone_ids": {"fields": {"number": {}}}}
        contacts = (self.customer + self.contact("Without")).with_user(self.clerk)
        contacts.invalidate_recordset()
        read = [
            [phone["number"] for phone in row["callcenter_phone_ids"]]
            for row in contacts.web_read(spec)
        ]
        self.assertEqual(read, [["0903 111 333", SHARED], []])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.stranger).web_read(spec)
        portal = new_test_user(self.env, "t_lookup_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            portal.partner_id.with_user(portal).mapped("callcenter_phone_ids")

    def test_choices_and_check_up_are_the_managers(self):
        choice = self.env["callcenter.number.choice"]._remember(
            self.pbx.company_id, "+84903111222", self.customer
        )
        for user in (self.clerk, self.stranger):
            with self.assertRaises(AccessError):
                choice.with_user(user).read(["partner_id"])
            with self.assertRaises(AccessError):
                self.env["callcenter.phone.check"].with_user(user).action_open()
        with self.assertRaises(AccessError):
            choice.with_user(self.lan).write({"partner_id": self.customer.id})

    def test_candidates_of_a_call_are_read_by_nobody_directly(self):
        call = self.ring()
        with self.assertRaises(AccessError):
            call.with_user(self.lan).read(["candidates"])


@tagged("post_install", "-at_install")
class TestPhoneCheck(LookupCase):
    """Numbers that were there before the addon, and what is wrong with numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checks = cls.env["callcenter.phone.check"]
        cls.check = cls.checks._get_checks().filtered(
            lambda check: check.res_model == "res.partner"
        )

    def forget_keys(self):
        """Leave the contacts as they are when the addon is installed."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET callcenter_keys = NULL")
        self.env.cr.execute("UPDATE callcenter_phone_check SET last_id = 0")
        self.env.invalidate_all()

    def read_numbers(self):
        with (
            patch.object(phone_check, "begin_read_committed"),
            patch.object(self.env.cr, "commit"),
            patch.object(phone_check, "BATCH", 10),
        ):
            self.checks._cron_read_numbers()
        self.env.invalidate_all()

    def test_numbers_are_read_in_batches(self):
        date = self.customer.write_date
        self.forget_keys()
        self.assertFalse(self.found("0989464999"))
        self.assertLess(self.check.progress, 1)
        self.read_numbers()
        self.assertEqual(self.check.progress, 1)
        self.assertEqual(self.found("0989464999"), self.customer)
        self.assertEqual(self.customer.write_date, date)

    def test_what_comes_after_the_reading_is_read_as_it_is_saved(self):
        self.read_numbers()
        self.assertEqual(self.check.progress, 1)
        self.contact("Later")
        self.env.invalidate_all()
        self.assertEqual(self.check.progress, 1)

    def test_the_newest_contact_may_be_deleted_meanwhile(self):
        newest = self.contact("Newest")
        self.checks.search([]).write(
            {"reading": self.check._get_reading(), "last_id": 0, "until_id": newest.id}
        )
        newest.unlink()
        self.read_numbers()
        self.assertEqual(self.check.progress, 1)

    def test_the_batches_write_what_saving_does(self):
        self.env.flush_all()
        partners = self.partners.search([("phone", "!=", False)])
        for partner in partners:
            partner.callcenter_keys = False
        self.env.add_to_compute(partners._fields["callcenter_keys"], partners)
        saved = partners.mapped("callcenter_keys")
        self.forget_keys()
        self.read_numbers()
        self.assertEqual(partners.mapped("callcenter_keys"), saved)

    def test_another_connections_country_reads_all_again(self):
        self.customer.write({"phone": "030 12345678", "country_id": False})
        self.read_numbers()
        self.assertFalse(self.found("+493012345678"))
        self.pbx.copy({"country_id": self.env.ref("base.de").id})
        self.assertEqual(self.check.progress, 0)
        self.read_numbers()
        self.assertEqual(self.found("+493012345678"), self.customer)

    def test_what_is_wrong_is_counted_and_opens_its_list(self):
        self.check._count()
        before = {
            name: self.check[name] for name in self.check._fields if "_count" in name
        }
        wrong = {
            "unreadable": self.contact("A", "call me"),
            "several": self.contact("B", "0903111333 / 0903111444"),
            "foreign": self.contact(
                "C", "0903 111 555", country_id=self.env.ref("base.de").id
            ),
            "shared": self.contact("D") + self.contact("E"),
        }
        self.check._count()
        for name, contacts in wrong.items():
            with self.subTest(name):
                gained = self.check[f"{name}_count"] - before[f"{name}_count"]
                self.assertEqual(gained, len(contacts))
                action = self.check.with_context(
                    callcenter_check=name
                ).action_open_list()
                self.assertLessEqual(contacts, self.partners.search(action["domain"]))

    def test_a_number_is_shared_wherever_each_has_it(self):
        an, binh = self.contact("An", "0903 111 666"), self.contact("Bình", False)
        binh.callcenter_phone_ids = [Command.create({"number": "0903.111.666"})]
        chi = self.env["hr.employee"].create(
            {"name": "Chi", "mobile_phone": "0903111777"}
        )
        dung = self.contact("Dũng", "0903111777 (Chi)")
        twice = self.contact("Em", "0903 111 888")
        twice.callcenter_phone_ids = [Command.create({"number": "0903.111.888"})]
        self.check._count()
        action = self.check.with_context(callcenter_check="shared").action_open_list()
        found = self.partners.search(action["domain"])
        self.assertLessEqual(an + binh + chi.work_contact_id + dung, found)
        self.assertNotIn(twice, found)

    def test_a_mobile_with_its_countrys_code_is_right(self):
        mobile = self.contact("F", "+49 171 2345678")
        self.assertNotIn("!", mobile.callcenter_keys)
