"""Numbers as they are written at home, where a country's table says how."""

from functools import cache

import phonenumbers

from .renumber import tables_of


def display(number, region):
    """Return a number as it is written in its country, None where no table says how.

    Programs for telephones group numbers by the version that they have; people do not.

    :param str number: E.164, or national as dialled
    :param str region: ISO code of the country where it is shown; numbers of others: None
    """
    tables = tables_of(_code(region))
    if not tables or not tables.grouping:
        return None
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if parsed.country_code != _code(region) or parsed.extension:
        return None
    national = phonenumbers.national_significant_number(parsed)
    for pattern, template in tables.grouping:
        match = pattern.fullmatch(national)
        if match:
            return match.expand(template)
    return None


@cache
def _code(region):
    return phonenumbers.country_code_for_region(region)
