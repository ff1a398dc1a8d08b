"""Mauritius: mobiles got a 5 in front. Source: ICTA, 1 September 2013."""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="MU",
    code=230,
    changes=(Change("2013-09-01", "ICTA", (("7", "57", 6), ("9", "59", 6))),),
    # 1XXX and 8XXX are whole classes, as extensions are
    short_codes=ShortCodes(
        r"11[45]|99\d",
        LIBRARY,
    ),
)
