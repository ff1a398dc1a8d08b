"""Qatar: seven digits became eight, the first one twice. Source: ictQATAR, from 28 July
2010 (numbers that begin with 1, 2, 8 and 9 stayed).
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="QA",
    code=974,
    changes=(
        Change("2010-07-28", "ictQATAR", tuple((one, one * 2, 6) for one in "34567")),
    ),
    short_codes=ShortCodes(r"9(?:00|[19]\d)|112|999", LIBRARY),
)
