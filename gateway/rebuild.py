"""What lives on the exchange, after a time in which nobody listened. Pure.

The difference between what was known and what AMI's lists tell is made into the
messages that were missed; they go the way of all others.
"""

# applications of a channel that was dialled by another
DIALLED = ("AppDial", "AppDial2", "AppQueue")
DIALLING = ("Dial", "Queue", "FollowMe", "RetryDial", "Page")
# what happened in a longer time without listening is assumed
EXACT_SECONDS = 1.0


def seconds(text):
    """Return the seconds of ``HH:MM:SS``, 0 where it is none."""
    try:
        parts = [int(part) for part in text.split(":")]
    except (AttributeError, ValueError):
        return 0
    total = 0
    for part in parts:
        total = total * 60 + part
    return total


def missed(calls, listed, technologies, now, heard):
    """Return ``[(message, at)]`` that bring ``calls`` to what is listed.

    Those whose moment is not known have ``Assumed``.

    :param calls: a ``calls.Calls``, with what was known
    :param listed: the messages of CoreShowChannels
    :param technologies: bridge ▶ its BridgeTechnology, of BridgeList
    :param now: epoch seconds
    :param heard: when the exchange was heard last, or None
    """
    is_assumed = heard is None or now - heard > EXACT_SECONDS
    mark = {"Assumed": "1"} if is_assumed else {}
    channels = [message for message in listed if message.get("Uniqueid")]
    alive = {message["Uniqueid"] for message in channels}
    found = []
    for uid, channel in list(calls.channels.by_id.items()):
        if uid not in alive:
            gone = {"Event": "Hangup", "Uniqueid": uid, "Channel": channel.name}
            # customers last: whoever talked ends first
            found.append((dict(gone, Cause="", **mark), heard or now))
    found.sort(
        key=lambda pair: any(
            pair[0]["Uniqueid"] in call.customers for call in calls.calls.values()
        )
    )
    channels.sort(key=lambda message: -seconds(message.get("Duration")))
    fresh = [m for m in channels if calls.channels.get(m["Uniqueid"]) is None]
    for message in fresh:
        found += _begin(message, now)
    for message in fresh:
        found += _dial(message, channels, now)
    for message in channels:
        for told, at in _bridge(calls, message, technologies, now):
            found.append((dict(told, **mark), at))
    return found


def _is_dialled(message):
    """Return whether another channel dialled this one; just begun, it runs nothing."""
    if message.get("Application"):
        return message["Application"] in DIALLED
    is_local = message.get("Channel", "").startswith("Local/")
    return message.get("Linkedid") != message["Uniqueid"] and not is_local


def _begin(message, now):
    born = now - seconds(message.get("Duration"))
    is_dialled = _is_dialled(message)
    is_up = message.get("ChannelState") == "6"
    state = "Down" if is_dialled else "Ring"
    begun = dict(message, Event="Newchannel", ChannelStateDesc=state, ChannelState="0")
    yield begun, born
    if is_up:
        yield dict(message, Event="Newstate", ChannelStateDesc="Up"), born
    if not is_dialled and message.get("Application"):
        told = dict(
            message, Event="Newexten", AppData=message.get("ApplicationData", "")
        )
        yield told, born
        if message["Application"] == "Queue":
            queue = message.get("ApplicationData", "").split(",")[0]
            yield dict(message, Event="QueueCallerJoin", Queue=queue), born


def _dial(message, channels, now):
    if not _is_dialled(message):
        return
    endpoint = message.get("Channel", "").rpartition("-")[0]
    number = endpoint.partition("/")[2]
    best, target = None, ""
    for other in channels:
        data = other.get("ApplicationData", "")
        if other is message or other.get("Linkedid") != message.get("Linkedid"):
            continue
        if other.get("Application") not in DIALLING:
            continue
        parts = [
            part for part in data.split(",")[0].split("&") if number and number in part
        ]
        if best is None or (parts and not target):
            best, target = other, parts[0] if parts else ""
    told = {"Dest" + name: value for name, value in message.items() if name != "Event"}
    told.update(Event="DialBegin", DialString=target.partition("/")[2] or number)
    if best is not None:
        told.update(
            (name, best.get(name, "")) for name in ("Channel", "Uniqueid", "Linkedid")
        )
    yield told, now - seconds(message.get("Duration"))


def _bridge(calls, message, technologies, now):
    channel = calls.channels.get(message["Uniqueid"])
    bridge = message.get("BridgeId", "")
    former = channel.bridge if channel else ""
    technology = technologies.get(bridge, "")
    if former and former != bridge:
        yield dict(message, Event="BridgeLeave", BridgeUniqueid=former), now
    if bridge and former != bridge:
        entered = dict(message, Event="BridgeEnter", BridgeUniqueid=bridge)
        yield dict(entered, BridgeTechnology=technology), now
