"""`./dev gateway`: the gateway as one file in .dev/, and, with arguments, run."""

import runpy
import subprocess
import sys

from .console import say
from .paths import DEV, ROOT

HELP = """\
Usage: ./dev gateway [-- ARGUMENT …]

Makes .dev/callcenter_gateway.pyz, the program that runs beside an Asterisk exchange,
and with arguments runs it:

    ./dev gateway -- --odoo http://127.0.0.1:8069 --token TOKEN --replay CAPTURE
"""


def main(argv):
    """Build the one file, and run it where arguments say how; returns the exit code."""
    if argv[:1] in (["-h"], ["--help"]):
        print(HELP, end="")
        return 0
    path = build()
    rest = argv[1:] if argv[:1] == ["--"] else argv
    if not rest:
        say(f"{path} ({path.stat().st_size:,} bytes)")
        return 0
    return subprocess.run([sys.executable, path, *rest], check=False).returncode


def build():
    """Write the one file; returns its path."""
    pack = runpy.run_path(str(ROOT / "gateway" / "pack.py"))
    DEV.mkdir(exist_ok=True)
    path = DEV / pack["FILE_NAME"]
    path.write_bytes(pack["pack"]())
    return path
