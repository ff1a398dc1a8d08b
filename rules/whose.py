"""Whose an observation is, where an id has been used for several calls (rule 1)."""

from .observation import ARRIVE, DIAL, LIVE, QUIET, RING
from .outcomes import ENDED
from .shown import derive, in_time

RESTART_SECONDS = 24 * 3600
_RINGS = (RING, DIAL, ARRIVE)


def is_new_call(told, observation, exchange):
    """Return whether ``observation`` opens a new call under the id of one long ended.

    Only a ring does; where all times are told by ``at``, an answer or an end may come
    before its ring.

    :param Told told: the latest call under this id
    """
    timed, is_timed = in_time(told)
    is_told = is_timed and observation.at is not None and observation.kind in LIVE
    if observation.kind not in _RINGS and not is_told:
        return False
    moment = _moment(observation, is_timed)
    if timed and timed[0][1].kind in _RINGS and moment - timed[0][0] < RESTART_SECONDS:
        return False  # no end lies before what was seen first
    # not since it was last heard of: a recording may come half a day after the end
    _first, ended, _is_timed = _span(told, exchange)
    if ended is None and is_told:
        ended = _heard(told)  # its end is still to come
    return ended is not None and moment - ended >= RESTART_SECONDS


def find_call(calls, observation, exchange):
    """Return which of ``calls`` an observation of an earlier time belongs to.

    :param calls: the Told of the calls under its id, in order of their time
    :return: the index, or None where it belongs to none or the times do not tell
    """
    spans = [_span(told, exchange) for told in calls]
    moments = [_moment(observation, is_timed) for _first, _ended, is_timed in spans]
    begun = sum(
        first <= moment
        for (first, _ended, _is), moment in zip(spans, moments, strict=True)
    )
    earlier, later = begun - 1, begun
    # what came after the latest call began counts as it would today
    is_earlier = earlier >= 0 and (
        later == len(calls)
        or _may_follow(calls[earlier], observation, exchange, moments[earlier])
    )
    is_later = later < len(calls) and spans[later][0] - moments[later] < RESTART_SECONDS
    if is_earlier and is_later and moments[earlier] > _heard(calls[earlier]):
        # within a day of both, only a ring has a rule, and what tells its time
        is_told = spans[earlier][2] and observation.at is not None
        return earlier if is_told or observation.kind in _RINGS else None
    if is_earlier:
        return earlier
    return later if is_later else None


def count_earlier(calls, observation):
    """Return how many of ``calls``, in order of their time, began before an observation."""
    begun = 0
    for told in calls:
        timed, is_timed = in_time(told)
        begun += bool(timed) and timed[0][0] <= _moment(observation, is_timed)
    return begun


def _may_follow(told, observation, exchange, moment):
    if is_new_call(told, observation, exchange):
        return False
    return observation.kind in _RINGS or moment - _heard(told) < RESTART_SECONDS


def _moment(observation, is_timed):
    has_at = is_timed and observation.at is not None
    return observation.at if has_at else observation.heard


def _heard(told):
    """Return when the last word of ``told`` was, by the clock that its calls go by."""
    timed, _is_timed = in_time(told)
    return max((moment for moment, x in timed if x.kind != QUIET), default=0.0)


def _span(told, exchange):
    """Return ``(when it began, when it ended or None, whether by at)``."""
    timed, is_timed = in_time(told)
    if not timed:
        return 0.0, None, is_timed
    view = derive(told, exchange)
    first = timed[0][0]
    if view.state != ENDED:
        return first, None, is_timed
    ends = [leg.end for leg in view.legs if leg.end is not None]
    ended = max([*ends, view.end or first])
    return first, ended, is_timed
