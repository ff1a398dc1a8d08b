"""Italy: the 0 of a landline is part of it, abroad too; a mobile has none.

Source: AGCOM, Piano di numerazione nazionale (landlines since 1998, mobiles without 0
since 2001).
"""

from ..plan import Dialled, Plan

PLAN = Plan(
    region="IT",
    code=39,
    dialled=(
        Dialled(r"", "0", (5, 6, 7, 8, 9, 10), "landlines; as other countries' abroad"),
        Dialled(r"0(?=3)", "", (9, 10), "mobiles, until 2001"),
    ),
)
