from . import (
    recording,
    copy,
    listen,
    playing,
    recorded,
    pbx,
    ir_attachment,
)
