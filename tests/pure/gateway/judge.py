"""What events of the wire mean, in little, and whether that is the truth of a capture.

A model of its own, so that the gateway is judged without Odoo: events with ``ring`` name
their attempt, an end without one is the call's.
"""

from dataclasses import dataclass, field

WORDS = {
    "ANSWERED": "answered",
    "NO ANSWER": "no_answer",
    "BUSY": "busy",
    "CANCEL": "cancelled",
    "ABANDON": "abandoned",
    "VOICEMAIL": "voicemail",
    "CONGESTION": "failed",
    "CHANUNAVAIL": "failed",
    "FAILED": "failed",
    "HANGUP": None,
}


@dataclass
class Leg:
    extension: str
    rang: float | None = None
    answered: float | None = None
    ended: float | None = None
    outcome: str | None = None
    talk: float | None = None
    is_placing: bool = False


@dataclass
class Call:
    legs: dict = field(default_factory=dict)
    phone: str = ""
    is_outgoing: bool = False
    queue: str = ""
    outcome: str | None = None
    wait: float | None = None
    start: float | None = None
    ends: int = 0
    recording: str = ""

    @property
    def direction(self):
        if self.is_outgoing:
            return "outgoing"
        return (
            "internal" if self.phone.isdigit() and len(self.phone) < 6 else "incoming"
        )

    @property
    def disposition(self):
        answered = any(leg.answered is not None for leg in self.legs.values())
        return "answered" if answered else self.outcome

    def disposition_of(self, leg):
        if leg.answered is not None:
            return "answered"
        others = [x.answered for x in self.legs.values() if x.answered is not None]
        is_lost = leg.outcome in (None, "cancelled", "no_answer")
        if is_lost and any(leg.rang <= at <= leg.ended + 0.5 for at in others):
            return "answered_elsewhere"
        if leg.outcome is None and others:
            return "answered_elsewhere"
        return leg.outcome or self.disposition

    @property
    def talk(self):
        return sum(leg.talk or 0 for leg in self.legs.values())


def calls_of(events):
    """Return the calls that events tell: ``{callid: Call}``."""
    calls = {}
    for event in events:
        call = calls.setdefault(event["callid"], Call())
        at, ring = float(event["at"]), event.get("ring")
        if event["name"] == "init" and not call.legs:
            call.is_outgoing = True
        call.phone = call.phone or event.get("phone", "")
        call.queue = call.queue or event.get("queue", "")
        call.recording = call.recording or event.get("recordingfile", "")
        call.start = at if call.start is None else min(call.start, at)
        if event["name"] == "call_end" and not ring:
            call.ends += 1
            call.outcome = WORDS[event["status"]]
            call.wait = float(event["holdtime"]) if "holdtime" in event else call.wait
        if not ring:
            continue
        leg = call.legs.setdefault(ring, Leg(event["extension"]))
        assert leg.extension == event["extension"], "one ring, two extensions"
        if event["name"] == "call_end":
            leg.ended, leg.outcome = at, WORDS[event["status"]]
            leg.talk = float(event["billsec"]) if "billsec" in event else None
        elif event.get("event") == "ANSWER":
            leg.answered = at if leg.answered is None else leg.answered
        elif leg.rang is None:
            leg.rang, leg.is_placing = at, event["name"] == "init"
    return calls


class Comparison:
    """One call against its truth; ``found`` has what is wrong, as texts."""

    def __init__(self, call, truth):
        self.call, self.truth, self.found = call, truth, []
        self.legs = [
            (leg.extension, call.disposition_of(leg), leg.talk)
            for leg in call.legs.values()
        ]

    def of(self, extension):
        return [leg for leg in self.legs if leg[0] == extension]

    def same(self, name, got, wanted):
        if got not in (wanted if isinstance(wanted, list) else [wanted]):
            self.found.append(f"{name}: {got!r}, not {wanted!r}")

    def near(self, name, got, low, high=None):
        high = low if high is None else high
        if got is None or not low - 1 <= got <= high + 1:
            self.found.append(f"{name}: {got}, not {low} to {high}")

    def compare_call(self):
        call, truth = self.call, self.truth
        self.same("direction", call.direction, truth["direction"])
        self.same("disposition", call.disposition, truth["disposition"])
        is_missed = call.direction == "incoming" and call.disposition != "answered"
        self.same("missed", is_missed, truth.get("missed", False))
        self.same("hidden", call.phone == "anonymous", truth.get("hidden", False))
        self.same("recording", bool(call.recording), truth.get("recording", False))
        self.same("queue", call.queue, truth.get("queue", call.queue))
        for name in ("wait", "talk"):
            if name in truth:
                self.near(name, getattr(call, name), truth[name])

    def compare_legs(self):
        truth = self.truth
        if "legs" in truth:
            wanted = sorted(leg[0] for leg in truth["legs"])
            self.same("legs", sorted(leg[0] for leg in self.legs), [wanted])
        for extension, wanted, talk in truth.get("legs", ()):
            mine = self.of(extension)
            self.same(f"leg {extension}", mine[-1][1] if mine else None, wanted)
            if talk is not None:
                self.near(f"talk of {extension}", mine[-1][2] if mine else None, talk)
        for extension, wanted in truth.get("legs_of", {}).items():
            mine = self.of(extension)
            self.same(f"last leg {extension}", mine[-1][1] if mine else None, wanted)
        for extension, wanted in truth.get("rings_of", {}).items():
            self.same(f"rings of {extension}", len(self.of(extension)), wanted)
        for extension, (low, high) in truth.get("talk_of", {}).items():
            talk = sum(leg[2] or 0 for leg in self.of(extension))
            self.near(f"talk of {extension}", talk, low, high)
        for extension in truth.get("absent", ()):
            self.same(f"legs of {extension}", len(self.of(extension)), 0)


def wrong(events, truth):
    """Return what is not as ``truth`` says, as texts."""
    calls = calls_of(events)
    call = next((c for c in calls.values() if _is_meant(c, truth)), None)
    if call is None:
        return [f"no {truth['direction']} call of {truth.get('phone')}: {calls}"]
    comparison = Comparison(call, truth)
    comparison.compare_call()
    comparison.compare_legs()
    others = [c for c in calls.values() if c is not call and c.direction == "incoming"]
    comparison.same("further calls", len(others), truth.get("further", 0))
    comparison.same("ends", {c.ends for c in calls.values()}, [{1}])
    legs = [leg for c in calls.values() for leg in c.legs.values()]
    comparison.same("open", [leg for leg in legs if leg.ended is None], [[]])
    return comparison.found


def _is_meant(call, truth):
    if call.direction != truth["direction"]:
        return False
    return call.phone == truth["phone"] if "phone" in truth else True
