"""Ivory Coast: eight digits became ten; what is put in front names the operator.

Source: ARTCI, announcement of 28 July 2020, carried out on 31 January 2021: mobiles 01
Moov, 05 MTN, 07 Orange; landlines 21 Moov, 25 MTN, 27 Orange. Whose an old number was, by
ARTCI's guide: mobiles by their second digit (1–3 Moov, 4–6 MTN, 7–9 Orange), landlines by
their third (0 MTN, 8 Moov, else Orange).
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

_OPERATORS = {"01": "0123", "05": "456", "07": "789"}
_MOBILES = tuple(
    (first + second, new + first + second, 6)
    for first in "0456789"
    for new, seconds in _OPERATORS.items()
    for second in seconds
)
_AREAS = ("20", "21", "22", "23", "24", "30", "31", "32", "33", "34", "35", "36")
_LANDLINES = tuple(
    (area + third, {"0": "25", "8": "21"}.get(third, "27") + area + third, 5)
    for area in _AREAS
    for third in "0123456789"
)

PLAN = Plan(
    region="CI",
    code=225,
    changes=(Change("2021-01-31", "ARTCI", _MOBILES + _LANDLINES),),
    numbers=(r"(?:0[157]|2[157])\d{8}",),
    short_codes=ShortCodes(
        r"11[01]|170|180",
        LIBRARY,
    ),
)
