"""Gabon: the 0 in front became two digits. Source: ARCEP Gabon, 15 November 2019:
landlines 011, mobiles 06 and 07 by operator.
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="GA",
    code=241,
    changes=(
        Change(
            "2019-11-15",
            "ARCEP Gabon",
            tuple(
                (trunk + old, new, 6)
                for old, new in (
                    ("1", "11"),
                    ("2", "62"),
                    ("4", "74"),
                    ("5", "65"),
                    ("6", "66"),
                    ("7", "77"),
                )
                # written with its 0 abroad, too
                for trunk in ("0", "")
            ),
        ),
    ),
    short_codes=ShortCodes(
        r"18|13\d\d|1730",
        LIBRARY,
    ),
)
