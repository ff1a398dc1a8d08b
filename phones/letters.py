"""Numbers told as words, and what else people write in the place of digits."""

import re
from functools import cache

import phonenumbers

from .countries import PLANS

_KEYS = {
    letter: digit
    for digit, letters in zip(
        "23456789",
        ["ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"],
        strict=True,
    )
    for letter in letters
}
_SPELLINGS = tuple(
    (re.compile(pattern), instead)
    for plan in PLANS
    for pattern, instead in plan.spellings
)
MIN_LETTERS = 3


def undo_words(text, regions):
    """Return a text with its words that stand for digits (1-800-FLOWERS) as digits.

    With their country's code in front they are read anywhere, else where a number of
    ``regions`` may be one, and in capitals.
    """
    for pattern, instead in _SPELLINGS:
        text = pattern.sub(instead, text)
    codes = {phonenumbers.country_code_for_region(region) for region in regions}
    for plan in _PLANS:
        for letters in plan.letters:
            text = _abroad(plan.code, letters).sub(_replace, text)
            if plan.code in codes:
                text = _at_home(letters).sub(_replace, text)
    return text


_PLANS = tuple(plan for plan in PLANS if plan.letters)


def _word(letters):
    """The pattern of a word of so many digits at least, with dashes and dots in it."""
    return rf"(?P<word>(?:[a-zA-Z0-9][.-]?){{{letters.count},}})(?![^\W_])"


@cache
def _abroad(code, letters):
    """The pattern of a word behind its country's code: +1-800-…, 1-800-…."""
    return re.compile(
        rf"(?<![^\W_])(?P<code>\+{code}[ .-]?|{code}[ .-])"
        rf"\(?(?P<prefix>{letters.prefix})\)?[ .-]?{_word(letters)}"
    )


@cache
def _at_home(letters):
    return re.compile(
        rf"(?<![^\W_])(?P<code>)\(?(?P<prefix>{letters.prefix})\)?[ .-]?"
        + _word(letters).replace("a-z", "")
    )


def _replace(match):
    """Return a match's digits; the match itself where it is no word."""
    word = match["word"]
    characters = [one for one in word.upper() if one.isalnum()]
    if sum(map(str.isalpha, characters)) < MIN_LETTERS:
        return match[0]
    digits = "".join(_KEYS.get(one, one) for one in characters)
    count = _count(match["prefix"])
    code = "".join(filter(str.isdigit, match["code"]))
    return (
        f"+{code}{match['prefix']}{digits[:count]}"
        if code
        else (match["prefix"] + digits[:count])
    )


@cache
def _count(prefix):
    """Return how many digits follow a prefix."""
    return next(
        letters.count
        for plan in _PLANS
        for letters in plan.letters
        if re.fullmatch(letters.prefix, prefix)
    )
