"""Of a call that an agent places, the customer's side counts."""

from dataclasses import replace

from .facts import larger, strongest


def count_customer_side(call):
    """Return the facts ``call`` with the answers and records that count.

    An exchange that is asked to place a call rings the agent first. Picking that phone
    up is no answer, and its record is the call's only where the customer's side told
    none. An answer that the record denies was such a one, too.
    """
    if not call.is_outgoing and not any(map(_has_own, call.legs)):
        return call
    return replace(call, legs=[_count(call, leg) for leg in call.legs])


def _has_own(leg):
    own = (leg.picked, leg.own_told, leg.own_talk)
    return any(value is not None for value in own)


def _count(call, leg):
    if leg.role != "caller" or not call.is_outgoing:
        told = strongest(leg.told, leg.own_told)
        talk = larger(leg.talk, leg.own_talk)
        return replace(leg, answered=call.answer(leg), told=told, talk=talk)
    whole = call.told if len(call.legs) == 1 else None
    customer_told = strongest(leg.told, whole)
    if customer_told is None and leg.talk is None:
        return replace(leg, told=leg.own_told, talk=leg.own_talk)
    if customer_told not in (None, "answered"):
        rang = leg.answered if leg.rang is None else leg.rang
        return replace(leg, rang=rang, answered=None)
    return leg
