"""Saudi Arabia: area codes got a 1 in front. Source: CITC, ITU communication of 9 April
2013 (Riyadh on 13 May, the others on 18 August 2013).
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="SA",
    code=966,
    changes=(
        Change("2013-08-18", "CITC", tuple((one, "1" + one, 7) for one in "123467")),
    ),
    short_codes=ShortCodes(r"112|91[19]|93[37]|99[6-9]|9(?:01|02|04|05)", LIBRARY),
)
