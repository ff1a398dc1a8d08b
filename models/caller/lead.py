from odoo import api, models

LEADS = "crm.lead"


class MailThreadPhone(models.AbstractModel):
    """Leads have keys, too, where CRM is installed: this addon does not depend on it.

    Every model with numbers that Odoo knows is one of these; only leads are read here.
    """

    _name = "mail.thread.phone"
    _inherit = ["mail.thread.phone", "callcenter.phone.keys"]

    @property
    def _callcenter_phone_fields(self):
        return ("phone",) if self._name == LEADS else ()

    @api.depends(
        lambda self: (
            ["phone", "country_id", "company_id"] if self._name == LEADS else []
        )
    )
    def _compute_callcenter_keys(self):
        return super()._compute_callcenter_keys()

    def _get_phone_country(self):
        """Return the country of a lead, else of its company; none: the connections'."""
        return self.country_id or self.company_id.country_id
