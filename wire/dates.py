"""Times as exchanges write them, read where no other reading is possible."""

import re
from datetime import datetime, timezone

from .words import fold

DAY_FIRST, MONTH_FIRST = "day", "month"
_YEARS = range(2000, 2100)

_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_HALF = r"(?:\s*(?P<half>[AP]\.?M\.?|SA|CH))?"
# a form made a space of the + in front of an offset
_OFFSET = r"(?P<offset>\s*Z|\s*UTC|\s*GMT|[ +-]\s*[+-]?\d{2}(?::?\d{2})?)?"
_YEAR_FIRST = r"(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})"
_YEAR_LAST = r"(?P<one>\d{1,2})(?P<s>[-/.])(?P<two>\d{1,2})(?P=s)(?P<year>\d{4})"
_NAMED = (
    r"(?:\w{3,9},?\s+)?(?P<day>\d{1,2})[\s-](?P<name>[A-Z]{3,9})[\s,-]+(?P<year>\d{4})"
)
_MONTH_NAMED = r"(?P<name>[A-Z]{3,9})\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})"
_PRINTED = r"\w{3,9}\s+(?P<name>[A-Z]{3,9})\s+(?P<day>\d{1,2})"
_COMPACT = (
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})[T -]?"
    r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?:[.,]\d+)?"
)
_GAP = r"(?:[ T+-]|,\s+|\s+-\s+)"
_FORMATS = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"{_YEAR_FIRST}{_GAP}{_TIME}{_HALF}{_OFFSET}",
        rf"{_YEAR_LAST}{_GAP}{_TIME}{_HALF}{_OFFSET}",
        rf"{_TIME}{_HALF},?\s+(?:ngày\s+)?{_YEAR_LAST}",
        rf"{_TIME}{_HALF},?\s+{_YEAR_FIRST}",
        rf"{_COMPACT}{_OFFSET}",
        # RFC 2822, and what `date` prints
        rf"{_NAMED}\s+{_TIME}{_HALF}{_OFFSET}",
        rf"{_MONTH_NAMED},?\s+{_TIME}{_HALF}{_OFFSET}",
        rf"{_PRINTED}\s+{_TIME}(?:\s+(?P<offset>UTC|GMT))?\s+(?P<year>\d{{4}})",
    )
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
# digits ▶ seconds in one: epoch seconds, milliseconds, microseconds
_EPOCH = ((r"\d{9,10}", 1), (r"\d{12,13}", 1e3), (r"\d{15,16}", 1e6))


def read_date(text, zone, first=None):
    """Return ``text`` as epoch seconds, or None where it is no time.

    ``YYYY-MM-DD HH:MM:SS``, VoiceCloud's ``YYYY-MM-DD-HH:MM:SS``, ISO 8601, epoch
    seconds or milliseconds, ``30/11/2026 10:15:00``, ``11/30/2026 10:15:00 AM``,
    ``20261130101500``; a time without an offset is in ``zone``.

    :param zone: a ``tzinfo``
    :param first: whether ``DAY_FIRST`` or ``MONTH_FIRST`` in a date with the year last;
        None: read only where the numbers tell
    """
    moment = read_moment(text, zone, first)
    return moment and moment[0]


def read_moment(text, zone, first=None):
    """Return ``(epoch seconds, is_naive)`` of a time, or None, see ``read_date``.

    Decimals of seconds count; ``is_naive``: it told no offset.
    """
    text = text.strip()
    try:
        moment, is_naive = _read_epoch(text), False
        if moment is None:
            moment = _read_written(text, first)
            is_naive = moment.tzinfo is None
            moment = _set_zone(moment, zone) if is_naive else moment
        if moment.year not in _YEARS:
            return None
        return moment.timestamp(), is_naive
    except (AttributeError, ValueError, OverflowError, OSError):
        return None


def _set_zone(moment, zone):
    """Return a naive ``moment`` as the clocks of ``zone`` show it.

    A zone of pytz, which Odoo's are, has to be asked; of the hour that comes twice in
    autumn it is the first, as with other zones.
    """
    if hasattr(zone, "localize"):
        return zone.localize(moment, is_dst=True)
    return moment.replace(tzinfo=zone)


def is_ambiguous(text, zone):
    """Return whether ``text`` is a time once it is known if its day stands first."""
    return (
        read_date(text, zone) is None and read_date(text, zone, DAY_FIRST) is not None
    )


def _read_epoch(text):
    digits, _point, decimals = text.partition(".")
    if not re.fullmatch(r"\d*", decimals, re.ASCII):
        return None
    for pattern, divisor in _EPOCH:
        if re.fullmatch(pattern, digits, re.ASCII):
            moment = datetime.fromtimestamp(float(text) / divisor, timezone.utc)
            return moment if moment.year in _YEARS else None
    return None


def _read_written(text, first):
    """Return a ``datetime``, aware where the text tells an offset; else raise."""
    parts = next(filter(None, (x.fullmatch(text) for x in _FORMATS)), None)
    found = {name: value for name, value in parts.groupdict().items() if value}
    day, month = _read_day(found, first)
    return datetime(
        int(found["year"]),
        month,
        day,
        _read_hour(found),
        int(found["minute"]),
        int(found.get("second", 0)),
        _read_decimals(text),
        _read_offset(found.get("offset", "").strip()),
    )


def _read_decimals(text):
    """Return the microseconds behind a time's seconds."""
    found = re.search(r"(?::\d{2}|\d{14})[.,](\d{1,6})", text)
    return int(found[1].ljust(6, "0")) if found else 0


def _read_day(found, first):
    if "name" in found:
        return int(found["day"]), _MONTHS.split().index(found["name"][:3].lower()) + 1
    if "day" in found:
        return int(found["day"]), int(found["month"])
    one, two = int(found["one"]), int(found["two"])
    # a half of the day is written where the month stands first, and elsewhere too
    if two > 12 or (one <= 12 and first == MONTH_FIRST):
        return two, one
    if one > 12 or first == DAY_FIRST or one == two:
        return one, two
    raise ValueError


def _read_hour(found):
    hour, half = int(found["hour"]), fold(found.get("half", ""))
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half in ("pm", "ch") else 0)


def _read_offset(text):
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return timezone.utc
    text = text if text[0] in "+-" else "+" + text
    digits = re.sub(r"\D", "", text).ljust(4, "0")
    return datetime.strptime(text[0] + digits, "%z").tzinfo
