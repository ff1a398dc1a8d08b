"""A phone field's text mended: several numbers parted, a bare number with its country.

What is offered finds whoever the text found, and has every word of it; else nothing is,
and a person has to look.
"""

import re
from typing import NamedTuple

import phonenumbers

from .clean import clean
from .display import display
from .keys import read_keys
from .reading import is_of
from .split import JOINERS

_WORD = re.compile(r"[^\W_]+")


class Part(NamedTuple):
    """One number of a field.

    :param number: as typed; completed where only its last digits were
    :param label: the text beside it
    """

    number: str
    label: str = ""


def part(text, regions):
    """Return the ``Part`` s of a text with several numbers; [] where it is not clear.

    The first is what stays in the field: its label, if it has one, in its ``number``.

    :param str text: as typed
    :param regions: as in ``read_keys``
    """
    keys = read_keys(text, regions)
    parts = list(
        {key.piece: Part(key.piece, key.label) for key in reversed(keys)}.values()
    )
    parts.reverse()
    if len(parts) < 2 or not _has_words(text, parts):
        return []
    first = _with_label(parts[0], regions)
    parts = [Part(first), *parts[1:]]
    found = [key for one in parts for key in read_keys(one.number, regions)]
    return parts if first and _values(keys) <= _values(found) else []


def with_country(text, regions):
    """Return a text whose number has its country's code, '' where it is not clear.

    That of another country than the first of ``regions``, typed as it is dialled there.

    :param str text: as typed
    :param regions: as in ``read_keys``; the first is the contact's own
    """
    keys = read_keys(text, regions)
    own = regions[0] if regions else ""
    countries = {_country(key.value) for key in keys}
    if (
        len({key.piece for key in keys}) != 1
        or len(countries) != 1
        or countries == {0}
        or any(map(_may_be_home, keys))
        or (own and is_of(keys[0].value, own))
        or keys[0].piece.lstrip(" (").startswith(("+", "00"))
    ):
        return ""
    for key in keys:
        number = display(key.value) or phonenumbers.format_number(
            phonenumbers.parse(key.value),
            phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        )
        mended = _with_label(Part(number, keys[0].label), regions)
        found = _values(read_keys(mended, regions))
        wanted = {key.value for key in keys}
        if mended and wanted <= found and _has_words(keys[0].label, [Part(mended)]):
            return mended
    return ""


def _with_label(one, regions):
    """Return a number with its label as one text that is read so, '' where none is."""
    if not one.label:
        return one.number
    wanted = _values(read_keys(one.number, regions))
    for text in (f"{one.number} ({one.label})", f"{one.number} {one.label}"):
        keys = read_keys(text, regions)
        if _values(keys) == wanted and keys[0].label == one.label:
            return text
    return ""


def _may_be_home(key):
    """Whether digits are a number elsewhere only as an old one, and may be one at home."""
    return bool(key.also) and not key.value.endswith(key.also[1:].lstrip("0"))


def _values(keys):
    return {value for key in keys for value in (key.value, key.also) if value}


def _country(value):
    """Return the country code of a value, 0 where no plan knows it."""
    return value[0] == "+" and phonenumbers.parse(value).country_code


def _has_words(text, parts):
    """Whether every word and digit of a text is in one of ``parts``."""
    kept = "".join(_WORD.findall(" ".join(" ".join(one) for one in parts)))
    return all(
        word in kept or word.casefold() in JOINERS
        for word in _WORD.findall(clean(text))
    )
