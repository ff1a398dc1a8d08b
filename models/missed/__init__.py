from . import (
    derive,
    missed,
    call,
)
