"""What must hold for whatever is sent, in whatever order: hypothesis draws the cases.

``CALLCENTER_EXAMPLES`` draws that many cases a property, other ones each time:
``CALLCENTER_EXAMPLES=20000 ./dev test -k Properties --no-browser``.
"""

import os
import unittest

try:
    import hypothesis
    from hypothesis import strategies as st
except ImportError:  # a developer's tool, not needed to run the addon
    hypothesis = st = None

__all__ = ["given", "st"]

EXAMPLES = int(os.environ.get("CALLCENTER_EXAMPLES", "0"))


def given(count, *strategies):
    """Run a test on ``count`` cases, the same ones each time; skip without hypothesis.

    :param strategies: functions of nothing that return a strategy each
    """
    if not hypothesis:
        return unittest.skip("hypothesis is not installed")

    def decorate(test):
        settings = hypothesis.settings(
            max_examples=EXAMPLES or count,
            derandomize=not EXAMPLES,
            database=None,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        return settings(hypothesis.given(*(make() for make in strategies))(test))

    return decorate
