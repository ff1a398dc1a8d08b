"""Greece: closed ten-digit numbers. Source: EETT, numbering plan of 2002: a 2 in the
place of the trunk 0 and a 0 behind the area code (Athens 01 became 210, Thessaloniki 031
became 2310, Corfu 0661 became 26610), mobiles 09 became 69.
"""

from ..plan import LIBRARY, Change, Dialled, Plan, ShortCodes

# Thessaloniki, Larissa, Kavala, Patras, Tripoli, Heraklion; the others have three digits
_CITIES = ("31", "41", "51", "61", "71", "81")
_TOWNS = tuple(
    first + second + third
    for first in "2345678"
    for second in "02345678"
    for third in "123456789"
) + tuple(f"{first}9{third}" for first in "2345678" for third in "123456789")

PLAN = Plan(
    region="GR",
    code=30,
    changes=(
        Change(
            "2002-11-03",
            "EETT: landlines",
            (
                ("1", "210", 7),
                *((code, f"2{code}0", 6) for code in _CITIES),
                *((code, f"2{code}0", 5) for code in _TOWNS),
            ),
        ),
        Change("2003-01-20", "EETT: mobiles", (("9", "69", 8),)),
    ),
    dialled=(Dialled(r"0", "", (8, 9), "trunk prefix, until 2002"),),
    short_codes=ShortCodes(
        r"10[089]|11(?:2|320|6\d{3}|8\d\d)|13899|166|199",
        LIBRARY,
    ),
)
