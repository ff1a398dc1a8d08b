from odoo import api, fields, models


class CallcenterBoard(models.AbstractModel):
    """Who is there to take calls, on the wall."""

    _inherit = "callcenter.board"

    @api.model
    def get_board(self):
        """Return what goes on, with how agents are: ``tells_status``, whether anybody
        tells it, and of each agent ``status``, ``reason``, ``status_seconds`` and
        ``is_reachable``: whether a tab of Odoo is open.
        """
        board = super().get_board()
        users = self.env["res.users"].browse(row["user_id"] for row in board["agents"])
        rows = self.env["callcenter.agent.status"]._get_current(users)
        by_user = {row.user_id.id: row for row in rows}
        here = self._find_reachable(users)
        now = fields.Datetime.now()
        for agent in board["agents"]:
            row = by_user.get(agent["user_id"])
            agent["is_reachable"] = agent["user_id"] in here
            agent["status"] = row.status if row else ""
            agent["reason"] = (row and row.reason_id.name) or ""
            agent["status_seconds"] = (
                max(int((now - row.start_date).total_seconds()), 0) if row else None
            )
        board["tells_status"] = bool(rows)
        return board

    def _find_reachable(self, users):
        # sudo: whether a tab is open, of agents whom the reader sees
        presences = self.env["mail.presence"].sudo()
        return set(
            presences.search(
                [("user_id", "in", users.ids), ("status", "!=", "offline")]
            ).user_id.ids
        )
