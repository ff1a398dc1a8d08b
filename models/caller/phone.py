from odoo import api, fields, models
from odoo.fields import Domain


class CallcenterPhone(models.Model):
    """A further number of a contact; who may see and change it goes by the contact."""

    _name = "callcenter.phone"
    _description = "Further Number"
    _inherit = ["callcenter.phone.keys"]
    _order = "sequence, id"
    _rec_name = "number"
    _callcenter_phone_fields = ("number",)

    # for parts of a number; without the extension they are found by reading all
    _callcenter_keys_part = models.Index(
        lambda registry: (
            "USING gin (callcenter_keys gin_trgm_ops) WITH (fastupdate=off)"
            " WHERE callcenter_keys IS NOT NULL"
            if registry.has_trigram
            else ""
        )
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    number = fields.Char(required=True)
    phone_sanitized = fields.Char(
        "Number (E.164)", compute="_compute_phone_sanitized", store=True
    )
    label = fields.Char(help="Such as: wife, office, holiday home.")

    @api.depends("partner_id.country_id", "partner_id.company_id")
    def _compute_callcenter_keys(self):
        return super()._compute_callcenter_keys()

    @api.depends("callcenter_keys")
    def _compute_phone_sanitized(self):
        for phone in self:
            keys = (phone.callcenter_keys or "").split()
            phone.phone_sanitized = next((key for key in keys if key[0] == "+"), False)

    def _get_phone_country(self):
        return self.partner_id._get_phone_country()

    # -- access: the contact's ------------------------------------------------------

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        # sudo: which contact it is, to ask whether the user may do that to it
        partners = self.sudo().partner_id.sudo(False)
        denied = partners._check_access("read" if operation == "read" else "write")
        if not denied:
            return result
        forbidden_partners, make_error = denied
        forbidden = self.filtered(
            lambda phone: phone.sudo().partner_id.id in forbidden_partners._ids
        )
        return (forbidden | result[0] if result else forbidden), make_error

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            partners = self.env["res.partner"].with_context(active_test=False)
            domain = Domain(domain) & Domain("partner_id", "in", partners._search([]))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
