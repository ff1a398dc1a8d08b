"""States of queue members: what AMI tells of pauses, as states of an agent. Pure."""

import re

from . import names

AVAILABLE, PAUSED, OFFLINE = "available", "paused", "offline"
# QueueMemberStatus: 5 is a device that is not reachable (app_queue.c)
_UNAVAILABLE = "5"
EVENTS = {
    "QueueMemberPause",
    "QueueMemberStatus",
    "QueueMemberAdded",
    "QueueMember",
    "QueueMemberRemoved",
}
ECHO_SECONDS = 10.0


class Agents:
    """What the members of the queues do.

    :param reader: a ``names.Names``
    :param known: the states that were told before, by extension
    """

    def __init__(self, reader, known=None):
        self._names = reader
        self.known = dict(known or {})
        self.interfaces = {}
        self._queues = {}
        self._expected = {}

    def expect(self, extension, status, at):
        """An order of ours pauses or resumes: what comes of it is no new state."""
        self._expected[extension] = (status, at)

    def extension_of(self, message):
        """Return the extension of a queue member, or ''."""
        for name in ("StateInterface", "Interface", "Location"):
            interface = message.get(name, "")
            kind, extension = self._names.who(interface + "-0")
            if kind == names.EXTENSION:
                return extension
            local = re.match(r"(?:Local/|hint:)(\d{3,6})@", interface)
            if local:
                return local.group(1)
        return ""

    def take(self, message, at):
        """Return the events (none or one) that a message makes."""
        if message.get("Event") not in EVENTS:
            return []
        extension = self.extension_of(message)
        queue = message.get("Queue", "")
        if not extension:
            return []
        interface = message.get("Interface") or message.get("Location", "")
        if interface:
            self.interfaces.setdefault(extension, set()).add(interface)
        queues = self._queues.setdefault(extension, {})
        if message["Event"] == "QueueMemberRemoved":
            queues.pop(queue, None)
        else:
            is_paused = message.get("Paused") == "1"
            queues[queue] = (is_paused, message.get("Status") == _UNAVAILABLE)
        reason = message.get("PausedReason") or message.get("Reason", "")
        return self._changed(extension, queue, reason, at)

    def _changed(self, extension, queue, reason, at):
        states = self._queues[extension].values()
        if not states or all(is_away for _paused, is_away in states):
            status = OFFLINE
        elif all(is_paused for is_paused, _away in states):
            status = PAUSED
        else:
            status = AVAILABLE
        before = self.known.get(extension)
        self.known[extension] = status
        if status == before or (before is None and status == AVAILABLE):
            return []
        expected, since = self._expected.pop(extension, ("", 0))
        if expected == status and at - since < ECHO_SECONDS:
            return []
        event = {
            "name": "agent",
            "callid": "agent-" + extension,
            "extension": extension,
            "status": status,
            "at": "%.6f" % at,
        }
        if status == PAUSED and reason:
            event["reason"] = reason
        if len(self._queues[extension]) == 1 and queue:
            event["queue"] = queue
        return [event]
