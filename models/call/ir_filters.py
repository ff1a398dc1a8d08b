from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# as data/ir_filters.xml calls them
FAVOURITES = {
    "Missed today": _lt("Missed today"),
    "Not called back, by number": _lt("Not called back, by number"),
    "This week by agent": _lt("This week by agent"),
    "Incoming this week by hour of day": _lt("Incoming this week by hour of day"),
}


class IrFilters(models.Model):
    """The addon's favourites in each user's language.

    Odoo has no translations of a favourite's name: usually whoever reads it wrote it.
    """

    _inherit = "ir.filters"

    @api.model
    def get_filters(
        self,
        model,
        action_id=None,
        embedded_action_id=None,
        embedded_parent_res_id=None,
    ):
        filters = super().get_filters(
            model, action_id, embedded_action_id, embedded_parent_res_id
        )
        if model == "callcenter.call":
            for favourite in filters:
                name = FAVOURITES.get(favourite["name"])
                # one that was renamed is called what its users called it
                favourite["name"] = self.env._(name) if name else favourite["name"]
        return filters
