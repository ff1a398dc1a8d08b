"""What `./dev` tells the person in front of it."""

import contextlib
import sys
import time


class Stop(Exception):
    """Something the reader has to do something about: shown as one message, without a
    traceback.

    :param message: what is wrong and what to do next
    :param code: the exit code of `./dev`
    """

    def __init__(self, message, code=1):
        super().__init__(message)
        self.code = code


def say(message=""):
    """Print one line at once, also where the output is a pipe."""
    print(message, flush=True)


def complain(message):
    """Print a message on standard error."""
    print(message, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(what):
    """Announce a longer piece of work, and afterwards how many seconds it took."""
    say(f"· {what} …")
    begun = time.monotonic()
    yield
    say(f"  {what}: {time.monotonic() - begun:.1f} s")
