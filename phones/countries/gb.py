"""United Kingdom: the "Big Number Change". Source: Oftel, 22 April 2000 (old codes until
then, new ones since June 1999).
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

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
    short_codes=ShortCodes(
        r"999|10[015]|11(?:[129]|6\d{3}|8\d{3})|12[1-3]|1250|133|14(?:1|7\d)"
        r"|15\d|1571|17(?:0\d|[56]0)|19[15]|1800\d",
        LIBRARY,
    ),
)
