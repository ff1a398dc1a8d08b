"""What must hold for whatever is sent: hypothesis draws the cases.

``CALLCENTER_EXAMPLES`` says how many a property draws, for a deeper run:
``CALLCENTER_EXAMPLES=20000 ./dev test -k Properties --no-browser``.
"""

import json
import os
import unittest
from dataclasses import asdict
from datetime import timezone
from itertools import accumulate

from odoo.tests import BaseCase, tagged

from .. import rules
from ..rules.facts import CallFacts, strongest
from ..wire import ENDPOINTS, Event, Message, WireError, read_event, read_message
from ..wire.words import ANSWER, DISPOSITIONS, END, INFO, RING
from . import histories

try:
    import hypothesis
    from hypothesis import strategies as st
except ImportError:  # a developer's tool, not needed to run the addon
    hypothesis = None

EXAMPLES = int(os.environ.get("CALLCENTER_EXAMPLES", "0"))
LIMITS = rules.Limits()
MINUTE = 60.0
RESTART_GAP = 12 * 3600
GAPS = (0.0, 0.01, 1.0, 2.9, 3.1, 10.0, 30.0)
MAX_DELAYS = (0.5, 2.5, 10.0, 55.0)
EXTENSIONS = ("", "101", "102", "103")


def examples(count):
    """Draw ``count`` cases, the same ones each time, or as many as the caller wants."""
    return hypothesis.settings(
        max_examples=EXAMPLES or count,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )


# -- the history of a call, delivered in another order --------------------------------


class Message_:
    pass


def read(sample):
    """Return the Event that a sample is."""
    return read_event(sample.endpoint, sample.params)
