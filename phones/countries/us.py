"""United States and all with +1. Source: NANPA, Central Office Code Assignment
Guidelines; FCC on toll-free numbers (800 and its companions; "vanity numbers").
"""

from ..plan import Letters, Plan

PLAN = Plan(
    region="US",
    code=1,
    letters=(Letters(r"8(?:00|33|44|55|66|77|88)", 7),),
)
