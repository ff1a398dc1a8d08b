"""Asterisk's Manager Interface (AMI): bytes to messages, and actions to bytes.

A message is a dict of texts. Of a name that comes twice the first counts. The reader
takes hostile input: whatever comes, it gives messages and never raises.

Source: https://docs.asterisk.org/Configuration/Interfaces/Asterisk-Manager-Interface-AMI/
"""

import re

MAX_LINE = 64 * 1024
MAX_LINES = 1000
# what may stand in a line of an action that comes from outside
NUMBER = re.compile(r"[0-9*#+]{1,20}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Reader:
    """Puts messages together from pieces of a stream.

    Lines that are too long are cut, blocks with too many lines are ended; neither keeps
    more in memory than that.
    """

    def __init__(self):
        self._rest = b""
        self._is_skipping = False
        self._lines = []

    def feed(self, data):
        """Take further bytes.

        :param data: bytes as they came
        :return: a list of the messages that are complete now
        """
        messages = []
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            if self._is_skipping:  # the end of a line whose beginning was taken
                self._is_skipping = False
                continue
            self._take_line(line.rstrip(b"\r"), messages)
        if len(self._rest) > MAX_LINE:
            if not self._is_skipping:
                self._lines.append(self._rest[:MAX_LINE])
            self._rest, self._is_skipping = b"", True
        return messages

    def close(self):
        """Return the messages that the end of the stream completes."""
        rest, self._rest = self._rest, b""
        return self.feed(rest + b"\n\n" if rest else b"\n")

    def _take_line(self, line, messages):
        if line.strip():
            self._lines.append(line[:MAX_LINE])
        if not line.strip() or len(self._lines) >= MAX_LINES:
            message = parse(self._lines)
            self._lines = []
            if message:
                messages.append(message)


def parse(lines):
    """Return the message that ``lines`` (bytes) make: a dict, empty where they make none."""
    message = {}
    for line in lines:
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        name = name.strip()
        if colon and name:
            message.setdefault(name, value.strip())
    return message


def action(name, **fields):
    """Return the bytes of an action.

    :raises ValueError: where a value would begin a line of its own
    """
    lines = ["Action: %s" % name]
    for field, value in fields.items():
        text = str(value)
        if _CONTROL.search(field + text):
            raise ValueError("%s: a control character in %s" % (name, field))
        lines.append("%s: %s" % (field, text))
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


def is_number(text):
    """Return whether ``text`` may be dialled: digits, ``*``, ``#`` and ``+``, at most 20."""
    return isinstance(text, str) and NUMBER.fullmatch(text) is not None
