"""Nigeria: landlines got 20 in front. Source: NCC, 20 September 2023: 01 4630643 became
0201 4630643, alone since 1 January 2024.
"""

from ..plan import Change, Plan, ShortCodes

PLAN = Plan(
    region="NG",
    code=234,
    changes=(
        Change(
            "2024-01-01", "NCC", tuple((first, "20" + first, 7) for first in "1345689")
        ),
    ),
    numbers=(r"20[1-9]\d{7}",),
    short_codes=ShortCodes(
        r"112|199",
        "NCC, emergency numbers; libphonenumber",
    ),
)
