from . import (
    kinds,
    caller_texts,
    caller_data,
    caller_export,
    erasing,
    keep,
    retention,
    receipt,
)
