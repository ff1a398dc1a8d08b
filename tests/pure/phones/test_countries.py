"""Every country's spellings meet, and strangers do not."""

import re

import phonenumbers
import pytest
from callcenter.phones import (
    display,
    lookup_keys,
    may_be,
    read_keys,
    read_plain,
    search_words,
    words_of,
)
from callcenter.phones.countries import PLANS
from callcenter.phones.renumber import renumber
from countries_table import MAY_BE, NOBODY, SAME, TWO
from further_table import FURTHER, LISTS

ROWS = [(region, *row) for region, _source, rows in (*SAME, *FURTHER) for row in rows]


def meets(typed, sent, regions):
    """Whether a contact's text is found by what an exchange sends."""
    words = words_of(read_keys(typed, regions))
    return not set(words).isdisjoint(search_words(sent, regions).values)


def offered(typed, sent, region):
    """Whether a contact is found by further words, and may be the caller."""
    search = search_words(sent, [region])
    return any(
        may_be(sent, search, key)
        for key in read_keys(typed, [region])
        if not set(words_of([key])).isdisjoint(search.may_be)
    )


def test_the_table_is_as_large_as_promised():
    assert len(ROWS) >= 300
    assert len({region for region, _typed, _sent in ROWS}) >= 20
    assert all(source for _region, source, _rows in (*SAME, *FURTHER, *LISTS))


@pytest.mark.parametrize(("region", "typed", "sent"), ROWS)
def test_both_ways(region, typed, sent):
    assert meets(typed, sent, [region])
    assert meets(sent, typed, [region])


@pytest.mark.parametrize(
    ("region", "typed", "sent"),
    [(region, *row) for region, _source, rows in LISTS for row in rows],
)
def test_lists_and_extensions(region, typed, sent):
    assert meets(typed, sent, [region])


@pytest.mark.parametrize(("region", "typed", "sent"), ROWS)
def test_a_contact_of_that_country_elsewhere(region, typed, sent):
    """Other connections read its numbers, too, and it is found by those of its own."""
    words = words_of(read_keys(typed, [region, "VN"]))
    assert not set(words).isdisjoint(search_words(sent, [region]).values)
    for value in search_words(sent, [region]).values[:1]:
        if value[0] == "+":
            abroad = "00" + value[1:]
            assert not set(words).isdisjoint(search_words(abroad, ["VN"]).values)


@pytest.mark.parametrize(("region", "typed", "sent"), MAY_BE)
def test_may_be(region, typed, sent):
    assert not meets(typed, sent, [region])
    assert offered(typed, sent, region)


@pytest.mark.parametrize(("region", "typed", "sent"), TWO)
def test_two_people(region, typed, sent):
    assert not meets(typed, sent, [region])
    assert not offered(typed, sent, region)


@pytest.mark.parametrize("sent", NOBODY)
@pytest.mark.parametrize("region", ["VN", "US", "DE", "BR"])
def test_hidden_callers_search_for_nobody(sent, region):
    search = search_words(sent, [region])
    assert (search.values, search.may_be) == ((), ())


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_the_librarys_own_examples(region):
    """In each form that people and exchanges write, they are found by every other."""
    code = phonenumbers.country_code_for_region(region)
    formats = phonenumbers.PhoneNumberFormat
    for kind in (0, 1, 2, 3, 4, 5, 6):
        number = phonenumbers.example_number_for_type(region, kind)
        if not number:
            continue
        forms = [
            phonenumbers.format_number(number, form)
            for form in (formats.E164, formats.INTERNATIONAL, formats.NATIONAL)
        ]
        if len(forms[0]) > 16:
            continue
        national = phonenumbers.national_significant_number(number)
        forms += [re.sub(r"\D", "", forms[2]), national]
        # so few digits are a local number of others, whatever stands in front
        if len(forms[0]) > 10:
            forms += [
                "00" + forms[0][1:],
                forms[0][1:],
                f"+{code}-{national[:3]}-{national[3:]}",
            ]
            outside = _way_out(region) + forms[0][1:]
            # 009 and 234 1… of Nigeria may be 00 and 92 341…, a number of Pakistan
            if not _is_valid("+" + outside.lstrip("0")):
                forms.append(outside)
            if code != 39:  # the 0 says that it is no mobile
                forms.append(f"+{code} (0){national}")
        words = {form: set(words_of(read_keys(form, [region]))) for form in forms}
        sent = {form: set(lookup_keys(form, [region])) for form in forms}
        assert not [
            (code, typed, number)
            for typed in forms
            for number in forms
            if words[typed].isdisjoint(sent[number])
        ]


def _is_valid(text):
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def _way_out(region):
    """Return what is dialled in a country to call another, 00 where it is a choice."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    way = metadata.preferred_international_prefix or metadata.international_prefix
    return way if way and way.isdecimal() else "00"


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.region)
def test_tables_hold_what_they_say(plan):
    assert phonenumbers.country_code_for_region(plan.region) == plan.code
    before = [old for change in plan.changes for old, _new, _own in change.moves]
    for change in plan.changes:
        assert re.fullmatch(r"(19|20)\d\d(-\d\d){0,2}", change.date)
        assert change.source
        for old, new, own in change.moves:
            today = renumber(plan.code, old + "3" * own).national
            assert today == new + "3" * own
            # today's number is none of before, but where those are given out again
            again = renumber(plan.code, today)
            assert not again or again.is_reused or change.is_reused
    assert len(set(before)) == len(before)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.region)
def test_the_short_way_leaves_what_is_particular_to_the_long_one(plan):
    for kind in (0, 1):
        number = phonenumbers.example_number_for_type(plan.region, kind)
        text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        key = read_plain(text, text, plan.code)
        if key:
            assert words_of([key]) == words_of(read_keys(text, [plan.region]))


def test_vietnams_numbers_are_grouped_as_people_write_them():
    for number, shown in (
        ("+84989464999", "0989 464 999"),
        ("0989464999", "0989 464 999"),
        ("+842438251234", "024 3825 1234"),
        ("+842363825123", "0236 3825 123"),
        ("+8418001234", "1800 1234"),
        ("+841900123456", "1900 123456"),
        ("+491712345678", None),
        ("101", None),
        ("", None),
    ):
        assert display(number, "VN") == shown
    assert display("+491712345678", "DE") is None


def test_vietnams_numbers_are_grouped_alike_abroad():
    for number, shown in (
        ("+84989464999", "+84 989 464 999"),
        ("+842438251234", "+84 24 3825 1234"),
        ("+8418001234", "+84 1800 1234"),
        ("+491712345678", None),
    ):
        assert display(number, "DE") == shown
        assert display(number) == shown
    assert display("0989464999") is None
