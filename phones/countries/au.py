"""Australia. Source: ACMA, Telecommunications Numbering Plan 2015 (freephone 1800, local
rate 1300 and 13; "phonewords" on them).
"""

from ..plan import LIBRARY, Letters, Plan, ShortCodes

PLAN = Plan(
    region="AU",
    code=61,
    letters=(Letters(r"1[38]00", 6), Letters(r"13", 4)),
    short_codes=ShortCodes(
        r"000|106|112|11(?:00|9[46])|12[23]\d|1282|1555",
        LIBRARY,
    ),
)
