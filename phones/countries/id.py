"""Indonesia. Source: Kominfo, Fundamental Technical Plan 2000, ch. II: long-distance
carriers 01X and cheap calls 010XX in front of the trunk 0.
"""

from ..plan import LIBRARY, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="ID",
    code=62,
    # 001 and 008 Indosat, 007 Telkom, 009 Bakrie, 010XX cheap calls
    ways_out=(r"00[1789](?=[1-9])|010\d\d",),
    dialled=(Dialled(r"0?1(?:0\d\d|[17])0?", "", (9, 10, 11), "carrier codes"),),
    short_codes=ShortCodes(
        r"11[02389]|140\d\d|150264",
        LIBRARY,
    ),
)
