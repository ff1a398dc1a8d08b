"""United Kingdom: the "Big Number Change". Source: Oftel, 22 April 2000 (old codes until
then, new ones since June 1999).
"""

from ..plan import Change, Plan

PLAN = Plan(
    region="GB",
    code=44,
    changes=(
        Change(
            "2000-04-22",
            "Oftel",
            (
                # London, inner and outer
                ("171", "207", 7),
                ("181", "208", 7),
                # Cardiff, Coventry, Portsmouth, Southampton, Belfast
                ("1222", "2920", 6),
                ("1203", "2476", 6),
                ("1705", "2392", 6),
                ("1703", "2380", 6),
                ("1232", "2890", 6),
            ),
        ),
    ),
)
