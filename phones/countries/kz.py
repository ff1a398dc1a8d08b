"""Kazakhstan: shares +7; its codes began with 3 until 2007.

Source: Agency for Informatization and Communication, 2007 (ITU notice): 31X and 32X
became 71X and 72X.
"""

from ..plan import LIBRARY, Change, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="KZ",
    code=7,
    changes=(
        Change(
            "2007", "Agency for Informatization", (("31", "71", 8), ("32", "72", 8))
        ),
    ),
    dialled=(Dialled(r"8", "", (10,), "trunk prefix, abroad by mistake"),),
    short_codes=ShortCodes(
        r"10[1-4]|112|2121",
        LIBRARY,
    ),
)
