from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ..models.groups import MANAGER


class CallcenterDataRequest(models.TransientModel):
    """Personal data of a caller: a manager finds, exports and erases it."""

    _name = "callcenter.data.request"
    _description = "Personal Data of a Caller"
    _rec_name = "number"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    number = fields.Char(help="In any spelling, as you have it.")
    partner_id = fields.Many2one("res.partner", "Contact")
    is_searched = fields.Boolean(readonly=True)
    line_ids = fields.One2many(
        "callcenter.data.request.line", "request_id", readonly=True
    )
    kept_count = fields.Integer(readonly=True)
    has_data = fields.Boolean(readonly=True)
    earlier = fields.Char(readonly=True)
    is_confirming = fields.Boolean(readonly=True)
    confirm_text = fields.Char(compute="_compute_confirm_text")

    def write(self, vals):
        if vals.keys() & {"number", "partner_id"}:
            # what is shown is what would be erased
            vals = {"is_searched": False, "is_confirming": False, **vals}
        return super().write(vals)

    @api.depends("number", "partner_id", "line_ids.name", "line_ids.count")
    def _compute_confirm_text(self):
        for request in self:
            whose = (request.partner_id.display_name, request.number)
            request.confirm_text = self.env._(
                "All of %(caller)s is erased and cannot be brought back: %(what)s. Export"
                " first where the caller wants a copy.",
                caller=", ".join(filter(None, whose)),
                what=", ".join(f"{x.name}: {x.count}" for x in request.line_ids),
            )

    def action_search(self):
        """Find what there is and show how much of each kind.

        :return: an action that shows this dialog again
        :raises AccessError: for who is no manager of the company
        """
        data = self._find()
        # sudo: nothing but what kinds there are
        kinds = self.env["callcenter.caller.data"].sudo()._get_kinds()
        self.line_ids.unlink()
        self.write(
            {
                "is_searched": True,
                "is_confirming": False,
                "kept_count": len(data.kept),
                "has_data": bool(data.kept) or any(data.records.values()),
                "earlier": self._get_earlier(data),
                "line_ids": [
                    fields.Command.create(
                        {
                            "name": kind.label,
                            "count": len(data.records[kind.name]),
                            "effect": kind.effect,
                        }
                    )
                    for kind in kinds
                    if data.records[kind.name]
                ],
            }
        )
        return self._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Personal data of a caller"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_ask(self):
        """Ask once more, with whose data it is and how much, before it is erased.

        :return: an action that shows this dialog again
        :raises UserError: where nothing was searched
        """
        self._check_searched()
        self.is_confirming = True
        return self._show()

    def action_export(self):
        """Download what there is as a ZIP.

        :return: an action
        :raises AccessError: for who is no manager of the company
        """
        self._check_searched()
        return {
            "type": "ir.actions.act_url",
            "url": f"/callcenter/data_request/{self.id}/export",
            "target": "download",
        }

    def action_erase(self):
        """Erase what there is, but for what is kept, and show the receipt.

        :return: an action
        :raises AccessError: for who is no manager of the company
        """
        self._check_searched()
        data = self._find()
        # sudo: a manager of the company asked; the receipt is written by the system
        receipt = self.env["callcenter.caller.data"].sudo()._erase(data)
        # whose data it was does not stay here either
        self.exists().unlink()
        return {
            "type": "ir.actions.act_window",
            "res_model": receipt._name,
            "res_id": receipt.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _write_export(self, file):
        """Write the ZIP into a binary ``file``.

        :raises AccessError: for who is no manager of the company
        """
        # sudo: a manager of the company asked
        finder = self.env["callcenter.caller.data"].sudo()
        finder._export(self._find(), self.number, file)

    def _find(self):
        """Return the CallerData of this request, for the superuser to work with.

        :raises AccessError: for who is no manager of the company
        """
        self.ensure_one()
        self.check_access("read")
        is_manager = self.env.user.has_group(MANAGER)
        if not is_manager or self.company_id not in self.env.companies:
            raise AccessError(self.env._("Only managers of the company may do this."))
        if not self.number and not self.partner_id:
            raise UserError(self.env._("Enter a number or choose a contact."))
        self.partner_id.check_access("read")
        # sudo: all that is stored of a caller, within the manager's company
        finder = self.env["callcenter.caller.data"].sudo()
        company, partner = self.company_id.sudo(), self.partner_id.sudo()
        data = finder._find(company, self.number, partner)
        if not data.keys and not partner:
            raise ValidationError(self.env._("%s is no number.", self.number))
        return data

    def _check_searched(self):
        self.ensure_one()
        if not self.is_searched:
            raise UserError(self.env._("Search first, to see what there is."))

    def _get_earlier(self, data):
        """Return when data of the same number was erased before, as text."""
        # sudo: by hashes that nobody reads, within the manager's company
        receipts = self.env["callcenter.receipt"].sudo()
        hashes = {receipts._hash(key) for key in data.keys}
        erased = receipts.search(
            [("kind", "=", "erasure"), ("company_id", "=", self.company_id.id)]
        ).filtered(lambda receipt: not hashes.isdisjoint(receipt.key_hashes or ()))
        return ", ".join(format_date(self.env, row.date) for row in erased) or False


class CallcenterDataRequestLine(models.TransientModel):
    """How much there is of one kind of data, and what erasing does to it."""

    _name = "callcenter.data.request.line"
    _description = "Kind of Personal Data"

    request_id = fields.Many2one(
        "callcenter.data.request", required=True, ondelete="cascade"
    )
    name = fields.Char("What", readonly=True)
    count = fields.Integer("How many", readonly=True)
    effect = fields.Char("If erased", readonly=True)
