from odoo import api, fields, models
from odoo.fields import Domain

TALKING, RINGING, CALLING, NO_CALL = "talking", "ringing", "calling", "no_call"
OPEN_STATES = ["ringing", "ongoing"]


class CallcenterBoard(models.AbstractModel):
    """What goes on right now, for a screen on the wall that asks every few seconds."""

    _name = "callcenter.board"
    _description = "Call Center Live Board"
    _inherit = "callcenter.figures"

    @api.model
    def get_board(self):
        """Return the open calls, by state, queue and agent.

        An exchange that is silent although it should not be makes what is known of its
        calls old: it stands in ``silent``, and numbers are no more than what the others
        tell.

        :return: dict with ``waiting`` (callers whom nobody has answered), ``ringing``
            (agents whose phone rings), ``talking`` (calls), each ``{"count", "longest"}``;
            ``queues`` and ``agents`` (each with ``is_silent``: all of their extensions
            are on silent exchanges), ``silent`` (``name``, ``last_news``: seconds ago,
            None for never), ``is_silent`` (all of them), ``is_team``; times in seconds
        :raises AccessError: for who is no supervisor
        """
        self._check_supervisor()
        now = fields.Datetime.now()
        calls = self._get_open_calls()
        pbxs = self._get_pbxs().filtered("active")
        silent = self._find_silent(pbxs)
        agents = self._get_agent_states(calls.leg_ids, silent, now)
        callers = _one_of_each_family(calls)
        return {
            "waiting": _tally(_waiting(callers), now),
            "ringing": _tally_of(agents, RINGING),
            "talking": _tally(callers.filtered(_is_talking), now),
            "queues": self._get_queue_states(callers, now),
            "agents": agents,
            "silent": [
                {"name": pbx.name, "last_news": _seconds(pbx.last_event_date, now)}
                for pbx in silent
            ],
            "is_silent": len(silent) == len(pbxs),
            "is_team": not self._is_manager(),
        }

    def _get_open_calls(self):
        """Return the open calls with their legs."""
        return self.env["callcenter.call"].search(
            # what has settled is not open; few calls have not, and an index knows them
            Domain("is_settled", "=", False)
            & Domain("state", "in", OPEN_STATES)
            & Domain("company_id", "in", self.env.companies.ids)
            & self._get_team_domain_of_calls()
        )

    def _get_queue_states(self, calls, now):
        return [
            {
                "name": queue or self.env._("Without a queue"),
                "waiting": _tally(_waiting(in_queue), now),
                "talking": _tally(in_queue.filtered(_is_talking), now),
            }
            for queue, in_queue in sorted(
                calls.grouped(lambda c: c.queue or "").items()
            )
        ]

    def _get_agent_states(self, legs, silent, now):
        """Return everybody who has an extension, with the call that they are on."""
        extensions = self.env["callcenter.extension"].search(
            Domain("user_id", "!=", False) & self._get_team_domain_of_extensions()
        )
        by_user = legs.filtered(lambda leg: leg.state != "ended").grouped("user_id")
        # sudo: the names of agents whose extensions the reader may read
        by_agent = extensions.sudo().grouped("user_id")
        return [
            {
                "user_id": user.id,
                "name": user.name,
                "is_silent": by_agent[user].pbx_id <= silent,
                **_agent_state(by_user.get(user, legs.browse()), now),
            }
            for user in sorted(by_agent, key=lambda user: user.name)
        ]

    def _get_team_domain_of_extensions(self):
        if self._is_manager():
            return Domain.TRUE
        employees = self.env.user.employee_ids.ids
        return Domain("user_id.employee_ids", "child_of", employees) | Domain(
            "supervisor_ids", "=", self.env.uid
        )

    def _find_silent(self, pbxs):
        # sudo: when an exchange was heard last; what it sent is not read
        return pbxs.sudo().filtered(
            lambda pbx: not pbx.last_event_date or pbx._get_advice_on_silence()
        )


def _seconds(date, now):
    return max(int((now - date).total_seconds()), 0) if date else None


def _is_talking(call):
    return call.state == "ongoing"


def _one_of_each_family(calls):
    """Return ``calls`` with one for each caller: of those under several ids one that
    talks, else the first.
    """
    found, roots = calls.browse(), set()
    for call in calls.sorted(lambda call: (not _is_talking(call), call.start_date)):
        # sudo: only tells which are of one caller
        root = call.sudo()._get_root() if call.is_in_family else call
        if root not in roots:
            roots.add(root)
            found += call
    return found


def _waiting(calls):
    return calls.filtered(
        lambda call: call.state == "ringing" and call.direction == "incoming"
    )


def _tally(calls, now):
    """Return how many calls, and the seconds of the longest in its state."""
    ages = [_seconds(_get_since(call), now) for call in calls]
    return {"count": len(calls), "longest": max(ages, default=None)}


def _get_since(call):
    """Return since when a caller talks, or waits: from before another id was given."""
    if call.answer_date or not call.parent_id:
        return call.answer_date or call.start_date
    # sudo: when the same caller came, whoever may read that part
    return call.sudo()._get_root().start_date


def _tally_of(agents, state):
    ages = [agent["seconds"] for agent in agents if agent["state"] == state]
    return {"count": len(ages), "longest": max(ages, default=None)}


def _agent_state(legs, now):
    """Return what an agent does; a talk goes before a ring."""
    for leg in legs.sorted(lambda leg: leg.state != "ongoing"):
        since = leg.answer_date or leg.start_date
        state = RINGING if leg.role == "callee" else CALLING
        return {
            "state": TALKING if leg.state == "ongoing" else state,
            "seconds": _seconds(since, now),
            "phone": leg.call_id.phone_display,
            "queue": leg.call_id.queue,
        }
    return {"state": NO_CALL, "seconds": None, "phone": False, "queue": False}
