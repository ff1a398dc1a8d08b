"""Austria: a company's lines are its number with digits behind; the switchboard has 0.

Source: RTR, KEM-V 2009 (numbers of variable length, direct dialling in).
"""

from ..plan import LIBRARY, Plan, ShortCodes

PLAN = Plan(
    region="AT",
    code=43,
    has_direct_dialling=True,
    short_codes=ShortCodes(
        r"11(?:2|6\d{3}|8\d\d)|12[0238]|13[03]|14(?:[0-247]|5[05]|84)",
        LIBRARY,
    ),
)
