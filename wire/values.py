"""Single values as exchanges spell them: texts, callers, times, durations."""

import re
from math import isfinite

from .words import fold, is_hidden, strip_marks

MAX_SECONDS = 7 * 24 * 3600
# behind the name of a parameter that came more than once: what it was before
BEFORE = " (before)"
_YEARS = range(2000, 2100)
# what a number is that somebody's JSON writer made a float
_WHOLE_FLOAT = re.compile(r"(\d+)\.0+")
_NAMED_NUMBER = re.compile(r"<([^<>]*)>")
# to its end, or the text's: it is never looked for from the middle again
_QUOTED_NAME = re.compile(r'"(?:[^"\\]|\\[\s\S])*("|\\?\Z)')
# how exchanges name the channel of an extension: technology ▶ what follows its number
# (Asterisk: technology/resource-unique; FreeSWITCH: sofia/profile/user, user/number)
_UNIQUE = r"(?:-[0-9a-f]{8,16})?"
_CHANNELS = {
    "PJSIP|SIP|Local|Extension|Ext": _UNIQUE,
    "SCCP|Skinny|H323|OOH323|Motif|Console": r"(?:-[0-9a-f]{5,16})?",
    "IAX2": r"(?:-\d+)?",
    "Agent|User|Device|Peer|Endpoint|Custom": "",
    r"(?:sofia|verto|verto\.rtc|loopback|rtc)(?:/[^/]+)?": "(?:-[ab])?",
}
_CHANNEL = re.compile(
    # a resource may have the address behind it at which it is registered
    "|".join(
        rf"(?:{technology})/(?:sips?:)?([^/:]+?){unique}(?:/sips?:[^/]*|/n|:\d+)?"
        for technology, unique in _CHANNELS.items()
    ),
    re.IGNORECASE,
)
# what people write before the number of an extension, without marks
_CALLED_EXTENSION = re.compile(
    r"(?:ext|extn|extension|x|may nhanh|nhanh)[\s.:#-]*(\d{1,8})", re.IGNORECASE
)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)")
_UNITS = re.compile(
    r"(?:pt)?(?:(\d+)\s*(?:h|hrs?|hours?|gio)[\s,]*)?"
    r"(?:(\d+)\s*(?:m|mins?|minutes?|phut|p)[\s,]*)?"
    r"(?:(\d+(?:[.,]\d*)?)\s*(?:s|secs?|seconds?|giay))?",
    re.IGNORECASE,
)


def read_text(value):
    """Return ``value`` as a text that PostgreSQL can store, or None if it is none.

    Numbers become their digits, so that ``101`` and ``"101"`` are one extension.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        text = str(value)
    except ValueError:  # an integer of thousands of digits
        return None
    return storable(text).strip()


def storable(text):
    """Return ``text`` without NUL and without lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def read_phone(text):
    """Return ``(number, is_hidden)`` of a caller as an exchange writes it.

    ``sip:0989464344@host``, ``"Name" <0989464344>`` and ``tel:`` are undressed;
    words for a hidden caller give an empty number.
    """
    number = _undress(text)
    if is_hidden(number) or (text != number and is_hidden(text)):
        return "", True
    return _without_zeros(number), False


def read_extension(text):
    """Return the number of an extension that was sent as a channel or an address.

    ``PJSIP/201-0000002a``, ``Local/201@from-queue-00000001;1``, ``sip:201@host``,
    ``sofia/internal/201@host``, ``201@host`` and ``Ext. 201`` are 201; what is none of
    them stays as it is.
    """
    number = _undress(text)
    channel = _CHANNEL.fullmatch(number)
    if channel:
        return next(filter(None, channel.groups()))
    called = _CALLED_EXTENSION.fullmatch(strip_marks(number))
    if called:
        return called[1]
    return _without_zeros(number) or text


def _without_zeros(number):
    whole = _WHOLE_FLOAT.fullmatch(number)
    return whole[1] if whole else number


def _undress(text):
    bare = _QUOTED_NAME.sub(lambda name: "" if name[1] == '"' else name[0], text)
    # quotation marks that are no pair may have taken the number with them
    named = _NAMED_NUMBER.findall(bare) or _NAMED_NUMBER.findall(text)
    number = named[-1] if named else bare.strip() or text
    number = re.sub(r"^\s*(sips?|tel)(:|%3A)", "", number, flags=re.IGNORECASE)
    return re.split(r"[@;%]", number)[0].strip()


def read_seconds(text):
    """Return a duration in whole seconds, or None where it is none.

    Seconds (``42``, ``3.011522``, ``42s``), ``MM:SS``, ``HH:MM:SS``, ``1m30s`` and ISO
    8601's ``PT42S``; at most a week.
    """
    total = _read_total(text.strip())
    is_one = total is not None and isfinite(total) and total <= MAX_SECONDS
    return round(total) if is_one else None


def _read_total(text):
    clock = _CLOCK.fullmatch(text)
    if re.fullmatch(r"\d+([.,]\d*)?", text):
        parts = (None, None, text)
    elif clock:
        parts = clock.groups()
    else:
        # without marks: "1 phút 5 giây"
        units = _UNITS.fullmatch(strip_marks(text))
        parts = units.groups() if units else ()
    if not any(parts):
        return None
    try:
        hours, minutes, seconds = (
            float((part or "0").replace(",", ".")) for part in parts
        )
    except (ValueError, OverflowError):
        return None
    return hours * 3600 + minutes * 60 + seconds


def read_flag(value):
    """Return whether ``value`` says yes: true, 1, "1", "true", "yes", "on"."""
    return value is True or fold(read_text(value) or "") in {"1", "true", "yes", "on"}
