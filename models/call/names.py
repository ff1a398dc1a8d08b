from odoo import api, fields, models
from odoo.fields import Domain

from .call import NEUTRAL


class CallcenterCallNames(models.Model):
    """A customer is named to nobody who may not read the contact.

    Who may read a call may not read its customer by that; Odoo would name it in every
    view, list and export. See ``call_fields.Customer`` for what ``read`` returns.
    """

    _inherit = "callcenter.call"

    customer_name = fields.Char("Customer's name", compute="_compute_customer_name")
    customer_search = fields.Char(
        "Customer searched",
        store=False,
        search="_search_customer_search",
        export_string_translation=False,
    )

    @api.depends("partner_id.name")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_customer_name(self):
        names = self._get_customer_names(self.partner_id)
        for call in self:
            call.customer_name = names.get(call.partner_id.id)

    def _get_neutral_name(self):
        """Return what a call is called where others than its reader read it, too."""
        return self.phone_display or self.env._("No number")

    def _message_compute_subject(self):
        return self._get_neutral_name()

    def _notify_by_email_prepare_rendering_context(self, message, *args, **kwargs):
        """Mails go to people who may not read the customer."""
        values = super()._notify_by_email_prepare_rendering_context(
            message, *args, **kwargs
        )
        return {**values, "record_name": self._get_neutral_name()}

    def _notify_by_web_push_prepare_payload(
        self, message, msg_vals=False, force_record_name=False
    ):
        return super()._notify_by_web_push_prepare_payload(
            message, msg_vals, force_record_name or self._get_neutral_name()
        )

    def _message_auto_subscribe_notify(self, partner_ids, template):
        calls = self.with_context(**{NEUTRAL: True})
        return super(CallcenterCallNames, calls)._message_auto_subscribe_notify(
            partner_ids, template
        )

    @api.model
    def _search_customer_search(self, operator, value):
        """Find the calls of a contact and those below it (an id), or of a name's.

        Only of contacts that the user may read: what is found tells their names.
        """
        if operator not in ("in", "=") or not value:
            return NotImplemented
        values = [value] if isinstance(value, str | int) else value
        partners = self.env["res.partner"].with_context(active_test=False)
        partners = partners._with_all_companies()
        domains = []
        for one in values:
            if isinstance(one, int):
                domains.append(Domain("partner_id", "child_of", one))
            elif found := one and partners._get_text_domain(one):
                readable = partners._search(found)
                domains.append(Domain("partner_id", "in", readable))
        return Domain.OR(domains)

    @api.model
    def _get_customer_names(self, partners):
        """Return by id what ``partners`` are called for the current user."""
        hidden = self.env._("No access to this contact")
        readable = partners._filter_known()
        return dict.fromkeys(partners.ids, hidden) | {
            # sudo: as Odoo does, a readable contact is named whatever its name needs
            partner.id: partner.sudo().display_name
            for partner in readable
        }

    @api.readonly
    def web_read(self, specification):
        wanted = specification.get("partner_id") or {}
        if "fields" not in wanted:
            return super().web_read(specification)
        rows = super().web_read({**specification, "partner_id": {}})
        partners = self.partner_id.with_context(**wanted.get("context", {}))
        readable = partners._filter_known()._with_all_companies()
        known = {
            name: {"id": name, "display_name": text}
            for name, text in self._get_customer_names(partners - readable).items()
        }
        known |= {row["id"]: row for row in readable.web_read(wanted["fields"])}
        for row in rows:
            row["partner_id"] = known.get(row["partner_id"], False)
        return rows

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        if groupby_spec != "partner_id":
            return super()._web_read_group_groupby_formatter(groupby_spec, values)
        partners = self.env["res.partner"].union(*[value for value in values if value])
        names = self._get_customer_names(partners)

        def format_customer(value):
            label = bool(value) and (value.id, names[value.id])
            return label, [("partner_id", "=", value.id)]

        return format_customer

    @api.model
    def _read_group_format_result(self, rows_dict, lazy_groupby):
        customers = [row.get("partner_id") for row in rows_dict]
        super()._read_group_format_result(rows_dict, lazy_groupby)
        if "partner_id" not in lazy_groupby:
            return
        names = self._get_customer_names(self.env["res.partner"].union(*customers))
        for row in rows_dict:
            if row["partner_id"]:
                partner_id = row["partner_id"][0]
                row["partner_id"] = (partner_id, names[partner_id])

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        # Odoo exports a many2one by reading its record, which may be forbidden
        names = (["partner_id"], ["partner_id", "display_name"])
        paths = [["customer_name"] if path in names else path for path in fields]
        return super()._export_rows(paths, _is_toplevel_call=_is_toplevel_call)


class MailFollowersEdit(models.TransientModel):
    """Who is invited to follow a call may be one who may not read its customer."""

    _inherit = "mail.followers.edit"

    def _prepare_message_values(self, documents, model_name):
        if documents._name == "callcenter.call":
            documents = documents.with_context(**{NEUTRAL: True})
        return super()._prepare_message_values(documents, model_name)
