import time

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from ...controllers.delivery import Delivery
from ...controllers.rate import NameRate
from ...controllers.webhook import CallcenterWebhook
from ...models.transaction import EVENT_CONTEXT
from ...wire import Message
from ..common import CallcenterCommon


@tagged("post_install", "-at_install", "other_apps")
class TestQueries(CallcenterCommon):
    """How many queries each endpoint costs: every request of an exchange waits for them.

    Beside these come BEGIN, COMMIT, and after it all the one that wakes the agents'
    browsers: a test has one transaction only. The revision of what is kept comes with
    Odoo's own first question (compat/registry.py).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_ids = cls.pbx.company_id.ids

    def setUp(self):
        super().setUp()
        # a worker takes names for many answers at once
        self.patch(CallcenterWebhook, "_names", NameRate(30_000))

    def test_ring_of_a_mapped_extension(self):
        # lock and find, customer, call, leg, journal, bus
        self.assert_queries(6, "call_in", phone="0989464999", extension="101")

    def test_ring_of_an_unknown_number_at_a_mapped_extension(self):
        # its last digits are looked for by the same query
        # and leads, where there are any
        count = 6 + ("crm.lead" in self.env)
        self.assert_queries(count, "call_in", phone="0989464111", extension="101")

    def test_outgoing_ring(self):
        self.assert_queries(6, "init", phone="0989464999", extension="101")

    def test_ring_of_an_unmapped_extension(self):
        self.assert_queries(5, "call_in", phone="0989464999", extension="999")

    def test_ring_of_a_second_extension(self):
        self.ring("101")
        # lock and find, legs, call, leg, customer, journal, call, bus
        self.assert_queries(8, "call_in", phone="0989464999", extension="102")

    def test_end(self):
        self.ring("101")
        # lock and find, legs, call, customer, journal, call, leg, bus
        self.assert_queries(
            8, "call_end", extension="101", status="ANSWERED", duration=42, billsec=30
        )

    def test_copy(self):
        self.ring("101")
        # lock and find, legs, call, customer, journal, call (when it was heard)
        self.assert_queries(5, "call_in", phone="0989464999", extension="101")

    def test_late_recording(self):
        self.ring("101")
        self.receive("call_end", {"callid": "q-1", "extension": "101"})
        # lock and find, legs, call, customer, journal, call, bus
        self.assert_queries(7, "call_info", recordingfile="q-1.wav")

    def test_question(self):
        self.ring("101")
        # find, call, customer, extension, journal
        self.assert_queries(5, "call_info")

    def ring(self, extension):
        params = {"callid": "q-1", "phone": "0989464999", "extension": extension}
        self.receive("call_in", params)

    def assert_queries(self, count, endpoint, **params):
        """Assert that a request of a process that has caches makes ``count`` queries."""
        for extension in ("101", "102"):
            warm = {"callid": "warm", "phone": "0989464999", "extension": extension}
            self.receive("call_in", warm)
        self.receive("call_end", {"callid": "warm"})
        before = self.env.cr.sql_log_count
        self.receive(endpoint, {"callid": "q-1", **params})
        self.assertEqual(self.env.cr.sql_log_count - before, count)

    def receive(self, endpoint, params):
        """Let a request in as the route does, on an empty cache of records."""
        self.env.invalidate_all()
        env = api.Environment(self.env.cr, SUPERUSER_ID, EVENT_CONTEXT)
        pbx = env["callcenter.pbx"].browse(self.pbx.id)
        pbx = pbx.with_context(allowed_company_ids=self.company_ids)
        delivery = Delivery(
            endpoint=endpoint,
            method="POST",
            address="127.0.0.1",
            is_address_proven=True,
            tokens=(),
            is_other_scheme=False,
            message=Message(params),
            error=None,
            payload="{}",
        )
        CallcenterWebhook()._apply(pbx, delivery, time.time())
        self.env.cr.flush()
