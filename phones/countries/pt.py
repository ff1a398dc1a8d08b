"""Portugal: the trunk 0 went; landlines got a 2 in its place, mobiles nothing. Source:
ICP-ANACOM, Plano Nacional de Numeração, 31 October 1999 (01 became 21, 0936 became 936).
"""

from ..plan import LIBRARY, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="PT",
    code=351,
    dialled=(
        Dialled(r"0(?=9)", "", (9,), "mobiles, until 1999"),
        Dialled(r"0", "2", (8,), "landlines, until 1999"),
    ),
    short_codes=ShortCodes(
        r"11(?:2|5|6\d{3}|7|8\d\d)|14\d{2,3}|16\d{2,3}|18(?:20|\d{2})", LIBRARY
    ),
)
