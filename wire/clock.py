"""When something happened by the exchange's clock, as far as that is believed."""

from collections import deque
from dataclasses import dataclass

from .errors import Problem

MAX_AHEAD_SECONDS = 120
MAX_DAYS = 35
CLOCK_SECONDS = 60
NAIVE_SECONDS = 600
DAY_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Moment:
    """When an event happened.

    :param at: epoch seconds where its ``at`` is believed, else None
    :param age: seconds from then until it was sent; 0 where that is not known
    :param problems: what is to be said of its clock
    """

    at: float | None = None
    age: float = 0.0
    problems: tuple = ()


def judge(event, now, is_trusted=True, usual=0.0, max_days=MAX_DAYS):
    """Return the Moment of an event.

    :param Event event: what the exchange told
    :param float now: when it came, epoch seconds by our clock
    :param is_trusted: whether it came with a token
    :param float usual: by how much ``at`` usually lies before its arrival
    :param max_days: how far back ``at`` is believed; None: however far (import)
    """
    if event.at is None:
        return Moment()
    difference = now - event.at
    if not is_trusted:
        return _unbelieved("at_untrusted")
    if difference < -MAX_AHEAD_SECONDS:
        return _unbelieved("at_ahead", seconds=round(-difference))
    if max_days is not None and difference > max_days * DAY_SECONDS:
        days = round(difference / DAY_SECONDS)
        return _unbelieved("at_too_old", days=days, limit=max_days)
    if event.is_at_naive and difference > NAIVE_SECONDS:
        # a night's upload or a wrong zone: nobody knows, so the card is shown
        return _warned(event.at, 0, "at_naive_differs", minutes=round(difference / 60))
    behind = usual if event.sent is None else now - event.sent
    age = difference - usual if event.sent is None else event.sent - event.at
    age = 0 if event.is_at_naive else max(age, 0)
    if behind > CLOCK_SECONDS:
        return _warned(event.at, age, "at_differs", seconds=round(behind))
    return Moment(event.at, age)


def _unbelieved(code, **values):
    return Moment(problems=(Problem(code, values, "at"),))


def _warned(at, age, code, **values):
    return Moment(at, age, (Problem(code, values, "at"),))


class Differences:
    """By how much the clocks of exchanges usually differ, remembered in this process.

    What is usual is the least of an exchange's last events: clocks are wrong, and stay
    wrong, while an event that waited is late by itself. Hours are believed of a clock
    only where an event of a while ago was as far behind: a night's upload is not.
    """

    EVENTS = 20
    PLAUSIBLE_SECONDS = 600
    STEADY_SECONDS, STEADY_SPREAD = 60, 30

    def __init__(self):
        self._last = {}

    def learn(self, key, now, difference):
        """Remember an event's difference, and return what is usual of its exchange.

        :param key: whose it is
        :param float now: when it came, epoch seconds
        :param float difference: arrival less ``at``, seconds
        """
        rows = self._last.setdefault(key, deque(maxlen=self.EVENTS))
        rows.append((now, difference))
        least = min(known for _heard, known in rows)
        is_steady = any(
            now - heard >= self.STEADY_SECONDS
            and abs(known - difference) <= self.STEADY_SPREAD
            for heard, known in rows
        )
        return least if least <= self.PLAUSIBLE_SECONDS or is_steady else 0.0
