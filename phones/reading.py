"""Digit groups as numbers of a numbering plan: what is valid, today or renumbered."""

from functools import cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberType, ValidationResult

from .renumber import (
    elsewhere,
    is_cut,
    is_known,
    renumber,
    same_line,
    undialled,
    way_out,
)

# a + and 15 digits
MAX_E164 = 16
# 00 and the (0) behind a country code may come on top
MAX_DIGITS = 18
MIN_DIGITS = 5
# fewer digits at the beginning of a longer run are an area code, not a number
MIN_PART = 7
# so many digits without + may begin with a country code
MIN_INTERNATIONAL = 10

# so many digits without a trunk prefix may be a whole number
MIN_UNLED = 9

# how far the last three or four digits of a list of lines may lie apart
NEAR = 50

_LANDLINES = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
}


_DIALLED_OUT = phonenumbers.CountryCodeSource.FROM_NUMBER_WITH_IDD


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
    for start, stop in _candidates(groups, _fewest_digits(region)):
        part = groups[start:stop]
        apart = _set_apart(part)
        number = _number(part)
        values = _read(number, region, apart, is_today)
        if values[:1] != [number]:
            # 007 84… is Russia's only where nothing else is
            values = _read_abroad(part, region, is_strict=bool(values)) or values
        if values:
            return Span(start, stop, values)
    return None


@cache
def _fewest_digits(region):
    """Return how many digits a number has at least: fewer on the smallest islands."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    lengths = metadata.general_desc.possible_length if metadata else ()
    is_small = lengths and max(lengths) <= MIN_PART
    return min(MIN_DIGITS, *lengths) if is_small else MIN_DIGITS


def _candidates(groups, fewest):
    """Yield the ``(start, stop)`` that may be a number, likeliest first."""
    for start, group in enumerate(groups):
        if not start or group.digits[0] == "0" or group.is_listed:
            yield from _candidates_from(groups, start, fewest)


def _candidates_from(groups, start, fewest):
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
    whole = [(start, len(groups))] if fewest <= total <= MAX_DIGITS else []
    return clear + whole + others[::-1]


def _begins_number(group, digits):
    """Tell whether a group with so many ``digits`` from it on starts another number."""
    is_another = "/" in group.before or "|" in group.before
    return is_another or (group.digits[0] == "0" and digits >= MIN_PART)


def _number(groups):
    """Return the digits of some groups, behind a + where they are international."""
    digits = "".join(group.digits for group in groups)
    if digits.startswith("00"):
        return "+" + digits.lstrip("0")
    if "+" in groups[0].before and digits[0] != "0":
        return "+" + digits
    return digits


def _read_abroad(groups, region, is_strict):
    """Return the E.164 forms behind another way out than 00, as in 0011 or 00 and a carrier.

    :param is_strict: whether only a number that needs no mending is one
    """
    digits = "".join(group.digits for group in groups)
    if "+" in groups[0].before or not region:
        return []
    own_way = way_out(region)
    match = own_way and own_way.match(digits)
    if match:
        parsed = _parse("+" + digits[match.end() :])
    elif digits[:2] == "00" and _way_out(region) != "00":
        parsed = _parse(digits, region, is_international=True)
    else:
        return []
    if is_strict and not (parsed and phonenumbers.is_valid_number(parsed)):
        return []
    return _forms(parsed, set(), False) if parsed else []


@cache
def _way_out(region):
    """Return the pattern of what is dialled in a country to call another."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    return metadata.international_prefix if metadata else "00"


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


def _parse(number, region="", is_international=False):
    try:
        parsed = phonenumbers.parse(number, region or None, is_international)
    except phonenumbers.NumberParseException:
        return None
    if is_international and parsed.country_code_source != _DIALLED_OUT:
        return None
    return parsed


def _forms(parsed, apart, is_today):
    """Return a number's E.164 forms, the likeliest first: today's, and its other ones."""
    code = parsed.country_code
    national = phonenumbers.national_significant_number(parsed)
    # the plan tells whose they are, whatever a library of some years knows of its own
    abroad = [
        f"+{other}{national}"
        for other in elsewhere(code, national)
        if _is_number(other, national)
    ]
    if abroad:
        return abroad
    found = _nationals(code, national, parsed, apart, is_today)
    if not found:
        for other in [*undialled(code, national), *_without_trunk(code, national)]:
            found = _nationals(code, other, None, apart, is_today)
            if found:
                break
    others = [
        other
        for one in found
        for other in same_line(code, one)
        if _is_number(code, other)
    ]
    return list(dict.fromkeys(f"+{code}{one}" for one in found + others))


def _without_trunk(code, national):
    """Return the number behind a trunk prefix that the library took for a part of it.

    A 0 is written where no country has one: +351 (0)21….
    """
    trunks = dict.fromkeys((_trunk(code), "0"))
    return [national[1:] for trunk in trunks if trunk and national[0] == trunk]


def _nationals(code, national, parsed, apart, is_today):
    """Return what a national number is today, the likelier first; [] for no number.

    :param parsed: the same, where the library has read it
    """
    old = renumber(code, national)
    if old and not old.is_reused:
        return [old.national]
    values = [national] if _is_number(code, national, parsed) else []
    if not old or (values and is_today):
        return values
    is_apart = old.subscriber in apart
    if values and not (is_apart or old.is_likely):
        return values
    if _is_number(code, old.national):
        values.insert(0 if is_apart else len(values), old.national)
    return values


def _is_number(code, national, parsed=None):
    """Whether a numbering plan gives out such national numbers."""
    # the library lets Germany have longer numbers than E.164
    if len(national) + len(str(code)) >= MAX_E164:
        return False
    parsed = parsed or _parse(f"+{code}{national}")
    if not parsed:
        return False
    is_same = phonenumbers.national_significant_number(parsed) == national
    return is_same and (
        phonenumbers.is_valid_number(parsed) or is_known(code, national)
    )


def spellings(digits, regions):
    """Return how else a number may stand somewhere that the library calls invalid.

    Reserved and new numbers are as much somebody's as others: 07700900123 is
    447700900123 in Britain.

    :param str digits: as typed or sent, behind a + where it is international
    :return: texts of digits; without the given one where it is no whole number
    """
    found = []
    for code, national, trunk in _whole(digits, regions):
        found += [f"{code}{national}", f"{trunk}{national}", national]
    return list(dict.fromkeys(found))


def is_whole(digits, regions):
    """Whether digits are as many as a number has, whoever gave it out.

    What is no whole number lacks digits: it may be the end of another.
    """
    return next(_whole(digits, regions), None) is not None


def whole_abroad(digits):
    """Return a whole international number as its digits, without (0), '' for none."""
    for code, national, _trunk in _whole(digits, []):
        return f"{code}{national}"
    return ""


def is_of(value, region):
    """Whether an E.164 value has the country code of ``region``."""
    return value.startswith(f"+{phonenumbers.country_code_for_region(region)}")


def may_be_home(digits, region):
    """Whether digits behind a trunk prefix are a whole number of ``region``.

    Valid or not: another country may know them, and they are its own all the same.
    """
    return any(
        trunk and digits.startswith(trunk) and not digits.startswith("00")
        for _code, _national, trunk in _whole(digits, [region])
    )


def _whole(digits, regions):
    """Yield ``(country code, national number, trunk prefix)`` of whole numbers."""
    digits = "+" + digits.lstrip("0") if digits.startswith("00") else digits
    for region in dict.fromkeys([*filter(None, regions), ""]):
        if not region and digits[0] != "+":
            continue
        parsed = _parse(digits, region)
        if not parsed:
            continue
        code = parsed.country_code
        national = phonenumbers.national_significant_number(parsed)
        trunk = _trunk(code)
        is_home = digits[0] != "+"
        is_led = digits.startswith((trunk, str(code)))
        if is_home and not is_led and len(digits) < MIN_UNLED:
            continue
        reason = phonenumbers.is_possible_number_with_reason(parsed)
        if reason == ValidationResult.IS_POSSIBLE and not is_cut(code, national):
            yield code, national, trunk


@cache
def _trunk(code):
    """Return what is dialled in front of a country's numbers at home."""
    region = phonenumbers.region_code_for_country_code(code)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    return (metadata and metadata.national_prefix) or ""


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
    is_valid = parsed and phonenumbers.is_valid_number(parsed)
    return completed if is_valid and len(completed) <= MAX_E164 else None


def _is_landline(value):
    return phonenumbers.number_type(_parse(value)) in _LANDLINES
