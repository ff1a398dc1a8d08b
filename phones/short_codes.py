"""Short numbers of a country that are no extensions: 113, 1414."""

from functools import cache

from phonenumbers import PhoneMetadata

from .countries import PLANS


@cache
def short_codes(region):
    """Return a pattern of the short numbers of a country, '' where none is known.

    From its table, else from the library: without those for messages only, some of
    which are as long as extensions and as many.

    :param str region: ISO 3166 code in capitals (``VN``)
    """
    for plan in PLANS:
        if plan.region == region and plan.short_codes:
            return plan.short_codes.pattern
    metadata = PhoneMetadata.short_metadata_for_region(region)
    if not metadata:
        return ""
    codes, messages, emergency = (
        _pattern(metadata, name) for name in ("short_code", "sms_services", "emergency")
    )
    called = f"(?!(?:{messages})$)(?:{codes})" if messages else codes
    return "|".join(filter(None, (called, emergency)))


def _pattern(metadata, name):
    """Return one pattern of the library's, '' where it has none."""
    description = getattr(metadata, name)
    pattern = description and description.national_number_pattern
    return "" if pattern in (None, "NA") else pattern
