"""Every flow, over every kind of number that an exchange tells as the caller's."""

import io
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .test_missed import MONDAY, MissedCase

# what the exchange tells as the caller: is somebody to be called back?
CALLERS = {
    "mobile": ("0989464999", True),
    "mobile of nobody": ("0912345678", True),
    "landline": ("02438251234", True),
    # whether it is a company's own short number is not this test's to say
    "short code": ("113", None),
    "service number": ("19001234", True),
    "seven digits": ("5551234", True),
    "cut off": ("0989464", True),
    "too long": ("098946499912345678901234", True),
    "hidden": ("anonymous", False),
    "empty": ("", False),
    "an extension": ("102", False),
    "Vietnam": ("+84 912 000 222", True),
    "Hungary": ("+36 1 234 5678", True),
    "United States": ("+1 650 253 0000", True),
    "Italy": ("+39 06 1234 5678", True),
    "Russia": ("8 495 123-45-67", True),
    "Russia, international": ("+7 495 123 45 67", True),
    "Germany": ("0049 30 123456", True),
    "France": ("+33 6 12 34 56 78", True),
    "United Kingdom": ("+44 7911 123456", True),
    "China": ("+86 138 0013 8000", True),
    "no country's": ("+999123456789", None),
    "a country code alone": ("+84", None),
    "universal freephone": ("+800 1234 5678", None),
    "emergency": ("112", None),
    "one digit": ("1", None),
    "zeros": ("000000", None),
    "a service code": ("*97", None),
    "a plus alone": ("+", None),
    "two numbers": ("0989464998 0989464997", None),
    "a SIP address": ("sip:bob@example.com", None),
    "Arabic digits": ("٠٩٨٩٤٦٤٩٩٨", None),
    "a formula": ("=1+1", None),
    "turned round": ("\u202e0989", None),
}


@tagged("post_install", "-at_install")
class TestMatrix(MissedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dung = new_test_user(
            cls.env, "t_dung", "callcenter.group_callcenter_manager", name="Dung"
        )

    def test_every_flow_with_every_caller(self):
        for name, (phone, is_called_back) in CALLERS.items():
            with self.subTest(name):
                self.walk(phone, is_called_back)
                self.env["callcenter.missed"].search([]).unlink()
                self.env["callcenter.call"].search([]).unlink()

    def walk(self, phone, is_called_back):
        """Ring, end, settle, miss twice, claim, call back, link, merge, count, export
        and erase.
        """
        first = self.ring(0, phone=phone)
        second = self.ring(5, phone=phone)
        self.assertTrue(first.is_settled and second.is_settled)
        rows = self.rows()
        if is_called_back is not None:
            self.assertEqual(rows.mapped("attempts"), [2] if is_called_back else [])
        if rows:
            self.call_back(rows, phone)
        self.third = self.ring(300, phone=phone)
        if first.phone and not first.is_hidden and is_called_back:
            self.link_and_merge(self.third)
        self.count_figures()
        self.export_and_erase(phone, is_called_back)
        faults = self.env["callcenter.fault"].search([])
        self.assertFalse(faults.mapped(lambda fault: (fault.job, fault.error)))
        for call in self.calls.search([("pbx_id", "=", self.pbx.id)]):
            call._settle(self.last_heard(call) + 120)
        self.tidy()

    def call_back(self, row, phone):
        with freeze_time(MONDAY + timedelta(minutes=10)):
            row.with_user(self.minh).action_claim()
        self.assertEqual(row.user_id, self.minh)
        # an hour later it is given back, and all else goes on
        with freeze_time(MONDAY + timedelta(minutes=90)):
            self.tidy()
        self.assertFalse(row.user_id)
        row.with_user(self.minh).action_claim()
        self.dial(100, phone=phone, billsec="30")
        self.assertEqual(row.state, "reached")

    def link_and_merge(self, call):
        one, two = self.env["res.partner"].create([{"name": "One"}, {"name": "Two"}])
        call.with_user(self.lan).link_customer(one.id)
        self.tidy()
        call.partner_id = two
        self.tidy()
        self.assertEqual(call.missed_id.partner_id, two)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((one | two).ids, one)
        self.env.invalidate_all()
        self.tidy()
        self.assertEqual(call.missed_id.partner_id, one)

    def count_figures(self):
        day = fields.Date.to_string(MONDAY)
        options = {"period": "custom", "first": day, "last": day}
        figures = self.env["callcenter.figures"].with_user(self.dung)
        figures.get_figures({**options, "pbx_id": self.pbx.id})
        self.env["callcenter.missed"].with_user(self.lan).get_missed_counts()

    def export_and_erase(self, phone, is_callers):
        requests = self.env["callcenter.data.request"].with_user(self.dung)
        asked = requests.create({"number": phone})
        try:
            asked.action_search()
        except (UserError, ValidationError):
            return  # no number, which is said
        asked._write_export(io.BytesIO())
        asked.action_erase()
        if is_callers:
            mine = [("phone", "=", phone), ("pbx_id", "=", self.pbx.id)]
            self.assertFalse(self.calls.search(mine))
