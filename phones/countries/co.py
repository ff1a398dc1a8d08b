"""Colombia: landlines got ten digits; carriers and 03 are dialled no longer.

Source: CRC, resolution 5826 of 2019, from 1 September 2021.
"""

from ..plan import LIBRARY, Change, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="CO",
    code=57,
    changes=(
        Change(
            "2021-09-01",
            "CRC, resolution 5826: 60 and the region's digit",
            (
                *((area, "60" + area, 7) for area in "125678"),
                *((f"4{first}", f"604{first}", 6) for first in "2345789"),
            ),
        ),
        Change(
            "2021-09-01", "CRC, resolution 5826", (("46", "6046", 6),), is_reused=True
        ),
    ),
    dialled=(
        Dialled(r"0?3", "", (10,), "mobiles, until 2021"),
        Dialled(r"03", "", (8,), "landlines from a mobile, until 2021"),
        Dialled(r"0(?:[579]|4\d\d)", "", (8,), "0 and the carrier, until 2021"),
    ),
    short_codes=ShortCodes(
        r"106|11[2-9]|12[35-7]|13[27]|14[467]|15[36]|16[4-7]|195",
        LIBRARY,
    ),
)
