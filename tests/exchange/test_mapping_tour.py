"""An unknown vendor is mapped from three caught requests, in Chromium, by the clock."""

from odoo.tests import tagged

from .test_mapping import MappingCase


@tagged("post_install", "-at_install", "is_tour")
class TestMappingTour(MappingCase):
    def test_three_caught_requests(self):
        self.start_tour(
            f"/odoo/call-connections/{self.pbx.id}",
            "callcenter_mapping",
            login="t_mapper",
            cookies={"callcenter_tour_token": self.token},
        )
        self.env.invalidate_all()
        call = self.call("m-1")
        self.assertEqual(
            (call.partner_id, call.disposition, call.talk_duration),
            (self.customer, "answered", 33),
        )
        self.assertEqual(call.leg_ids.user_id, self.lan)
