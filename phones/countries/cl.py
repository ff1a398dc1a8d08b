"""Chile: landlines got a digit behind the area code; nine digits are dialled everywhere.

Source: SUBTEL, Plan Técnico Fundamental de Numeración (Diario Oficial of November 2005:
mobiles are 9 and eight digits, 09 in front of them from landlines); the landlines' digit
came region by region, last in Santiago on 24 November 2012, uniform dialling in 2016.
"""

from ..plan import LIBRARY, Change, Dialled, Plan, ShortCodes

_AREAS = [
    "32",
    "33",
    "34",
    "35",
    "41",
    "42",
    "43",
    "45",
    "51",
    "52",
    "53",
    "55",
    "57",
    "58",
    "61",
    "63",
    "64",
    "65",
    "67",
    "71",
    "72",
    "73",
    "75",
]

PLAN = Plan(
    region="CL",
    code=56,
    changes=(
        Change("2006-05", "SUBTEL: mobiles", (("8", "98", 7), ("9", "99", 7))),
        Change(
            "2012-11-24",
            "SUBTEL: a 2 in front of the subscriber's number",
            (("2", "22", 7), *((area, area + "2", 6) for area in _AREAS)),
        ),
    ),
    dialled=(
        Dialled(r"0", "", (8, 9), "09 in front of mobiles, until 2016"),
        Dialled(r"1\d\d", "", (9,), "carrier codes 1XX"),
    ),
    short_codes=ShortCodes(
        r"100|13\d|14[379]|911",
        LIBRARY,
    ),
)
