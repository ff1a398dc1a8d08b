"""United States and all with +1. Source: NANPA, Central Office Code Assignment
Guidelines; FCC on toll-free numbers (800 and its companions; "vanity numbers").
"""

from ..plan import LIBRARY, Letters, Plan, ShortCodes

PLAN = Plan(
    region="US",
    code=1,
    letters=(Letters(r"8(?:00|33|44|55|66|77|88)", 7),),
    # five and six digits are for messages, four a carrier's own
    short_codes=ShortCodes(
        r"[2-9]11|112|933|988",
        LIBRARY,
    ),
)
