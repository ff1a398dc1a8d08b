# in the order in which the rooms build on each other
from . import (
    written,
    kept,
    fault,
    exchange,
    call,
    caller,
    missed,
    popup,
    recording,
    privacy,
    figures,
    agent,
    dial,
    settings,
)
