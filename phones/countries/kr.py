"""Korea: all mobiles became 010.

Source: Korea Communications Commission, conversion of 24 December 2003; the last old
numbers (011 on 2G) ended on 30 June 2021.
"""

from ..plan import LIBRARY, Change, Dialled, Plan, ShortCodes

# operator ▶ what stands in front of exchanges 200–499 and of 500–899
_THREE_DIGITS = (
    ("11", "5", "3"),
    ("16", "3", "2"),
    ("17", "6", "4"),
    ("18", "4", "6"),
    ("19", "2", "5"),
)
# exchanges of four digits: what they began with, and begin with
_FOUR_DIGITS = (
    *((f"119{digit}", f"109{digit}") for digit in "01234"),
    *((f"119{digit}", f"108{digit}") for digit in "56789"),
    ("1117", "1071"),
    *((f"169{digit}", f"107{digit}") for digit in "01234"),
    *((f"169{digit}", f"109{digit}") for digit in "56789"),
    *((f"199{digit}", f"108{digit}") for digit in "01234"),
    *((f"199{digit}", f"107{digit}") for digit in "56789"),
)
_MOVES = tuple(
    (operator + first, f"10{digit}{first}", 6)
    for operator, low, high in _THREE_DIGITS
    for firsts, digit in (("234", low), ("5678", high))
    for first in firsts
)

PLAN = Plan(
    region="KR",
    code=82,
    changes=(
        Change(
            "2004-01-01",
            "Korea Communications Commission",
            _MOVES + tuple((old, new, 6) for old, new in _FOUR_DIGITS),
        ),
    ),
    dialled=(Dialled(r"08[1-68]0?", "", (8, 9, 10), "carrier codes"),),
    short_codes=ShortCodes(
        r"10[015]|11\d|12[01357-9]|13[24]|141|18[28]"
        r"|13(?:0[01]|3[0-35-9]|45|5[057]|6[569]|7[79]|8[2589]|9[0189])"
        r"|1[01679]114|18114",
        LIBRARY,
    ),
)
