"""`./dev odoo -- …`: Odoo's own command line."""

import signal
import subprocess
import sys

from . import bootstrap, processes, template
from .instance import FIRST_PORT, Instance, Port

END_PATIENCE = 8.0


def main(arguments):
    """Run Odoo's command line on the database of `./dev run`; returns its exit code."""
    arguments = arguments[1:] if arguments[:1] == ["--"] else arguments
    instance = Instance("run", bootstrap.ensure())
    template.provide(instance)
    with instance.server.in_use():
        port = Port(range(FIRST_PORT, FIRST_PORT + 900))
        return run_in_terminal(
            instance.odoo(*arguments), instance.environment(port.number)
        )


def run_in_terminal(command, environment):
    """Run a command that may talk with the person at the terminal.

    There it has to stay in the terminal's process group, where a Ctrl-C reaches it
    without our doing.
    """
    interactive = sys.stdin.isatty()
    child = subprocess.Popen(  # pylint: disable=subprocess-popen-preexec-fn
        command,
        env=environment,
        start_new_session=not interactive,
        preexec_fn=processes.die_with_parent(signal.SIGKILL),
    )
    if interactive:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = child.wait()
    except BaseException:
        end(child, interactive)
        raise
    return code if code >= 0 else 128 - code


def end(child, interactive):
    """End the child, and what it started where that is a group of its own."""
    if not interactive:
        processes.stop(child)
        return
    child.terminate()
    try:
        child.wait(END_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
