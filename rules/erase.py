"""A call without its caller."""

from dataclasses import replace

from .parties import find_parties
from .shown import in_time
from .told import Told


def erase(told, exchange):
    """Return ``told`` without outside numbers, variables and names of recordings.

    Who is inside stays: a colleague's extension is no caller's number.
    """
    timed, _is_timed = in_time(told)
    ordered = [x for _moment, x in timed]
    forwards = find_parties(ordered, exchange).forwards
    rung = {x.extension for x in ordered if x.extension} - forwards.keys()

    def is_inside(x):
        phone = x.phone
        return x.is_inside or phone in rung or exchange.is_inside_number(phone)

    erased = [
        replace(
            x,
            phone=x.phone if is_inside(x) else "",
            extension=_ERASED if x.extension in forwards else x.extension,
            recording="",
            variables=(),
        )
        for x in told
    ]
    return Told(erased, told.folds, told.exchange)


# what stands for a mobile that a telephone forwarded to, which was a leg
_ERASED = "-"
