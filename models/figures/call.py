"""What calls are asked for by figures: each number opens its calls by a domain."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..groups import MANAGER
from . import local_time
from .attempts import not_picked_up, rang_at
from .definitions import REPEAT_DAYS


def _search_values(to_sql):
    """Return a search by what ``to_sql`` gives of a call."""

    def search(calls, operator, value):
        if operator != "in":
            return NotImplemented
        values = _whole_numbers(value)

        def condition(model, alias, query):
            return SQL("%s = ANY(%s)", to_sql(model, alias, query), values)

        return Domain.custom(to_sql=condition)

    return search


def _search_caller_again(order):
    """Return a search by whether the caller came in another call of the days around."""

    def search(_calls, operator, value):
        if operator != "in":
            return NotImplemented

        def condition(model, alias, query):
            # whoever took the other call: it is of the same customer all the same
            return SQL(
                """
                EXISTS (SELECT FROM callcenter_call other
                         WHERE other.phone_sanitized = %(number)s
                           AND other.company_id = %(company)s
                           AND other.direction = 'incoming'
                           AND other.parent_id IS NULL
                           AND other.start_date %(order)s %(start)s
                           AND other.start_date BETWEEN
                               %(start)s - %(days)s * interval '1 day'
                               AND %(start)s + %(days)s * interval '1 day')
                """,
                number=model._field_to_sql(alias, "phone_sanitized", query),
                company=model._field_to_sql(alias, "company_id", query),
                start=model._field_to_sql(alias, "start_date", query),
                order=SQL(order),
                days=REPEAT_DAYS,
            )

        return Domain.custom(to_sql=condition)

    return search


def _search_agents(to_sql, **options):
    """Return a search by the users at whom a call rang, as ``to_sql`` wants it."""

    def search(calls, operator, value):
        if operator != "in":
            return NotImplemented
        user_ids, whose = _whole_numbers(value), _get_visible_legs(calls.env)

        def condition(_model, alias, _query):
            return to_sql(SQL.identifier(alias, "id"), user_ids, whose, **options)

        return Domain.custom(to_sql=condition)

    return search


def _get_visible_legs(env):
    """Return the SQL of the legs that a reader knows of: a supervisor those of their
    people.
    """
    if env.user.has_group(MANAGER):
        return SQL("TRUE")
    # sudo: who is below whom, and what is put under whom, is no secret to the one above
    user = env.user.sudo().with_context(active_test=False)
    team = user.employee_ids.search([("id", "child_of", user.employee_ids.ids)])
    extensions = env["callcenter.extension"].sudo().with_context(active_test=False)
    under = extensions.search([("supervisor_ids", "=", env.uid)])
    return SQL(
        "(user_id = ANY(%s) OR extension_id = ANY(%s))", team.user_id.ids, under.ids
    )


def _whole_numbers(values):
    return [value for value in values if type(value) is int]


def _search_serves_caller(_calls, operator, _value):
    if operator != "in":
        return NotImplemented
    incoming = Domain("direction", "=", "incoming")
    # who is asked by a colleague under another id serves the same caller
    return incoming | Domain("parent_id", "any!", incoming)


def _agent_field(label, to_sql, **options):
    """Return a field that finds calls by a user at whom they rang."""
    return fields.Many2one(
        "res.users",
        label,
        store=False,
        search=_search_agents(to_sql, **options),
        exportable=False,
    )


class CallcenterCall(models.Model):
    """Fields by which figures find their calls; nobody reads them."""

    _inherit = "callcenter.call"

    start_slot = fields.Integer(
        "Half hour of day",
        store=False,
        search=_search_values(local_time.half_hour),
        exportable=False,
        help="In the time zone of the connection, 0 is 00:00.",
    )
    start_weekday = fields.Integer(
        "Day of the week",
        store=False,
        search=_search_values(local_time.weekday),
        exportable=False,
        help="In the time zone of the connection, 1 is Monday.",
    )
    is_repeat = fields.Boolean(
        "Called before",
        store=False,
        search=_search_caller_again("<"),
        exportable=False,
        help="The same number had called in the seven days before.",
    )
    is_called_again = fields.Boolean(
        "Called again",
        store=False,
        search=_search_caller_again(">"),
        exportable=False,
        help="The same number called again in the seven days after.",
    )
    serves_caller = fields.Boolean(
        "Serves a caller",
        store=False,
        search=_search_serves_caller,
        exportable=False,
        help="It came in, or a colleague is asked under another id for one that did.",
    )
    rang_at_id = _agent_field("Rang at", rang_at)
    answered_by_id = _agent_field(
        "Answered, among others, by", rang_at, how="disposition = 'answered'"
    )
    talked_to_id = _agent_field(
        "Talked, for a time that is known, to",
        rang_at,
        how="disposition = 'answered' AND is_talk_known",
    )
    not_picked_up_by_id = _agent_field("Not picked up by", not_picked_up)
