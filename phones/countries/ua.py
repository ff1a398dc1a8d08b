"""Ukraine: 8 was dialled in front of the 0. Source: NCCIR; ended on 14 October 2009."""

from ..plan import Dialled, Plan

PLAN = Plan(
    region="UA",
    code=380,
    dialled=(Dialled(r"80", "", (9,), "trunk prefix, until 2009"),),
)
