"""Latvia: seven digits became eight. Source: VAS "Elektroniskie sakari", from 1 July
2008: landlines got a 6 in front.
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="LV",
    code=371,
    changes=(
        Change(
            "2008-07-01", "VAS ES", tuple((first, "6" + first, 6) for first in "3457")
        ),
    ),
    short_codes=ShortCodes(
        r"0[1-4]|11(?:[02-4]|6\d{3}|8[0189])|155|1655|177",
        LIBRARY,
    ),
)
