"""What a menu or a script of the exchange knows of a call: ``var_NAME=value``."""

import re

from .errors import Problem
from .values import BEFORE, read_text

PREFIX = "var_"
MAX_VARIABLES = 20
MAX_CHARACTERS = 128
_NAME = re.compile(r"[a-z0-9_]{1,30}")


def read_variables(params, warnings):
    """Return the values told in ``params`` as (name, value) pairs, by name.

    :param dict params: parameters by name
    :param list warnings: takes a Problem for each that is left out or cut
    """
    found = {}
    for parameter, value in params.items():
        if not parameter.lower().startswith(PREFIX) or parameter.endswith(BEFORE):
            continue
        name, text = parameter[len(PREFIX) :].lower(), read_text(value)
        shown = parameter[: len(PREFIX) + 30]
        if not _NAME.fullmatch(name):
            warnings.append(Problem("bad_variable", {"name": shown}, shown))
        elif text is None:
            warnings.append(Problem("not_a_value", {"name": shown}, shown))
        elif text:
            if len(text) > MAX_CHARACTERS:
                values = {"name": shown, "limit": MAX_CHARACTERS}
                warnings.append(Problem("too_long", values, shown))
            found[name] = text[:MAX_CHARACTERS]
    if len(found) > MAX_VARIABLES:
        values = {"limit": MAX_VARIABLES}
        warnings.append(Problem("too_many_variables", values, PREFIX))
    return tuple(sorted(list(found.items())[:MAX_VARIABLES]))
