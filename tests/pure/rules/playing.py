"""Plays what exchanges tell against the rules: scenarios, payload histories, lists."""

import importlib.util
import json
import sys
from datetime import timedelta, timezone
from pathlib import Path

from callcenter.phones import short_codes
from callcenter.rules.exchange import Exchange
from callcenter.rules.observation import make, observe
from callcenter.rules.shown import derive
from callcenter.rules.silence import Limits, quiet
from callcenter.rules.told import Told, add
from callcenter.wire.event import read_event

NOON = 1_700_000_000.0
HANOI = timezone(timedelta(hours=7))
LIMITS = Limits()
TESTS = Path(__file__).parents[2]


def load_histories():
    """Return the payload histories (tests/histories.py, which is no package here)."""
    name = "callcenter_histories"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, TESTS / "histories.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name].load()


def exchange_of(scenario=None, **values):
    """Return the Exchange of a Vietnamese connection."""
    if scenario is not None:
        values = {**scenario.exchange, "inside": scenario.inside, **values}
    values["inside"] = frozenset(values.get("inside", ()))
    return Exchange(**{"short_codes": short_codes("VN"), **values})


def read(endpoint, params, heard, at=None, inside=()):
    """Return the Observation of a message."""
    params = {"callid": "1", **params}
    event = read_event(endpoint, params, HANOI)
    seen = observe(event, heard, at, event.phone in inside)
    told = {name: value for name, value in vars(seen).items() if name != "_key"}
    kind, heard = told.pop("kind"), told.pop("heard")
    told.setdefault("ring", params.get("ring", ""))
    return make(kind, heard, **told)


def observations(steps, *, is_timed=False, inside=()):
    """Return the Observations of ``(seconds, endpoint, params)`` steps."""
    return [
        read(
            endpoint,
            params,
            NOON + seconds,
            NOON + seconds if is_timed else None,
            inside,
        )
        for seconds, endpoint, params in steps
    ]


def stored(told):
    """Return ``told`` as it comes back from the database."""
    return Told.from_json(json.loads(json.dumps(told.to_json())))


def collect(found):
    """Return the Told that the Observations ``found`` make, stored after each."""
    told = Told()
    for observation in found:
        told = stored(told)
        add(told, observation)
    return told


def settle(told, exchange, now=None, limits=LIMITS, next_answers=None):
    """Let silence tell what it has to, a long time after the last word."""
    if now is None:
        now = max(x.heard for x in told) + limits.talk + 60
    for observation in quiet(told, now, limits, exchange, next_answers):
        add(told, observation)
    return told


def play(*steps, exchange=None, inside=(), is_timed=False):
    """Return ``(Told, CallView)`` of ``(seconds, endpoint, params)`` steps."""
    exchange = exchange or exchange_of(inside=inside)
    told = collect(observations(steps, is_timed=is_timed, inside=inside))
    return told, derive(told, exchange)


def legs(view):
    """Return the outcome of each attempt."""
    return {(leg.number, leg.attempt): leg.disposition for leg in view.legs}


def differences(view, right):
    """Return what of ``right`` the view does not show, as ``(name, shown, right)``."""
    found = []
    for name, value in right.items():
        if name == "legs":
            shown = tuple((leg.number, leg.disposition, leg.talk) for leg in view.legs)
            given = [
                leg if len(leg) > 2 else (*leg, had[2])
                for leg, had in zip(value, shown, strict=False)
            ]
            if len(shown) != len(value) or list(shown) != given:
                found.append((name, shown, value))
        elif getattr(view, name) != value:
            found.append((name, getattr(view, name), value))
    return found


def comparable(view):
    """Return all of a view that must not depend on how it was told: no field is left out.

    Of when words came (``seen``, ``heard``) only that they did, since that is told so.
    """
    shown = {**vars(view)}
    shown["seen"], shown["heard"] = view.seen > 0, view.heard >= view.seen
    shown["problems"] = sorted(
        {(x.kind, x.extension, y.code, str(y.values)) for x, y in view.problems}
    )
    shown["legs"] = [vars(leg) for leg in view.legs]
    return shown
