from . import (
    data_request,
    extension_bulk,
    gateway_setup,
    keep,
    mapping,
    phone_mend,
    read_again,
    retention,
    token,
)
