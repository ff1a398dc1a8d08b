"""The set-up page of a connection: what to put where, and what has come of it."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ...models.exchange.pbx_advice import advise_on_country
from ...models.exchange.setup_texts import GATEWAY, KINDS
from ...wire.adapters import ADAPTERS
from ..common import WireCase

TECHNICIAN = "base.group_user,callcenter.group_callcenter_pbx_admin"


@tagged("post_install", "-at_install")
class TestSetup(WireCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician = new_test_user(cls.env, "t_setup", TECHNICIAN)

    def page(self):
        self.env.invalidate_all()
        return self.pbx.with_user(self.technician)

    def done(self):
        """Return what the check-list has ticked, and what not."""
        items = etree.HTML(str(self.page().setup_checks)).findall(".//li")
        texts = [item.text for item in items]
        return [x[2:].strip() for x in texts if x[0] == "✓"], [
            x[2:].strip() for x in texts if x[0] == "○"
        ]

    def test_each_adapter_has_its_kind(self):
        read = {kind.reads for kind in KINDS.values()}
        self.assertLessEqual(set(ADAPTERS), read)
        self.assertLessEqual(read - {None, GATEWAY, "mapping"}, set(ADAPTERS))

    def test_each_kind_says_what_to_put_where(self):
        base = f"{self.pbx.get_base_url()}/api/callcenter"
        for name, kind in KINDS.items():
            with self.subTest(name):
                self.pbx.kind = name
                page = self.page()
                steps = etree.HTML(str(page.setup_steps)).findall(".//li")
                self.assertEqual(len(steps), len(kind.steps))
                self.assertTrue(all(step.text for step in steps))
                if kind.reads != GATEWAY:
                    self.assertIn(base, page.setup_example)
                    self.assertNotIn("{", page.setup_example)
                    self.assertNotIn(self.token, page.setup_example)
                if kind.reads in ADAPTERS:
                    self.assertIn(f"{base}/hook/{kind.reads}", page.setup_example)
                    self.assertIn(ADAPTERS[kind.reads].rungs[-1], page.setup_steps)

    def test_the_configuration_for_freeswitch_is_xml(self):
        self.pbx.kind = "freeswitch"
        root = etree.fromstring(self.page().setup_example)
        params = {x.get("name"): x.get("value") for x in root.iter("param")}
        self.assertEqual(root.get("name"), "json_cdr.conf")
        self.assertTrue(params["url"].endswith("/hook/freeswitch?token=TOKEN"))

    def test_the_check_list_ticks_itself(self):
        self.pbx.extension_ids.user_id = False
        self.assertEqual(self.done()[0], ["Token made"])
        self.post(
            "call_in", {"callid": "s-1", "phone": "0989464999", "extension": "777"}
        )
        self.assertIn("An extension rang", self.done()[0])
        self.assertIn("An extension that rang is mapped", self.done()[1])
        self.env["callcenter.extension"].create(
            {"pbx_id": self.pbx.id, "number": "777", "user_id": self.lan.id}
        )
        for endpoint, told in (
            ("call_in", {"event": "ANSWER"}),
            ("call_end", {"status": "ANSWERED", "duration": 9, "billsec": 5}),
            ("call_info", {"recordingfile": "s-1.wav"}),
        ):
            self.post(endpoint, {"callid": "s-1", "extension": "777", **told})
        self.assertEqual(self.done()[1], [])

    def test_a_gateway_is_waited_for(self):
        self.pbx.kind = "freepbx"
        self.assertIn("The gateway runs", self.done()[1])

    def test_a_new_connection_takes_its_country_from_the_time_zone(self):
        for tz, code in (
            ("Asia/Saigon", "VN"),
            ("Asia/Ho_Chi_Minh", "VN"),
            ("Europe/Budapest", "HU"),
            ("UTC", "HU"),
        ):
            with Form(self.env["callcenter.pbx"]) as form:
                form.name = tz
                form.country_id = self.env.ref("base.hu")
                form.tz = tz
            self.assertEqual(form.record.country_id.code, code, tz)
            self.assertFalse(advise_on_country(form.record))
        with Form(self.pbx) as form:
            form.tz = "Europe/Berlin"
        self.assertEqual(
            self.pbx.country_id, self.vietnam, "one that is there keeps it"
        )
        self.assertIn("Europe/Berlin", advise_on_country(self.pbx))

    def test_who_may_not(self):
        with self.assertRaises(AccessError):
            self.pbx.with_user(self.lan).read(["setup_steps"])
        with self.assertRaises(AccessError):
            self.pbx.with_user(self.lan).kind = "twilio"
