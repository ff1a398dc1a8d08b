"""Starting and stopping child processes so that none outlives `./dev`."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys

from .console import Stop
from .paths import ROOT

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent(sig):
    """Return a `preexec_fn`: the kernel sends `sig` to the child when its parent is
    gone, however it went.

    The kernel means the parent *thread*: start such children from the main thread.
    """
    parent = os.getpid()

    def ask_kernel():
        _LIBC.prctl(PR_SET_PDEATHSIG, sig)
        if os.getppid() != parent:  # it died between the fork and the request
            os.kill(os.getpid(), sig)

    return ask_kernel


def start(command, death_signal=signal.SIGKILL, **options):
    """Start a child in a session of its own (a Ctrl-C in the terminal reaches `./dev`
    alone, which stops it in order).

    :param command: the argument list
    :param death_signal: what the child gets when this process is gone; None: nothing
    :param options: for `subprocess.Popen`
    """
    options.setdefault("stdin", subprocess.DEVNULL)
    if death_signal:
        options["preexec_fn"] = die_with_parent(death_signal)
    return subprocess.Popen(
        [str(part) for part in command],
        start_new_session=True,
        **options,
    )


def start_logged(command, **options):
    """Start a child whose output can be read line by line from its `stdout`."""
    return start(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        bufsize=1,
        **options,
    )


def stop(child, patience=8.0):
    """Ask a child's process group to end, insist after half of `patience` seconds, and
    kill it when that has passed.
    """
    for sig in (signal.SIGTERM, signal.SIGTERM):
        if child.poll() is not None:
            break
        signal_group(child.pid, sig)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience / 2)
    signal_group(child.pid, signal.SIGKILL)
    return child.wait()


def signal_group(pid, sig):
    """Send a signal to the process group led by `pid`, if there still is one."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, sig)


def is_alive(pid):
    """Whether a process with this id runs (one that has ended and was not yet waited
    for does not).
    """
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def command_line(pid):
    """The argument list of a process, [] when it is gone."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().decode(errors="replace").split("\0")[:-1]
    except OSError:
        return []


def run(command, what, **options):
    """Run a command to its end and return its output; raise `Stop` with what it said
    when it fails.

    :param what: the aim, for the message ("download Odoo")
    """
    command = [str(part) for part in command]
    try:
        child = start_logged(command, **options)
    except FileNotFoundError as error:
        raise Stop(
            f"Could not {what}: the program {command[0]} is missing on this machine."
        ) from error
    try:
        output = child.communicate()[0]
    finally:
        if child.poll() is None:
            stop(child)
    if child.returncode:
        raise Stop(
            f"Could not {what}: {command[0]} ended with code {child.returncode}.\n"
            f"{output.strip()}"
        )
    return output


def run_leashed(command, what, env=None, **options):
    """Like `run`, for a command that starts further processes: none of them stays when
    this process is killed.
    """
    watched, held = os.pipe()
    command = [sys.executable, "-m", "tools.leash", str(watched), *map(str, command)]
    environment = {**(env or os.environ)}
    search = [str(ROOT), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, search))
    try:
        options.update(env=environment, pass_fds=[watched], death_signal=None)
        return run(command, what, **options)
    finally:
        os.close(watched)
        os.close(held)
