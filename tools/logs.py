"""Reading Odoo's log while it runs."""

import re
from dataclasses import dataclass, field

from . import processes
from .console import say

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) \S+ (?P<logger>[\w.\-]+): (?P<message>.*)$"
)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
DEMO_FAILED = "demo data failed to install"  # Odoo only warns, and goes on without
SERIOUS = ("WARNING", "ERROR", "CRITICAL")


@dataclass
class Record:
    """One entry of Odoo's log: its first line taken apart, and all of its text."""

    level: str
    logger: str
    message: str
    lines: list = field(default_factory=list)

    @property
    def text(self):
        """The entry as it stands in the log, tracebacks included."""
        return "\n".join(self.lines)


class Grouper:
    """A listener that puts log lines together to `Record`s; a line that starts none (a
    traceback's) belongs to the one before.

    :param take: a function of one record, called when the record is complete
    """

    def __init__(self, take):
        self._take = take
        self._current = None

    def __call__(self, raw):
        line = COLOUR.sub("", raw.rstrip("\n"))
        match = LINE.match(line)
        if match:
            self.close()
            self._current = Record(
                match["level"], match["logger"], match["message"].rstrip(), [line]
            )
        elif self._current:
            self._current.lines.append(line)
        elif line.strip():
            self._current = Record("", "", line, [line])

    def close(self):
        """Hand over the last record: no line is to come that could belong to it."""
        if self._current:
            self._take(self._current)
            self._current = None


def follow(child, log, listeners):
    """Copy a child's output into a log file, and each line to listeners, until the
    child has ended.

    :param child: a process started with its output in a pipe, in text mode
    :param log: the file's path, written anew
    :param listeners: functions of one line
    :return: the child's exit code
    """
    try:
        with open(log, "w", encoding="utf-8") as file:
            for line in child.stdout:
                file.write(line)
                file.flush()
                for listener in listeners:
                    listener(line.rstrip("\n"))
        return child.wait()
    finally:
        processes.stop(child)


class Progress:
    """A listener that tells which module Odoo is installing."""

    LOADING = re.compile(
        r"odoo\.modules\.loading: Loading module (\w+) \((\d+)/(\d+)\)"
    )
    EVERY = 8

    def __call__(self, line):
        match = self.LOADING.search(line)
        if match and (int(match[2]) % self.EVERY == 0 or match[2] == match[3]):
            say(f"    {match[2]} of {match[3]} modules ({match[1]})")
