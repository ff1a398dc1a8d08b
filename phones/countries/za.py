"""South Africa: 09 was dialled to call another country. Source: ICASA, numbering plan
regulations of 2007 (00 since 16 January 2007).
"""

from ..plan import LIBRARY, Plan, ShortCodes

PLAN = Plan(
    region="ZA",
    code=27,
    ways_out=(r"09",),
    short_codes=ShortCodes(r"10(?:111|177)|112|107", LIBRARY),
)
