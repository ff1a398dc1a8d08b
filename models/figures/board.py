from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from . import tables
from .adding import parts

TALKING, RINGING, CALLING, NO_CALL = "talking", "ringing", "calling", "no_call"
OPEN_STATES = ["ringing", "ongoing"]
# why a call is not counted: its exchange is silent, its agent has answered another one
# since, nothing was heard of the talk for long
SILENT, ANSWERED_ANOTHER, LONG = "silent", "answered_another", "long"
LONG_TALK = timedelta(hours=1)
TODAY_CODES = ("answer_rate", "sla", "missed")


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
        tell. Its calls, and talks that are over as it seems, stand ``aside``.

        :return: dict with ``waiting`` (callers for whom no phone rings), ``ringing``
            (callers for whom one does), ``talking`` (calls), each ``{"count",
            "longest"}``, no call in two of them; ``queues`` and ``agents`` (each with
            ``is_silent``: all of their extensions are on silent exchanges), ``aside``
            (``phone``, ``agent``, ``state``, ``seconds``, ``reason``, ``pbx``),
            ``silent`` (``name``, ``last_news``: seconds ago, None for never),
            ``is_silent`` (all of them), ``is_team``; times in seconds
        :raises AccessError: for who is no supervisor
        """
        self._check_supervisor()
        now = fields.Datetime.now()
        calls = self._get_open_calls()
        pbxs = self._get_pbxs().filtered("active")
        silent = self._find_silent(pbxs)
        aside = self._find_aside(calls, silent, now)
        sure = calls.filtered(lambda call: call not in aside)
        callers = _one_of_each_family(sure)
        return {
            "waiting": _tally(callers.filtered(_is_waiting), now),
            "ringing": _tally(callers.filtered(_is_ringing), now),
            "talking": _tally(callers.filtered(_is_talking), now),
            "queues": self._get_queue_states(callers, now),
            "agents": self._get_agent_states(sure.leg_ids, silent, now),
            "aside": [
                _aside_answer(call, aside[call], now)
                for call in calls.sorted("start_date")
                if call in aside
            ],
            "silent": [
                {"name": pbx.name, "last_news": _seconds(pbx.last_event_date, now)}
                for pbx in silent
            ],
            "is_silent": len(silent) == len(pbxs),
            "is_team": not self._is_manager(),
        }

    @api.model
    def get_today(self):
        """Return the figures of the day so far that stand on the wall.

        :return: list of figures as of ``get_figures``: the answer rate, the SLA, missed
            calls and customers who wait to be called back, whenever they were missed
        :raises AccessError: for who is no supervisor
        """
        zones = self._get_zones({"period": "today"})
        figures = self._pick(TODAY_CODES)
        scope = self._get_scope(zones, {})
        sums = self._sum_by(scope, sums=self._prepare(parts(figures)))[()]
        waiting = self._get_waiting_customers_domain({})
        return [
            *(
                {**self._get_figure_answer(figure), "value": figure.value(sums)}
                for figure in figures
            ),
            {
                **self._get_figure_answer(tables.WAITING_CUSTOMERS),
                "value": self.env["callcenter.missed"].search_count(waiting),
            },
        ]

    def _get_waiting_customers_domain(self, options):
        """Return the domain of the customers who wait to be called back."""
        pbx_id, queue = options.get("pbx_id"), options.get("queue")
        return (
            Domain("state", "=", "open")
            & Domain("company_id", "in", self.env.companies.ids)
            & (Domain("pbx_id", "=", pbx_id) if pbx_id else Domain.TRUE)
            & (Domain("call_ids.queue", "=", queue) if queue else Domain.TRUE)
            & self._get_team_domain_of_calls()
        )

    def _get_longest_wait(self, options):
        """Return for how many seconds a caller has waited, None where nobody waits."""
        now = fields.Datetime.now()
        pbx_id, queue = options.get("pbx_id"), options.get("queue")
        calls = self._get_open_calls().filtered(
            lambda call: (
                (not pbx_id or call.pbx_id.id == pbx_id)
                and (not queue or call.queue == queue)
            )
        )
        silent = self._find_silent(calls.pbx_id)
        calls = calls.filtered(lambda call: call.pbx_id not in silent)
        waiting = _one_of_each_family(calls).filtered(_is_unanswered)
        return _tally(waiting, now)["longest"]

    def _find_aside(self, calls, silent, now):
        """Return why which of ``calls`` are not to be counted, by call."""
        talks = calls.filtered(_is_talking)
        over = self._find_answered_again(talks)
        aside = {call: LONG for call in talks if now - _get_since(call) >= LONG_TALK}
        aside |= dict.fromkeys(over, ANSWERED_ANOTHER)
        return aside | {call: SILENT for call in calls if call.pbx_id in silent}

    def _find_answered_again(self, talks):
        """Return those of ``talks`` whose every agent has answered another call since."""
        legs = talks.leg_ids.filtered(lambda leg: leg.state == "ongoing")
        if not legs:
            return talks.browse()
        # sudo: only when a telephone was answered again, whoever called
        later = legs.sudo()._read_group(
            Domain("extension_id", "in", legs.extension_id.ids)
            & Domain("answer_date", "!=", False)
            & Domain("call_id", "any!", self._get_domain_since(talks)),
            ["extension_id"],
            ["answer_date:max"],
        )
        latest = dict(later)

        def is_over(leg):
            answered = latest.get(leg.extension_id.sudo())
            return bool(answered and leg.answer_date and answered > leg.answer_date)

        return talks.filtered(
            lambda call: (
                all(is_over(leg) for leg in call.leg_ids & legs) and call.leg_ids & legs
            )
        )

    def _get_domain_since(self, talks):
        return Domain("start_date", ">=", min(talks.mapped("start_date"))) & Domain(
            "company_id", "in", self.env.companies.ids
        )

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
                "waiting": _tally(in_queue.filtered(_is_waiting), now),
                "ringing": _tally(in_queue.filtered(_is_ringing), now),
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


def _is_unanswered(call):
    return call.state == "ringing" and call.direction == "incoming"


def _is_ringing(call):
    """Tell whether a telephone rings for a caller whom nobody has answered."""
    return _is_unanswered(call) and any(leg.state == "ringing" for leg in call.leg_ids)


def _is_waiting(call):
    return _is_unanswered(call) and not _is_ringing(call)


def _aside_answer(call, reason, now):
    legs = call.leg_ids.filtered(lambda leg: leg.state != "ended")
    return {
        "phone": call.phone_display,
        # sudo: the names of agents whose calls the reader may read
        "agent": ", ".join(legs.sudo().user_id.mapped("name")),
        "state": TALKING if _is_talking(call) else RINGING,
        "seconds": _seconds(_get_since(call), now),
        "reason": reason,
        "pbx": call.pbx_id.name,
    }


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
