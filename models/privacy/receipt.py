import base64
import hashlib
import hmac

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime


class CallcenterReceipt(models.Model):
    """What was exported, erased or deleted, by whom: written once, read by managers.

    Of whom it was is not told: a mask, and a hash by which the same number is found
    again when somebody asks for it.
    """

    _name = "callcenter.receipt"
    _description = "Receipt of Deletion"
    _order = "id desc"
    _rec_name = "id"

    kind = fields.Selection(
        [
            ("erasure", "Erased on request"),
            ("export", "Exported on request"),
            ("retention", "Deleted after its time"),
        ],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    subject = fields.Char("Of", readonly=True, help="The number, masked.")
    key_hashes = fields.Json(groups=fields.NO_ACCESS)
    details = fields.Json(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="counts by kind; kept: the calls that were, and why; exchange: what"
        " remains there, by connection.",
    )
    report = fields.Text("Receipt", compute="_compute_report", compute_sudo=True)
    report_file = fields.Binary(compute="_compute_report", compute_sudo=True)
    report_name = fields.Char(compute="_compute_report", compute_sudo=True)

    @api.depends("kind", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for receipt in self:
            receipt.display_name = f"{kinds[receipt.kind]} – {receipt.id}"

    # -- writing --------------------------------------------------------------------

    @api.model
    def _add_deleted(self, company, kind, count):
        """Add to what retention deleted of ``company`` today."""
        receipt = self.search(
            [
                ("kind", "=", "retention"),
                ("company_id", "=", company.id),
                ("date", ">=", fields.Date.today()),
            ],
            limit=1,
        ) or self.create(
            {
                "kind": "retention",
                "company_id": company.id,
                "user_id": self.env.uid,
                "details": {"counts": {}},
            }
        )
        counts = receipt.details["counts"]
        receipt.details = {"counts": {**counts, kind: counts.get(kind, 0) + count}}

    @api.model
    def _hash(self, key):
        """Return what tells that a number is ``key``, to who knows the number.

        With the database's own secret: all numbers there are could else be tried.
        """
        # sudo: the secret stays here
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()

    # -- reading --------------------------------------------------------------------

    @api.depends("details", "kind", "date", "subject", "user_id", "company_id")
    @api.depends_context("lang", "tz")
    def _compute_report(self):
        for receipt in self:
            text = "\n".join(receipt._get_report_lines())
            receipt.report = text
            receipt.report_file = base64.b64encode(text.encode())
            receipt.report_name = f"{receipt.display_name}.txt"

    def _get_report_lines(self):
        _, details = self.env._, self.details or {}
        kinds = self.env["callcenter.caller.data"]._get_kinds()
        labels = {kind.name: kind.label for kind in kinds}
        lines = [
            self.display_name,
            "",
            _("Company: %s", self.company_id.name),
            _("By: %s", self.user_id.name),
            _("Date: %s", format_datetime(self.env, self.date, dt_format="short")),
        ]
        if self.subject:
            lines.append(_("Of: %s", self.subject))
        lines += ["", *self._get_count_lines(details.get("counts", {}), labels)]
        if kept := details.get("kept"):
            lines += ["", _("Kept:"), *map(self._get_kept_line, kept)]
        if self.kind == "erasure":
            lines += [
                "",
                _("Not erased: the listening log, and contacts, which are Odoo's own."),
            ]
        if exchange := details.get("exchange"):
            lines += ["", _("Still at the exchange, where Odoo cannot delete it:")]
            for row in exchange:
                lines += self._get_exchange_lines(row)
        return lines

    def _get_count_lines(self, counts, labels):
        return [
            f"{labels[kind]}: {counts[kind]}" for kind in labels if counts.get(kind)
        ]

    def _get_kept_line(self, row):
        if not row["until"]:
            return self.env._("- call %s, which is not over yet", row["call"])
        return self.env._(
            "- call %(call)s until %(until)s: %(reason)s (%(user)s)",
            call=row["call"],
            until=format_date(self.env, row["until"]),
            reason=row["reason"],
            user=row["user"],
        )

    def _get_exchange_lines(self, row):
        return [
            self.env._(
                "- %(name)s: call records %(calls)s, recordings %(recordings)s,"
                " from %(first)s to %(last)s",
                name=row["name"],
                calls=row["calls"],
                recordings=row["recordings"],
                first=format_date(self.env, row["first"]),
                last=format_date(self.env, row["last"]),
            ),
            *(f"    {callid}" for callid in row["callids"]),
        ]
