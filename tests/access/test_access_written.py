"""What people may write by RPC, of every model and field of this addon."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...models.call.call import NOTE_LENGTH
from ...models.written import MAX_CHARACTERS
from ..call.test_call import CallCase

ROLES = {
    "clerk": "base.group_user",
    "agent": "callcenter.group_callcenter_agent",
    "supervisor": "callcenter.group_callcenter_supervisor",
    "manager": "callcenter.group_callcenter_manager",
    "connector": "callcenter.group_callcenter_pbx_admin",
    "contacts": "base.group_partner_manager,callcenter.group_callcenter_agent",
    "system": "base.group_system,callcenter.group_callcenter_manager"
    ",callcenter.group_callcenter_pbx_admin",
}
LOGGED = {"id", "create_uid", "create_date", "write_uid", "write_date"}


@tagged("post_install", "-at_install")
class TestWritten(CallCase):
    """Everything that can be written is tried, of one record of each model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"t_{role}", f"base.group_user,{groups}")
            for role, groups in ROLES.items()
        }
        cls.ext_101.supervisor_ids = cls.users["supervisor"]
        cls.ext_103.user_id = cls.users["agent"]

    def setUp(self):
        super().setUp()
        call = self.apply("call_in", phone="0989464999", extension="103")
        self.apply("call_in", 1, callid="m", phone="0989464998", extension="101")
        missed = self.apply("call_end", 9, callid="m", status="NO ANSWER")
        missed._settle(self.now + 24 * 3600)
        missed._refresh_missed()
        env, company = self.env, self.pbx.company_id
        number = {"partner_id": self.customer.id, "number": "0987650001"}
        self.samples = {
            "callcenter.call": call,
            "callcenter.pbx": self.pbx,
            "callcenter.extension": self.ext_101,
            "callcenter.phone": env["callcenter.phone"].create(number),
            "callcenter.missed": env["callcenter.missed"].search([], limit=1),
            "callcenter.outcome": env.ref("callcenter.outcome_handled"),
            "callcenter.pause.reason": env["callcenter.pause.reason"].search([])[:1],
            "callcenter.do.not.call": env["callcenter.do.not.call"].create(
                {"number": "0987650002"}
            ),
            "callcenter.number.choice": env["callcenter.number.choice"]._remember(
                company, "+84987650003", self.customer
            ),
            "callcenter.report": env["callcenter.report"].create({"name": "Daily"}),
            "callcenter.alert": env["callcenter.alert"].create({}),
            "res.partner": self.customer,
            "res.company": company,
            "res.users": self.lan,
            "hr.employee": env["hr.employee"].create({"name": "An"}),
        }

    def get_fields(self, is_wanted):
        """Yield the stored fields of ours that are wanted, with a record to write."""
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto:
                continue
            is_own = name.startswith("callcenter.")
            found = [
                field
                for field in model._fields.values()
                if field.store
                and field.name not in LOGGED
                and (is_own or field.name.startswith("callcenter_"))
                and is_wanted(field)
            ]
            writers = {
                role: user
                for role, user in self.users.items()
                if self.env[name].with_user(user).has_access("write")
                or self.env[name].with_user(user).has_access("create")
            }
            if found and writers and (is_own or name in self.samples):
                self.assertIn(
                    name, self.samples, "a sample of each that can be written"
                )
                for field in found:
                    yield self.samples[name], field, writers

    def write_as(self, record, user, name, value):
        """Write as by RPC; return the error's kind, or False."""
        try:
            with self.env.cr.savepoint():
                record.with_user(user).write({name: value})
                self.env.flush_all()
        except (AccessError, UserError) as error:
            return type(error)
        return False

    def get_raw(self, record, field):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.sudo()[field.name]

    def get_another(self, record, field):
        """Return a value that the field has not."""
        value = record.sudo()[field.name]
        if field.relational:
            return field.type in ("one2many", "many2many") and []
        if field.type in ("integer", "float", "monetary"):
            return (value or 0) + 7
        return {
            "boolean": not value,
            "json": {"another": 1},
            "datetime": fields.Datetime.now(),
            "date": fields.Date.today(),
        }.get(field.type, "another")

    def test_what_follows_from_something_else_is_written_by_nobody(self):
        def is_derived(field):
            return field.readonly or (field.compute and not field.inverse)

        # what is computed until somebody says otherwise
        inputs = {("callcenter.pbx", "is_advertising_limited")}
        tried = set()
        for record, field, writers in self.get_fields(is_derived):
            if (record._name, field.name) in inputs:
                continue
            value = self.get_another(record, field)
            for role, user in writers.items():
                with self.subTest(record._name, field=field.name, role=role):
                    before = self.get_raw(record, field)
                    self.write_as(record, user, field.name, value)
                    self.assertEqual(self.get_raw(record, field), before)
                    if record.with_user(user).has_access("create"):
                        with self.assertRaises(AccessError):
                            self.create_as(record, user, {field.name: value})
            tried.add((record._name, field.name))
        for known in (
            ("callcenter.extension", "company_id"),
            ("callcenter.extension", "employee_id"),
            ("callcenter.phone", "phone_sanitized"),
            ("callcenter.phone", "callcenter_keys"),
            ("callcenter.pbx", "token_hash"),
            ("callcenter.pbx", "knowledge"),
            ("callcenter.missed", "state"),
            ("res.partner", "callcenter_keys"),
            ("res.partner", "callcenter_words"),
            ("res.company", "callcenter_retention_confirmed_date"),
        ):
            self.assertIn(known, tried)

    def create_as(self, record, user, values):
        with self.env.cr.savepoint():
            self.env[record._name].with_user(user).create(values)

    def test_a_field_that_points_elsewhere_is_not_moved(self):
        other = self.env["res.company"].create({"name": "Other"})
        connector = self.users["connector"]
        connector.company_ids += other
        for record, values in (
            (self.ext_101, {"company_id": other.id}),
            (self.samples["callcenter.phone"], {"phone_sanitized": "+84911111111"}),
        ):
            user = connector if record == self.ext_101 else self.users["contacts"]
            with self.assertRaises(AccessError):
                record.with_user(user).write(values)

    def test_no_text_is_endless(self):
        def is_text(field):
            return field.type in MAX_CHARACTERS and not field.readonly

        tried = set()
        for record, field, writers in self.get_fields(is_text):
            for role, user in writers.items():
                with self.subTest(record._name, field=field.name, role=role):
                    self.write_as(record, user, field.name, "7" * 1_000_000)
                    kept = self.get_raw(record, field) or ""
                    self.assertLessEqual(len(kept), max(MAX_CHARACTERS.values()))
            tried.add((record._name, field.name))
        for known in (
            ("callcenter.call", "note"),
            ("callcenter.phone", "label"),
            ("callcenter.outcome", "name"),
            ("callcenter.pbx", "name"),
        ):
            self.assertIn(known, tried)

    def test_nor_is_what_methods_of_agents_take(self):
        agent, long = self.users["agent"], "x" * 1_000_000
        call = self.samples["callcenter.call"].with_user(agent)
        tomorrow = fields.Datetime.to_string(
            fields.Datetime.add(self.env.cr.now(), days=1)
        )
        for name, arguments in {
            "schedule_callback": (tomorrow, long),
            "create_customer": (long,),
            "link_customer": (self.customer.id, long),
            "create_lead": (long,),
        }.items():
            with self.subTest(name), self.assertRaises(UserError):
                getattr(call, name)(*arguments)
        with self.assertRaises(UserError):
            call.create_customer("An", long)
        for name in ("note", "own_note"):
            with self.subTest(name), self.assertRaises(UserError):
                call.write({name: long})
        self.assertEqual(call.search_customers(long), [])
        self.assertTrue(call.schedule_callback(tomorrow, "x" * NOTE_LENGTH))

    def test_people_still_do_what_they_do(self):
        connector = self.users["connector"]
        pbx = self.pbx.with_user(connector)
        token = pbx.generate_token(1)
        self.assertTrue(pbx.generate_gateway_token())
        pbx.action_listen()
        self.assertGreater(self.pbx.listen_until, fields.Datetime.now())
        self.env.flush_all()
        found = self.env["callcenter.pbx"]._authenticate([token], "", True)
        self.assertEqual(found, self.pbx)
        pbx.write({"name": "Another", "tz": "Europe/Berlin"})
        self.assertTrue(pbx.copy())
        for role in ("agent", "manager"):
            with self.assertRaises(AccessError):
                self.pbx.with_user(self.users[role]).generate_token()
