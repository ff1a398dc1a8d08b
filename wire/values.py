"""Single values as exchanges spell them: texts, callers, times, durations."""

import re
from datetime import datetime, timezone
from math import isfinite

from .words import HIDDEN_CALLERS, fold

MAX_SECONDS = 7 * 24 * 3600
# behind the name of a parameter that came more than once: what it was before
BEFORE = " (before)"
_YEARS = range(2000, 2100)
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})[ T+-](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?(.*)")
_NAMED_NUMBER = re.compile(r"<([^<>]*)>")
_QUOTED_NAME = re.compile(r'"(?:[^"\\]|\\.)*"')
# technology/resource-unique: how Asterisk names the channel of an extension
_CHANNEL = re.compile(
    r"(?:(?:PJSIP|SIP|SCCP|Local)/([^/]+?)(?:-[0-9a-f]{8,16})?|IAX2/([^/]+?)(?:-\d+)?)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)")


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
    if fold(number) in HIDDEN_CALLERS:
        return "", True
    return number, False


def read_extension(text):
    """Return the number of an extension that was sent as a channel or an address.

    ``PJSIP/201-0000002a``, ``Local/201@from-queue-00000001;1``, ``sip:201@host`` and
    ``201@host`` are 201; what is none of them stays as it is.
    """
    number = _undress(text)
    channel = _CHANNEL.fullmatch(number)
    return (channel[1] or channel[2]) if channel else number or text


def _undress(text):
    bare = _QUOTED_NAME.sub("", text)
    # quotation marks that are no pair may have taken the number with them
    named = _NAMED_NUMBER.findall(bare) or _NAMED_NUMBER.findall(text)
    number = named[-1] if named else bare.strip() or text
    number = re.sub(r"^\s*(sips?|tel):", "", number, flags=re.IGNORECASE)
    return re.split(r"[@;]", number)[0].strip()


def read_date(text, zone):
    """Return ``text`` as epoch seconds, or None where it is no time.

    ``YYYY-MM-DD HH:MM:SS``, VoiceCloud's ``YYYY-MM-DD-HH:MM:SS``, ISO 8601, epoch
    seconds or milliseconds; a time without an offset is in ``zone``.

    :param zone: a ``tzinfo``
    """
    try:
        if re.fullmatch(r"\d{9,14}(\.\d+)?", text):
            stamp = float(text)
            stamp = stamp / 1000 if stamp >= 1e11 else stamp
            moment = datetime.fromtimestamp(stamp, timezone.utc)
        else:
            parts = _DATE.fullmatch(text)
            day, clock, offset = parts.groups()
            moment = datetime.fromisoformat(f"{day}T{clock}{_offset(offset)}")
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=zone)
        return moment.timestamp() if moment.year in _YEARS else None
    except (AttributeError, ValueError, OverflowError, OSError):
        return None


def _offset(text):
    """Return a UTC offset as ISO 8601 writes it; a form made its + a space."""
    sign = "+" if text[:1] == " " and text.strip() else ""
    text = sign + text.strip()
    if text.upper() == "Z":
        return "+00:00"
    return re.sub(r"^([+-]\d{2}):?(\d{2})?$", lambda m: f"{m[1]}:{m[2] or '00'}", text)


def read_seconds(text):
    """Return a duration in whole seconds, or None where it is none.

    Seconds (``42``, ``3.011522``), ``MM:SS`` and ``HH:MM:SS``; at most a week.
    """
    clock = _CLOCK.fullmatch(text)
    try:
        if clock:
            hours, minutes, seconds = (float(part or 0) for part in clock.groups())
            total = hours * 3600 + minutes * 60 + seconds
        elif re.fullmatch(r"\d+([.,]\d*)?", text):
            total = float(text.replace(",", "."))
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return round(total) if isfinite(total) and total <= MAX_SECONDS else None
