"""A manager mends contacts' numbers, in Chromium."""

from odoo.tests import HttpCase, new_test_user, tagged

from ..common import CallcenterCommon
from .test_phone_mend import MANAGER


@tagged("post_install", "-at_install", "is_tour")
class TestCheckUpTour(CallcenterCommon, HttpCase):
    def test_mend(self):
        new_test_user(self.env, "t_boss", MANAGER)
        partners = self.env["res.partner"]
        # contacts of demo data are no part of this
        partners.search([("callcenter_check", "in", ["several"])]).phone = False
        texts = "0912000777 / 0987000666 (wife)", "0912000778 / 0987000667"
        first, second = partners.create(
            [
                {
                    "name": f"Mai {text[:10]}",
                    "phone": text,
                    "country_id": self.vietnam.id,
                }
                for text in texts
            ]
        )
        self.env["callcenter.phone.check"]._get_checks()
        self.env["callcenter.phone.check"]._count_contacts()
        url = "/odoo/action-callcenter.action_phone_check"
        self.start_tour(url, "callcenter_check_up_mend", login="t_boss")
        self.env.invalidate_all()
        self.assertEqual((first.phone, second.phone), ("0912000777", "0912000778"))
        further = (first | second).callcenter_phone_ids
        self.assertEqual(
            [(row.number, row.label) for row in further],
            [("0987000666", "wife"), ("0987000667", False)],
        )
