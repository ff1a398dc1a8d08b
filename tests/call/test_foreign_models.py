"""What this addon adds to Odoo's own models stands in the way of nobody."""

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL


@tagged("post_install", "-at_install")
class TestForeignModels(TransactionCase):
    def own_fields_elsewhere(self):
        """Return the fields that this addon adds to Odoo's models."""
        return (
            self.env["ir.model.fields"]
            .search([("model", "not like", "callcenter.%")])
            .filtered(lambda field: "callcenter" in field.modules.split(", "))
        )

    def test_no_required_column_of_ours_without_a_default(self):
        """Odoo makes users and companies before it has loaded this addon."""
        columns = [
            (self.env[field.model]._table, field.name)
            for field in self.own_fields_elsewhere()
            if field.model in self.env
        ]
        self.assertIn(("res_users", "callcenter_incoming"), columns)
        self.env.cr.execute(
            SQL(
                """
                SELECT table_name, column_name FROM information_schema.columns
                 WHERE (table_name, column_name) IN %s
                   AND is_nullable = 'NO' AND column_default IS NULL
                """,
                tuple(columns),
            )
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_a_user_made_without_this_addon_has_its_defaults(self):
        cr = self.env.cr
        partner = self.env["res.partner"].create({"name": "Raw"})
        cr.execute(
            "INSERT INTO res_users (login, partner_id, company_id, notification_type)"
            " VALUES ('raw', %s, %s, 'email') RETURNING id",
            [partner.id, self.env.company.id],
        )
        user = self.env["res.users"].browse(cr.fetchone())
        self.assertEqual(user.callcenter_incoming, "card")
        self.assertEqual(user.callcenter_ended_stay, 60)

    def test_plain_employees_read_all_fields_that_they_may(self):
        user = new_test_user(self.env, "t_plain", "base.group_user", name="Plain")
        employee = self.env["hr.employee"].create({"name": "P", "user_id": user.id})
        other = self.env["hr.employee"].create({"name": "Other"})
        as_user = self.env(user=user)
        for model, ids in (
            ("res.users", user.ids),
            ("res.partner", user.partner_id.ids),
            ("res.company", self.env.company.ids),
            ("hr.employee.public", (employee | other).ids),
        ):
            with self.subTest(model):
                records = as_user[model].browse(ids)
                names = [
                    field.name
                    for field in self.own_fields_elsewhere()
                    if field.model == model
                    and records._has_field_access(records._fields[field.name], "read")
                ]
                self.assertTrue(records.read(names))
        public = [
            name
            for name in self.env["hr.employee.public"]._fields
            if name in self.env["hr.employee"]._fields
        ]
        found = as_user["hr.employee"].browse(other.id).read(public)
        self.assertEqual(len(found[0]), len(public))
