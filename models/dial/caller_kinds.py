from odoo import api, models
from odoo.fields import Domain

from ..privacy.kinds import Kind


class CallcenterCallerKinds(models.AbstractModel):
    """What calling out stores of who is called."""

    _inherit = "callcenter.caller.kinds"

    @api.model
    def _get_kinds(self):
        _ = self.env._
        return [
            *super()._get_kinds(),
            Kind(
                "permissions",
                _("Permissions to dial"),
                _("Deleted for good"),
                "_find_permissions",
                "id phone until_date create_uid",
            ),
            Kind(
                "do_not_call",
                _("Numbers not to be called"),
                _("Stay: they keep the number from being called"),
                "_find_do_not_call",
                "id number reason create_date",
                None,
            ),
        ]


class CallcenterCallerData(models.AbstractModel):
    _inherit = "callcenter.caller.data"

    def _find_permissions(self, search, _calls):
        return self.env["callcenter.dial.permission"].search(
            Domain("key", "in", list(search.mentions.keys))
            & Domain("company_id", "=", search.company.id)
        )

    def _find_do_not_call(self, search, _calls):
        found = self._find_holders("callcenter.do.not.call", search)
        return self.env["callcenter.do.not.call"].search(
            Domain("id", "in", found) & Domain("company_id", "=", search.company.id)
        )

    def _get_searched_models(self):
        """Leave the list alone: without its number nobody would be kept from calling it."""
        models_searched = super()._get_searched_models()
        return (x for x in models_searched if x._name != "callcenter.do.not.call")

    def _erase_orders(self, data, orders):
        result = super()._erase_orders(data, orders)
        orders.write({"key": False})
        return result
