"""Texts that a spreadsheet would take for a formula."""

import re

# by which spreadsheets know formulas, in the writings that some of them read as these
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# what some programs read over: blanks, and characters that are not seen
_UNREAD = re.compile(
    r"[\s\x00-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)


def is_formula(text):
    """Return whether some spreadsheet would read ``text`` as a formula."""
    return text.startswith(STARTS) or _UNREAD.sub("", text, count=1).startswith(STARTS)
