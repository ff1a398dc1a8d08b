"""What managers do with figures in the browser, in Chromium."""

import time

from odoo import fields
from odoo.tests import HttpCase, tagged

from .figures_case import DAY, FiguresCase


@tagged("post_install", "-at_install", "is_tour")
class TestDashboardTour(FiguresCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pbx.resource_calendar_id = False
        cls.dung.password = cls.dung.login

    def setUp(self):
        super().setUp()
        self.now = time.time() - DAY
        self.answered()
        self.unanswered(at=120, phone="0987650777")

    def start_figures_tour(self, url, name):
        """Run a tour in the browser of the manager."""
        self.start_tour(
            url,
            name,
            login=self.dung.login,
            cookies={"callcenter_tour_token": self.token},
        )

    def test_a_number_opens_the_calls_behind_it(self):
        self.start_figures_tour("/odoo/call-dashboard", "callcenter_dashboard")

    def test_the_report_is_copied(self):
        self.start_figures_tour("/odoo/call-report", "callcenter_report")

    def test_the_board_follows_the_exchange(self):
        # of the demo data's exchange there is news
        (self.env["callcenter.pbx"].search([]) - self.pbx).action_archive()
        self.start_figures_tour("/odoo/call-board", "callcenter_board")
        self.assertEqual(self.call("board-1").state, "ended")
        self.assertLess(self.call("board-1").start_date, fields.Datetime.now())
