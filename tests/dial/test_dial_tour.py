"""A click on a number in five places, in Chromium."""

from odoo import fields
from odoo.tests import tagged

from ..popup.test_popup_tour import PopupTourCase


@tagged("post_install", "-at_install")
class TestDialTour(PopupTourCase):
    def test_a_click_calls_from_five_places(self):
        self.pbx.dial_way = "gateway"
        self.pbx.gateway_seen_date = fields.Datetime.now()
        self.env["ir.config_parameter"].set_param(
            "callcenter.seconds_between_dials", "0"
        )
        self.customer.name = "Nguyễn Văn Gọi"
        self.start_popup_tour("callcenter_dial")
        orders = self.env["callcenter.order"].search([("pbx_id", "=", self.pbx.id)])
        self.assertEqual(set(orders.mapped("phone")), {"0987650001"})
        self.assertEqual(len(orders), 5)
        self.assertEqual(len(orders.call_id), 5)
