from . import (
    callcenter_call,
    callcenter_call_leg,
    callcenter_event,
    callcenter_extension,
    callcenter_knock,
    callcenter_lookup,
    callcenter_pbx,
    callcenter_token,
    ir_http,
    res_partner,
    res_users,
)
