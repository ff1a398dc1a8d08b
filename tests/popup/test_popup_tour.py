"""What an agent sees in the browser while an exchange posts, in Chromium."""

from odoo.tests import HttpCase, new_test_user, tagged

from ..common import keep_bus_messages

AGENT_GROUPS = (
    "base.group_user,base.group_partner_manager,callcenter.group_callcenter_agent"
)


class PopupTourCase(HttpCase):
    """An exchange with two agents, whose browsers tours run in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keep_bus_messages(cls)
        cls.pbx = cls.env["callcenter.pbx"].create(
            {
                "name": "Tour exchange",
                "country_id": cls.env.ref("base.vn").id,
                "tz": "Asia/Ho_Chi_Minh",
            }
        )
        cls.token = cls.pbx.generate_token()
        for number in ("101", "102"):
            login = f"tour_agent_{number}"
            user = new_test_user(
                cls.env,
                login=login,
                groups=AGENT_GROUPS,
                password=login,
                # the preferences' form cannot be saved without
                tz="Asia/Ho_Chi_Minh",
            )
            cls.env["callcenter.extension"].create(
                {"pbx_id": cls.pbx.id, "number": number, "user_id": user.id}
            )
        # numbers that no demo data has
        cls.customer = cls.env["res.partner"].create(
            {"name": "Nguyễn Văn An", "phone": "+84 987 650 001"}
        )

    def start_popup_tour(self, name, extension="101"):
        """Run a tour in the browser of the agent of an extension."""
        self.start_tour(
            "/odoo",
            name,
            login=f"tour_agent_{extension}",
            cookies={"callcenter_tour_token": self.token},
        )

    def call(self, callid):
        """The call with this `callid`, as the tour has left it."""
        self.env.invalidate_all()
        call = self.env["callcenter.call"].search(
            [("pbx_id", "=", self.pbx.id), ("callid", "=", callid)]
        )
        self.assertEqual(len(call), 1, callid)
        return call


@tagged("post_install", "-at_install", "is_tour")
class TestPopupTour(PopupTourCase):
    def test_known_customer(self):
        self.start_popup_tour("callcenter_popup")
        call = self.call("tour-1")
        self.assertEqual(call.partner_id, self.customer)
        self.assertEqual(call.duration, 192)

    def test_calls_of_others(self):
        self.start_popup_tour("callcenter_popup_of_others", extension="102")
        self.assertEqual(self.call("tour-2-other").leg_ids.extension_id.number, "101")

    def test_reload_while_ringing(self):
        self.start_popup_tour("callcenter_popup_reload")
        self.assertEqual(self.call("tour-3").state, "ended")

    def test_note(self):
        self.start_popup_tour("callcenter_popup_note")
        call = self.call("tour-4")
        self.assertIn("Wants a quote for ten chairs", call.note)
        self.assertEqual(call.leg_ids.note, "Wants a quote for ten chairs")

    def test_outgoing_call(self):
        self.start_popup_tour("callcenter_popup_outgoing")
        self.assertEqual(self.call("tour-5").direction, "outgoing")

    def test_new_customer(self):
        self.start_popup_tour("callcenter_popup_new_customer")
        partner = self.call("tour-6").partner_id
        self.assertEqual(partner.name, "Trần Thị Bình")
        self.assertEqual(partner.phone_sanitized, "+84987650999")

    def test_wrap_up_by_key(self):
        self.start_popup_tour("callcenter_popup_wrap_up")
        call = self.call("tour-7")
        self.assertEqual(call.outcome_id, self.env.ref("callcenter.outcome_complaint"))
        self.assertEqual(call.note, "Chair 4 is broken")
        self.assertEqual(call.state, "ended")

    def test_callback(self):
        self.start_popup_tour("callcenter_popup_callback")
        call = self.call("tour-8")
        self.assertEqual(call.outcome_id, self.env.ref("callcenter.outcome_callback"))
        (activity,) = self.customer.activity_ids
        self.assertEqual(activity.user_id.login, "tour_agent_101")
        self.assertIn("Price of ten chairs", activity.note)
        self.assertIn("0987 650 001", activity.summary)

    def test_last_calls(self):
        self.start_popup_tour("callcenter_popup_last_calls")
