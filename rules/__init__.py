"""The rules of a call: what an event changes, and what follows from all that was told.

Plain Python on plain values, times as epoch seconds: no database, no clock of its own.
Facts only ever grow, and everything shown is derived from them, which is why the
order and the number of the events does not matter once a call has settled.
"""

from .anonymise import anonymise
from .apply import RESTART_SECONDS, apply, is_restart
from .derive import CallView, LegView, derive
from .facts import CallFacts, LegFacts
from .reuse import find_of_time
from .settle import QUIET_SECONDS, Limits, is_settled, settle

__all__ = [
    "QUIET_SECONDS",
    "RESTART_SECONDS",
    "CallFacts",
    "CallView",
    "LegFacts",
    "LegView",
    "Limits",
    "anonymise",
    "apply",
    "derive",
    "find_of_time",
    "is_restart",
    "is_settled",
    "settle",
]
