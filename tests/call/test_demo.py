import random
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...models.call.demo import _draw_moments


@tagged("callcenter")
class TestDemo(BaseCase):
    """The demo data tells of calls as an exchange would."""

    def test_no_two_calls_have_one_id(self):
        # calls are named after the second in which they came
        chance = random.Random(1)
        for back in range(200):
            moments = _draw_moments(chance, date(2026, 3, 2) + timedelta(days=back))
            self.assertEqual(len(set(moments)), len(moments))
