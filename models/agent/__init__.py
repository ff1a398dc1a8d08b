from . import (
    order,
    pause_reason,
    status,
    desk,
    wrap_up,
    board,
    times,
    ir_http,
)
