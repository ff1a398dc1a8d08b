"""What settled calls show of their exchange (docs/rules.md, "The exchange")."""

from .attempts import OWN
from .exchange import CALL, LEG, MIN_CALLS, Exchange, Knowledge
from .observation import ANSWER, END
from .shown import trace

# so many calls must tell of a thing, so large a part of them the same
MIN_TELLING = 5
MAX_OTHERS = 0.05
RING_SPREAD_SECONDS = 3


def learn(calls, date):
    """Return the Knowledge that ``calls`` show, None where they are fewer than 20.

    :param calls: the Told of settled calls of one connection
    :param float date: when, epoch seconds
    """
    calls = list(calls)
    if len(calls) < MIN_CALLS:
        return None
    neutral = Exchange()
    histories = [trace(told, neutral) for told in calls]
    words = [[x for _moment, x in history.timed] for history in histories]
    parents = [any(x.parent for x in told) for told in words]
    return Knowledge(
        date=date,
        calls=len(calls),
        end_scope=_learn_scope(histories),
        tells_answers=_learn_answers(histories),
        ring_seconds=_learn_ring(histories),
        changes_ids=True if sum(parents) >= MIN_TELLING else None,
    )


def _decide(ones, others):
    """Return True or False where nearly all tell the same, None where they do not."""
    total = ones + others
    if total < MIN_TELLING:
        return None
    if others <= total * MAX_OTHERS:
        return True
    return False if ones <= total * MAX_OTHERS else None


def _learn_scope(histories):
    """Return what an end of an extension ends, by whether others' own ends follow."""
    legs = whole = 0
    for history in histories:
        told = _is_end_of_one(history)
        legs += told is True
        whole += told is False
    decided = _decide(legs, whole)
    return None if decided is None else LEG if decided else CALL


def _is_end_of_one(history):
    """Return whether the first end of an extension left others that were told of again.

    None where nobody else rang or talked at that moment.
    """
    live = history.in_order()
    first = next(((m, x) for m, x in live if x.kind == END and x.extension), None)
    if first is None:
        return None
    moment, end = first
    others = {
        x.number
        for x in history.attempts
        if x.number != end.extension
        and not x.is_caller
        and x.began is not None
        and x.began <= moment
    }
    if not others:
        return None
    return any(
        x.kind in (END, ANSWER) and x.extension in others
        for later, x in live
        if later >= moment
    )


def _learn_answers(histories):
    """Return whether an exchange tells answers: those of extensions that were called."""
    seen = unseen = 0
    for history in histories:
        for attempt in history.attempts:
            if attempt.is_caller:
                continue
            is_told = attempt.told == "answered" and (attempt.talk or 0) > 0
            seen += attempt.answered is not None
            unseen += is_told and attempt.answered is None
        has_none = all(x.answered is None for x in history.attempts)
        is_whole = history.told == "answered" and len(history.attempts) == 1
        unseen += is_whole and has_none and not history.parties.is_placed
    return _decide(seen, unseen)


def _learn_ring(histories):
    """Return how long telephones ring until the exchange gives up, or None."""
    lengths = sorted(
        attempt.closed - attempt.rang
        for history in histories
        for attempt in history.attempts
        if attempt.rang is not None
        and attempt.answered is None
        and attempt.told == "no_answer"
        and attempt.closed_by == OWN
        and not attempt.is_caller
    )
    if len(lengths) < MIN_TELLING:
        return None
    middle, long = lengths[len(lengths) // 2], lengths[int(len(lengths) * 0.95)]
    return round(long) if long - middle <= RING_SPREAD_SECONDS else None
