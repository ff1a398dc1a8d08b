"""Poland: the trunk 0 went, and with it carriers' codes. Source: UKE; 0 was optional from
5 December 2005 and ended on 15 May 2010, 0 10XX named the carrier.
"""

from ..plan import LIBRARY, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="PL",
    code=48,
    dialled=(Dialled(r"0(?:10\d\d)?", "", (9,), "trunk prefix, until 2010"),),
    short_codes=ShortCodes(
        r"11(?:2|6\d{3}|8\d{3})|98[4-7]|99[1-9]|19\d{3}",
        LIBRARY,
    ),
)
