"""New Zealand. Source: NAD, Number Allocation Rules (freephone 0800 and 0508, often told as
words).
"""

from ..plan import LIBRARY, Letters, Plan, ShortCodes

PLAN = Plan(
    region="NZ",
    code=64,
    letters=(Letters(r"0(?:800|508)", 6),),
    short_codes=ShortCodes(r"111|018|10[5-9]|11[02-9]|\*555", LIBRARY),
)
