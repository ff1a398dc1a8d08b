"""Kyrgyzstan: 8 is dialled in front of the area code, as in the Soviet plan. Source: World
Telephone Numbering Guide, trunk prefixes; the library knows today's.
"""

from ..plan import Dialled, Plan

PLAN = Plan(
    region="KG",
    code=996,
    dialled=(Dialled(r"80?", "", (9,), "8 in front; 0 since"),),
)
