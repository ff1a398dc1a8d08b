"""A short way for texts that are one plain number; importing many waits for it."""

from .keys import TAIL, Key
from .reading import MAX_E164
from .renumber import PARTICULAR, is_particular

# which of the codes a number has is settled where one table answers
_PARTICULAR = tuple(PARTICULAR)


def read_plain(text, number, phone_code):
    """Return the one ``Key`` of a text as ``read_keys`` would, or None: read it.

    :param str text: as typed
    :param str number: its E.164 form by Odoo
    :param int phone_code: of the country that local numbers are read in first, 0: none
    """
    if not number or len(number) > MAX_E164 or " 0" in text:
        return None
    digits = text.replace(" ", "")
    is_local = phone_code and digits == "0" + number.removeprefix(f"+{phone_code}")
    if digits != number and not is_local:
        return None
    for code in PARTICULAR if number.startswith(_PARTICULAR) else ():
        if number.startswith(code) and is_particular(int(code), number[len(code) :]):
            return None
    return Key(number, number[1:][-TAIL:], text.strip())
