"""What an exchange asks before it rings anybody."""

from .errors import WireError
from .values import read_phone, read_text

MAX_PHONE = 128


def read_lookup(params):
    """Return the number that is asked for, '' for a hidden caller.

    :param dict params: parameters by name, as ``read_message`` gives them
    :raises WireError: ``missing_phone`` (400)
    """
    text = read_text(params.get("phone"))
    if not text:
        raise WireError("missing_phone", 400, "phone")
    return read_phone(text[:MAX_PHONE])[0]
