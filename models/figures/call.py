"""What calls are asked for by figures: each number opens its calls by a domain."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import local_time
from .attempts import not_picked_up

REPEAT_DAYS = 7


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


def _search_not_picked_up(_calls, operator, value):
    if operator != "in":
        return NotImplemented
    user_ids = _whole_numbers(value)

    def condition(_model, alias, _query):
        return not_picked_up(SQL.identifier(alias, "id"), user_ids)

    return Domain.custom(to_sql=condition)


def _whole_numbers(values):
    return [value for value in values if type(value) is int]


def _search_serves_caller(_calls, operator, _value):
    if operator != "in":
        return NotImplemented
    incoming = Domain("direction", "=", "incoming")
    # who is asked by a colleague under another id serves the same caller
    return incoming | Domain("parent_id", "any!", incoming)


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
    not_picked_up_by_id = fields.Many2one(
        "res.users",
        "Not picked up by",
        store=False,
        search=_search_not_picked_up,
        exportable=False,
    )
