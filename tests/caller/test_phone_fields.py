from unittest.mock import patch

from odoo.tests import tagged

from ...models.caller import phone_check
from .test_lookup_contacts import LookupCase


@tagged("post_install", "-at_install")
class TestPhoneFields(LookupCase):
    """Phone fields that another addon, or somebody, has added."""

    def add_field(self, model, name, **values):
        self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id(model),
                "name": name,
                "field_description": name,
                "ttype": "char",
                **values,
            }
        )
        self.addCleanup(self.registry.reset_changes)

    def read_numbers(self):
        with (
            patch.object(phone_check, "begin_read_committed"),
            patch.object(self.env.cr, "commit"),
        ):
            self.env["callcenter.phone.check"]._cron_read_numbers()
        self.env.invalidate_all()

    def fields_of(self, model):
        return self.env[model]._get_callcenter_phone_fields()

    def test_which_fields_are_found_by_themselves(self):
        self.assertEqual(self.fields_of("res.partner"), ("phone",))
        self.assertEqual(self.fields_of("callcenter.phone"), ("number",))
        found = set(self.fields_of("hr.employee"))
        self.assertEqual(found, {"work_phone", "mobile_phone"})
        self.assertEqual(self.fields_of("res.users"), ())
        sources = [name for name, _column in self.lookup._get_sources()]
        self.assertNotIn("res.users", sources)

    def test_a_second_phone_is_found_also_in_contacts_saved_before(self):
        before = self.contact("Before", "")
        self.add_field("res.partner", "x_phone2")
        self.assertEqual(self.fields_of("res.partner"), ("phone", "x_phone2"))
        # written as another addon's data is, before anybody reads it
        self.env.cr.execute(
            "UPDATE res_partner SET x_phone2 = '0912.000.222' WHERE id = %s",
            [before.id],
        )
        checks = self.env["callcenter.phone.check"]
        checks._get_checks()
        check = checks.search([("res_model", "=", "res.partner")])
        self.assertFalse(self.found("0912000222"))
        self.assertLess(check.progress, 1)
        self.read_numbers()
        self.assertEqual(check.progress, 1)
        self.assertEqual(self.found("+84912000222"), before)
        later = self.contact("Later", "0912000333", x_phone2="0912 000 444")
        for number in ("0912000333", "0912000444"):
            self.assertEqual(self.found(number), later)
        later.x_phone2 = "0912 000 555"
        self.assertFalse(self.found("0912000444"))
        self.assertEqual(self.found("0912000555"), later)

    def test_a_new_field_has_what_is_there_read_soon(self):
        cron = self.env.ref("callcenter.ir_cron_read_numbers")
        self.read_numbers()
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.add_field("res.partner", "x_mobile")
        self.assertGreater(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]),
            triggers,
        )

    def test_a_field_that_a_view_shows_as_phone(self):
        self.add_field("res.partner", "x_reception")
        self.assertNotIn("x_reception", self.fields_of("res.partner"))
        self.env["ir.ui.view"].create(
            {
                "name": "reception",
                "model": "res.partner",
                "inherit_id": self.env.ref("base.view_partner_form").id,
                "arch": '<field name="vat" position="after">'
                '<field name="x_reception" widget="phone"/></field>',
            }
        )
        partner = self.contact("Reception", "", x_reception="0912000666")
        self.read_numbers()
        self.assertIn("x_reception", self.fields_of("res.partner"))
        self.assertEqual(self.found("0912000666"), partner)

    def test_a_field_that_the_setting_names(self):
        self.add_field("res.partner", "x_car")
        partner = self.contact("Car", "", x_car="0912000777")
        settings = self.env["res.config.settings"].create(
            {"callcenter_phone_fields": "res.partner.x_car, res.partner.none\nbad"}
        )
        settings.set_values()
        self.assertEqual(self.fields_of("res.partner"), ("phone", "x_car"))
        self.read_numbers()
        self.assertEqual(self.found("0912000777"), partner)

    def test_what_is_kept_from_some_users_tells_nobody_who_calls(self):
        self.assertNotIn("private_phone", self.fields_of("hr.employee"))
        self.assertNotIn("emergency_phone", self.fields_of("hr.employee"))

    def test_no_other_texts(self):
        for name in ("x_phone_code", "x_telegram", "x_phone_note", "x_hotel"):
            self.add_field("res.partner", name)
        self.add_field("res.partner", "x_phone_count", ttype="integer")
        self.assertEqual(self.fields_of("res.partner"), ("phone",))

    def test_a_users_own_field(self):
        settings = {"callcenter_phone_fields": "res.users.login"}
        self.env["res.config.settings"].create(settings).set_values()
        self.addCleanup(self.registry.reset_changes)
        self.assertEqual(self.fields_of("res.users"), ("login",))
        self.minh.login = "0912 000 888"
        self.assertEqual(self.found("0912000888"), self.minh.partner_id)

    def test_an_employees_own_field(self):
        self.add_field("hr.employee", "x_studio_mobile")
        employee = self.env["hr.employee"].create(
            {"name": "Thu", "x_studio_mobile": "0912 000 999"}
        )
        self.assertEqual(self.found("0912000999"), employee.work_contact_id)
