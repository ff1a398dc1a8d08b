"""Mauritius: mobiles got a 5 in front. Source: ICTA, 1 September 2013."""

from ..plan import Change, Plan

PLAN = Plan(
    region="MU",
    code=230,
    changes=(Change("2013-09-01", "ICTA", (("7", "57", 6), ("9", "59", 6))),),
)
