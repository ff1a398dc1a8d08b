"""A phone field's text without what programs and keyboards left in it."""

import re
import unicodedata

from ..wire.values import storable

# longer texts are notes; cutting them bounds the time that reading takes
MAX_TEXT = 300

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹘﹣－"), "-")
# an accent beside a digit is an apostrophe; its compatibility form would be a blank
ACCENTS = {"´": "'"}
_ODD = {
    **_DASHES,
    **str.maketrans(ACCENTS),
    **dict.fromkeys(map(ord, "⁄∕"), "/"),
    **dict.fromkeys(map(ord, "·•∙‧⋅・●▪◦"), "."),
    **dict.fromkeys(map(ord, "∣│┃‖"), "|"),
    **dict.fromkeys(map(ord, "∼⁓〜"), "~"),
    **dict.fromkeys(map(ord, "\t\xa0"), " "),
    **dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n"),
}
_URI = re.compile(r"\b(?:(?i:sips?|callto)|tel):(?=[\d+(])")
_URI_REST = re.compile(r";(?:phone-context|user|transport)=[^\s;,]*", re.IGNORECASE)
_ADDRESS = re.compile(r"([^\s@<>,;/]*)@[^\s@<>,;/]*")
_NUMBER_ONLY = re.compile(r"[\d+().-]*")
LETTER_O = re.compile(r"(?<![^\W\d_])[oO]+(?=\d)|(?<=\d)[oO]+(?![^\W\d_])")
_DECIMAL = re.compile(r"(?<![\d.])(\d{8,})\.0+(?![\d.])")


def clean(text):
    """Return ``text`` with plain digits, dashes and spaces, and without addresses.

    Full-width digits, invisible characters and typographic dashes become plain, the
    letter O beside digits a zero; ``912345678.0`` loses what a spreadsheet added; of
    ``sip:0912345678@host`` the number stays, of an e-mail address nothing.
    """
    text = storable(text[:MAX_TEXT]).translate(_ODD)
    if not text.isascii():
        text = _plain_characters(text)[:MAX_TEXT]
    if ":" in text or "@" in text:
        text = _undress(text)
    if "o" in text or "O" in text:
        text = LETTER_O.sub(lambda match: "0" * len(match[0]), text)
    return _DECIMAL.sub(r"\1", text) if ".0" in text else text


def _plain_characters(text):
    """Return ``text`` in compatibility form, without what cannot be seen."""
    text = unicodedata.normalize("NFKC", text).translate(_ODD)
    return "".join(map(_plain, text))


def _plain(character):
    if unicodedata.category(character) == "Cf":  # zero width, direction marks
        return ""
    return str(unicodedata.decimal(character, character))


def _undress(text):
    """Return ``text`` without URI schemes, hosts and e-mail addresses."""
    text = _URI_REST.sub("", _URI.sub("", text))
    return _ADDRESS.sub(
        lambda match: match[1] if _NUMBER_ONLY.fullmatch(match[1]) else " ", text
    )
