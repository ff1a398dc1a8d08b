"""Philippines: Metro Manila's numbers got a digit by operator, which the old ones do not
tell. Source: NTC, memorandum order 10-10-2017, from 6 October 2019 (8 PLDT, 7 Globe …).
"""

from ..plan import LIBRARY, Plan, ShortCodes

PLAN = Plan(
    region="PH",
    code=63,
    cut=(r"2\d{7}",),
    short_codes=ShortCodes(
        r"11[27]|911",
        LIBRARY,
    ),
)
