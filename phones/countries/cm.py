"""Cameroon: eight digits became nine."""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="CM",
    code=237,
    changes=(
        Change(
            "2014-11-21",
            "ART: mobiles got a 6 in front, landlines a 2",
            (
                ("22", "222", 6),
                ("33", "233", 6),
                *((first, "6" + first, 7) for first in "5679"),
            ),
        ),
    ),
    short_codes=ShortCodes(
        r"1[37]|11[37]",
        LIBRARY,
    ),
)
