import re
from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ...wire.values import read_extension


class Mapping(NamedTuple):
    """The ids of an extension, of its user and of their employee; False: none."""

    extension_id: int | bool = False
    user_id: int | bool = False
    employee_id: int | bool = False


UNMAPPED = Mapping()


class CallcenterExtension(models.Model):
    """An internal number of an exchange, and whose it is."""

    _name = "callcenter.extension"
    _description = "Extension"
    _inherit = ["callcenter.kept.source"]
    _order = "pbx_id, number"
    _rec_name = "number"

    number = fields.Char(
        required=True, help="As the exchange sends it: leading zeros count."
    )
    pbx_id = fields.Many2one(
        "callcenter.pbx",
        string="Connection",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["callcenter.pbx"].search([], limit=1),
    )
    company_id = fields.Many2one(related="pbx_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain=[("share", "=", False)],
        help="Sees the popup when this extension rings. One user may have several"
        " extensions: desk phone, softphone, mobile.",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        compute="_compute_employee_id",
        compute_sudo=True,
        store=True,
        help="The user's employee in the company of the connection.",
    )
    supervisor_ids = fields.Many2many(
        "res.users",
        string="Supervisors",
        domain=[("share", "=", False)],
        help="May see its calls, beside the managers of its employee.",
    )
    active = fields.Boolean(default=True)

    _number_unique = models.Constraint(
        "UNIQUE(pbx_id, number)", "This connection already has that extension."
    )

    @api.constrains("number")
    def _check_number(self):
        for extension in self:
            if not re.fullmatch(r"[\w.*#+@-]{1,64}", extension.number, re.ASCII):
                raise ValidationError(
                    self.env._(
                        "'%s' is no extension: it has letters, digits and . _ * # + @ -"
                        " only.",
                        extension.number,
                    )
                )

    @api.depends("user_id.employee_ids.company_id", "pbx_id.company_id")
    def _compute_employee_id(self):
        for extension in self:
            extension.employee_id = extension.user_id.employee_ids.filtered(
                lambda employee, company=extension.pbx_id.company_id: (
                    employee.company_id == company
                )
            )[:1]

    @api.model_create_multi
    def create(self, vals_list):
        extensions = super().create([_stripped(vals) for vals in vals_list])
        extensions._make_users_agents()
        extensions._adopt_legs()
        return extensions

    def write(self, vals):
        result = super().write(_stripped(vals))
        if "user_id" in vals:
            self._make_users_agents()
        return result

    def _make_users_agents(self):
        """Give the mapped users the agent's rights: no popup could come without."""
        agent = self.env.ref("callcenter.group_callcenter_agent")
        # sudo: who may map extensions may make agents, and nothing else of a user
        newcomers = self.sudo().user_id.filtered(lambda u: agent not in u.all_group_ids)
        if newcomers:  # an empty write would empty caches of Odoo, too
            newcomers.write({"group_ids": [Command.link(agent.id)]})

    def _adopt_legs(self):
        """Link the earlier legs at these numbers, which nobody knew when they rang."""
        # sudo: who maps an extension has no right to calls by that
        legs = self.env["callcenter.call.leg"].sudo()
        for extension in self:
            adopted = legs.search(
                [
                    ("pbx_id", "=", extension.pbx_id.id),
                    ("number", "=", extension.number),
                    ("extension_id", "=", False),
                ]
            )
            adopted.extension_id = extension
            adopted.call_id._refresh_audience()


def _stripped(vals):
    """Return ``vals`` with the number as events tell it: another would never ring."""
    if not vals.get("number"):
        return vals
    return {**vals, "number": read_extension(vals["number"].strip())}
