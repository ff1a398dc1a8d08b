"""The rules of a call: what follows from all that was told (docs/rules.md).

Plain Python on plain values, times as epoch seconds: no database, no clock of its own.
A call keeps its observations; everything shown is derived from them, from scratch, which
is why the order and the number of the events does not matter once a call has settled.
"""

from .exchange import Exchange, Knowledge
from .observation import Observation, make, observe
from .shown import CallView, LegView, derive
from .silence import QUIET_SECONDS, Limits, is_settled, quiet
from .told import Told, add
from .whose import RESTART_SECONDS, count_earlier, find_call, is_new_call

__all__ = [
    "QUIET_SECONDS",
    "RESTART_SECONDS",
    "CallView",
    "Exchange",
    "Knowledge",
    "LegView",
    "Limits",
    "Observation",
    "Told",
    "add",
    "count_earlier",
    "derive",
    "find_call",
    "is_new_call",
    "is_settled",
    "make",
    "observe",
    "quiet",
]
