"""Whatever the lookup reads as a number is found in any text, and can be taken out."""

import json
import unicodedata
from urllib.parse import quote, quote_plus

import pytest
from callcenter.phones import GONE, Mentions, lookup_keys, read_keys
from hypothesis import assume, given, settings
from hypothesis import strategies as st

WAYS = {
    "VN": ("+84989464999", ("0989464999", "84989464999", "0084989464999")),
    "HU": ("+36301234567", ("06301234567", "36301234567", "+36301234567")),
    "RU": ("+79161234567", ("89161234567", "79161234567", "+79161234567")),
    "US": ("+12125550123", ("2125550123", "12125550123", "+12125550123")),
    "DE": ("+4917112345678", ("017112345678", "4917112345678")),
}
OLD = ("+84389464999", ("01689464999", "841689464999"))
GAPS = ("", "", " ", ".", "-", "  ", "\t", "\u00a0", "\u2009", " - ", "–", " " * 12)
# what exports, programs and people of other countries put between the groups of a number
MARKS = (
    *("_", "|", "~", "'", "’", "‘", "´", "`", "·", "•", "—", "^", "¦", "′", "ʼ", "\\"),
    *("・", "●", "▪", "⋅", "〜", "∼", "│", "‖", "＿", "｜", "～", "＇", "−", "⁄", "__"),
    *(" | ", " ~ ", " • ", "_ "),
)
ZEROS = ("0", "０", "٠", "०", "𝟎")
ESCAPES = (
    lambda text: text,
    quote,
    quote_plus,
    lambda text: quote(quote(text)),
    lambda text: json.dumps({"phone": text}),
    lambda text: json.dumps({"msg": json.dumps({"from": {"number": text}})}),
    lambda text: json.dumps([text], ensure_ascii=False),
    lambda text: f"callid=17&phone={quote(text)}&extension=101",
    lambda text: f"/var/spool/in-{text}-101-20240506.wav",
    lambda text: f"<p>Call <b>{text}</b> back</p>",
)


@st.composite
def spelled(draw):
    """Return ``(region, key, text)``: a number as people and exchanges write it."""
    region, (key, forms) = draw(st.sampled_from([*WAYS.items(), ("VN", OLD)]))
    digits = draw(st.sampled_from(forms))
    zero = ord(draw(st.sampled_from(ZEROS)))
    cuts = draw(st.sets(st.integers(2, len(digits) - 2), max_size=12))
    text = ""
    for place, digit in enumerate(digits):
        if place in cuts:
            text += draw(st.sampled_from(GAPS) | st.sampled_from(MARKS))
        text += chr(zero + int(digit)) if digit.isdigit() else digit
    dress = draw(
        st.sampled_from(["%s", '"An" <%s>', "sip:%s@10.0.0.1", "tel:%s", "(%s)"])
    )
    return region, key, dress % text


@settings(max_examples=600, derandomize=True, database=None, deadline=None)
@given(spelled(), st.sampled_from(ESCAPES))
def test_what_the_lookup_reads_is_found_in_every_dress(one, escape):
    region, key, text = one
    read = set(lookup_keys(text, [region]))
    read |= {key.value for key in read_keys(text, [region])}
    assume(key in read)
    mentions = Mentions([key], [((region,), "")])
    assert mentions.is_read(text)
    told = escape(text)
    assert mentions.tells(told), told
    assert not mentions.tells(mentions.redact(told)), told
    kept = mentions.redact_in({"a": 7, "b": [told, "x"], told: True})
    assert kept["a"] == 7
    assert "x" in kept["b"]
    assert not mentions.tells_in(kept)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(
    "dress", ["%s", "Ask %s, please", '{"from": "%s"}', "a_%s_b.wav"]
)
def test_every_mark_within_a_number_is_read_and_found(mark, dress):
    text = mark.join(("0989", "464", "999"))
    mentions = Mentions(["+84989464999"], [(("VN",), "")])
    assert [key.value for key in read_keys(text, ["VN"])] == ["+84989464999"]
    assert lookup_keys(text, ["VN"]) == ["+84989464999"]
    assert mentions.is_read(text)
    assert mentions.redact(dress % text) == dress % GONE
    assert mentions.tells(json.dumps([dress % text]))


@pytest.mark.parametrize(
    "mark", [one for one in MARKS if one.strip(" _") in "|~'`\\^¦"]
)
def test_marks_between_numbers_part_them(mark):
    for numbers in (("0989464999", "0912345678"), ("024 3825 1234", "0989464999")):
        keys = read_keys(mark.join(numbers), ["VN"])
        assert [key.piece for key in keys] == list(numbers)
    assert [key.value for key in read_keys(mark.join(("113", "114")), ["VN"])] == [
        "=113",
        "=114",
    ]
    one = read_keys(f"0989464998{mark}9", ["VN"])
    assert [key.value for key in one] == ["+84989464998"]


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_and_only_numbers_are_taken_out(text):
    mentions = Mentions(["+84989464999"], [(("VN",), "9")])
    plain = unicodedata.normalize("NFKC", text)
    if "9464999" not in plain:
        assert mentions.redact(text) == text
        assert not mentions.tells(text)


def test_a_second_trunk_prefix_counts_too():
    mentions = Mentions(["+84989464999"], [(("VN",), "9"), (("VN",), "77")])
    for text in ("90989464999", "770989464999", "x=770989464999&y=1"):
        assert mentions.tells(text), text
    assert not Mentions(["+84989464999"], [(("VN",), "9")]).tells("770989464999")


@pytest.mark.parametrize(
    "text",
    [
        "['0989', '464999']",
        '{"billsec": "989", "duration": "464999"}',
        "10989464999",
        "09894649991",
        "0989 464 998",
        "1714986600.0989464",
        "",
    ],
)
def test_other_digits_are_left_alone(text):
    mentions = Mentions(["+84989464999", "=113"], [(("VN",), "")])
    assert not mentions.tells(text)
    assert mentions.redact(text) == text


def test_the_rest_of_a_text_stays():
    mentions = Mentions(["+84989464999"], [(("VN",), "")])
    for text, left in {
        "Ask An, 0989 464 999, first": "Ask An, …, first",
        "rec-20240506-0989464999-101.wav": "rec-20240506-…-101.wav",
        "Điện thoại ０９８９４６４９９９ của An": "Điện thoại … của An",
        "0989464999 or +84 989 464 999": "… or …",
        "0989%20464%20999 x": GONE,
    }.items():
        assert mentions.redact(text) == left


def test_a_short_number_is_told_by_a_text_that_is_one():
    mentions = Mentions(["=113"], [(("VN",), "")])
    assert mentions.is_read(" 113 ")
    assert mentions.is_read("sip:113@10.0.0.1")
    assert not mentions.is_read("1134")
    assert not mentions.tells("duration=113")
