"""The words exchanges use, and ours for them.

Sources: the guide "OdooSMES VOIP API" (endpoints, parameters), VoiceCloud's published
webhooks (hangup, calldata, event, ABANDON, holdtime), Asterisk's CDR and DIALSTATUS.
"""

import re

RING, ANSWER, END, INFO = "ring", "answer", "end", "info"

# endpoint ▶ what it tells, unless its `event` parameter says otherwise
ENDPOINTS = {
    "call_in": RING,
    "init": RING,
    "call_end": END,
    "hangup": END,
    "call_info": INFO,
    "calldata": INFO,
}

# a question, and no event: who is this number?
LOOKUP = "lookup"

OUTGOING_ENDPOINTS = {"init"}

# value of `event` on call_in and init
EVENTS = {
    "ring": RING,
    "ringing": RING,
    "answer": ANSWER,
    "answered": ANSWER,
    "hangup": END,
    "hungup": END,
    "end": END,
    "ended": END,
    "callend": END,
    "complete": END,
    "completed": END,
    "finished": END,
    "terminated": END,
    "disconnected": END,
    "bye": END,
}

DISPOSITIONS = {
    "answered": "answered",
    "answer": "answered",
    "answerd": "answered",
    "completed": "answered",
    "noanswer": "no_answer",
    "noanswered": "no_answer",
    "missed": "no_answer",
    "busy": "busy",
    "failed": "failed",
    "congestion": "failed",
    "chanunavail": "failed",
    "cancel": "cancelled",
    "canceled": "cancelled",
    "cancelled": "cancelled",
    "abandon": "abandoned",
    "abandoned": "abandoned",
    "voicemail": "voicemail",
}

# statuses that tell an end and nothing of its outcome
SILENT_STATUSES = {"hangup"}

HIDDEN_CALLERS = {
    "anonymous",
    "unknown",
    "restricted",
    "private",
    "withheld",
    "unavailable",
}


def fold(word):
    """Return ``word`` without case, spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "", word).casefold()
