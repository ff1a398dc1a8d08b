"""Moldova: 8 is dialled in front of the area code, as in the Soviet plan. Source: World
Telephone Numbering Guide, trunk prefixes; the library knows today's.
"""

from ..plan import Dialled, Plan

PLAN = Plan(
    region="MD",
    code=373,
    dialled=(Dialled(r"80?", "", (8,), "8 in front; 0 since"),),
)
