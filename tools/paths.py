"""Where things are in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"
ADDON = "callcenter"
ADDONS_VIEW = DEV / "addons"
REQUIREMENTS = ROOT / "tools" / "requirements.txt"
