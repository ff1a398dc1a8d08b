from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..figures.definitions import RATE, SECONDS, Figure

_lt = LazyTranslate(__name__)

TIMES = (
    Figure(
        "time_logged_in",
        _lt("Logged in"),
        _lt("Time in which the agent was not offline, as far as states were told."),
        SECONDS,
    ),
    Figure("time_available", _lt("Available"), _lt("Time in this state."), SECONDS),
    Figure("time_paused", _lt("Paused"), _lt("Time in this state."), SECONDS),
    Figure("time_wrap_up", _lt("Wrap-up"), _lt("Time in this state."), SECONDS),
    Figure(
        "occupancy",
        _lt("Occupancy"),
        _lt("Talk and wrap-up, divided by the time logged in."),
        RATE,
        "time_busy",
        "time_logged_in",
    ),
    Figure(
        "calls_an_hour",
        _lt("Calls an hour"),
        _lt("Answered and connected calls, for each hour logged in."),
        "number",
        "time_calls",
        "time_hours",
    ),
)
STATES = ("available", "paused", "wrap_up")


class CallcenterFigures(models.AbstractModel):
    """How long agents were in which state, see ``TIMES``."""

    _inherit = "callcenter.figures"

    def _get_agents(self, zones, options):
        agents = super()._get_agents(zones, options)
        seconds = self._sum_states(zones)
        talks = {row["user_id"]: row["values"] for row in agents["rows"]}
        # sudo: agents whose states the reader may read
        users = self.env["res.users"].sudo().browse(seconds)
        agents["times"] = {
            "columns": list(map(self._get_figure_answer, TIMES)),
            "rows": [
                {
                    "user_id": user.id,
                    "name": user.name,
                    "values": _values(seconds[user.id], talks.get(user.id, {})),
                }
                for user in users.sorted("name")
            ],
        }
        return agents

    def _sum_states(self, zones):
        """Return the seconds in each state, by user id, as far as they lie in the period."""
        start, end = self._get_span(zones)
        statuses = self.env["callcenter.agent.status"]
        query = statuses._search(
            [
                ("company_id", "in", self.env.companies.ids),
                ("start_date", "<", end),
                "|",
                ("end_date", "=", False),
                ("end_date", ">", start),
            ]
            + ([] if self._is_manager() else [("is_for_supervisor", "=", True)])
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT user_id, status, sum(extract(epoch FROM
                           least(coalesce(end_date, %(now)s), %(end)s)
                           - greatest(start_date, %(start)s)))
                  FROM (%(rows)s) AS status GROUP BY user_id, status
                """,
                now=fields.Datetime.now(),
                start=start,
                end=end,
                rows=query.select(
                    *(
                        statuses._field_to_sql(statuses._table, name, query)
                        for name in ("user_id", "status", "start_date", "end_date")
                    )
                ),
            )
        )
        found = {}
        for uid, status, seconds in rows:
            found.setdefault(uid, {})[status] = max(float(seconds or 0), 0)
        return found


def _values(seconds, talks):
    by_state = {f"time_{name}": seconds.get(name, 0) for name in STATES}
    logged_in = sum(by_state.values())
    talk = talks.get("agent_talk") or 0
    calls = (talks.get("agent_answered") or 0) + (talks.get("agent_connected") or 0)
    sums = {
        **by_state,
        "time_logged_in": logged_in,
        "time_busy": talk + by_state["time_wrap_up"],
        "time_calls": calls,
        "time_hours": logged_in / 3600,
    }
    return {figure.code: figure.value(sums) for figure in TIMES}
