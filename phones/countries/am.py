"""Armenia: 8 is dialled in front of the area code, as in the Soviet plan. Source: World
Telephone Numbering Guide, trunk prefixes; the library knows today's.
"""

from ..plan import Dialled, Plan

PLAN = Plan(
    region="AM",
    code=374,
    dialled=(
        Dialled(
            r"80?",
            "",
            (8,),
            "8 and the tone in front of all long-distance calls; 0 since",
        ),
    ),
)
