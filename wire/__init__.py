"""What exchanges send, made plain: bytes in, one typed event or one error out.

Nothing here imports Odoo or touches a database, so that it can be fuzzed by path.
"""

from .body import Message, read_message
from .errors import Problem, WireError, error_data
from .event import Event, read_event
from .words import ENDPOINTS

__all__ = [
    "ENDPOINTS",
    "Event",
    "Message",
    "Problem",
    "WireError",
    "error_data",
    "read_event",
    "read_message",
]
