"""Observations of calls that were told before observations were kept."""

from .observation import ANSWER, ARRIVE, DIAL, END, INFO, QUIET, RING, make
from .outcomes import PRECEDENCE
from .told import Told

_NUMBER = (int, float)


def from_facts(facts):
    """Return the Told that the stored ``facts`` (plain values) of a call tell.

    What they do not tell (the order of repeats) is left out; a settled call shows the
    same as before, as far as its facts tell it. What cannot be read is left out.
    """
    facts = facts if isinstance(facts, dict) else {}
    seen = _number(facts, "seen")
    if seen is None:
        return Told()
    return Told(_Former(facts, seen).observations())


def _number(values, name):
    value = values.get(name)
    return value if type(value) in _NUMBER else None


def _text(values, name):
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _outcome(values, name):
    value = values.get(name)
    return value if value in PRECEDENCE else None


class _Former:
    """The facts of one call, being told again."""

    def __init__(self, facts, seen):
        self.facts, self.seen, self.told = facts, seen, []
        self.heard = _number(facts, "heard") or seen
        legs = facts.get("legs")
        legs = legs if isinstance(legs, list) else []
        self.legs = [x for x in legs if isinstance(x, dict) and _text(x, "number")]

    def observations(self):
        """Return what the facts tell, in the order of their times."""
        facts = self.facts
        rang = _number(facts, "rang")
        if rang is not None:
            self.tell(DIAL if facts.get("is_outgoing") else ARRIVE, rang)
        for leg in self.legs:
            self.leg(leg)
        self.whole()
        parties = self.parties()
        self.told.sort(key=lambda x: x[1])
        if not self.told:
            kind = DIAL if facts.get("is_outgoing") else ARRIVE
            self.tell(INFO if facts.get("is_told") else kind, self.seen)
        kind, heard, values = self.told[0]
        self.told[0] = (kind, heard, {**parties, **values})
        if not any(kind == DIAL for kind, _heard, _values in self.told):
            if facts.get("is_outgoing"):
                self.told[0][2]["is_outgoing"] = True
        made = [make(kind, heard, **values) for kind, heard, values in self.told]
        if min(x.heard for x in made) > self.seen:
            made.insert(0, make(INFO, self.seen))
        if max(x.heard for x in made) < self.heard:
            made.append(make(INFO, self.heard))
        return made

    def tell(self, kind, heard, **values):
        """Keep one word of the call."""
        known = {x: y for x, y in values.items() if y not in (None, "", False)}
        self.told.append((kind, heard, known))

    def parties(self):
        """Return who called whom, and what else was told of the whole call."""
        facts = self.facts
        wait = _number(facts, "wait")
        values = {
            "phone": _text(facts, "phone"),
            "is_inside": bool(facts.get("is_inside")),
            "is_hidden": bool(facts.get("is_hidden")),
            "queue": _text(facts, "queue"),
            "did": _text(facts, "did"),
            "date": _number(facts, "date"),
        }
        values = {x: y for x, y in values.items() if y not in (None, "", False)}
        if wait is not None:
            values["wait"] = wait
        return values

    def leg(self, leg):
        """Tell of one attempt."""
        number, ring = _text(leg, "number"), f"-{leg.get('attempt', 1)}"
        of_it = {"extension": number, "ring": ring + "@" + number}
        rang, answered = _number(leg, "rang"), _number(leg, "answered")
        picked, closed = _number(leg, "picked"), _number(leg, "closed")
        is_caller = leg.get("role") == "caller"
        live = [x for x in (rang, answered, picked) if x is not None]
        is_late = closed is not None and live and min(live) > closed
        if rang is not None and not is_late:
            self.tell(DIAL if is_caller else RING, rang, is_outgoing=is_caller, **of_it)
        if picked is not None:
            self.tell(ANSWER, picked, is_own_phone=True, **of_it)
        if answered is not None:
            if rang is None and is_caller:
                self.tell(DIAL, answered, is_outgoing=True, **of_it)
            self.tell(ANSWER, answered, is_outgoing=is_caller, **of_it)
        self.leg_end(leg, of_it, closed)

    def leg_end(self, leg, of_it, closed):
        """Tell how one attempt ended, and its figures."""
        record = self.record(leg, _outcome(leg, "told"), _number(leg, "talk"))
        own = _outcome(leg, "own_told"), _number(leg, "own_talk")
        last = self.heard if closed is None else closed
        if leg.get("is_assumed") and closed is not None:
            self.told.append((QUIET, closed, {**of_it, "at": closed}))
            if record:
                self.told.append((INFO, closed, {**of_it, **record}))
        elif closed is not None:
            self.told.append((END, closed, {**of_it, **record}))
        elif record:
            self.told.append((INFO, last, {**of_it, **record}))
        if any(x is not None for x in own):
            values = {"is_own_phone": True, **of_it}
            values.update(zip(("outcome", "talk"), own, strict=True))
            self.told.append((INFO, last, values))

    def record(self, values, outcome, talk):
        """Return the figures of a leg or of the call, and the status that goes with it."""
        figures = {
            "outcome": outcome,
            "talk": talk,
            "duration": _number(values, "duration"),
            "date": _number(values, "date"),
            "recording": _text(values, "recording"),
        }
        figures = {x: y for x, y in figures.items() if y not in (None, "")}
        status = _text(self.facts, "status")
        is_its = outcome == self.facts.get("status_told")
        if status and outcome and is_its:
            figures["status"] = status
        return figures

    def whole(self):
        """Tell what was told of the call as a whole."""
        facts = self.facts
        record = self.record(facts, _outcome(facts, "told"), _number(facts, "talk"))
        record.pop("date", None)
        status = _text(facts, "status")
        if status and not any("status" in x[2] for x in self.told):
            record["status"] = status
        hung_up, closed = _number(facts, "hung_up"), _number(facts, "closed")
        if hung_up is not None:
            self.told.append((END, hung_up, record))
        elif record or facts.get("is_told"):
            last = self.heard if closed is None else closed
            self.told.append((INFO, last, record))
        if facts.get("is_assumed") and not self.legs:
            self.told.append((QUIET, self.heard, {"at": self.heard}))
