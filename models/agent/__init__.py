from . import order, pause_reason, status
