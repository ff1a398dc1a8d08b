"""Brazil: mobiles got a ninth digit; long-distance calls name their carrier.

Sources: Anatel, resolution 553/2010 and its schedule of 25 October 2012 (the days are
those on which each region changed); resolution 86/1998 (0, the carrier's two digits, the
area code).
"""

from ..plan import LIBRARY, Change, Dialled, Plan, ShortCodes

# (from when, area codes); trunked radio (7…) kept eight digits
NINTH_DIGIT = (
    ("2012-07-29", "11"),
    ("2013-08-25", "12 13 14 15 16 17 18 19"),
    ("2013-10-27", "21 22 24 27 28"),
    ("2014-11-02", "91 92 93 94 95 96 97 98 99"),
    ("2015-05-31", "81 82 83 84 85 86 87 88 89"),
    ("2015-10-11", "31 32 33 34 35 37 38 71 73 74 75 77 79"),
    ("2016-05-29", "61 62 63 64 65 66 67 68 69"),
    ("2016-11-06", "41 42 43 44 45 46 47 48 49 51 53 54 55"),
)


def _moves(areas, firsts):
    return tuple(
        (area + first, f"{area}9{first}", 7)
        for area in areas.split()
        for first in firsts
    )


PLAN = Plan(
    region="BR",
    code=55,
    changes=(
        *(
            Change(date, "Anatel, resolution 553/2010", _moves(areas, "689"))
            for date, areas in NINTH_DIGIT
        ),
        *(
            Change(
                date,
                "Anatel, resolution 553/2010",
                _moves(areas, "7"),
                is_reused=True,
            )
            for date, areas in NINTH_DIGIT
        ),
    ),
    dialled=(
        Dialled(r"0\d\d", "", (10, 11), "resolution 86/1998: 0 and the carrier"),
        Dialled(r"90(?:\d\d)?", "", (10, 11), "collect calls: 90 and the carrier"),
    ),
    # 0XX11: "the carrier that you like", as printed on cards
    spellings=((r"(?<![^\W_])0[xX*]{2}(?=[ )-]*\d\d)", "0"),),
    short_codes=ShortCodes(
        r"10[02]|11[25-8]|12[35789]|13[024-68]|14[1-68]|15\d|16[0-8]|18[015]"
        r"|19[0-46-9]|911|10(?:3[1-9]|6[1-9])\d|105[0-35-9]|106[0134-7]|133[12]",
        LIBRARY,
    ),
)
