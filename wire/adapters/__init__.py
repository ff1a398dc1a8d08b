"""One file a vendor: its messages in, plain events of the wire out.

docs/adapters.md tells how to write one. A new one is named in ``_MODULES``, and nowhere
else.
"""

from . import (
    asterisk_cdr,
    freeswitch,
    generic_cti,
    grandstream,
    mapping,
    omicall,
    stringee,
    threecx,
    twilio,
    voicecloud,
    voip24h,
    yeastar,
)
from .base import RUNGS, Adapter, Hook

_MODULES = (
    voicecloud,
    generic_cti,
    threecx,
    yeastar,
    voip24h,
    omicall,
    stringee,
    grandstream,
    freeswitch,
    asterisk_cdr,
    twilio,
    mapping,
)

# name in the address ▶ Adapter
ADAPTERS = {module.ADAPTER.name: module.ADAPTER for module in _MODULES}

# what stands before the name, in the address and in the journal
HOOK = "hook/"


def find_adapter(endpoint):
    """Return the Adapter of ``hook/<name>``, or None."""
    is_hook = endpoint.startswith(HOOK)
    return ADAPTERS.get(endpoint.removeprefix(HOOK)) if is_hook else None


__all__ = ["ADAPTERS", "HOOK", "RUNGS", "Adapter", "Hook", "find_adapter"]
