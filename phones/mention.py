"""Numbers within texts that nobody reads as numbers: payloads, names of recordings."""

import phonenumbers

MIN_DIGITS = 7
# what people and exchanges put between the digits, never between two values
_SEPARATOR = "[^0-9A-Za-z\"',:;=&|]{0,3}"


def mention_pattern(values, trunk_prefix=""):
    """Return a regular expression that finds numbers in any spelling, or None.

    It is understood by Python and by PostgreSQL alike.

    :param values: ``Key.value`` s; short ones (``=113``) are in every text by chance,
        and are left out
    :param str trunk_prefix: digits that an exchange may put in front
    """
    patterns = [_pattern(value) for value in values]
    found = "|".join(filter(None, dict.fromkeys(patterns)))
    trunk = f"(?:{trunk_prefix})?" if trunk_prefix.isdigit() else ""
    return f"(?<![0-9]){trunk}(?:{found})(?![0-9])" if found else None


def _pattern(value):
    digits = value[1:]
    if len(digits) < MIN_DIGITS:
        return None
    if value[0] != "+":
        return _SEPARATOR.join(digits)
    number = phonenumbers.parse(value)
    home = phonenumbers.national_significant_number(number)
    country = _SEPARATOR.join(str(number.country_code))
    abroad = f"(?:00{_SEPARATOR})?{country}{_SEPARATOR}"
    return f"(?:{abroad})?(?:0{_SEPARATOR})?{_SEPARATOR.join(home)}"
