from odoo import models
from odoo.fields import Domain

from . import definitions

PREFIX = "customers_"


class CallcenterFiguresCustomers(models.AbstractModel):
    """The figures of missed customers, see ``figures.definitions``.

    A customer counts in the period in which they were missed first; for a supervisor,
    where one of their calls reached the supervisor's people.
    """

    _inherit = "callcenter.figures"

    def _get_customers_scope(self, zones, options, comparison=None):
        """Return the domain of the customers missed in the period, or before."""
        queue = options.get("queue")
        return (
            Domain("company_id", "in", self.env.companies.ids)
            & Domain.OR(
                self._get_zone_domain(zone, comparison, "first_date") for zone in zones
            )
            & (Domain("call_ids.queue", "=", str(queue)) if queue else Domain.TRUE)
            # of what is free supervisors see more: it is not theirs to answer for
            & self._get_team_domain_of_calls()
        )

    def _get_customers_section(self, zones, options, comparisons):
        """Return the section of missed customers, as ``get_figures`` answers it."""
        sums, *compared = (
            self._count_customers(self._get_customers_scope(zones, options, each))
            for each in (None, *comparisons)
        )
        section = definitions.customers_section(
            self.env.company.callcenter_callback_minutes
        )
        return self._get_section_answer(section, sums, compared)

    def _count_customers(self, scope):
        figures = self.env["callcenter.missed"]._get_missed_figures(scope)
        return {f"{PREFIX}{name}": each["count"] for name, each in figures.items()}

    def _get_customers_domain(self, zones, options, figure):
        scope = self._get_customers_scope(zones, options)
        figures = self.env["callcenter.missed"]._get_missed_figures(scope)
        return figures[figure.calls.removeprefix(PREFIX)]["domain"]
