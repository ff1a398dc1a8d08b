"""Peru: mobiles got a 9 in front and no area code. Source: MTC and OSIPTEL, 5 April 2008;
without Lima's 1 since 4 September 2010 (mobile numbers of no area).
"""

from ..plan import LIBRARY, Change, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="PE",
    code=51,
    changes=(
        Change("2008-04-05", "MTC: mobiles of Lima", (("9", "99", 7), ("19", "99", 7))),
    ),
    dialled=(Dialled(r"1", "", (9,), "Lima's code in front of mobiles, until 2010"),),
    short_codes=ShortCodes(r"10[56]|11[2-79]|911", LIBRARY),
)
