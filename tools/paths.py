"""Where things are in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"
ADDON = "callcenter"
ADDONS_VIEW = DEV / "addons"
REQUIREMENTS = ROOT / "tools" / "requirements.txt"
# the same with the hashes of their files: what is installed
LOCK = REQUIREMENTS.with_suffix(".lock")
