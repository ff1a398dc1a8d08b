from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from . import definitions
from .adding import add_up
from .attempts import COLUMNS, attempts

# by which the calls behind a figure of an agent are found; those of talks by another
_ATTEMPT_FIELDS = {
    "rings": "rang_at_id",
    "agent_answered": "answered_by_id",
    "not_picked_up": "not_picked_up_by_id",
}


class CallcenterFiguresAgents(models.AbstractModel):
    """The figures of each agent, see ``figures.definitions.AGENT_FIGURES``."""

    _inherit = "callcenter.figures"

    def _get_attempts(self, zones, options):
        """Return SQL for one row a ring attempt of the period, see ``attempts``."""
        scope = self._get_scope(zones, options) & Domain("serves_caller", "=", True)
        calls = self.env["callcenter.call"]._search(scope)
        # sudo: legs of calls that the reader may read; asked again, the rules would
        # make the database read the legs of all years
        legs = self.env["callcenter.call.leg"].sudo()
        query = legs._search(
            Domain("call_id", "in", calls)
            & Domain("role", "=", "callee")
            & Domain("user_id", "!=", False)
            & self._get_team_domain()
        )
        columns = [legs._field_to_sql(legs._table, name, query) for name in COLUMNS]
        return attempts(query.select(*columns))

    def _sum_by_agent(self, zones, options):
        """Return the sums of each agent, by user id."""
        names = (
            "rings",
            "agent_answered",
            "not_picked_up",
            "agent_talk",
            "agent_talks",
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT user_id, count(*), count(*) FILTER (WHERE is_answered),
                       count(*) FILTER (WHERE is_not_picked_up), sum(talk), sum(talks)
                  FROM (%s) AS attempt GROUP BY user_id
                """,
                self._get_attempts(zones, options),
            )
        )
        agents = {uid: dict(zip(names, row, strict=True)) for uid, *row in rows}
        placed = self.env["callcenter.call"]._read_group(
            self._get_placed_domain(zones, options),
            ["user_id", "disposition", "is_talk_known"],
            ["__count", "talk_duration:sum"],
        )
        for user, disposition, is_talk_known, count, talk in placed:
            is_connected = disposition == "answered"
            has_talk = is_connected and is_talk_known
            row = {
                "agent_outgoing": count,
                "agent_connected": count if is_connected else 0,
                "agent_talk": talk if has_talk else 0,
                "agent_talks": count if has_talk else 0,
            }
            agents[user.id] = add_up([agents.get(user.id, {}), row])
        return agents

    def _get_placed_domain(self, zones, options):
        return (
            self._get_scope(zones, options)
            & Domain("direction", "=", "outgoing")
            & Domain("user_id", "!=", False)
            & self._get_team_domain()
        )

    def _get_agent_calls(self, zones, options, figure, user_id):
        """Return the domain of the calls behind a figure of an agent."""
        of_agent = Domain("user_id", "=", int(user_id or 0))
        placed = self._get_placed_domain(zones, options) & of_agent
        if figure.code == "agent_outgoing":
            return placed
        placed &= Domain("disposition", "=", "answered")
        if figure.code == "agent_connected":
            return placed
        field = _ATTEMPT_FIELDS.get(figure.code, "talked_to_id")
        rung = (
            self._get_scope(zones, options)
            & Domain("serves_caller", "=", True)
            & Domain(field, "=", int(user_id or 0))
        )
        if field == "talked_to_id":
            return rung | (placed & Domain("is_talk_known", "=", True))
        return rung

    def _get_agents(self, zones, options):
        columns = definitions.AGENT_FIGURES
        sums = self._sum_by_agent(zones, options)
        # sudo: agents whom the reader's calls name; who left has a name too
        users = self.env["res.users"].sudo().browse(sums)
        empty = dict.fromkeys([*(c.part or c.code for c in columns), "agent_talks"], 0)
        rows = []
        for user in users.sorted("name"):
            own = empty | sums[user.id]
            if not own["agent_talks"]:
                # without a talk that is known, neither is their sum
                spoke = own["agent_answered"] + own["agent_connected"]
                own["agent_talk"] = None if spoke else 0
            values = {column.code: column.value(own) for column in columns}
            rows.append({"user_id": user.id, "name": user.name, "values": values})
        return {"columns": list(map(self._get_figure_answer, columns)), "rows": rows}
