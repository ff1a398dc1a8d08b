# in the order in which the rooms build on each other
from . import (
    kept,
    exchange,
    call,
    caller,
    popup,
    missed,
    recording,
    privacy,
    figures,
    settings,
)
