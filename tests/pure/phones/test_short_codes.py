"""Short numbers of countries: called they are outside, extensions are not."""

import re

import phonenumbers
import pytest
from callcenter.phones import short_codes
from callcenter.phones.countries import PLANS
from callcenter.rules.exchange import Exchange

# (country, short codes that are called, extensions of the same length)
CALLED = (
    ("VN", "113 114 115 1022 1080 1414 111 156", "101 2001 45 1201 8001"),
    ("US", "911 211 311 411 988", "101 2001 3105 45001 900"),
    ("GB", "999 112 101 111 1571", "2001 202 313 60001 8001"),
    ("CH", "112 117 144 1811", "200 301 4001 55555"),
    ("DE", "110 112 116117 11833", "101 2001 333"),
    ("AU", "000 112 1223", "225 19001 3001"),
    ("BJ", "112 117", "7001 201"),
    ("MU", "114 999", "101 1001 8001"),
    ("CO", "123 112", "25001 35700 201"),
    ("UA", "101 112 1551", "8001 9001 201"),
    ("CN", "110 119 10086 12345 95588", "8001 201 13001"),
    ("JP", "110 119 117 171", "201 1001"),
    ("KR", "112 119 114 1330", "201 1001"),
    ("TH", "191 1669 1155", "201 1001 2001"),
    ("ID", "112 14045", "101 2001 71400"),
    ("IT", "112 1522 1020", "201 4301 45001"),
    ("BR", "190 10321", "201 4040 2001"),
    ("MX", "911 040", "101 7766"),
    ("PL", "112 998 19115", "201 1001"),
    ("RU", "01 102 112", "201 1001"),
    ("EG", "122 16023", "34400 201"),
    # no table of ours: the library's
    ("FR", "112 15 3900 1014", "201 45001"),
    ("ES", "112 091 1004", "201 25001"),
    ("SE", "112 11414", "201 7001"),
    ("BE", "112 1207", "2001 301"),
)


def exchange(region):
    return Exchange(short_codes=short_codes(region))


@pytest.mark.parametrize(("region", "codes", "extensions"), CALLED)
def test_short_codes_are_outside_and_extensions_inside(region, codes, extensions):
    for code in codes.split():
        assert not exchange(region).is_inside_number(code), code
    for extension in extensions.split():
        assert exchange(region).is_inside_number(extension), extension


def test_a_country_that_nobody_knows_has_none():
    assert short_codes("XX") == short_codes("") == ""


@pytest.mark.parametrize(
    "plan", [plan for plan in PLANS if plan.short_codes], ids=lambda plan: plan.region
)
def test_every_table_has_its_country_s_with_their_source(plan):
    assert plan.short_codes.source
    assert len(plan.short_codes.pattern) == len(short_codes(plan.region))
    re.compile(plan.short_codes.pattern)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_emergencies_are_outside_everywhere(region):
    metadata = phonenumbers.PhoneMetadata.short_metadata_for_region(region)
    if metadata is None or metadata.emergency is None:
        pytest.skip("the library knows none")
    pattern = metadata.emergency.national_number_pattern
    known = re.compile(short_codes(region))
    for length in (2, 3, 4):
        for number in range(10**length):
            digits = str(number).zfill(length)
            if re.fullmatch(pattern, digits):
                assert known.fullmatch(digits), digits
