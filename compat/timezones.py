"""Time zones, as Odoo reads them: old names too that a host's zone files lack.

Debian moved names such as `Asia/Saigon` out of `tzdata`; databases still have them. Odoo
patches `pytz.timezone` with a table of what they are called now (`_monkeypatches/pytz.py`),
which is private; PostgreSQL, which reads the host's files too, is not told of it.
"""

import functools

import pytz

try:
    from odoo._monkeypatches.pytz import _tz_mapping as _NEW_NAMES
except ImportError:  # another Odoo: pytz alone knows
    _NEW_NAMES = {}


def get_zone(name):
    """Return the zone of this name as pytz has it: use its ``localize``.

    :raises pytz.UnknownTimeZoneError: where nobody knows it
    """
    return pytz.timezone(name)


def get_sql_name(name):
    """Return what PostgreSQL knows this zone as, whatever zone files it reads."""
    return _NEW_NAMES.get(name, name)


@functools.cache
def countries_of(name):
    """Return the ISO codes of the countries that a time zone is of, as a frozenset.

    :param str name: of a zone, as Odoo has it; of one that is no country's: none
    """
    return frozenset(
        code
        for code, names in pytz.country_timezones.items()
        if get_sql_name(name) in names
    )
