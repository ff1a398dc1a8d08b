"""Stands in for the lookup until it is merged."""

from typing import NamedTuple

from odoo import api, fields, models


class Candidate(NamedTuple):
    partner_id: int
    res_model: str
    res_id: int
    number: str
    label: str
    is_likely: bool


class Call(models.Model):
    _inherit = "callcenter.call"

    candidates = fields.Json(readonly=True)


class Phone(models.Model):
    _name = "callcenter.phone"
    _description = "Further Number"

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    number = fields.Char(required=True)
    phone_sanitized = fields.Char(compute="_compute_phone_sanitized", store=True)
    label = fields.Char()

    @api.depends("number")
    def _compute_phone_sanitized(self):
        vn = self.env.ref("base.vn")
        for phone in self:
            phone.phone_sanitized = self.env["callcenter.lookup"]._get_key(
                phone.number, vn
            )

    @api.model_create_multi
    def create(self, vals_list):
        phones = super().create(vals_list)
        for phone in phones:
            _link(phone.partner_id, phone.phone_sanitized)
        return phones


class Partner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        for partner in partners:
            _link(partner, partner.phone_sanitized)
        return partners


def _link(partner, key):
    if key:
        partner.env["callcenter.call"].sudo().search(
            [("phone_sanitized", "=", key), ("partner_id", "=", False)]
        ).write({"partner_id": partner.id})


class Choice(models.Model):
    _name = "callcenter.number.choice"
    _description = "Remembered Customer of a Number"

    phone_sanitized = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")

    def _remember(self, company, number, partner):
        self.search(
            [("phone_sanitized", "=", number), ("company_id", "=", company.id)]
        ).unlink()
        self.create(
            {
                "phone_sanitized": number,
                "company_id": company.id,
                "partner_id": partner.id,
            }
        )


class Lookup(models.AbstractModel):
    _inherit = "callcenter.lookup"

    def _find_candidates(self, number, pbx, user=None, limit=5):
        settings = pbx._get_settings()
        key = self._get_key(number, self.env["res.country"].browse(settings.country_id))
        if not key:
            return []
        su = self.sudo()
        partners = su.env["res.partner"].search(
            [
                ("phone_sanitized", "=", key),
                ("company_id", "in", (False, settings.company_id)),
            ],
            order="is_company, id",
        )
        further = su.env["callcenter.phone"].search([("phone_sanitized", "=", key)])
        found = [
            Candidate(p.id, "res.partner", p.id, p.phone, False, True) for p in partners
        ]
        found += [
            Candidate(p.partner_id.id, p._name, p.id, p.number, p.label, True)
            for p in further
        ]
        choice = su.env["callcenter.number.choice"].search(
            [("phone_sanitized", "=", key)]
        )
        found.sort(key=lambda c: c.partner_id != choice.partner_id.id)
        if user:
            readable = (
                self.env["res.partner"]
                .with_user(user)
                .sudo(False)
                .browse([c.partner_id for c in found])
                ._filtered_access("read")
                .ids
            )
            found = [c for c in found if c.partner_id in readable]
        return found[:limit]

    def _find_partner(self, key, company):
        pbx = self.env["callcenter.pbx"].search([("company_id", "=", company.id)])[:1]
        found = self._find_candidates(key, pbx)
        return self.env["res.partner"].browse(found[0].partner_id if found else False)


class Events(models.AbstractModel):
    _inherit = "callcenter.call.events"

    def _identity_values(self, pbx, facts):
        vals = super()._identity_values(pbx, facts)
        if vals.get("partner_id"):
            found = self.env["callcenter.lookup"]._find_candidates(facts.phone, pbx)
            if len(found) > 1:
                vals["candidates"] = [
                    {
                        "id": c.partner_id,
                        "number": c.number,
                        "label": c.label,
                        "is_likely": c.is_likely,
                    }
                    for c in found
                ]
        return vals
