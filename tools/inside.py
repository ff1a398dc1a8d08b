"""Running those of our modules that need the Python packages, with the Python that has
them.
"""

import os

from . import bootstrap
from .odoo_command import run_in_terminal
from .paths import ROOT


def run_module(module, arguments):
    """Run `python -m tools.<module>` in the virtual environment; returns its code."""
    tools = bootstrap.ensure()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return run_in_terminal(
        [str(tools.python), "-m", f"tools.{module}", *arguments], environment
    )
