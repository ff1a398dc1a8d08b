from . import (
    data_request,
    gateway_setup,
    keep,
    phone_mend,
    read_again,
    retention,
    token,
)
