"""A call without its caller."""

from dataclasses import replace


def anonymise(call):
    """Return the facts ``call`` without the outside number and names of recordings."""
    legs = [replace(leg, recording="") for leg in call.legs]
    phone = call.phone if call.is_inside else ""
    return replace(call, phone=phone, recording="", legs=legs)
