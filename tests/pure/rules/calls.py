"""Plays histories for tests: (seconds after NOON, endpoint, parameters) each."""

from unittest import TestCase

from callcenter.rules.exchange import Exchange
from callcenter.rules.shown import derive
from callcenter.rules.told import Told, add
from callcenter.rules.whose import is_new_call
from playing import NOON, read, settle, stored


class CallsCase(TestCase):
    """What is shown of a call, told message by message."""

    def play(self, *history, end_scope="call", inside=(), is_timed=False):
        """Return the CallView of ``history``; ``told`` and ``warnings`` stay."""
        self.exchange = Exchange(end_scope=end_scope, inside=frozenset(inside))
        self.told, self.warnings = Told(), []
        for seconds, endpoint, params in history:
            at = NOON + seconds if is_timed else None
            word = read(endpoint, params, NOON + seconds, at, inside)
            if is_new_call(self.told, word, self.exchange):
                self.told = Told()
            self.told = stored(self.told)
            add(self.told, word)
            view = derive(self.told, self.exchange)
            self.warnings += view.problems_of(word)
        return view

    def settle(self, seconds, **values):
        """Return the CallView once silence has told what it has at ``seconds``."""
        settle(self.told, self.exchange, NOON + seconds, **values)
        return derive(self.told, self.exchange)

    def legs(self, view):
        """Return the outcome of each attempt."""
        return {(leg.number, leg.attempt): leg.disposition for leg in view.legs}
