"""Whose an event of an earlier time is, where its id has been used for several calls."""

from ..wire.words import RING
from .apply import RESTART_SECONDS, is_restart


def find_of_time(calls, event, now):
    """Return which of ``calls`` an event belonged to when it came.

    :param calls: the CallFacts under its id, in order of their time
    :param Event event: what the exchange told
    :param float now: when, epoch seconds
    :return: the index, or None where the times do not tell
    """
    later = sum(call.seen <= now for call in calls)
    earlier = later - 1
    # what came after the latest call began counts as it would today
    is_earlier = earlier >= 0 and (
        later == len(calls) or _may_follow(calls[earlier], event, now)
    )
    is_later = later < len(calls) and calls[later].seen - now < RESTART_SECONDS
    if is_earlier and is_later and now > calls[earlier].heard:
        # within a day of both, only a ring has a rule
        return earlier if event.kind == RING else None
    if is_earlier:
        return earlier
    return later if is_later else None


def _may_follow(call, event, now):
    if event.kind == RING:
        return not is_restart(call, event, now)
    return now - call.heard < RESTART_SECONDS
