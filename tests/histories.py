"""The sample histories under payloads/: what exchanges send of one call, in order.

One file a history. ``events`` stand in the order in which the exchange sends them,
``after`` is seconds since the one before. ``end_scopes`` are the settings of the
connection under which the history is legal, ``extensions`` its internal numbers and
whose they are. ``expect`` holds what is shown of the call once it has settled.
"""

import json
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

FOLDER = Path(__file__).parent / "payloads"
START = 1772417700.0  # 2026-03-02 09:15:00 in Vietnam, when every history begins
EXTENSIONS = {"101": "lan", "102": "minh", "103": "hoa"}


@dataclass(frozen=True)
class Sample:
    """One message.

    :param at: when it is sent, epoch seconds
    :param format: ``json``, ``form``, ``envelope`` or ``query``
    :param warns: codes of the problems that it is answered with
    """

    at: float
    endpoint: str
    format: str
    params: dict
    warns: tuple = ()


@dataclass(frozen=True)
class History:
    """What an exchange sends of one call; ``calls`` is how many calls that makes."""

    file: str
    name: str
    end_scopes: tuple
    events: tuple
    expect: dict
    extensions: dict = field(default_factory=EXTENSIONS.copy)
    calls: int = 1

    @property
    def callid(self):
        """The id of the call as it is kept."""
        return str(self.events[0].params["callid"])


def load():
    """Return every History, by the names of their files."""
    return [_read(path) for path in sorted(FOLDER.glob("*.json"))]


def _read(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    times = accumulate((event["after"] for event in data["events"]), initial=START)
    next(times)
    samples = [
        Sample(
            at, event["endpoint"], event["format"], event["params"],
            tuple(event.get("warns", ())),
        )
        for at, event in zip(times, data["events"], strict=True)
    ]  # fmt: skip
    return History(
        file=path.stem,
        name=data["name"],
        end_scopes=tuple(data["end_scopes"]),
        events=tuple(samples),
        expect=data["expect"],
        extensions=data.get("extensions", EXTENSIONS),
        calls=data.get("calls", 1),
    )
