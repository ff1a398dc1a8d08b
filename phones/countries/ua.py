"""Ukraine: 8 was dialled in front of the 0. Source: NCCIR; ended on 14 October 2009."""

from ..plan import LIBRARY, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="UA",
    code=380,
    dialled=(Dialled(r"80", "", (9,), "trunk prefix, until 2009"),),
    short_codes=ShortCodes(
        r"10[1-49]|106\d\d|11(?:2|6\d{3}|8\d\d?)|12\d|14\d{3}|15(?:1|\d\d)"
        r"|16\d\d|17\d|18\d",
        LIBRARY,
    ),
)
