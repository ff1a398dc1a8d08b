from odoo import api, models

from ..call.reader import as_read_by_agent


class CallcenterCallDetails(models.Model):
    """What the card of a call tells beside it: the browser's door, other addons' hooks."""

    _inherit = "callcenter.call"

    def get_card_details(self):
        """Return what the card of this call shows beside the call, in one answer.

        Companies that are switched off count too: the phone rings all the same.

        :return: ``{"outcomes": [{"id", "name", "is_callback"}, …], "sections": {name:
            data}}``, see docs/extending.md; what the user may not read is absent
        :raise AccessError: where the user has no leg of this call
        """
        call = as_read_by_agent(self)
        customer = call.partner_id._filtered_access("read")
        sections = call._get_card_sections(customer)
        return {
            "outcomes": call.env["callcenter.card.details"].get_outcomes(call),
            "sections": {name: data for name, data in sections.items() if data},
        }

    def _get_card_sections(self, customer):
        """Return the sections of the card by name; an empty one is not shown.

        Extend it to add a section (docs/extending.md). ``self`` is one call in the
        environment of the agent who looks at it.

        :param customer: ``res.partner`` that the agent may read, may be empty
        """
        return self.env["callcenter.card.details"].get_sections(self, customer)

    @api.model
    def _list_records(self, title, model, domain, describe, order=None):
        """Return a section of records, for those who extend ``_get_card_sections``.

        See ``callcenter.card.details.list_records``.
        """
        details = self.env["callcenter.card.details"]
        return details.list_records(title, model, domain, describe, order=order)
