"""Switzerland: Zurich's area code. Source: OFCOM, numbering plan E.164 of 2002; 01 was
switched off on 31 March 2007.
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="CH",
    code=41,
    changes=(Change("2007-03-31", "OFCOM: 01 became 044", (("1", "44", 7),)),),
    short_codes=ShortCodes(
        r"11[278]|1145|116\d{3}|14(?:[02-57]|1[0145])|16[1-46]|1600|187"
        r"|18(?:02|1[189]|[25]0|8[08]|99)|10[78]\d\d",
        LIBRARY,
    ),
)
