"""Lets tests import the pure packages as `callcenter.wire` and so on, without Odoo.

The addon's own `__init__.py` imports its models, and so Odoo: it is not run here.
"""

import sys
from pathlib import Path
from types import ModuleType

addon = ModuleType("callcenter")
addon.__path__ = [str(Path(__file__).parents[2])]
sys.modules["callcenter"] = addon
