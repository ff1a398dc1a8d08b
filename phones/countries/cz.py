"""Czechia: the trunk 0 became part of nothing. Source: ČTÚ, numbering plan of 22 September
2002 (nine digits everywhere, without a prefix).
"""

from ..plan import Dialled, Plan

PLAN = Plan(
    region="CZ",
    code=420,
    dialled=(Dialled(r"0", "", (9,), "trunk prefix, until 2002"),),
)
