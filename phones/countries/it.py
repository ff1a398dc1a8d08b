"""Italy: the 0 of a landline is part of it, abroad too; a mobile has none.

Source: AGCOM, Piano di numerazione nazionale (landlines since 1998, mobiles without 0
since 2001).
"""

from ..plan import LIBRARY, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="IT",
    code=39,
    # San Marino is dialled like a town of Italy
    elsewhere=((r"0549\d{6}", 378),),
    dialled=(
        Dialled(r"", "0", (5, 6, 7, 8, 9, 10), "landlines; as other countries' abroad"),
        Dialled(r"0(?=3)", "", (9, 10), "mobiles, until 2001"),
    ),
    short_codes=ShortCodes(
        r"11(?:[2-57-9]|6\d{3})|13[39]|14(?:\d|82|9\d)"
        r"|15(?:[59]|00|1[58]|2[25]|3[03]|44)|160|18[67]|19(?:[01]|2[2-9]|4\d)"
        r"|10\d{2,3}|12\d\d",
        LIBRARY,
    ),
)
