import re
import zoneinfo
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import pytz

from odoo.tests import tagged

from ...compat.timezones import get_sql_name, get_zone
from ..common import WireCase

ROOT = Path(__file__).parents[2]


@tagged("post_install", "-at_install")
class TestTimezones(WireCase):
    """Names that databases have and hosts' zone files lack."""

    def test_old_names_are_known(self):
        self.assertEqual(get_sql_name("Asia/Saigon"), "Asia/Ho_Chi_Minh")
        self.assertEqual(get_sql_name("Europe/Budapest"), "Europe/Budapest")
        noon = get_zone("Asia/Saigon").localize(datetime(2026, 3, 2, 12))
        self.assertEqual(noon.utcoffset().total_seconds(), 7 * 3600)

    def test_events_of_a_connection_with_an_old_name(self):
        self.pbx.tz = "Asia/Saigon"

        def lacks(name):
            raise zoneinfo.ZoneInfoNotFoundError(name)

        ring = {"callid": "z-1", "phone": "0989464999", "extension": "101"}
        end = {**ring, "status": "ANSWERED", "calldate": "2026-03-02 12:00:00"}
        with patch.object(zoneinfo, "ZoneInfo", lacks):
            self.assertEqual(self.post("call_in", ring)[0], 200)
            self.assertEqual(self.post("call_end", end)[0], 200)
            call = self.call("z-1")
            call._settle(self.last_heard(call) + 120)
            self.calls._mend_hours(self.pbx, call.create_date)
            self.assertTrue(call.is_settled)
            self.journal().action_replay()
        self.assertIn(self.journal().result, ("applied", "duplicate"))

    def test_there_is_one_way_to_a_zone(self):
        own = re.compile(r"\bZoneInfo\(|\bpytz\.timezone\(")
        found = [
            str(path.relative_to(ROOT))
            for room in ("models", "controllers", "wizards", "rules", "wire", "compat")
            for path in (ROOT / room).rglob("*.py")
            if own.search(path.read_text(encoding="utf-8"))
        ]
        self.assertEqual(found, ["compat/timezones.py"])

    def test_every_zone_that_can_be_chosen_is_read(self):
        for name in pytz.all_timezones:
            self.assertTrue(get_zone(name))
