from . import (
    kept_sources,
    extension,
    pbx,
    pbx_advice,
    opening_hours,
    knock,
    quota,
    ir_http,
    gateway,
    order,
    ir_websocket,
)
