"""Kazakhstan: shares +7; its codes began with 3 until 2007.

Source: agreement with Russia of 11 June 2006, carried out in mid-2007: landlines' zone
codes got a 7 in the place of the 3 and lie in 710 to 729 since (Telephone numbers in
Kazakhstan, Wikipedia); 3XX is Russia's.
"""

from ..plan import LIBRARY, Change, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="KZ",
    code=7,
    changes=(
        Change(
            "2007-06", "agreement of 11 June 2006", (("31", "71", 8), ("32", "72", 8))
        ),
    ),
    dialled=(Dialled(r"8", "", (10,), "trunk prefix, abroad by mistake"),),
    short_codes=ShortCodes(
        r"10[1-4]|112|2121",
        LIBRARY,
    ),
)
