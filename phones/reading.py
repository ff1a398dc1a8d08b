"""Digit groups as numbers of a numbering plan: what is valid, today or renumbered."""

from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from .renumber import renumber

# a + and 15 digits
MAX_E164 = 16
# 00 and the (0) behind a country code may come on top
MAX_DIGITS = 18
MIN_DIGITS = 5
# fewer digits at the beginning of a longer run are an area code, not a number
MIN_PART = 7
# so many digits without + may begin with a country code
MIN_INTERNATIONAL = 10

# how far the last three or four digits of a list of lines may lie apart
NEAR = 50

_LANDLINES = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
}


class Span(NamedTuple):
    """Some of a run's groups, read as one number.

    :param values: its E.164 forms: one, or two where today's and an old reading differ
    """

    start: int
    stop: int
    values: list


def find_span(groups, regions, *, is_today=False, may_be_foreign=True):
    """Return the first number among ``groups`` as a ``Span``, or None.

    The first region is the number's own: what is valid there is read there only. Else
    every further region reads it; an empty first region means that none is its own.

    :param list groups: ``split.Group`` s
    :param regions: ISO 3166 codes; upper case
    :param bool is_today: read as a number in use today, as an old one if it is none
    :param bool may_be_foreign: read what no region knows as if a + stood before it
    """
    own, *further = regions or [""]
    span = _span_in(groups, own, is_today) if own else None
    if span:
        return span
    for region in further or [""]:
        other = _span_in(groups, region, is_today)
        if other and span and other[:2] == span[:2]:
            span.values.extend(v for v in other.values if v not in span.values)
        span = span or other
    if may_be_foreign and not span:
        return _foreign_span(groups, regions)
    return span


def _span_in(groups, region, is_today):
    for start, stop in _candidates(groups):
        part = groups[start:stop]
        values = _read(_number(part), region, _set_apart(part), is_today)
        if values:
            return Span(start, stop, values)
    return None


def _candidates(groups):
    """Yield the ``(start, stop)`` that may be a number, likeliest first."""
    for start, group in enumerate(groups):
        if not start or group.digits[0] == "0" or group.is_listed:
            yield from _candidates_from(groups, start)


def _candidates_from(groups, start):
    """Return the candidates that begin at one group.

    First those after which a new number clearly begins, then all groups together, then
    the longest.
    """
    total = sum(len(group.digits) for group in groups[start:])
    clear, others = [], []
    count = 0
    for stop in range(start + 1, len(groups)):
        count += len(groups[stop - 1].digits)
        if count > MAX_DIGITS:
            break
        if count >= MIN_PART:
            is_clear = _begins_number(groups[stop], total - count)
            (clear if is_clear else others).append((start, stop))
    whole = [(start, len(groups))] if MIN_DIGITS <= total <= MAX_DIGITS else []
    return clear + whole + others[::-1]


def _begins_number(group, digits):
    """Tell whether a group with so many ``digits`` from it on starts another number."""
    return "/" in group.before or (group.digits[0] == "0" and digits >= MIN_PART)


def _number(groups):
    """Return the digits of some groups, behind a + where they are international."""
    digits = "".join(group.digits for group in groups)
    if digits.startswith("00"):
        return "+" + digits.lstrip("0")
    if "+" in groups[0].before and digits[0] != "0":
        return "+" + digits
    return digits


def _set_apart(groups):
    """Return how long subscriber numbers may be that stand apart from their area code.

    ``08.38251234``: {8}. Mobiles are often written with 3 and 4 digits at the end,
    which sets nothing apart unless the code stands in brackets.
    """
    lengths = [len(group.digits) for group in groups]
    apart = {sum(lengths[index:]) for index in range(1, len(groups))}
    if lengths[-2:] == [3, 4] and not any(")" in group.before for group in groups):
        apart.discard(7)
    return apart


def _read(number, region, apart, is_today):
    """Return the E.164 forms of a number, best first; [] where it is not valid."""
    if number[0] not in "+0" and len(number) >= MIN_INTERNATIONAL and region:
        code = str(phonenumbers.country_code_for_region(region))
        # 491712345678 is +49 171 2345678, though 04917 could be an area in Germany
        if number.startswith(code):
            values = _read("+" + number, "", apart, is_today)
            if values:
                return values
    parsed = _parse(number, region)
    return _forms(parsed, apart, is_today) if parsed else []


def _parse(number, region=""):
    try:
        return phonenumbers.parse(number, region or None)
    except phonenumbers.NumberParseException:
        return None


def _forms(parsed, apart, is_today):
    """Return a number's E.164 form today and after renumbering, likelier first."""
    values = [_e164(parsed)] if _is_valid(parsed) else []
    if values and is_today:
        return values
    old = renumber(parsed.country_code, str(parsed.national_number))
    if not old:
        return values
    is_apart = old.subscriber in apart
    today = PhoneNumber(parsed.country_code, int(old.national))
    if values and not (is_apart or old.is_likely):
        return values
    if _is_valid(today):
        values.insert(0 if is_apart else len(values), _e164(today))
    return values


def _is_valid(number):
    # the library lets Germany have longer numbers than E.164
    is_valid = phonenumbers.is_valid_number(number)
    return is_valid and len(_e164(number)) <= MAX_E164


def _e164(number):
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _foreign_span(groups, regions):
    """Return all groups as an international number without its +, or None.

    With a 0 in front (``084 989 464 344``) only for a country of ``regions``.
    """
    digits = "".join(group.digits for group in groups)
    if any(group.is_listed for group in groups[1:]) or "+" in groups[0].before:
        return None
    if not MIN_INTERNATIONAL <= len(digits) <= MAX_DIGITS:
        return None
    number = digits.lstrip("0")
    codes = [str(phonenumbers.country_code_for_region(r)) for r in regions if r]
    if digits[0] == "0" and not number.startswith(tuple(codes)):
        return None
    values = _read("+" + number, "", set(), is_today=False) if number else []
    return Span(0, len(groups), values) if values else None


def complete(value, digits):
    """Return ``value`` with other last digits, or None where that makes no sense.

    One or two digits may replace any (``38251234/35``); three and four only near ones,
    lest an extension be taken for them; six to eight only a landline's own number.

    :param str value: E.164, or ``=`` and digits
    """
    count = len(digits)
    if count > 8 or len(value) <= MIN_PART:
        return None
    completed = value[:-count] + digits
    if count in (3, 4) and abs(int(digits) - int(value[-count:])) > NEAR:
        return None
    if value[0] == "=":
        return completed if count < 5 else None
    if count == 5 or (count > 5 and not _is_landline(value)):
        return None
    parsed = _parse(completed)
    return completed if parsed and _is_valid(parsed) else None


def _is_landline(value):
    return phonenumbers.number_type(_parse(value)) in _LANDLINES
