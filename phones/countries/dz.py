"""Algeria: mobiles got a digit. Source: ARPT, plan of February 2008: 05, 06 and 07
became 055, 066 and 077.
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="DZ",
    code=213,
    changes=(
        Change("2008-02", "ARPT", tuple((first, first * 2, 7) for first in "567")),
    ),
    short_codes=ShortCodes(
        r"1[47]|112|1055|1548",
        LIBRARY,
    ),
)
