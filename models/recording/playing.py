import logging

from odoo import api, fields, models
from odoo.tools import SQL, config

from ..transaction import begin_read_committed

_logger = logging.getLogger(__name__)

LIMIT_PARAMETER = "callcenter.playing_limit"
# without worker processes a request holds a thread and a database connection
THREADED_LIMIT = 8
USER_LIMIT = 2


class CallcenterPlaying(models.Model):
    """An answer with audio that is under way: one limit for the workers of all servers.

    Each holds a worker while the exchange is asked and while the browser takes what
    comes. A row ends with its answer, or by itself where the worker was killed.
    """

    _name = "callcenter.playing"
    _description = "Recording Being Sent"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    until = fields.Float(help="When it is over at the latest, epoch seconds.")

    @api.model
    def _get_limits(self):
        """Return how many answers there may be at once: of all, and of one user.

        Half of the workers are left to everybody's other work.
        """
        # sudo: a limit is no secret
        value = self.env["ir.config_parameter"].sudo().get_param(LIMIT_PARAMETER)
        limit = max(config["workers"] // 2, 1) if config["workers"] else THREADED_LIMIT
        if value and value.isdecimal():
            limit = int(value)
        return limit, min(limit, USER_LIMIT)

    @api.model
    def _begin(self, seconds):
        """Count an answer to the current user, in a transaction of its own.

        :param seconds: how long it may take
        :return: ``(id, None)``, the id for ``_end``; where it is one too many
            ``(None, "user")`` or ``(None, "all")``
        """
        limit, user_limit = self._get_limits()
        now = SQL("extract(epoch FROM clock_timestamp())")
        with self.env.registry.cursor() as cr:
            begin_read_committed(cr)
            # who is killed after it loses a row: nothing waits for the disk
            cr.execute("SET LOCAL synchronous_commit TO off")
            # one at a time counts; each statement sees what was committed before it
            cr.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self._table])
            cr.execute(SQL("DELETE FROM callcenter_playing WHERE until < %s", now))
            cr.execute(
                "SELECT count(*), count(*) FILTER (WHERE user_id = %s)"
                " FROM callcenter_playing",
                [self.env.uid],
            )
            count, user_count = cr.fetchone()
            if user_count >= user_limit:
                return None, "user"
            if count >= limit:
                return None, "all"
            cr.execute(
                SQL(
                    "INSERT INTO callcenter_playing (user_id, until)"
                    " VALUES (%s, %s + %s) RETURNING id",
                    self.env.uid,
                    now,
                    seconds,
                )
            )
            return cr.fetchone()[0], None

    @api.model
    def _end(self, id_):
        """Forget an answer that is over; its request may have ended by then.

        Where the database is away it is over by itself, as where a worker is killed.
        """
        try:
            with self.env.registry.cursor() as cr:
                cr.execute("SET LOCAL synchronous_commit TO off")
                cr.execute("DELETE FROM callcenter_playing WHERE id = %s", [id_])
        except Exception as error:  # noqa: BLE001 - the audio is sent, nothing is lost
            _logger.info("Recording answer %s is counted until its end: %s", id_, error)
