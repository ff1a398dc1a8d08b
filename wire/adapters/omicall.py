"""OMICall (Vietnam): JSON, one message a state and a record at the end.

Source: OMICall's webhook documentation; it writes times in seconds or milliseconds.
"""

from ..words import fold
from .base import Adapter
from .voicecloud import STATES, read_state


def read(hook):
    """Return the events of one message."""
    callid = hook.text("call_uuid", "transaction_id", "call_id", "uuid")
    state = STATES.get(fold(hook.text("state", "call_status", "event")))
    return [read_state(hook, callid, state)] if callid and state else []


ADAPTER = Adapter("omicall", "OMICall", read, ("documented", "tested"))
