"""``python3 gateway`` from a checkout."""

import runpy
from pathlib import Path

runpy.run_path(
    str(Path(__file__).with_name("callcenter_gateway.py")), run_name="__main__"
)
