from . import pause_reason, status
