"""The check-up's mends: what they write, what they leave, who may."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import CallcenterCommon

MANAGER = (
    "base.group_user,base.group_partner_manager,callcenter.group_callcenter_manager"
)


@tagged("post_install", "-at_install")
class TestPhoneMend(CallcenterCommon):
    """A manager who may write contacts mends what the check-up found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, "t_boss", MANAGER)
        cls.partners = cls.env["res.partner"].with_context(no_reset_password=True)
        # contacts of demo data are no part of this
        cls.partners.search(
            [("callcenter_check", "in", ["several", "foreign"])]
        ).phone = False

    def partner(self, phone, name="Mai", **values):
        values = {"country_id": self.vietnam.id, **values}
        return self.partners.create({"name": name, "phone": phone, **values})

    def open(self, kind, user=None):
        check = self.env["callcenter.phone.check"].sudo()
        check._get_checks()
        check._count_contacts()
        doors = self.env["callcenter.phone.mend"].with_user(user or self.boss)
        action = doors.action_open(kind)
        return doors.browse(action["res_id"])

    def found(self, number):
        return self.env["callcenter.lookup"]._find_partners(
            self.env["callcenter.lookup"]._get_keys(number, self.pbx), self.pbx
        )

    def lines(self, mend):
        return [(line.before, line.after, line.state) for line in mend.line_ids]

    # -- several numbers in one field -------------------------------------------------

    def test_the_preview_changes_nothing(self):
        text = "0912000777 / 0987000666 (vợ)"
        partner = self.partner(text)
        mend = self.open("several")
        after = "0912000777\n0987000666 (vợ)"
        self.assertEqual(self.lines(mend), [(text, after, "todo")])
        self.assertEqual(partner.phone, text)
        self.assertFalse(partner.callcenter_phone_ids)

    def test_a_field_of_several_numbers_is_parted(self):
        partner = self.partner("0912000777 / 0987000666 (vợ) - 024 38257777")
        mend = self.open("several")
        mend.line_ids.action_mend()
        self.assertEqual(partner.phone, "0912000777")
        further = [(row.number, row.label) for row in partner.callcenter_phone_ids]
        self.assertEqual(further, [("0987000666", "vợ"), ("024 38257777", False)])
        for number in ("0912000777", "0987000666", "02438257777"):
            self.assertEqual(self.found(number), partner)
        self.assertEqual(partner.phone_sanitized, "+84912000777")
        self.assertFalse(self.open("several").line_ids)
        # what it was stands where its history is
        self.assertIn("0987000666 (vợ)", str(partner.message_ids.mapped("body")))

    def test_undo(self):
        text = "0912000777 / 0987000666"
        partner = self.partner(text)
        mend = self.open("several")
        mend.line_ids.action_mend()
        mend.line_ids.action_undo()
        self.assertEqual(partner.phone, text)
        self.assertFalse(partner.callcenter_phone_ids)
        self.assertEqual(mend.line_ids.state, "todo")
        mend.line_ids.action_mend()
        self.assertEqual(len(partner.callcenter_phone_ids), 1)
        partner.callcenter_phone_ids.label = "office"
        with self.assertRaises(UserError):
            mend.line_ids.action_undo()
        self.assertEqual(partner.phone, "0912000777")

    def test_further_numbers_that_are_there_stay_alone(self):
        partner = self.partner(
            "0912000777 / 0987000666",
            callcenter_phone_ids=[
                Command.create({"number": "+84 987 000 666", "label": "vợ"})
            ],
        )
        mend = self.open("several")
        mend.line_ids.action_mend()
        self.assertEqual(partner.callcenter_phone_ids.mapped("label"), ["vợ"])
        mend.line_ids.action_undo()
        self.assertEqual(partner.callcenter_phone_ids.mapped("label"), ["vợ"])

    def test_what_was_changed_since_is_left(self):
        partner = self.partner("0912000777 / 0987000666")
        mend = self.open("several")
        partner.phone = "0912000111"
        with self.assertRaises(UserError):
            mend.line_ids.action_mend()
        self.assertEqual(partner.phone, "0912000111")

    def test_what_is_not_clear_is_for_a_person(self):
        usa = self.env.ref("base.us")
        partner = self.partner("1-800-FLOWERS / 212 736 5000", country_id=usa.id)
        mend = self.open("several")
        self.assertEqual(mend.line_ids.state, "left")
        self.assertEqual(mend.mend_batch()["left"], 1)
        self.assertEqual(partner.phone, "1-800-FLOWERS / 212 736 5000")

    def test_all_in_batches(self):
        count = 60
        partners = self.partners.create(
            [
                {
                    "name": f"Mai {index}",
                    "country_id": self.vietnam.id,
                    "phone": f"09120001{index:02} / 09870001{index:02}",
                }
                for index in range(count)
            ]
        )
        mend = self.open("several")
        self.assertFalse(mend.is_complete)
        done, steps = 0, []
        while True:
            answer = mend.mend_batch()
            done += answer["done"]
            steps.append((answer["seen"], answer["remaining"]))
            if not answer["remaining"]:
                break
        self.assertEqual((done, steps), (count, [(50, 10), (10, 0)]))
        self.assertEqual({len(one.callcenter_phone_ids) for one in partners}, {1})
        self.assertEqual(set(mend.line_ids.mapped("state")), {"done"})
        self.assertEqual(mend.mend_batch()["done"], 0)

    def test_one_that_fails_keeps_no_other(self):
        good, bad = (
            self.partner("0912000777 / 0987000666"),
            self.partner("0912000778 / 0987000667", "Bad"),
        )
        mend = self.open("several")
        write = type(self.partners).write

        def refuse(records, vals):
            if records == bad and "phone" in vals:
                raise UserError(good.name)
            return write(records, vals)

        self.patch(type(self.partners), "write", refuse)
        answer = mend.mend_batch()
        self.assertEqual((answer["done"], answer["left"]), (1, 1))
        self.assertEqual(good.phone, "0912000777")
        self.assertEqual(bad.phone, "0912000778 / 0987000667")
        self.assertFalse(bad.callcenter_phone_ids)
        left = mend.line_ids.filtered(lambda line: line.state == "left")
        self.assertEqual(left.note, good.name)

    # -- a bare number's country --------------------------------------------------------

    def test_a_bare_number_gets_its_country(self):
        britain = self.env.ref("base.uk")
        partner = self.partner("0912 000 777", country_id=britain.id)
        mend = self.open("foreign")
        self.assertEqual(
            self.lines(mend), [("0912 000 777", "+84 912 000 777", "todo")]
        )
        mend.line_ids.action_mend()
        self.assertEqual(partner.phone, "+84 912 000 777")
        self.assertEqual(partner.phone_sanitized, "+84912000777")
        self.assertEqual(self.found("0912000777"), partner)
        mend.line_ids.action_undo()
        self.assertEqual(partner.phone, "0912 000 777")

    # -- twins ----------------------------------------------------------------------------

    def test_twins_are_merged_as_odoo_does(self):
        first = self.partner("0912000777", "Nguyễn Văn An", city="Huế")
        second = self.partner(
            "+84 912 000 777", "nguyen van an", email="an@example.com"
        )
        second.comment = "Prefers mornings"
        first.comment = "VIP"
        mend = self.open("shared")
        self.assertEqual(mend.line_ids.partner_ids, first | second)
        # not the administrator: Odoo merges no different e-mail addresses
        with self.assertRaises(UserError):
            mend.line_ids.action_mend()
        self.assertTrue(second.exists())
        first.email = "an@example.com"
        mend = self.open("shared")
        mend.line_ids.action_mend()
        kept = (first | second).exists()
        self.assertEqual(self.found("0912000777"), kept)
        texts = f"{kept.comment} {kept.message_ids.mapped('body')}"
        for text in ("Prefers mornings", "VIP"):
            self.assertIn(text, texts)

    def test_who_only_shares_a_number_is_no_twin(self):
        people = self.partner("0912000777", "An"), self.partner("0912000777", "Bình")
        others = (
            self.partner("0911111111", "An", email="a@example.com"),
            self.partner("0911111111", "An", email="b@example.com"),
            self.partner("0922222222", "An", is_company=True),
            self.partner("0922222222", "An"),
        )
        mend = self.open("shared")
        self.assertFalse(mend.line_ids)
        mend.mend_batch()
        self.assertTrue(all(one.exists() for one in (*people, *others)))

    def test_all_twins_of_many(self):
        twins = self.partners
        for _index in range(5):
            twins |= self.partner("0912000777", "An", email="an@example.com")
        twins[4].callcenter_phone_ids = [Command.create({"number": "0987000666"})]
        mend = self.open("shared")
        self.assertEqual(mend.mend_batch()["done"], 1)
        (left,) = twins.exists()
        self.assertEqual(self.found("0912000777"), left)
        self.assertEqual(self.found("0987000666"), left)

    # -- who may ----------------------------------------------------------------------

    def test_only_managers_who_may_write_contacts(self):
        partner = self.partner("0912000777 / 0987000666")
        mend = self.open("several")
        manager = new_test_user(
            self.env, "t_manager", "base.group_user,callcenter.group_callcenter_manager"
        )
        for user in (self.lan, manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.open("several", user)
            with self.assertRaises(AccessError):
                mend.with_user(user).mend_batch()
            with self.assertRaises(AccessError):
                mend.line_ids.with_user(user).action_mend()
        self.assertEqual(partner.phone, "0912000777 / 0987000666")

    def test_a_preview_is_its_maker_s(self):
        self.partner("0912000777 / 0987000666")
        mend = self.open("several")
        other = new_test_user(self.env, "t_boss_2", MANAGER)
        for record in (mend, mend.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(other).read()
            with self.assertRaises(AccessError):
                record.with_user(self.boss).write({"create_uid": other.id})
        with self.assertRaises(AccessError):
            mend.with_user(self.boss).create({"kind": "several"})
        with self.assertRaises(AccessError):
            mend.line_ids.read(["parts"])

    def test_contacts_of_other_companies_are_left_alone(self):
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.partner("0912000777 / 0987000666", company_id=other.id)
        twins = self.partner("0911111111", "An", company_id=other.id)
        twins |= self.partner("0911111111", "An", company_id=other.id)
        for kind in ("several", "shared"):
            mend = self.open(kind)
            self.assertFalse(mend.line_ids)
            mend.mend_batch()
        self.assertEqual(partner.phone, "0912000777 / 0987000666")
        self.assertEqual(twins.exists(), twins)
