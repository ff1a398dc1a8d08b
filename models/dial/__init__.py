from . import (
    pbx,
    extension,
    do_not_call,
    permission,
    order,
    call,
    request,
    dialer,
    ir_http,
    phone_thread,
    caller_kinds,
)
