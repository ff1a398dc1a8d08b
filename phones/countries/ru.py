"""Russia: 8 is dialled in front at home. Source: Ministry of Digital Development, order
205 of 25 April 2017 (numbering plan).
"""

from ..plan import LIBRARY, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="RU",
    code=7,
    # 8, wait for the tone, 10
    spellings=((r"(?<![^\W_])8 ?~ ?(?=10)", "8"),),
    dialled=(Dialled(r"8", "", (10,), "trunk prefix, abroad by mistake"),),
    short_codes=ShortCodes(
        r"0[1-4]|10[1-4]|112",
        LIBRARY,
    ),
)
