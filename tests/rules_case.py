from odoo.tests import BaseCase

from .. import rules
from ..wire import read_event

NOON = 1_700_000_000.0


class RulesCase(BaseCase):
    """Plays histories: (seconds after NOON, endpoint, parameters) each."""

    def play(self, *history, end_scope="call", inside=()):
        facts = None
        self.warnings = []
        for seconds, endpoint, params in history:
            now = NOON + seconds
            event = read_event(endpoint, {"callid": "1", **params})
            if facts is None or rules.is_restart(facts, event, now):
                facts = rules.CallFacts(seen=now, heard=now)
            facts = rules.CallFacts.from_json(facts.to_json())
            is_inside = event.phone in inside
            self.warnings += rules.apply(facts, event, now, end_scope, is_inside)
        self.facts = facts
        return rules.derive(facts)

    def legs(self, view):
        return {(leg.number, leg.attempt): leg.disposition for leg in view.legs}
