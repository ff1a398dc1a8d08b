"""Costa Rica: seven digits became eight. Source: ICE and ITU notice of 2008: landlines
got a 2 in front, mobiles an 8.
"""

from ..plan import Change, Plan

PLAN = Plan(
    region="CR",
    code=506,
    changes=(
        Change(
            "2008-03-20",
            "ICE",
            (
                *((first, "2" + first, 6) for first in "24567"),
                *((first, "8" + first, 6) for first in "38"),
            ),
        ),
    ),
)
