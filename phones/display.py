"""Numbers as they are written, at home and abroad, where a country's table says how."""

import re
from functools import cache

import phonenumbers

from .renumber import tables_of


def display(number, region=None):
    """Return a number as it is written in a country, None where no table says how.

    Programs for telephones group numbers by the version that they have; people do not.

    :param str number: E.164, or national as dialled
    :param str region: ISO code of the country where it is shown: numbers of others have
        their country's code; None: all have
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(parsed)
    shown = None if parsed.extension else _display_national(parsed, national)
    if not shown or (region and parsed.country_code == _code(region)):
        return shown
    # a trunk prefix is dialled at home only
    trunk = re.sub(r"\D", "", shown).removesuffix(national)
    return f"+{parsed.country_code} {shown.removeprefix(trunk)}"


def _display_national(parsed, national):
    tables = tables_of(parsed.country_code)
    for pattern, template in tables.grouping if tables else ():
        match = pattern.fullmatch(national)
        if match:
            return match.expand(template)
    return None


@cache
def _code(region):
    return phonenumbers.country_code_for_region(region)
