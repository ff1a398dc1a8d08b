"""A capture of AMI instead of the socket: the same calls, told to an Odoo.

A spool of its own, no orders, no heartbeat; recordings are announced and not sent.
"""

import gzip
import time

from . import ami
from .agents import Agents
from .calls import Calls
from .sender import Sender
from .spool import Spool

# events of such a privilege are what the gateway's AMI user gets to see
PRIVILEGES = {"call", "agent", "dialplan"}
DAY = 86400
# older ones are believed from imports only
MAX_AGE = 34 * DAY
GIVE_UP_SECONDS = 600
PIECE = 200


def read_capture(path):
    """Yield the messages of a capture, plain or gzip."""
    with open(path, "rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    reader = ami.Reader()
    with (gzip.open if is_packed else open)(path, "rb") as file:
        while True:
            data = file.read(65536)
            if not data:
                break
            for message in reader.feed(data):
                yield message
    for message in reader.close():
        yield message


def is_seen(message):
    """Return whether an AMI user with the rights that are asked for sees a message."""
    if message.get("Event") in (None, "CEL"):
        return False
    privileges = message.get("Privilege", "call").split(",")
    return bool(PRIVILEGES.intersection(privileges))


class CaptureClock:
    """When messages of a capture happened.

    Their own time, or, where they have none, what the ids of channels tell, which begin
    with the second in which the channel was made.
    """

    def __init__(self):
        self.now = 0.0

    def time_of(self, message):
        """Return the time of a message, never before the one before."""
        for text in (message.get("Timestamp"), self._born(message)):
            try:
                self.now = max(self.now, float(text))
                break
            except (TypeError, ValueError):
                continue
        return self.now

    def _born(self, message):
        ids = [message.get(name, "") for name in ("Uniqueid", "DestUniqueid")]
        born = [text.rpartition("-")[2].partition(".")[0] for text in ids if text]
        return max((text for text in born if text.isdigit()), default=None)


def shift_of(last, now):
    """Return the seconds to add to a capture's times: those that Odoo would not believe
    (over a month old, or ahead) are moved so that it ends now.
    """
    if last and (now - last > MAX_AGE or last > now + 60):
        return now - last
    return 0.0


def events_of(messages, names, variables=()):
    """Yield the events of the wire that messages make."""
    calls, agents, clock = Calls(names, variables), Agents(names), CaptureClock()
    for message in messages:
        at = clock.time_of(message)
        if is_seen(message):
            for event in calls.take(message, at) + agents.take(message, at):
                yield event


def moved(event, shift):
    """Return an event with its times moved by ``shift`` seconds."""
    times = {
        n: "%.6f" % (float(event[n]) + shift) for n in ("at", "calldate") if n in event
    }
    return dict(event, **times)


def drain(spool, sender):
    """Send until nothing waits; give up where nothing is taken for ten minutes."""
    until, sent = time.time() + GIVE_UP_SECONDS, sender.sent
    while spool.counts()["waiting"] and time.time() < until:
        if not sender.step():
            time.sleep(0.05)
        if sender.sent != sent:
            until, sent = time.time() + GIVE_UP_SECONDS, sender.sent


def replay(path, odoo, names, variables=(), say=lambda text: None):
    """Tell Odoo what a capture holds.

    :return: the exit code: 0 when all was answered 200
    """
    clock = CaptureClock()
    for message in read_capture(path):
        clock.time_of(message)
    shift = shift_of(clock.now, time.time())
    if shift:
        say("The times of this capture are moved by %d s, so that it ends now." % shift)
    spool = Spool(":memory:")
    sender = Sender(spool, odoo, say)
    events = []
    for event in events_of(read_capture(path), names, variables):
        events.append(moved(event, shift))
        if len(events) >= PIECE:
            spool.add(events)
            events = []
            drain(spool, sender)
    spool.add(events)
    drain(spool, sender)
    counts = spool.counts()
    numbers = (sender.sent, counts["aside"], counts["waiting"])
    say("%d events sent, %d refused, %d not sent" % numbers)
    for event, reason in spool.aside():
        say("refused: %s %s: %s" % (event["name"], event["callid"], reason))
    return 1 if counts["aside"] or counts["waiting"] else 0
