"""Ecuador: mobiles got a 9 in front. Source: CONATEL and SENATEL, from 30 September
2012: 08… became 098…, 09… became 099….
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="EC",
    code=593,
    changes=(
        Change(
            "2012-09-30", "SENATEL", tuple((first, "9" + first, 7) for first in "89")
        ),
    ),
    short_codes=ShortCodes(
        r"10[12]|112|911",
        LIBRARY,
    ),
)
