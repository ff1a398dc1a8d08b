import json
from contextlib import suppress

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.mail.tests.common import MailCase

from ..call.test_call import CallCase

SECRET = "Đỗ Thuý An"
COLLEAGUE_READS = "No access to this contact"


@tagged("post_install", "-at_install")
class TestAccessNames(MailCase, CallCase):
    """A customer is named to nobody who may not read the contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        may_export = cls.env.ref("base.group_allow_export")
        cls.lan.group_ids = [Command.link(may_export.id)]
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.env["res.partner"].create(
            {"name": "Open", "phone": "+84 989 464 998", "country_id": cls.vietnam.id}
        )

    def setUp(self):
        super().setUp()
        self.apply("call_in", callid="open", phone="0989464998", extension="101")
        call = self.apply("call_in", callid="x", phone="0989464999", extension="101")
        # since the call, the contact became another company's
        self.customer.company_id = self.other
        self.env.flush_all()
        self.env.invalidate_all()
        self.theirs = call.with_user(self.lan)
        self.domain = [("pbx_id", "=", self.pbx.id)]
        self.mine = self.theirs.search(self.domain)

    def assertNamesOnlyTheOpen(self, answer):
        text = str(answer)
        self.assertNotIn(SECRET, text)
        self.assertIn("Open", text)

    def test_in_what_is_read(self):
        rows = self.mine.read(["partner_id", "customer_name", "display_name"])
        self.assertNamesOnlyTheOpen(rows)
        self.assertEqual(self.theirs.customer_name, COLLEAGUE_READS)
        self.assertNamesOnlyTheOpen(self.mine.search_read(self.domain, ["partner_id"]))

    def test_in_views(self):
        for fields in (
            {"display_name": {}},
            {"display_name": {}, "email": {}},
        ):
            spec = {"partner_id": {"fields": fields}, "display_name": {}}
            with self.subTest(fields=fields):
                self.assertNamesOnlyTheOpen(self.mine.web_read(spec))
                found = self.mine.web_search_read(self.domain, spec)
                self.assertEqual(found["length"], 2)
                self.assertNamesOnlyTheOpen(found)

    def test_in_the_customers_own_readers_eyes_it_is_named(self):
        self.lan.company_ids += self.other
        theirs = self.theirs.with_context(
            allowed_company_ids=(self.env.company | self.other).ids
        )
        spec = {"partner_id": {"fields": {"display_name": {}}}}
        for answer in (theirs.read(["partner_id"]), theirs.web_read(spec)):
            self.assertIn(SECRET, str(answer))

    def test_in_groups(self):
        for answer in (
            self.mine.web_read_group(self.domain, ["partner_id"], ["__count"]),
            self.mine.formatted_read_group(self.domain, ["partner_id"], ["__count"]),
            self.mine.formatted_read_grouping_sets(
                self.domain, [["partner_id"], []], ["__count"]
            ),
            self.mine.read_group(self.domain, ["__count"], ["partner_id"]),
        ):
            self.assertNamesOnlyTheOpen(answer)

    def test_in_exports(self):
        for path in ("partner_id", "partner_id/display_name", "display_name"):
            with self.subTest(path):
                self.assertNamesOnlyTheOpen(self.mine.export_data([path])["datas"])

    def test_in_searches(self):
        for domain in (
            [("partner_id", "ilike", "Thuý An")],
            [("partner_id.name", "ilike", "Thuý An")],
        ):
            with self.subTest(domain):
                self.assertFalse(self.mine.search(self.domain + domain))
        self.assertFalse(self.theirs.name_search("Thuý An"))

    def test_where_others_point_at_the_call(self):
        leg = self.theirs.leg_ids.read(["call_id"])
        self.assertNotIn(SECRET, str(leg))
        spec = {"call_id": {"fields": {"display_name": {}}}}
        self.assertNotIn(SECRET, str(self.theirs.leg_ids.web_read(spec)))

    def test_in_messages(self):
        text = "called"
        message = self.theirs.message_post(body=text)
        self.env.invalidate_all()
        read = message.with_user(self.lan).read(["record_name", "body"])
        self.assertNotIn(SECRET, str(read))

    def test_in_what_a_colleague_who_may_read_them_sends(self):
        """Mails, their subjects, invitations, pushes, activities, bus and stored texts."""
        boss = new_test_user(
            self.env,
            "t_boss",
            "base.group_user,base.group_partner_manager,"
            "callcenter.group_callcenter_manager",
            company_ids=[Command.set((self.env.company | self.other).ids)],
            email="boss@example.com",
        )
        both = (self.env.company | self.other).ids
        theirs = self.theirs.with_user(boss).with_context(allowed_company_ids=both)
        self.assertIn(SECRET, theirs.display_name, "who sends may read the customer")
        self.minh.notification_type = "inbox"
        people = (self.lan | self.minh).partner_id
        people.invalidate_recordset()
        theirs.message_subscribe(people.ids)
        self.env.cr.precommit.run()
        last = self.env["bus.bus"].search([], order="id desc", limit=1).id or 0
        with self.mock_mail_gateway(mail_unlink_sent=False):
            for subject in (False, "Look"):
                text = "look"
                message = theirs.message_post(
                    body=text,
                    subject=subject,
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                    partner_ids=people.ids,
                )
            theirs.activity_schedule(
                "mail.mail_activity_data_call", user_id=self.lan.id
            )
            wizard = {"partner_ids": people.ids, "notify": True, "message": "x"}
            wizard |= {"res_model": theirs._name, "res_ids": str(theirs.ids)}
            theirs.env["mail.followers.edit"].create(wizard).edit_followers()
            theirs._message_auto_subscribe_notify(
                self.lan.partner_id.ids, "mail.message_user_assigned"
            )
            self.env.cr.precommit.run()
            self.env.cr.postcommit.run()
        sent = [(mail["subject"], mail["body"]) for mail in self._mails]
        self.assertGreater(len(sent), 3)
        self.assertNotIn(SECRET, str(sent))
        self.assertNotIn(SECRET, str(self._new_mails.mapped("body_html")))
        stored = self.env["mail.message"].search(
            [("model", "=", theirs._name), ("res_id", "in", theirs.ids)]
        )
        self.assertNotIn(SECRET, str(stored.read(["subject", "body"])))
        activities = self.env["mail.activity"].search(
            [("res_model", "=", theirs._name), ("res_id", "in", theirs.ids)]
        )
        self.assertTrue(activities)
        self.assertNotIn(SECRET, str(activities.read(["res_name", "summary", "note"])))
        rows = self.env["bus.bus"].search([("id", ">", last)])
        self.assertTrue(rows)
        self.assertNotIn(SECRET, str([json.loads(row.message) for row in rows]))
        pushed = theirs._notify_by_web_push_prepare_payload(message)
        self.assertNotIn(SECRET, str(pushed))

    def test_in_no_field_of_any_model_of_ours(self):
        """However it is read, grouped or exported, by agents and by managers."""
        self.customer.name = self.secret = "Zyxwvut"
        missed = {"callid": "y", "extension": "101"}
        self.apply("call_in", **missed, phone="0989464999")
        call = self.apply("call_end", 9, **missed, status="NOANSWER")
        call._settle(self.last_heard(call) + 120)
        call.partner_id = self.customer
        call._refresh_missed()
        self.assertEqual(call.sudo().missed_id.partner_id, self.customer)
        call.activity_schedule("mail.mail_activity_data_call", user_id=self.lan.id)
        groups = "base.group_allow_export,callcenter.group_callcenter_manager"
        boss = new_test_user(self.env, "t_boss", f"base.group_user,{groups}")
        self.env.flush_all()
        self.env.invalidate_all()
        for user in (self.lan, boss):
            for name in [*self.env.registry]:
                model = self.env[name].with_user(user)
                is_told = name.startswith("callcenter.") or name == "mail.activity"
                if is_told and model._auto and not model._abstract:
                    self.assert_named_nowhere(model)

    def assert_named_nowhere(self, model):
        if not model.has_access("read"):
            return
        for name in model.fields_get():
            spec = (
                {"fields": {"display_name": {}}}
                if model._fields[name].relational
                else {}
            )
            for read in (
                lambda name=name: model.search_read([], [name]),
                lambda name=name, spec=spec: model.web_search_read([], {name: spec}),
                lambda name=name: model.search([]).export_data([name]),
                lambda name=name: model.web_read_group([], [name], ["__count"]),
                lambda name=name: model.read_group([], ["__count"], [name]),
            ):
                with (
                    suppress(AccessError, UserError, ValueError),
                    self.env.cr.savepoint(),
                ):
                    self.assertNotIn(self.secret, str(read()), f"{model}.{name}")
