"""Times in a connection's zone, whichever library the zone is of."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import pytz
from callcenter.wire.dates import read_date


@pytest.mark.parametrize("name", ["Asia/Ho_Chi_Minh", "Europe/Budapest"])
@pytest.mark.parametrize(
    "text", ["2026-03-02 12:00:00", "2026-07-02 12:00:00", "2026-10-25 02:30:00"]
)
def test_a_zone_of_pytz_is_read_as_any_other(name, text):
    # the last is the hour that comes twice where clocks are put back
    expected = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(name)).timestamp()
    assert read_date(text, pytz.timezone(name)) == expected
    assert read_date(text, ZoneInfo(name)) == expected
