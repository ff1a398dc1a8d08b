"""Georgia: 8 is dialled in front of the area code, as in the Soviet plan. Source: World
Telephone Numbering Guide, trunk prefixes; the library knows today's.
"""

from ..plan import Change, Dialled, Plan

PLAN = Plan(
    region="GE",
    code=995,
    changes=(
        Change(
            "2011",
            "GNCC: a 5 in front of mobiles",
            tuple(
                (one, "5" + one, 6)
                for one in (
                    "55",
                    "57",
                    "58",
                    "77",
                    "91",
                    "93",
                    "95",
                    "97",
                    "98",
                    "99",
                    "90",
                    "94",
                    "96",
                    "92",
                )
            ),
        ),
    ),
    dialled=(Dialled(r"80?", "", (9,), "8 in front, until 2011; 0 since"),),
)
