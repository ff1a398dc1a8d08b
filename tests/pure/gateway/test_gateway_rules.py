"""What the rules make of the events of a capture: as its truth tells."""

import json
from collections import defaultdict
from datetime import timezone
from pathlib import Path

import judge
import pytest
from callcenter.gateway import names, replay
from callcenter.rules.exchange import Exchange
from callcenter.rules.observation import make, observe
from callcenter.rules.shown import derive
from callcenter.rules.told import Told, add
from callcenter.wire.event import read_event

HERE = Path(__file__).parent / "captures"
TRUTH = {
    name: truth
    for file in ("truth.json", "further.json")
    for name, truth in json.loads((HERE / file).read_text()).items()
    if name
}
INSIDE = frozenset(("101", "102", "103"))


class Seen(judge.Comparison):
    """A CallView where the small model of the wire would stand."""

    def __init__(self, view, truth):
        self.call, self.truth, self.found = view, truth, []
        self.legs = [(leg.number, leg.disposition, leg.talk) for leg in view.legs]

    def compare_call(self):
        view, truth = self.call, self.truth
        for name in ("direction", "disposition"):
            self.same(name, getattr(view, name), truth[name])
        self.same("missed", view.is_missed, truth.get("missed", False))
        self.same("hidden", view.is_hidden, truth.get("hidden", False))
        self.same("state", view.state, "ended")
        self.same("recording", bool(view.recording), truth.get("recording", False))
        self.same("phone", view.phone, truth.get("phone", view.phone))
        self.same("queue", view.queue, truth.get("queue", view.queue))
        for name in ("wait", "talk"):
            if name in truth:
                self.near(name, getattr(view, name), truth[name])


def observed(event, heard):
    """Return the Observation that the wire makes of an event."""
    params = dict(event)
    seen = observe(
        read_event(params.pop("name"), params, timezone.utc),
        heard,
        float(event["at"]),
        event.get("phone") in INSIDE,
    )
    told = {name: value for name, value in vars(seen).items() if name != "_key"}
    told["ring"] = event.get("ring", "")
    return make(told.pop("kind"), told.pop("heard"), **told)


def views(name, order=lambda events: events):
    """Return what is shown of the calls of a capture, all told in the night after."""
    told = defaultdict(Told)
    path = HERE / f"{name}.ami.gz"
    found = replay.events_of(replay.read_capture(path), names.Names())
    events = [event for event in found if event["name"] != "agent"]
    for number, event in enumerate(order(events)):
        add(told[event["callid"]], observed(event, 1_796_100_000.0 + number / 50))
    return [derive(one, Exchange(inside=INSIDE)) for one in told.values()]


@pytest.mark.parametrize(
    "order", [list, lambda events: events[::-1], lambda events: events * 2]
)
@pytest.mark.parametrize("name", TRUTH)
def test_the_rules_show_what_happened(name, order):
    truth = TRUTH[name]
    meant = [
        view
        for view in views(name, order)
        if view.direction == truth["direction"]
        and view.phone == truth.get("phone", view.phone)
    ]
    assert meant, [(view.direction, view.phone) for view in views(name, order)]
    # the same number may call again
    seen = Seen(min(meant, key=lambda view: view.start), truth)
    seen.compare_call()
    seen.compare_legs()
    assert not seen.found, seen.found
