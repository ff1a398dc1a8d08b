"""Lets tests import `recording_server`, which Odoo's tests use as well."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
