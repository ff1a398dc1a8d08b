"""Latvia: seven digits became eight. Source: Public Utilities Commission, by ITU notice:
mobiles got a 2 in front (alone since 1 August 2006), landlines a 6 (from 1 February 2007,
alone since 1 October 2008).
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="LV",
    code=371,
    changes=(
        Change(
            "2006-08-01",
            "Public Utilities Commission: mobiles",
            tuple((first, "2" + first, 6) for first in "689"),
        ),
        Change(
            "2008-10-01",
            "Public Utilities Commission: landlines",
            tuple((first, "6" + first, 6) for first in "3457"),
        ),
    ),
    short_codes=ShortCodes(
        r"0[1-4]|11(?:[02-4]|6\d{3}|8[0189])|155|1655|177",
        LIBRARY,
    ),
)
