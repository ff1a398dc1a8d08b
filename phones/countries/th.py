"""Thailand: mobiles got an 8 behind the 0. Source: NTC Thailand, 1 September 2006.

Only those that began with what no landline begins with: 03, 04, 05 and 07 are provinces.
"""

from ..plan import Change, Plan

PLAN = Plan(
    region="TH",
    code=66,
    changes=(
        Change("2006-09-01", "NTC", (("6", "86", 7), ("9", "89", 7))),
        Change("2006-09-01", "NTC", (("1", "81", 7),), is_reused=True),
    ),
)
