from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...models.exchange.pbx import make_token
from ..common import CallcenterCommon


@tagged("post_install", "-at_install")
class TestExtension(CallcenterCommon):
    """Internal numbers and whose they are."""

    def test_no_token_looks_like_an_option_of_a_program(self):
        with patch("secrets.token_urlsafe", side_effect=["-a", "_b", "c-"]):
            self.assertEqual(make_token(), "c-")

    def test_leading_zeros_count(self):
        extension = self.ext_101.copy({"number": " 0101 "})
        self.assertEqual(extension.number, "0101")

    @mute_logger("odoo.sql_db")
    def test_a_number_is_there_once_a_connection(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.ext_101.copy()

    def test_its_employee_is_the_users_in_the_company_of_the_connection(self):
        other = self.env["res.company"].create({"name": "Other"})
        employees = self.env["hr.employee"].create(
            [
                {"name": "Lan", "user_id": self.lan.id, "company_id": company.id}
                for company in (other, self.pbx.company_id)
            ]
        )
        self.assertEqual(self.ext_101.employee_id, employees[1])

    def test_a_mapped_user_becomes_an_agent(self):
        user = new_test_user(self.env, "t_new", "base.group_user")
        self.assertFalse(user.has_group("callcenter.group_callcenter_agent"))
        self.ext_103.user_id = user
        self.assertTrue(user.has_group("callcenter.group_callcenter_agent"))
        self.assertTrue(user._has_callcenter_extension())
        self.assertFalse(self.hoa._has_callcenter_extension())

    def test_earlier_legs_find_their_extension_when_it_is_made(self):
        call = self.calls.create(
            {
                "callid": "e-1",
                "pbx_id": self.pbx.id,
                "company_id": self.pbx.company_id.id,
                "direction": "incoming",
                "state": "ended",
                "start_date": "2024-01-01 00:00:00",
                "leg_ids": [(0, 0, {"number": "777"})],
            }
        )
        extension = self.ext_101.copy({"number": "777"})
        self.assertEqual(call.leg_ids.extension_id, extension)
