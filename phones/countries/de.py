"""Germany: a company's lines are its number with digits behind; the switchboard has 0.

Source: DIN 5008 (the extension stands behind a hyphen, the switchboard's is 0);
Bundesnetzagentur, Nummernplan Ortsnetzrufnummern (blocks for direct dialling in).
"""

from ..plan import LIBRARY, Plan, ShortCodes

PLAN = Plan(
    region="DE",
    code=49,
    has_direct_dialling=True,
    short_codes=ShortCodes(
        r"11[025]|116\d{3}|118\d\d|1180\d\d",
        LIBRARY,
    ),
)
