"""Calls are read again after a rule was mended; what an exchange does is learnt."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...wire import read_event
from ..common import CallcenterCommon

MANAGER = "base.group_user,callcenter.group_callcenter_manager"


class ReadingCase(CallcenterCommon):
    """Calls that are over."""

    def play(self, callid, *steps, start=None):
        """Apply ``(seconds, endpoint, params)`` steps, and settle the call."""
        start = start or fields.Datetime.now().timestamp() - 86400
        for seconds, endpoint, params in steps:
            event = read_event(endpoint, {"callid": callid, **params})
            call = self.calls._apply_event(self.pbx, event, start + seconds)[0]
        call._settle(start + 7200)
        return call

    def missed(self, callid, **kwargs):
        ring = {"phone": "0989464344", "extension": "101"}
        return self.play(callid, (0, "call_in", ring), (20, "hangup", {}), **kwargs)


@tagged("callcenter_wire")
class TestReadAgain(ReadingCase):
    """Managers preview what changes, and let it change."""

    def wizard(self, user, **vals):
        today = fields.Date.today()
        vals = {"first_date": today - timedelta(40), "last_date": today, **vals}
        wizard = self.env["callcenter.read.again"].with_user(user)
        return wizard.create({"pbx_id": self.pbx.id, **vals})

    def setUp(self):
        super().setUp()
        self.manager = new_test_user(self.env, "t_manager", MANAGER)

    def test_a_setting_mends_calls_that_are_over(self):
        call = self.missed("r1")
        self.assertFalse(call.is_missed)
        self.pbx.tells_answers = "yes"
        wizard = self.wizard(self.manager)
        wizard.action_preview()
        self.assertIn("1", wizard.preview)
        self.assertFalse(call.is_missed, "a preview changes nothing")
        wizard.action_apply()
        self.assertTrue(call.is_missed)
        self.assertTrue(call.is_settled)
        self.assertTrue(call.missed_id, "the missed customers follow")
        wizard.action_preview()
        self.assertNotIn("1 change", wizard.preview.replace("of which ", ""))

    def test_a_call_keeps_what_was_known_at_its_start(self):
        call = self.missed("r2")
        self.pbx.tells_answers = "yes"
        late = {"callid": "r2", "extension": "101", "recordingfile": "x.wav"}
        self.calls._apply_event(
            self.pbx, read_event("call_info", late), fields.Datetime.now().timestamp()
        )
        self.assertFalse(call.is_missed)

    def test_a_past_month_that_changes_is_marked(self):
        start = (fields.Datetime.now() - timedelta(35)).timestamp()
        self.missed("r3", start=start)
        self.pbx.tells_answers = "yes"
        self.wizard(self.manager).action_apply()
        row = self.env["callcenter.reading"].search(
            [("company_id", "=", self.env.company.id)]
        )
        self.assertEqual(row.count, 1)
        self.assertEqual(row.user_id, self.manager)

    def test_nobody_else_may(self):
        with self.assertRaises(AccessError):
            self.wizard(self.lan)
        with self.assertRaises(AccessError):
            self.env["callcenter.reading"].with_user(self.lan).search([])


@tagged("callcenter_wire")
class TestLearning(ReadingCase):
    """What 20 settled calls show of an exchange is told on its connection."""

    def answered(self, number):
        ring = {"phone": "0989464344", "extension": "101"}
        self.play(
            f"k{number}",
            (0, "call_in", ring),
            (5, "call_in", {"extension": "101", "event": "ANSWER"}),
            (
                25,
                "call_end",
                {"extension": "101", "status": "ANSWERED", "billsec": "20"},
            ),
        )

    def test_it_is_learnt_from_twenty(self):
        for number in range(19):
            self.answered(number)
        self.pbx._learn()
        self.assertFalse(self.pbx.knowledge)
        self.assertIn("20", self.pbx.knowledge_text)
        self.answered(19)
        self.env["callcenter.pbx"]._learn_all()
        self.assertTrue(self.pbx.knowledge["tells_answers"])
        self.assertIn("tells when an extension answers", self.pbx.knowledge_text)
        self.assertTrue(self.pbx._get_exchange().is_telling_answers)
        self.pbx.tells_answers = "no"
        self.assertFalse(self.pbx._get_exchange().is_telling_answers)
