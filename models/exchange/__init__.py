from . import (
    extension,
    pbx,
    pbx_advice,
    opening_hours,
    knock,
    ir_http,
)
