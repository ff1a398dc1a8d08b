"""Hungary: 06 is dialled in front at home. Source: NMHH, decree 3/2011."""

from ..plan import Dialled, Plan

PLAN = Plan(
    region="HU",
    code=36,
    dialled=(Dialled(r"06", "", (8, 9), "trunk prefix, abroad by mistake"),),
)
