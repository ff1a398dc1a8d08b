from odoo import fields, models
from odoo.fields import Domain


class CallcenterDoNotCall(models.Model):
    """A number that is not called: its owner said so, or a list did."""

    _name = "callcenter.do.not.call"
    _description = "Number Not to Be Called"
    _inherit = ["callcenter.phone.keys"]
    _order = "id desc"
    _rec_name = "number"
    _callcenter_phone_fields = ("number",)

    number = fields.Char(required=True, size=64)
    reason = fields.Char(
        size=200, help="Why: their own wish, the national list (5656), …"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    def _link_earlier_calls(self):
        """A number here is nobody's: no call gets a customer by it."""

    def _find_reason(self, keys, companies):
        """Return why a number is not called, None where it may be.

        :param keys: what the lookup reads of the number
        :param companies: whose lists count
        """
        # sudo: an agent may not read the list, but is told why they are refused
        domain = Domain("company_id", "in", companies.ids)
        domain &= Domain.custom(
            to_sql=lambda model, _alias, _query: model._matches_keys(keys)
        )
        row = self.sudo().search(domain, limit=1)
        if row:
            return row.reason or self.env._(
                "The number is on the list of those not to be called."
            )
        partners = self.env["res.partner"].sudo()
        flagged = partners.search(
            Domain("callcenter_do_not_call", "=", True)
            & Domain("company_id", "in", [False, *companies.ids])
            & Domain.custom(
                to_sql=lambda model, _alias, _query: model._matches_keys(keys)
            ),
            limit=1,
        )
        return (
            self.env._("The contact does not want to be called.") if flagged else None
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    callcenter_do_not_call = fields.Boolean(
        "Do not call",
        index="btree_not_null",
        help="Agents cannot dial this contact's numbers from Odoo.",
    )
