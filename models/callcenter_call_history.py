from odoo import api, fields, models
from odoo.fields import Domain

from .call_fields import Duration

# a smart button need not know more exactly
MAX_COUNT = 100


class CallcenterCallHistory(models.Model):
    """What people look for among many calls, and how they sum them up."""

    _inherit = "callcenter.call"

    # a measure has one aggregator; these are the means beside the sums
    talk_average = Duration("Average talk", related="talk_duration", aggregator="avg")
    wait_average = Duration("Average wait", related="wait_duration", aggregator="avg")
    has_recording = fields.Boolean(
        "Recorded",
        compute="_compute_has_recording",
        search="_search_has_recording",
        compute_sudo=True,
    )
    is_my_team = fields.Boolean(
        "My team", compute="_compute_is_my_team", search="_search_is_my_team"
    )
    is_to_call_back = fields.Boolean(
        "Not called back",
        readonly=True,
        help="Missed, and no call with that number was answered since.",
    )

    _company_start = models.Index("(company_id, start_date)")
    _to_call_back = models.Index("(start_date) WHERE is_to_call_back IS TRUE")
    _number_start = models.Index(
        "(phone_sanitized, start_date) WHERE phone_sanitized IS NOT NULL"
    )
    _customer_start = models.Index(
        "(partner_id, start_date) WHERE partner_id IS NOT NULL"
    )

    @api.depends("recording_url")
    def _compute_has_recording(self):
        for call in self:
            call.has_recording = bool(call.recording_url)

    def _search_has_recording(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("recording_url", "!=", False)

    @api.depends_context("uid")
    def _compute_is_my_team(self):
        team = self.filtered_domain(self._get_team_domain())
        for call in self:
            call.is_my_team = call in team

    def _search_is_my_team(self, operator, value):
        return self._get_team_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_team_domain(self):
        """Return the domain of the calls of the employees below the current user."""
        # sudo: who is below whom is no secret to the one above
        own = self.env.user.sudo().employee_ids
        team = self.env["hr.employee"].sudo().search([("id", "child_of", own.ids)])
        return Domain("leg_ids.user_id", "in", (team - own).user_id.ids)

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

    def _refresh_to_call_back(self):
        """Tell whether the caller is still to be called back, once a call has settled.

        An answered call clears the missed ones that came before it.
        """
        for call in self:
            same_number = Domain("phone_sanitized", "=", call.phone_sanitized)
            same_number &= Domain("company_id", "=", call.company_id.id)
            answered = same_number & Domain("disposition", "=", "answered")
            since = Domain("start_date", ">=", call.start_date)
            if not call.phone_sanitized:
                call.is_to_call_back = False
            elif call.disposition == "answered":
                waiting = same_number & Domain("is_to_call_back", "=", True)
                before = Domain("start_date", "<=", call.start_date)
                (call | self.search(waiting & before)).is_to_call_back = False
            else:
                call.is_to_call_back = call.is_missed and not self.search_count(
                    answered & since, limit=1
                )
