"""China: a trunk 0 in front of mobiles of other cities, and the codes of carriers that
make long calls cheap. Source: MIIT, Telecommunication Network Numbering Plan (2017).
"""

from ..plan import LIBRARY, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="CN",
    code=86,
    dialled=(
        Dialled(r"0", "", (11,), "mobiles of another city"),
        Dialled(r"1(?:79\d\d|25[89]\d|01\d\d)0?", "", (10, 11), "carrier codes"),
    ),
    short_codes=ShortCodes(
        r"100|10[0-2]\d\d|108\d|11[0249]|12[023]|12[13]\d\d|16[08]|9[56]\d{3}",
        LIBRARY,
    ),
)
