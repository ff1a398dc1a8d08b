"""What exchanges send, made plain: bytes in, one typed event or one error out.

Nothing here imports Odoo or touches a database, so that it can be fuzzed by path.
"""

from .body import Message, read_message
from .errors import Problem, WireError, error_data
from .event import Event, read_event
from .question import read_lookup
from .words import ENDPOINTS, LOOKUP

__all__ = [
    "ENDPOINTS",
    "LOOKUP",
    "Event",
    "Message",
    "Problem",
    "WireError",
    "error_data",
    "read_event",
    "read_lookup",
    "read_message",
]
