"""Greece: closed ten-digit numbers. Source: EETT, 2002: Athens 01 became 210, mobiles
09 became 69.
"""

from ..plan import LIBRARY, Change, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="GR",
    code=30,
    changes=(
        Change("2002-11-03", "EETT: Athens", (("1", "210", 7),)),
        Change("2003-01-20", "EETT: mobiles", (("9", "69", 8),)),
    ),
    dialled=(Dialled(r"0", "", (8, 9), "trunk prefix, until 2002"),),
    short_codes=ShortCodes(
        r"10[089]|11(?:2|320|6\d{3}|8\d\d)|13899|166|199",
        LIBRARY,
    ),
)
