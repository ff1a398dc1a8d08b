"""Algeria: mobiles got a digit. Source: ARPT, ITU communication of 17 December 2007: 05,
06 and 07 became 055, 066 and 077 on 22 February 2008; landlines kept theirs.
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="DZ",
    code=213,
    changes=(
        Change("2008-02-22", "ARPT", tuple((first, first * 2, 7) for first in "567")),
    ),
    short_codes=ShortCodes(
        r"1[47]|112|1055|1548",
        LIBRARY,
    ),
)
