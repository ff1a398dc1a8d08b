from . import (
    card,
    call_details,
    details,
    business,
    today,
)
