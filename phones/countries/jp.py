"""Japan: carriers' codes in front of the trunk 0. Source: MIC, telecommunications
numbering plan, 00XY and 002YZ (carrier selection).
"""

from ..plan import Dialled, Plan, ShortCodes

PLAN = Plan(
    region="JP",
    code=81,
    ways_out=(r"(?:00(?:1|[3-9]\d|2\d\d|9\d\d\d))?010",),
    dialled=(
        Dialled(r"00(?:[3-9]\d|2\d\d)0", "", (9, 10), "carrier codes"),
        Dialled(r"18[46]0", "", (9, 10), "caller shown or hidden, a call at a time"),
    ),
    short_codes=ShortCodes(
        r"10[24]|11[035-9]|144|171|177|18[89]",
        "MIC, numbers 1XY in use; libphonenumber",
    ),
)
