"""Czechia: the trunk 0 became part of nothing. Source: ČTÚ, numbering plan of 22 September
2002 (nine digits everywhere, without a prefix).
"""

from ..plan import LIBRARY, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="CZ",
    code=420,
    dialled=(Dialled(r"0", "", (9,), "trunk prefix, until 2002"),),
    short_codes=ShortCodes(
        r"11(?:2|6\d{3}|8\d)|15\d|199|12\d\d|1[23]\d{3}|14\d{3}",
        LIBRARY,
    ),
)
