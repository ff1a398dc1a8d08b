"""Orders of Odoo: what may be done, and the AMI action that does it. Pure but for time.

Whatever an order says, technology, context and prefix are the gateway's own, and what
enters an AMI line is a number (``ami.is_number``) or a name that the exchange told.
"""

import re

from . import ami, names

MAX_AGE = 10.0
PAUSE_SECONDS, HOUR = 5.0, 3600.0
NATIONAL = re.compile(r"0[1-9][0-9]{7,10}")
EXTENSION = re.compile(r"[0-9]{2,6}")
_REASON = re.compile(r"[^\w .,-]")


class Refused(Exception):
    """An order is not carried out; the text says why, the state how that is called."""

    def __init__(self, reason, state="refused"):
        super().__init__(reason)
        self.state = state


class Policy:
    """What may be dialled, how often, and how.

    :param allow: expressions of whole numbers that may be dialled beside national ones
    :param dialled: what ``dialled`` was before a restart
    :ivar dialled: extension ▶ when it dialled within the last hour, epoch seconds
    """

    def __init__(
        self,
        technology="PJSIP",
        context="from-internal",
        prefix="",
        allow=(),
        per_hour=60,
        dialled=None,
    ):
        self.technology = technology
        self.context = context
        self.prefix = prefix
        self.per_hour = per_hour
        try:
            self._allow = [re.compile(text) for text in allow]
        except re.error as error:
            raise ValueError("[orders] allow: %s" % error)
        self.dialled = dict(dialled) if isinstance(dialled, dict) else {}

    def check_age(self, age):
        """:raises Refused: the order is too old"""
        if not isinstance(age, (int, float)) or age < 0 or age > MAX_AGE:
            raise Refused("older than %d s" % MAX_AGE, "expired")

    def check_number(self, number, extensions=()):
        """:raises Refused: the number may not be dialled"""
        if not ami.is_number(number):
            raise Refused("this is no number")
        if number in extensions or NATIONAL.fullmatch(number):
            return
        if any(pattern.fullmatch(number) for pattern in self._allow):
            return
        raise Refused(
            "%s may not be dialled: only national numbers, and what [orders] allow lists"
            " on the exchange" % number
        )

    def check_extension(self, extension):
        """:raises Refused: no extension"""
        if not ami.is_number(extension) or not EXTENSION.fullmatch(extension):
            raise Refused("this is no extension")

    def check_rate(self, extension, now):
        """:raises Refused: dials too often"""
        for one, moments in list(self.dialled.items()):
            kept = [at for at in moments if 0 <= now - at < HOUR]
            self.dialled[one] = kept
            if not kept:
                del self.dialled[one]
        recent = self.dialled.get(extension, [])
        if recent and now - recent[-1] < PAUSE_SECONDS:
            raise Refused("one call in %d s" % PAUSE_SECONDS)
        if len(recent) >= self.per_hour:
            raise Refused("%d calls in an hour are the most" % self.per_hour)
        self.dialled[extension] = [*recent, now]

    def outside(self, number, extensions):
        """Return what is dialled for a number: with the prefix where it leads outside."""
        return number if number in extensions else self.prefix + number


def channel_id(order, now):
    """Return the unique id of the channel that an order makes: the one it brings."""
    told = str(order.get("callid") or "")
    if re.fullmatch(r"callcenter-[0-9]{1,10}-[0-9]{1,12}", told):
        return told
    return "callcenter-%d-%d" % (order["id"], now)


def prepare(order, policy, calls, agents, extensions, now):
    """Return ``[(action, fields)]`` for an order.

    :param calls: a ``calls.Calls``: where its parties are found
    :param agents: an ``agents.Agents``: how a queue calls a member
    :param extensions: those that are known here
    :raises Refused: it is not carried out
    """
    kind = order.get("kind")
    extension = str(order.get("extension") or "")
    policy.check_age(order.get("age"))
    policy.check_extension(extension)
    if kind == "dial":
        number = str(order.get("phone") or "")
        policy.check_number(number, extensions)
        policy.check_rate(extension, now)
        fields = dict(
            Channel="%s/%s" % (policy.technology, extension),
            Context=policy.context,
            Exten=policy.outside(number, extensions),
            Priority="1",
            CallerID="<%s>" % extension,
            ChannelId=channel_id(order, now),
            Timeout="20000",
            Async="true",
        )
        return [("Originate", fields)]
    if kind in ("pause", "resume"):
        return _pauses(kind, order, extension, policy, agents)
    if kind in ("hang_up", "transfer"):
        return [_on_call(kind, order, extension, policy, calls, extensions)]
    raise Refused("an order that this gateway does not know: %s" % str(kind)[:20])


def _pauses(kind, order, extension, policy, agents):
    """A queue may know one extension by several interfaces: each is paused."""
    usual = {"%s/%s" % (policy.technology, extension)}
    more = dict(Paused="true" if kind == "pause" else "false")
    queue = str(order.get("queue") or "")
    if queue:
        if not re.fullmatch(r"[\w-]{1,64}", queue):
            raise Refused("this is no queue")  # without one it were all of them
        more["Queue"] = queue
    if order.get("reason"):
        more["Reason"] = _REASON.sub(" ", str(order["reason"]))[:60]
    interfaces = sorted(agents.interfaces.get(extension) or usual)
    return [("QueuePause", dict(more, Interface=one)) for one in interfaces]


def _on_call(kind, order, extension, policy, calls, extensions):
    call = calls.calls.get(str(order.get("callid") or ""))
    attempts = (
        [a for a in call.open_attempts if a.extension == extension] if call else []
    )
    if not attempts:
        raise Refused("%s is not in that call" % extension)
    own = [calls.channels.get(uid) for uid in attempts[-1].channels]
    own = [channel for channel in own if channel]
    if not own:
        raise Refused("that call is over")
    if kind == "hang_up":
        return "Hangup", dict(Channel=own[0].name, Cause="16")
    target = str(order.get("phone") or "")
    policy.check_number(target, extensions)
    exten = policy.outside(target, extensions)
    where = dict(Context=policy.context, Exten=exten)
    if order.get("attended"):
        return "Atxfer", dict(Channel=own[0].name, **where)
    parties = [calls.channels.get(uid) for uid in call.customers]
    if call.direction == "internal":
        group = calls.channels.group(own[0])
        parties = [c for c in group if c.kind == names.EXTENSION and c is not own[0]]
    parties = [channel for channel in parties if channel]
    if not parties or attempts[-1].answered is None:
        raise Refused("nobody is on the line to be transferred")
    return "Redirect", dict(Channel=parties[0].name, Priority="1", **where)
