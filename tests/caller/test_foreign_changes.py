"""What others do to contacts, users, employees, extensions, connections, companies: each
merged, archived and deleted while every model of ours points at it.
"""

from contextlib import suppress

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import AGENT
from ..missed.test_missed import KNOWN, UNKNOWN, MissedCase

MUTED = mute_logger("odoo.sql_db")
REFUSED = (IntegrityError, UserError, ValidationError)
# what may be deleted though calls name it; all else is refused, in Odoo's words
DELETED = {"contact", "user", "employee", "extension"}


@tagged("post_install", "-at_install")
class TestForeignChanges(MissedCase):
    def setUp(self):
        super().setUp()
        partners = self.env["res.partner"]
        self.an, self.binh = partners.create(
            [
                {"name": "An", "phone": "0911 222 333", "country_id": self.vietnam.id},
                {
                    "name": "Bình",
                    "phone": "0911 222 444",
                    "country_id": self.vietnam.id,
                },
            ]
        )
        self.user = new_test_user(self.env, "t_gone", AGENT, name="Gone")
        self.employee = self.env["hr.employee"].create(
            # not the user's: Odoo refuses to delete a user who has an employee
            {"name": "Gone", "user_id": self.minh.id}
        )
        self.extension = self.env["callcenter.extension"].create(
            {"pbx_id": self.pbx.id, "number": "109", "user_id": self.user.id}
        )
        self.of_an, self.of_binh = (
            self.ring(minute, phone=phone)
            for minute, phone in ((0, "0911222333"), (1, "0911222444"))
        )
        self.answered = self.dial(2, phone="0911222333", extension="109", status="BUSY")
        self.answered.with_user(self.user).own_note = "From who is gone"
        self.of_an.sudo().other_notes = {str(self.user.id): "Beside the call"}
        self.of_an.with_user(self.lan).own_note = "From Lan"
        self.shared = self.ring(3, phone=UNKNOWN)
        self.shared.sudo().candidates = [
            {"id": partner.id, "label": "", "number": UNKNOWN, "is_likely": True}
            for partner in (self.an, self.binh)
        ]
        self.env["callcenter.phone"].create(
            {"partner_id": self.an.id, "number": "0911 222 555"}
        )
        self.env["callcenter.number.choice"]._remember(
            self.pbx.company_id, "+84911222333", self.an
        )
        self.of_an.missed_id.with_user(self.user).action_claim()
        self.of_an.with_user(self.user).has_access("read")
        self.env.flush_all()

    def things(self):
        return {
            "contact": self.an,
            "user": self.user,
            "employee": self.employee,
            "extension": self.extension,
            "connection": self.pbx,
            "company": self.pbx.company_id,
        }

    def assert_all_goes_on(self):
        """Every model of ours is read, settled, counted and rung through."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.tidy()
        for name in self.env.registry:
            model = self.env[name]
            if name.startswith("callcenter.") and not model._abstract and model._auto:
                for record in model.search([], limit=50):
                    record.read([])
        for call in self.calls.search([("pbx_id", "=", self.pbx.id)]):
            call.invalidate_recordset()
            self.assertTrue(call.note is not None)
            for user in call.leg_ids.user_id:
                self.env["callcenter.card"].get_card(call, user)
            call._settle(self.last_heard(call) + 120)
        self.ring(30, phone="0911222333")
        self.ring(31, phone=KNOWN)
        self.assertFalse(self.env["callcenter.fault"].search([]))

    def test_deleting_each(self):
        for name, thing in self.things().items():
            with self.subTest(name):
                try:
                    with suppress(_Undo), self.env.cr.savepoint(), MUTED:
                        thing.unlink()
                        self.env.flush_all()
                        is_deleted = True
                        self.assert_all_goes_on()
                        raise _Undo
                except REFUSED:
                    is_deleted = False
                self.assertEqual(is_deleted, name in DELETED)
                self.env.invalidate_all()

    def test_archiving_each(self):
        for name, thing in self.things().items():
            with self.subTest(name):
                try:
                    with suppress(_Undo), self.env.cr.savepoint():
                        thing.action_archive()
                        self.assert_all_goes_on()
                        raise _Undo
                except (UserError, ValidationError):
                    self.assertEqual(name, "company", "users stand in its way")
                self.env.invalidate_all()

    def test_merging_two_contacts_who_both_wait(self):
        rows = self.of_an.missed_id | self.of_binh.missed_id
        self.assertEqual(rows.mapped("state"), ["open", "open"])
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.an | self.binh).ids, self.an)
        self.env.invalidate_all()
        self.tidy()
        row = self.rows(partner_id=self.an.id)
        self.assertEqual((row.attempts, row.state), (2, "open"))
        self.assertEqual(row.user_id, self.user, "who took one of them has it")
        self.assert_all_goes_on()

    def test_two_contacts_with_one_number_are_deleted_together(self):
        self.of_binh.partner_id = self.an
        (self.an | self.binh).unlink()
        self.env.invalidate_all()
        self.tidy()
        # each number waits by itself
        numbers = self.rows(state="open", partner_id=False).mapped("phone_sanitized")
        self.assertIn("+84911222333", numbers)
        self.assertIn("+84911222444", numbers)
        self.assert_all_goes_on()

    def test_notes_of_a_user_who_was_deleted(self):
        self.user.unlink()
        self.env.invalidate_all()
        self.of_an.with_user(self.lan).own_note = "Lan adds to it"
        self.assertIn("Lan: Lan adds to it", self.of_an.note)
        self.assertIn("A former user: Beside the call", self.of_an.note)
        self.assertNotIn("False", self.of_an.note)


class _Undo(Exception):
    """Takes back what a row of the table did."""
