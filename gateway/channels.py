"""The channels of an exchange, who stands with whom, and who dialled whom.

A *group* is a connected component: channels that are in one bridge, and the two halves
of a Local channel. Who is in a group can hear each other, whatever brought them there.
"""

from . import names

# nobody in such a bridge hears another: parked callers, callers on hold
HOLDING = "holding_bridge"
# so many that have hung up are remembered: what is told of them late is old
MAX_GONE = 300


class Channel:
    """One channel.

    :ivar kind: who is at its end, one of ``names``' words
    :ivar extension: the number of the extension there, or ''
    :ivar is_caller: whether it began by itself, and was not dialled
    :ivar dialler: the id of the channel that dialled it, or ''
    :ivar outcome: the first word that a DialEnd told of it, ANSWER apart
    """

    def __init__(self, uid, name, linkedid, born):
        self.uid = uid
        self.name = name
        self.linkedid = linkedid
        self.born = born
        self.kind = names.NOBODY
        self.extension = ""
        self.number = ""
        self.exten = ""
        self.is_caller = False
        self.is_up = False
        self.dialler = ""
        self.dial_string = ""
        self.outcome = ""
        self.is_answered = False
        self.bridge = ""
        self.application = ""
        self.data = ""
        self.stepped = 0.0
        self.has_dialled = False
        self.has_rung = False
        self.recording = ""

    @property
    def is_party(self):
        """Whether somebody can speak there."""
        return self.kind in (names.EXTENSION, names.OUTSIDE)


class Channels:
    """All channels that live, by id."""

    def __init__(self, reader):
        """:param reader: a ``names.Names``"""
        self.names = reader
        self.by_id = {}
        self.gone = {}
        self._bridges = {}
        self._pairs = {}

    def get(self, uid):
        """Return the channel with this id, or None."""
        return self.by_id.get(uid)

    def add(self, uid, name, linkedid, born):
        """Have a channel; one that is known is returned as it is."""
        channel = self.by_id.get(uid)
        if channel is None:
            channel = self.by_id[uid] = Channel(uid, "", linkedid or uid, born)
        self.rename(channel, name)
        return channel

    def rename(self, channel, name):
        """Give a channel the name that an event tells; return whether it is another's."""
        if not name or name == channel.name or name.endswith((">", "<MASQ>")):
            return False
        before = (channel.kind, channel.extension)
        was_named = bool(channel.name)
        self._unpair(channel)
        channel.name = name
        channel.kind, channel.extension = self.names.who(name)
        pair, half = names.halves(name)
        if pair:
            self._pairs.setdefault(pair, {})[half] = channel.uid
        return was_named and before != (channel.kind, channel.extension)

    def remove(self, channel):
        """Forget a channel that has hung up."""
        self.leave(channel)
        self._unpair(channel)
        self.by_id.pop(channel.uid, None)
        self.gone[channel.uid] = True
        while len(self.gone) > MAX_GONE:
            del self.gone[next(iter(self.gone))]

    def _unpair(self, channel):
        pair, half = names.halves(channel.name)
        if pair and self._pairs.get(pair, {}).get(half) == channel.uid:
            del self._pairs[pair][half]
            if not self._pairs[pair]:
                del self._pairs[pair]

    def other_half(self, channel):
        """Return the other half of a Local channel, or None."""
        pair, half = names.halves(channel.name)
        if not pair:
            return None
        return self.by_id.get(
            self._pairs.get(pair, {}).get("2" if half == "1" else "1")
        )

    def enter(self, channel, bridge, is_holding=False):
        """Put a channel into a bridge."""
        self.leave(channel)
        if bridge and not is_holding:
            channel.bridge = bridge
            self._bridges.setdefault(bridge, {})[channel.uid] = channel

    def leave(self, channel, bridge=""):
        """Take a channel out of its bridge; another bridge than its own changes nothing."""
        if not channel.bridge or (bridge and bridge != channel.bridge):
            return
        members = self._bridges.get(channel.bridge, {})
        members.pop(channel.uid, None)
        if not members:
            self._bridges.pop(channel.bridge, None)
        channel.bridge = ""

    def members(self, bridge):
        """Return the channels in a bridge."""
        return list(self._bridges.get(bridge, {}).values())

    def group(self, channel):
        """Return the channels that hear each other with ``channel``, itself first."""
        found, waiting = {channel.uid: channel}, [channel]
        while waiting:
            one = waiting.pop()
            near = (
                list(self._bridges.get(one.bridge, {}).values()) if one.bridge else []
            )
            half = self.other_half(one)
            for other in near + ([half] if half else []):
                if other.uid not in found:
                    found[other.uid] = other
                    waiting.append(other)
        return list(found.values())
