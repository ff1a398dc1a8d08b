"""Australia. Source: ACMA, Telecommunications Numbering Plan 2015 (freephone 1800, local
rate 1300 and 13; "phonewords" on them).
"""

from ..plan import Letters, Plan

PLAN = Plan(
    region="AU",
    code=61,
    letters=(Letters(r"1[38]00", 6), Letters(r"13", 4)),
)
