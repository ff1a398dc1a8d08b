"""Patterns of numbers, as Asterisk writes them."""

import pytest
from callcenter.dialling import PatternError, matches, read_patterns
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("pattern", "number", "is_met"),
    [
        ("1900X.", "19001234", True),
        ("1900X.", "1900", False),
        ("_1900X.", "190012", True),
        ("0900!", "0900", True),
        ("00.", "0036", True),
        ("+.", "+3612345678", True),
        ("NXX", "199", False),
        ("NXX", "299", True),
        ("Z", "0", False),
        ("1[2-4]9", "139", True),
        ("1[2-4]9", "159", False),
        ("113 ; help", "113", True),
        ("113", "1131", False),
        ("*9X", "*97", True),
    ],
)
def test_what_a_pattern_meets(pattern, number, is_met):
    assert matches(read_patterns(pattern), number) is is_met


@pytest.mark.parametrize("text", ["abc", "[", "1..2", "(a+)+", "X" * 41, "[9-1]", "_"])
def test_what_is_no_pattern(text):
    with pytest.raises(PatternError):
        read_patterns(text)


def test_empty_lines_are_none():
    assert read_patterns("\n \n; a comment\n") == ()
    assert read_patterns(None) == ()


@given(st.text(max_size=200))
def test_any_text_is_patterns_or_an_error(text):
    try:
        matches(read_patterns(text), "0989464344", "+84989464344")
    except PatternError:
        return
