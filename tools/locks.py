"""File locks. The kernel drops them with the process that holds them, so kill -9 leaves
none behind.
"""

import contextlib
import fcntl
import os

SHARED = fcntl.LOCK_SH
EXCLUSIVE = fcntl.LOCK_EX


def acquire(path, kind=EXCLUSIVE, wait=True):
    """Lock a file, making it first where it is missing.

    :param path: the lock file (never deleted: a second process may be waiting on it)
    :param kind: EXCLUSIVE or SHARED
    :param wait: False returns at once when another process holds it
    :return: a file descriptor to give to `release`, or None
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, kind | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise
    return handle


def release(handle):
    """Give a lock back."""
    os.close(handle)


@contextlib.contextmanager
def locked(path, kind=EXCLUSIVE):
    """Hold a lock for the length of a `with` block, waiting for it first."""
    handle = acquire(path, kind)
    try:
        yield
    finally:
        release(handle)
