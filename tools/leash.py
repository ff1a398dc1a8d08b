"""Run a command that starts processes of its own, so that none of them outlives
whoever wanted it: `python -m tools.leash HANDLE COMMAND …`.

HANDLE is the reading end of a pipe whose other end that process holds. When it has
gone, however it went, this process kills its whole process group, itself included.
"""

import os
import signal
import subprocess
import sys
import threading


def main(handle, *command):
    """Run the command and end with its exit code."""
    threading.Thread(
        target=kill_all_at_end_of, args=(int(handle),), daemon=True
    ).start()
    return subprocess.call(command, stdin=subprocess.DEVNULL)


def kill_all_at_end_of(handle):
    """Wait until a pipe's other end is closed."""
    os.read(handle, 1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
