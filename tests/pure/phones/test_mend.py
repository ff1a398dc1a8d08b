"""What is offered for a field that is hard to read finds as much, and loses nothing."""

import pytest
from callcenter.phones import read_keys
from callcenter.phones.mend import part, with_country
from hypothesis import given
from hypothesis import strategies as st
from spellings import LABELLED, ONE_MOBILE, SEVERAL

VN, DE = ["VN", "VN"], ["DE", "DE", "VN"]

PARTED = (
    (VN, "0912345678 / 0987654321", ["0912345678", ("0987654321", "")]),
    (VN, "0912345678, 0987654321 (vợ)", ["0912345678", ("0987654321", "vợ")]),
    (VN, "Lan 0912345678; Bình 0987654321",
     ["0912345678 (Lan)", ("0987654321", "Bình")]),
    (VN, "0912345678 hoặc 0987654321", ["0912345678", ("0987654321", "")]),
    (VN, "024 38251234/35/36",
     ["024 38251234", ("024 38251235", ""), ("024 38251236", "")]),
    (VN, "(028) 38251234 máy lẻ 12 - 0912345678",
     ["(028) 38251234 (máy lẻ 12)", ("0912345678", "")]),
    (VN, "０９１２３４５６７８ / 0987654321", ["0912345678", ("0987654321", "")]),
    (DE, "030 901820 / 0171 2345678", ["030 901820", ("0171 2345678", "")]),
    (DE, "+49 30 901820 oder +84 912 345 678",
     ["+49 30 901820", ("+84 912 345 678", "")]),
)  # fmt: skip
LEFT = (
    (VN, "0912345678"),
    (VN, ""),
    (VN, "not a number"),
    (VN, "113"),
    # a word for digits would be lost
    (["US", "US"], "1-800-FLOWERS / 212 736 5000"),
)


@pytest.mark.parametrize(("regions", "text", "expected"), PARTED)
def test_several_numbers_are_parted(regions, text, expected):
    first, *others = part(text, regions)
    assert [first.number, *map(tuple, others)] == expected
    assert first.label == ""


@pytest.mark.parametrize(("regions", "text"), LEFT)
def test_what_is_not_clear_is_left(regions, text):
    assert part(text, regions) == []


@pytest.mark.parametrize(
    ("regions", "text", "expected"),
    (
        (["GB", "VN"], "0912 345 678", "+84 912 345 678"),
        (["US", "VN"], "0912345678 (mẹ)", "+84 912 345 678 (mẹ)"),
        (["", "VN"], "0912345678", "+84 912 345 678"),
        (["FR", "VN"], "0164 1234567", "+84 341 234 567"),
        # the contact's own, international already, two countries know it, or none
        (["VN", "VN"], "0912345678", ""),
        (["DE", "VN"], "+84 912 345 678", ""),
        (["DE", "VN"], "0084912345678", ""),
        (["", "VN", "FR"], "0612345678", ""),
        (["GB", "VN"], "07700900123", ""),
        (["DE", "VN"], "12", ""),
        (["DE", "VN"], "", ""),
    ),
)
def test_a_bare_number_gets_its_country(regions, text, expected):
    assert with_country(text, regions).replace(" ", "") == expected.replace(" ", "")


@given(
    st.lists(
        st.one_of(
            st.sampled_from([*ONE_MOBILE, *(row[0] for row in (*SEVERAL, *LABELLED))]),
            st.text(max_size=20),
        ),
        max_size=4,
    ),
    st.sampled_from([" / ", ", ", "\n", " - ", "; ", " "]),
    st.sampled_from([["VN"], ["DE", "VN"], ["", "VN", "US"]]),
)
def test_nothing_is_lost(texts, joiner, regions):
    text = joiner.join(map(str, texts))
    values = {key.value for key in read_keys(text, regions)}
    parts = part(text, regions)
    if parts:
        found = {k.value for one in parts for k in read_keys(one.number, regions)}
        assert values <= found
    mended = with_country(text, regions)
    if mended:
        assert values <= {key.value for key in read_keys(mended, regions)}
        assert with_country(mended, regions) == ""
