from . import (
    data_request,
    gateway_setup,
    keep,
    mapping,
    phone_mend,
    read_again,
    retention,
    token,
)
