"""Lookup keys: of what people typed into phone fields, and of what exchanges send."""

import re
from operator import attrgetter
from typing import NamedTuple

from ..wire.values import read_phone
from .clean import clean
from .letters import undo_words
from .reading import (
    complete,
    find_span,
    is_of,
    is_whole,
    may_be_home,
    spellings,
    whole_abroad,
)
from .split import Group, split, trim

TAIL = 7
MIN_JUNK, MIN_JUNK_BESIDE, MAX_JUNK = 3, 6, 15
_PLAIN = re.compile(r"\s*(\+?)([\d\s.\-/()]*)")
# 0101234567-001, a Vietnamese branch's tax code
_TAX_CODE = [10, 3]
_EDGE = re.compile(r"[+(][+( ]*$")


class Key(NamedTuple):
    """One way to find the owner of a phone field's text.

    :param value: E.164 where it is a number, today or after renumbering
        (``+84989464344``), else ``=`` and its digits (``=113``)
    :param tail: the value's last seven digits, '' if it has fewer
    :param piece: the number as typed; completed where only its last digits were
    :param label: the text beside it (``chị Lan``, ``máy lẻ 12``)
    :param is_whole: False where digits may be missing: a local number without its area
    :param also: a further value, '' if none: as digits, where another country than the
        contact's own knows the number (07700900123 of a Briton is old in Vietnam)
    """

    value: str
    tail: str
    piece: str
    label: str = ""
    is_whole: bool = True
    also: str = ""


class _Piece(NamedTuple):
    """A number of a text, before it is keys."""

    values: list
    text: str
    labels: list
    also: str = ""


def read_keys(text, regions):
    """Return the ``Key`` s of every number in a phone field's text, without repeats.

    :param text: as typed; may be empty or None; what follows 300 characters is not read
    :param regions: ISO country codes in which a local number is read: the contact's
        own first ('' if it has none; else a number valid there is read there only),
        then those of the connections
    :return: in the order of the text; a number that may be today's or one from before a
        renumbering has both keys, the likelier first
    """
    regions = _regions(regions)
    pieces = []
    own = regions[0] if regions[1:] else ""
    for run in split(undo_words(clean(text or ""), regions)):
        pieces += _pieces(run, regions, pieces, own)
    has_number = any(piece.values[0][0] == "+" for piece in pieces)
    keys = {}
    for piece in pieces:
        label = ", ".join(filter(None, piece.labels))
        for value in piece.values:
            if has_number and _is_scrap(value):
                continue
            key = keys.get(value)
            if not key:
                key = _key(value, piece.text, label, regions)
                keys[value] = key = key._replace(also=piece.also)
            if label and not key.label:
                keys[value] = key._replace(label=label)
    return list(keys.values())


def lookup_keys(number, regions, trunk_prefix=""):
    """Return the ``Key.value`` s to search for, best first; [] for a hidden caller.

    :param str number: as an exchange sends it: local, international, ``sip:…@host`` or
        ``"Name" <…>``. It is taken for a number of today, and for one from before a
        renumbering only where it is none
    :param regions: as in ``read_keys``; here the connection's own first
    :param str trunk_prefix: digits that the exchange may put in front
    """
    return read_sent(number, regions, trunk_prefix)[0]


def read_sent(number, regions, trunk_prefix=""):
    """Return ``(values, is_whole)``: ``lookup_keys``, and whether digits may be missing.

    A number that no plan gives out is searched as it may stand in a contact: local,
    international, and without its trunk prefix.
    """
    regions = _regions(regions)
    text = clean(read_phone(number or "")[0])
    plain = _PLAIN.fullmatch(text)
    if not plain:
        keys = read_keys(text, regions)
        return [key.value for key in keys], all(key.is_whole for key in keys)
    digits = re.sub(r"\D", "", plain[2])
    forms = [Group(plain[1], digits)]
    if trunk_prefix and not plain[1] and digits.startswith(trunk_prefix):
        forms.append(Group("", digits.removeprefix(trunk_prefix)))
    values = _sent(forms, regions, False) or _sent(forms, regions, True)
    if values:
        return list(dict.fromkeys(values)), True
    junk = [form for form in forms if _junk_value(form.digits)]
    others = [
        f"={other}"
        for form in junk
        for other in spellings(form.before + form.digits, regions)
    ]
    values = [_junk_value(form.digits) for form in junk]
    return list(dict.fromkeys(values + others)), bool(others)


def sent_forms(digits, regions):
    """Return the digits of a number that no plan gives out, in each way it may be sent."""
    forms = {digits}
    for text in (digits, "+" + digits):
        for other in spellings(text, _regions(regions)):
            forms |= {other, "+" + other, "00" + other}
    return forms


def _sent(forms, regions, may_be_foreign):
    """Return the E.164 forms of what an exchange may mean, in order."""
    values = []
    for form in forms:
        span = form.digits and find_span(
            [form], regions, is_today=True, may_be_foreign=may_be_foreign
        )
        values += span.values if span else []
    return values


def tail_of(number):
    """Return the last seven digits of a number as an exchange sends it, '' if fewer."""
    digits = re.sub(r"\D", "", clean(read_phone(number or "")[0]))
    return digits[-TAIL:] if len(digits) >= TAIL else ""


def suffix_match(number, piece):
    """Return with how many equal digits two numbers end, whatever else is in them."""
    count = 0
    ours, theirs = (re.sub(r"\D", "", clean(text or "")) for text in (number, piece))
    for one, other in zip(reversed(ours), reversed(theirs), strict=False):
        if one != other:
            break
        count += 1
    return count


def _regions(regions):
    return [(region or "").upper() for region in regions]


def _key(value, text, label, regions):
    digits = value[1:]
    tail = digits[-TAIL:] if len(digits) >= TAIL else ""
    is_cut = value[0] == "=" and tail and not _is_whole(digits, text, regions)
    return Key(value, tail, text, label, not is_cut)


def _is_whole(digits, text, regions):
    is_international = text.lstrip(" (").startswith("+")
    return is_whole("+" + digits if is_international else digits, regions)


def _is_scrap(value):
    """Whether a value is so short that beside a number it is none, but an extension."""
    return value[0] == "=" and len(value) <= MIN_JUNK_BESIDE


def _junk_value(digits):
    """Return the value of digits that are no valid number, or None."""
    digits = digits.removeprefix("00")
    if MIN_JUNK <= len(digits) <= MAX_JUNK and digits.strip("0"):
        return "=" + digits
    return None


def _pieces(run, regions, earlier, own=""):
    """Return the ``_Piece`` s of a run of digit groups.

    :param list earlier: the pieces before it in the text
    :param own: the region of the contact, where others read its numbers, too
    """
    pieces = []
    groups = run.groups
    while groups:
        span = find_span(groups, regions)
        start, stop, values = span or (len(groups), len(groups), [])
        whole = "" if span else _whole_abroad(groups)
        if whole:
            pieces.append(_Piece(["=" + whole], _typed(groups), []))
            break
        _add_leftovers(_parts(groups[:start], _begins_part), pieces, earlier)
        if values:
            part = groups[start:stop]
            pieces.append(_Piece(values, _typed(part), [], _also(part, values, own)))
        groups = groups[stop:]
    if pieces:
        pieces[0].labels.insert(0, run.before)
        _add_labels((_last_number(pieces) or pieces[-1]).labels, run.after)
    return pieces


def _whole_abroad(groups):
    """Return the digits of an international number that no plan gives out, '' for none."""
    digits = "".join(group.digits for group in groups)
    is_listed = any(group.is_listed for group in groups[1:])
    if is_listed or not ("+" in groups[0].before or digits.startswith("00")):
        return ""
    return whole_abroad("+" + digits.lstrip("0"))


def _also(groups, values, own):
    """Return the digits of a number as a value where only another country knows it."""
    digits = "".join(group.digits for group in groups)
    if not own or is_of(values[0], own) or "+" in groups[0].before:
        return ""
    return f"={digits}" if may_be_home(digits, own) else ""


def _add_labels(labels, after):
    """Add the labels behind a run; digits at its end belong to the first (8 lines)."""
    first, *others = after
    if labels and labels[-1] and not any(map(str.isalpha, labels[-1])):
        first = f"{labels.pop()} {first}".strip()
    labels.extend([first, *others])


def _begins_part(group):
    return group.begins_part or "(" in group.before


def _add_leftovers(parts, pieces, earlier, may_be_tails=True):
    """Add parts of a run that are no number by themselves to ``pieces``, its so far.

    A list of lines gives equally many last digits of each: 15/4 is an address, 24/7 are
    hours. What follows a label is one too.
    """
    short = {_count(part) for part in parts if _count(part) < MIN_JUNK_BESIDE}
    may_be_tails = may_be_tails and len(short) < 2
    for part in parts:
        may_be_tails = _add_leftover(part, pieces, earlier, may_be_tails)
    return may_be_tails


def _add_leftover(groups, pieces, earlier, may_be_tail):
    """Add groups that are no number by themselves to ``pieces``, the run's so far.

    They may be the last digits of a number like the previous one, its extension, or
    what no numbering plan knows.

    :param list earlier: the pieces before it in the text
    :return: whether short digits behind them may be the last ones of another line
    """
    number = _last_number(pieces)
    previous = number or _last_number(earlier) or _last(pieces)
    digits = "".join(group.digits for group in groups)
    is_short = len(digits) < MIN_JUNK_BESIDE
    may_complete = _is_own(groups) or (may_be_tail and pieces and _is_tail(groups))
    values = _completed(previous, digits) if previous and may_complete else []
    if values:
        pieces.append(_Piece(values, _with_tail(previous.text, digits), []))
    elif pieces and any(group.is_apart for group in groups[1:]):
        parts = _parts(groups, attrgetter("is_apart"))
        return _add_leftovers(parts, pieces, earlier, may_be_tail)
    elif number and is_short:
        _add_digits(number.labels, groups)
        return False
    elif _junk_value(digits) and [len(g.digits) for g in groups] != _TAX_CODE:
        pieces.append(_Piece([_junk_value(digits)], _typed(groups), []))
    return may_be_tail


def _is_own(groups):
    """Tell whether groups may be a line's own number, without its area code.

    Not the extensions ``(101-105)``.
    """
    is_whole = not any(group.is_apart for group in groups[1:])
    is_listed = groups[0].is_listed and _count(groups) > MIN_JUNK_BESIDE
    return _count(groups) >= MIN_JUNK_BESIDE and (is_whole or is_listed)


def _is_tail(groups):
    """Tell whether groups are a number's last digits, set off by a slash or dash."""
    first, *others = groups
    return not others and first.is_apart and "(" not in first.before


def _add_digits(labels, groups):
    """Add digits to a number's labels; all of one run are one: 15/4."""
    text = "".join(group.before + group.digits for group in groups)
    labels[:] = [trim("".join(labels) + text)]


def _count(groups):
    return sum(len(group.digits) for group in groups)


def _last(pieces):
    return pieces[-1] if pieces else None


def _last_number(pieces):
    """Return the last piece that is a valid number, or None."""
    numbers = [piece for piece in pieces if piece.values[0][0] == "+"]
    return _last(numbers)


def _parts(groups, is_break):
    """Return ``groups`` parted before those for which ``is_break`` holds."""
    parts = []
    for group in groups:
        if not parts or is_break(group):
            parts.append([])
        parts[-1].append(group)
    return parts


def _completed(previous, digits):
    """Return the values of ``previous`` with other last digits, where that makes sense."""
    completed = [complete(value, digits) for value in previous.values]
    return [value for value in completed if value]


def _with_tail(text, digits):
    """Return ``text`` with its last digits replaced."""
    characters = list(text)
    left = list(digits)
    for index in range(len(text) - 1, -1, -1):
        if left and characters[index].isdigit():
            characters[index] = left.pop()
    return "".join(characters)


def _typed(groups):
    """Return groups as they were typed, without a bracket that closes elsewhere."""
    edge = _EDGE.search(groups[0].before)
    rest = "".join(group.before + group.digits for group in groups[1:])
    text = (edge[0] if edge else "") + groups[0].digits + rest
    return text.replace("(", "", 1) if text.count("(") > text.count(")") else text
