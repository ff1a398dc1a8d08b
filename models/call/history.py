import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..field_types import Duration

# a smart button need not know more exactly
MAX_COUNT = 100
# what only the rules use: neither grouped by nor filtered by
TECHNICAL_FIELDS = {
    "answered_by_id",
    "customer_message_ids",
    "is_called_again",
    "is_duration_known",
    "is_repeat",
    "is_settled",
    "is_talk_known",
    "not_picked_up_by_id",
    "rang_at_id",
    "restart",
    "serves_caller",
    "start_slot",
    "start_weekday",
    "talked_to_id",
}


class CallcenterCallHistory(models.Model):
    """What people look for among many calls, and how they sum them up."""

    _inherit = "callcenter.call"

    # a measure has one aggregator; of a wait the list shows the mean, of a talk the sum
    talk_average = Duration("Average talk", related="talk_duration", aggregator="avg")
    wait_duration = Duration(aggregator="avg")
    wait_total = Duration("Wait in all", related="wait_duration", aggregator="sum")
    note = fields.Text(search="_search_note")
    is_my_team = fields.Boolean(
        "My team", compute="_compute_is_my_team", search="_search_is_my_team"
    )
    is_to_call_back = fields.Boolean(
        "Not called back",
        compute="_compute_is_to_call_back",
        search="_search_is_to_call_back",
        compute_sudo=True,
        help="Missed, and the customer still waits, see Missed customers.",
    )

    _number_start = models.Index(
        "(phone_sanitized, start_date) WHERE phone_sanitized IS NOT NULL"
    )
    _customer_start = models.Index(
        "(partner_id, start_date) WHERE partner_id IS NOT NULL"
    )
    # the button of an employee counts in the index alone
    _employee_company = models.Index(
        "(employee_id, company_id) WHERE employee_id IS NOT NULL"
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Keep technical fields out of custom groups and filters."""
        found = super().fields_get(allfields, attributes)
        for name in found.keys() & TECHNICAL_FIELDS:
            for use in found[name].keys() & {"groupable", "searchable", "sortable"}:
                found[name][use] = False
        return found

    @api.depends("missed_id.state")
    def _compute_is_to_call_back(self):
        for call in self:
            call.is_to_call_back = call.missed_id.state == "open"

    def _search_is_to_call_back(self, operator, value):
        if operator != "in":
            return NotImplemented
        # whoever reads the call may know, whoever is to call back
        return Domain("missed_id", "any!", [("state", "=", "open")])

    @api.depends("audience")
    @api.depends_context("uid")
    def _compute_is_my_team(self):
        keys = self._get_team_keys()
        for call in self:
            call.is_my_team = call._is_for(keys)

    def _search_is_my_team(self, operator, value):
        return self._search_audience(operator, self._get_team_keys())

    def _search_note(self, operator, value):
        """Find a text in which there is a number by the number.

        PostgreSQL finds texts by their groups of three letters, and those of common
        words are in most notes: it would read all of these for the few with the number.
        """
        text = value if operator == "ilike" and isinstance(value, str) else ""
        number = max(re.findall("[0-9]{3,}", text), key=len, default=text)
        if number == text:
            return Domain("note", operator, value)

        def to_sql(records, alias, query):
            unaccent = records.env.registry.unaccent
            note = unaccent(records._field_to_sql(alias, "note", query))
            # ILIKE by its function's name, for which no index is used
            return SQL("texticlike(%s, %s)", note, unaccent(SQL("%s", f"%{text}%")))

        return Domain("note", "ilike", number) & Domain.custom(to_sql=to_sql)

    @api.model
    def _count(self, domain):
        """Return how many calls of ``domain`` the user sees, as text: ``7``, ``100+``."""
        if not self.has_access("read"):
            return False
        count = self.search_count(domain, limit=MAX_COUNT + 1)
        return f"{MAX_COUNT}+" if count > MAX_COUNT else str(count)

    @api.model
    def _get_list_action(self, domain):
        """Return the action that lists the calls of ``domain``."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "callcenter.action_calls"
        )
        return {**action, "domain": domain, "context": {}}
