"""Poland: the trunk 0 went, and with it carriers' codes. Source: UKE; 0 was optional from
5 December 2005 and ended on 15 May 2010, 0 10XX named the carrier.
"""

from ..plan import Dialled, Plan

PLAN = Plan(
    region="PL",
    code=48,
    dialled=(Dialled(r"0(?:10\d\d)?", "", (9,), "trunk prefix, until 2010"),),
)
