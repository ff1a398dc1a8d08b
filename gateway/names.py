"""What the names of Asterisk's channels and its dial strings say: who is at the end.

``PJSIP/101-0000002a`` is extension 101, ``PJSIP/trunk-0000002b`` is outside,
``Local/101@from-queue-00000001;1`` is half of a pipe, ``CBAnn/600-0001`` is nobody.
"""

import re

EXTENSION, OUTSIDE, LOCAL, NOBODY = "extension", "outside", "local", "nobody"

DEFAULT_EXTENSION = r"(?:PJSIP|SIP|IAX2|SCCP)/(\d{3,6})"
# technologies of channels that Asterisk makes for itself; nobody speaks there
_NOBODY = re.compile(
    r"(?:CBAnn|CBRec|Announcer|Recorder|Snoop|Message|Surrogate|AsyncGoto|Bridge|Parked"
    r"|OutgoingSpoolFailed|AudioSocket|UnicastRTP|MulticastRTP|WebSocket|Console|Null"
    r"|ConfBridge\w*|TestChannel\w*|CCSS|NBS)/",
    re.IGNORECASE,
)
_UNIQUE = re.compile(r"-[0-9a-fA-F]+$")
_LOCAL = re.compile(r"(Local/.+);([12])$", re.DOTALL)
_NUMBER = re.compile(r"[+]?[0-9*#]+$")
_HIDDEN = {"", "<unknown>", "unknown", "(null)", "s"}


class Names:
    """How this exchange calls its extensions.

    :param pattern: matches the endpoint of an extension (``PJSIP/101``); its first
        group is the number
    :param known: endpoint or number ▶ extension, for those that the pattern misses
    :param trunks: endpoints that are outside, whatever they look like
    """

    def __init__(self, pattern=DEFAULT_EXTENSION, known=None, trunks=()):
        self._pattern = re.compile(pattern)
        self._known = dict(known or {})
        self._trunks = set(trunks)
        self.mapped = set()

    def who(self, name):
        """Return ``(kind, number)`` of a channel; the number is an extension's."""
        if _LOCAL.match(name):
            return LOCAL, ""
        if _NOBODY.match(name) or "/" not in name:
            return NOBODY, ""
        endpoint = endpoint_of(name)
        if endpoint in self._known:
            return EXTENSION, self._known[endpoint]
        if endpoint in self._trunks:
            return OUTSIDE, ""
        match = self._pattern.fullmatch(endpoint)
        if match:
            number = match.group(1)
            return EXTENSION, self._known.get(number, number)
        return OUTSIDE, ""

    def extension_of(self, number):
        """Return the extension that an outside number is, or '' where it is none's."""
        if number in self._known:
            return self._known[number]
        return number if number in self.mapped else ""

    def learn(self, technology, dial_string):
        """Take an endpoint over which a number was dialled for a trunk."""
        endpoint = trunk_of(dial_string)
        if endpoint and technology:
            self._trunks.add("%s/%s" % (technology, endpoint))


def endpoint_of(name):
    """Return ``PJSIP/101`` of ``PJSIP/101-0000002a``."""
    return _UNIQUE.sub("", name)


def technology_of(name):
    """Return ``PJSIP`` of ``PJSIP/101-0000002a``."""
    return name.partition("/")[0]


def halves(name):
    """Return ``(pair, half)`` of a Local channel: its common name, and '1' or '2'."""
    match = _LOCAL.match(name)
    return match.groups() if match else (None, None)


def _split(dial_string):
    """Return ``(number, endpoint)`` of what was dialled; either may be ''."""
    text = re.split(r"[,;!]", dial_string)[0]
    parts = [part for part in text.split("/") if part]
    if len(parts) > 1 and parts[0] in ("PJSIP", "SIP", "IAX2", "SCCP", "DAHDI"):
        parts = parts[1:]
    if not parts:
        return "", ""
    last = re.sub(r"^sips?:", "", parts[-1])
    user, at, host = last.partition("@")
    if len(parts) > 1:  # trunk/number, trunk/sip:number@host
        return user, parts[0].partition("@")[2] or parts[0]
    return (user, host) if at else (user, "")


def number_of(dial_string):
    """Return the number that a dial string dials, '' where it has none.

    ``0900111222@trunk``, ``trunk/0900111222`` and ``trunk/sip:0900111222@host`` are
    0900111222.
    """
    number = _split(dial_string)[0]
    return number if _NUMBER.match(number) else ""


def trunk_of(dial_string):
    """Return the endpoint over which a dial string dials another number than its own."""
    number, endpoint = _split(dial_string)
    if not endpoint or number == endpoint or not _NUMBER.match(number):
        return ""
    return endpoint


def caller(text):
    """Return a caller's number as AMI tells it, '' where it tells none."""
    text = (text or "").strip()
    return "" if text.lower() in _HIDDEN else text
