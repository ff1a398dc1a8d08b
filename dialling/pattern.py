"""Patterns of numbers, as Asterisk's dialplan writes them.

``X`` is any digit, ``Z`` 1 to 9, ``N`` 2 to 9, ``[2-5]`` one of these, ``.`` one character
or more, ``!`` none or more; the leading ``_`` may be there or not.
Source: docs.asterisk.org, "Pattern Matching".
"""

import re

MAX_PATTERNS = 100
MAX_LENGTH = 40
_SETS = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*"}
_PIECE = re.compile(r"\[[0-9*#]+(?:-[0-9])?[0-9*#]*\]|[0-9*#+XZN]|[.!]$", re.IGNORECASE)


class PatternError(ValueError):
    """A line that is no pattern; ``line`` is it."""

    def __init__(self, line):
        self.line = line
        super().__init__(line)


def read_patterns(text):
    """Read patterns, one a line; what follows a ``;`` is a comment.

    :return: tuple of compiled expressions of whole numbers
    :raises PatternError: for the first line that is none, or one too many
    """
    lines = [line.partition(";")[0].strip() for line in (text or "").splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > MAX_PATTERNS:
        raise PatternError(lines[MAX_PATTERNS])
    return tuple(_compile(line) for line in lines)


def matches(patterns, *numbers):
    """Return whether one of ``patterns`` is one of ``numbers``, whole."""
    return any(p.fullmatch(number) for p in patterns for number in numbers if number)


def _compile(line):
    left = line.removeprefix("_")
    if not left or len(left) > MAX_LENGTH:
        raise PatternError(line)
    expression = ""
    while left:
        piece = _PIECE.match(left)
        if not piece:
            raise PatternError(line)
        text = piece[0].upper()
        expression += _SETS.get(text) or (text if text[0] == "[" else re.escape(text))
        left = left[piece.end() :]
    try:
        return re.compile(expression, re.ASCII)
    except re.error as error:
        raise PatternError(line) from error
