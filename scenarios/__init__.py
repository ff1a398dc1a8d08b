"""How calls go: one catalogue, plain data, for tests, replays and whatever plays calls.

A scenario is what an exchange tells of one call, in order, and what is right then. Nothing
here imports the rules: who plays a scenario compares.
"""

from .families import FAMILIES
from .further import FURTHER
from .scenario import Scenario, answer, arrive, dial, end, hangup, info, ring
from .sequences import SEQUENCES
from .spelling import EXTENSIONS, OUTCOMES, SPELLINGS
from .night import TIMES
from .variants import OVERTAKING, VARIANTS

CATALOGUE = (*SEQUENCES, *FURTHER, *VARIANTS, *SPELLINGS, *TIMES)

__all__ = [
    "CATALOGUE",
    "EXTENSIONS",
    "FAMILIES",
    "FURTHER",
    "OUTCOMES",
    "OVERTAKING",
    "SEQUENCES",
    "SPELLINGS",
    "TIMES",
    "VARIANTS",
    "Scenario",
    "answer",
    "arrive",
    "dial",
    "end",
    "hangup",
    "info",
    "ring",
]
