"""Keep one PostgreSQL server running as long as somebody uses it: `python -m
tools.keeper FOLDER POSTGRES CAREFUL`.

Started by tools/database.py in a session of its own. It waits for an exclusive lock on
the file of which every user holds a shared one: it gets that lock when the last user is
gone, cleanly or by kill -9.
"""

import signal
import subprocess
import sys

from . import locks
from .database import STOP_PATIENCE, Cluster


def main(folder, postgres, careful):
    """Run the server of an instance folder until nobody uses it."""
    cluster = Cluster(folder, postgres, careful=careful == "1")
    signal.signal(
        signal.SIGTERM, signal.SIG_IGN
    )  # users may be at work; it ends with the last of them
    with open(cluster.log, "wb") as log:
        server = subprocess.Popen(
            cluster.server_command(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    signal.signal(
        signal.SIGCHLD,
        lambda *_: sys.exit(server.poll()) if server.poll() is not None else None,
    )
    lock = locks.acquire(cluster.folder / "in-use.lock")
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    server.send_signal(signal.SIGINT)  # a fast, clean shutdown
    try:
        server.wait(STOP_PATIENCE / 2)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()
    locks.release(lock)


if __name__ == "__main__":
    main(*sys.argv[1:])
