from . import (
    recording,
    listen,
    recorded,
    pbx,
)
