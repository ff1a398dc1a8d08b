from . import (
    recording,
    listen,
    recorded,
    pbx,
    ir_attachment,
)
