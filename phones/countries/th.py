"""Thailand: mobiles got an 8 behind the 0. Source: NTC Thailand, 1 September 2006.

Only those that began with what no landline begins with: 03, 04, 05 and 07 are provinces.
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="TH",
    code=66,
    changes=(
        Change("2006-09-01", "NTC", (("6", "86", 7), ("9", "89", 7))),
        Change("2006-09-01", "NTC", (("1", "81", 7),), is_reused=True),
    ),
    short_codes=ShortCodes(
        r"1(?:0[0-2]|1(?:0[03]|1[1-35]|2[0358]|3[03-79]|4[02-489]|5[04-9]"
        r"|6[04-79]|7[03-9]|8[027-9]|9[02-9])|2(?:22|3[89]|66)|3(?:18|2[23]"
        r"|3[013]|5[56]|6[45]|73)|477|5(?:0\d|4[0-37-9]|5[1-8]|6[01679]"
        r"|7[12568]|8[0-24589]|9[013589])|6(?:0[0-29]|2[03]|4[3-6]|6[1-9]"
        r"|7[0257-9]|8[0158]|9[014-9])|7(?:[14]9|7[27]|90)|888|9[19])",
        LIBRARY,
    ),
)
