"""Costa Rica: seven digits became eight. Source: ICE, 20 March 2008: landlines (2, 4, 5,
6, 7) got a 2 in front, mobiles (3, 8, 9) an 8.
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="CR",
    code=506,
    changes=(
        Change(
            "2008-03-20",
            "ICE",
            (
                *((first, "2" + first, 6) for first in "24567"),
                *((first, "8" + first, 6) for first in "389"),
            ),
        ),
    ),
    short_codes=ShortCodes(
        r"112|911|10(?:00|15|2[2-4679])"
        r"|11(?:1[0-35-9]|37|46|66|7[57]|8[79]|9[0-379])|12(?:00|12|22|34|55)"
        r"|13(?:21|33)|14(?:0[06]|1[4-6])|15(?:15|5[15])|1693"
        r"|17(?:00|1[7-9]|2[02]|67|77)|1975",
        LIBRARY,
    ),
)
