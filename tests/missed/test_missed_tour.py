"""What an agent does about a missed customer, in Chromium."""

import time

from odoo.tests import HttpCase, new_test_user, tagged

from ...wire import read_event
from ..common import AGENT


@tagged("post_install", "-at_install", "is_tour")
class TestMissedTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # of their own: the rows of the demo data are no business of this agent
        cls.pbx = cls.env["callcenter.pbx"].create(
            {
                "name": "Tour exchange",
                "country_id": cls.env.ref("base.vn").id,
                "tz": "Asia/Ho_Chi_Minh",
            }
        )
        cls.token = cls.pbx.generate_token()
        cls.agent = new_test_user(cls.env, "tour_missed", AGENT, name="Lan")
        cls.env["callcenter.extension"].create(
            {"pbx_id": cls.pbx.id, "number": "101", "user_id": cls.agent.id}
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Nguyễn Văn An", "phone": "+84 987 650 001"}
        )

    def setUp(self):
        super().setUp()
        stamp = time.time() - 600
        for seconds, endpoint, params in (
            (0, "call_in", {"phone": "0987650001"}),
            (20, "call_end", {"status": "NO ANSWER", "duration": "20"}),
        ):
            event = read_event(
                endpoint, {"callid": "missed-1", "extension": "101", **params}
            )
            call = self.env["callcenter.call"]._apply_event(
                self.pbx, event, stamp + seconds
            )[0]
        call._settle(time.time())

    def start_missed_tour(self, name):
        self.start_tour(
            "/odoo/missed-customers",
            name,
            login="tour_missed",
            cookies={"callcenter_tour_token": self.token},
        )

    def row(self):
        """Return the row of the customer, as the tour has left it."""
        self.env.invalidate_all()
        return self.env["callcenter.missed"].search([("pbx_id", "=", self.pbx.id)])

    def test_take_it_call_back_and_it_is_gone(self):
        self.start_missed_tour("callcenter_missed_call_back")
        self.assertEqual(self.row().user_id, self.agent)
        call = self.env["callcenter.call"].search(
            [("pbx_id", "=", self.pbx.id), ("callid", "=", "back-1")]
        )
        call._settle(time.time() + 61)
        self.assertEqual(
            (self.row().state, self.row().done_by_id), ("reached", self.agent)
        )
        self.start_missed_tour("callcenter_missed_gone")

    def test_close_with_a_reason(self):
        self.start_missed_tour("callcenter_missed_close")
        self.assertEqual(
            (self.row().state, self.row().close_reason), ("closed", "wrong_number")
        )
