from odoo import api, fields, models
from odoo.tools import SQL


class CallcenterQuota(models.Model):
    """How many names each connection may still be told: one limit for all workers."""

    _name = "callcenter.quota"
    _description = "Names Told"
    _log_access = False

    pbx_id = fields.Many2one("callcenter.pbx", required=True, ondelete="cascade")
    remaining = fields.Float(help="So many names were left at the time.")
    at = fields.Float(help="When it was last drawn on, epoch seconds.")
    granted = fields.Integer(help="So many were taken then.")

    _pbx_unique = models.UniqueIndex("(pbx_id)")

    @api.model
    def _draw(self, pbx_id, limit, wanted, reserve=0):
        """Take up to ``wanted`` names; they come back evenly, ``limit`` a minute.

        Belongs at the end of a transaction in READ COMMITTED: others wait for it here.

        :param int limit: names a minute; as many may be taken at once
        :param int reserve: so many are left to others
        :return: how many were taken, 0: too many were
        """
        now = SQL("extract(epoch FROM clock_timestamp())")
        left = SQL(
            "LEAST(%s, quota.remaining + (%s - quota.at) * %s / 60.0)",
            limit,
            now,
            limit,
        )
        granted = SQL("LEAST(%s, floor(%s - %s))", wanted, left, reserve)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO callcenter_quota AS quota (pbx_id, remaining, at, granted)
                VALUES (%(pbx_id)s, %(limit)s - %(wanted)s, %(now)s, %(wanted)s)
                ON CONFLICT (pbx_id) DO UPDATE
                   SET remaining = %(left)s - %(granted)s, at = %(now)s,
                       granted = %(granted)s
                 WHERE %(left)s - %(reserve)s >= 1
                RETURNING granted
                """,
                pbx_id=pbx_id,
                limit=limit,
                wanted=wanted,
                reserve=reserve,
                now=now,
                left=left,
                granted=granted,
            )
        )
        row = self.env.cr.fetchone()
        return row[0] if row else 0
