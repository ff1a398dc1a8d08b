"""The life of a call around its card, in Chromium."""

from odoo.tests import tagged

from ..popup.test_popup_tour import PopupTourCase


@tagged("post_install", "-at_install", "is_tour")
class TestLifeTour(PopupTourCase):
    def agent(self, extension):
        return self.env["res.users"].search([("login", "=", f"tour_agent_{extension}")])

    def test_a_draft_survives_a_reload(self):
        self.start_popup_tour("callcenter_draft")
        self.assertEqual(self.call("life-2").leg_ids.note, "Half a sent")

    def test_the_menu_of_the_navigation_bar(self):
        self.start_popup_tour("callcenter_menu")

    def test_a_ring_group(self):
        self.start_popup_tour("callcenter_ring_group")
        call = self.call("life-4")
        self.assertEqual(call.user_id, self.agent("102"))

    def test_a_desk_phone_and_a_softphone_are_one_card(self):
        self.env["callcenter.extension"].create(
            {
                "pbx_id": self.pbx.id,
                "number": "151",
                "user_id": self.agent("101").id,
            }
        )
        self.start_popup_tour("callcenter_two_phones")

    def test_the_customer_opens_at_once(self):
        self.agent("101").callcenter_incoming = "open_answer"
        self.start_popup_tour("callcenter_open_at_once")

    def test_preferences(self):
        self.start_popup_tour("callcenter_preferences")
        self.assertEqual(self.agent("101").callcenter_ringtone, "bell")

    def test_users_without_an_extension_have_no_menu(self):
        self.start_tour("/odoo", "callcenter_no_extension", login="admin")
