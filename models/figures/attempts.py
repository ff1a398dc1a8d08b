"""Ring attempts: legs of one user that ring at the same moment are one, as SQL."""

from odoo.tools import SQL

from . import definitions

COLUMNS = (
    "id", "call_id", "user_id", "start_date", "end_date", "disposition", "duration",
    "talk_duration", "is_talk_known",
)  # fmt: skip


def attempts(legs):
    """Return SQL for one row a ring attempt: call, user, what became of it.

    :param SQL legs: a query of COLUMNS
    """
    return SQL(
        """
        WITH leg AS (%s),
        begun AS (
            SELECT leg.*,
                   start_date < max(end_date) OVER before
                   OR start_date <= max(start_date) OVER before AS is_same
              FROM leg
            WINDOW before AS (
                PARTITION BY call_id, user_id ORDER BY start_date, id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            )
        ),
        numbered AS (
            SELECT begun.*,
                   count(*) FILTER (WHERE is_same IS NOT TRUE) OVER (
                       PARTITION BY call_id, user_id ORDER BY start_date, id
                   ) AS number
              FROM begun
        )
        SELECT call_id, user_id,
               bool_or(disposition = 'answered') AS is_answered,
               bool_or(disposition IN ('answered', 'answered_elsewhere'))
                   IS NOT TRUE
                   -- of what nobody told the end, nobody knows who picked up
                   AND bool_or(disposition IS NULL) IS NOT TRUE
                   AND max(duration) >= %s AS is_not_picked_up,
               coalesce(sum(talk_duration) FILTER (
                   WHERE disposition = 'answered' AND is_talk_known), 0) AS talk,
               count(*) FILTER (
                   WHERE disposition = 'answered' AND is_talk_known) AS talks
          FROM numbered
         GROUP BY call_id, user_id, number
        """,
        legs,
        definitions.PICK_UP_SECONDS,
    )


def rang_at(call_id, user_ids, whose, how="TRUE"):
    """Return the SQL of whether a call rang at one of the users.

    :param SQL call_id: of the call that is asked for
    :param SQL whose: condition on the legs that the reader may know of
    :param str how: condition on a leg
    """
    return SQL("EXISTS (%s)", SQL(_LEGS, SQL("1"), call_id, user_ids, whose, SQL(how)))


def not_picked_up(call_id, user_ids, whose):
    """Return the SQL of whether one of the users let a call ring; see ``rang_at``."""
    columns = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
    legs = SQL(_LEGS, columns, call_id, user_ids, whose, SQL("TRUE"))
    return SQL("EXISTS (SELECT FROM (%s) AS a WHERE is_not_picked_up)", attempts(legs))


_LEGS = """
    SELECT %s FROM callcenter_call_leg
     WHERE call_id = %s AND user_id = ANY(%s) AND role = 'callee' AND %s AND %s
"""
