from . import (
    card,
    details,
    business,
    today,
)
