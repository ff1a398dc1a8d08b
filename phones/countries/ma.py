"""Morocco: numbers got a digit behind the 0. Source: ANRT, 7 March 2009: landlines 5,
mobiles 6.
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="MA",
    code=212,
    changes=(
        Change(
            "2009-03-07",
            "ANRT",
            (
                *((first, "5" + first, 7) for first in "23"),
                *((first, "6" + first, 7) for first in "14567"),
            ),
        ),
    ),
    short_codes=ShortCodes(
        r"1[59]|177",
        LIBRARY,
    ),
)
