from . import (
    caller_data,
    caller_export,
    erasing,
    keep,
    retention,
    receipt,
)
