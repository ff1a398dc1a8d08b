# in the order in which the rooms build on each other
from . import (
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
