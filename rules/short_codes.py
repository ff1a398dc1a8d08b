"""Short numbers of a country that are no extensions: 113, 1414 (rule 10)."""

from functools import cache

from phonenumbers import PhoneMetadata

# Where phonenumbers knows too few (of Vietnam 113 to 115): emergency 11x, information
# 1022 and 108x, state and charity 14xx, operators' care. As commonly known, not checked
# against the published plan; a number missing here only looks like an extension
_OWN = {"VN": r"11\d|10(?:22|8\d)|14\d\d|18[189]|19[89]|1111|1166|909\d|919[18]|789"}


@cache
def short_codes(country_code):
    """Return a pattern of the short numbers of a country, empty where none is known.

    :param str country_code: ISO 3166 in capitals (``VN``)
    """
    patterns = [_OWN.get(country_code, "")]
    metadata = PhoneMetadata.short_metadata_for_region(country_code)
    for name in ("short_code", "emergency") if metadata else ():
        description = getattr(metadata, name)
        patterns.append(description.national_number_pattern if description else "")
    found = [pattern for pattern in patterns if pattern and pattern != "NA"]
    return "|".join(f"(?:{pattern})" for pattern in dict.fromkeys(found))
