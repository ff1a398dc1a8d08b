from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_amount


class CallcenterCardBusiness(models.AbstractModel):
    """What is open with a customer in apps that may not be installed."""

    _inherit = "callcenter.card.details"

    def _get_business_domain(self, customer):
        """Return the domain of what is the customer's, or their company's."""
        # sudo: an id only; what it finds is read with the agent's rights
        company = customer.sudo().commercial_partner_id
        return Domain("partner_id", "child_of", company.ids)

    def _get_opportunities(self, customer):
        return customer and self.list_records(
            self.env._("Opportunities"),
            "crm.lead",
            self._get_business_domain(customer) & Domain("won_status", "=", "pending"),
            lambda lead: {
                "name": lead.name,
                "text": _join(
                    lead.stage_id.name,
                    lead.expected_revenue
                    and self._format_amount(
                        lead.expected_revenue, lead.company_currency
                    ),
                ),
            },
        )

    def _get_orders(self, customer):
        is_open = Domain("state", "in", ("draft", "sent", "sale"))
        return customer and self.list_records(
            self.env._("Orders"),
            "sale.order",
            self._get_business_domain(customer)
            & is_open
            & Domain("invoice_status", "!=", "invoiced"),
            lambda order: {
                "name": order.name,
                "text": _join(
                    self._format_date(order.date_order),
                    self._format_amount(order.amount_total, order.currency_id),
                ),
            },
        )

    def _get_invoices(self, customer):
        today = fields.Date.context_today(self)
        return customer and self.list_records(
            self.env._("Unpaid invoices"),
            "account.move",
            self._get_business_domain(customer)
            & Domain("move_type", "=", "out_invoice")
            & Domain("state", "=", "posted")
            & Domain("payment_state", "in", ("not_paid", "partial")),
            lambda invoice: {
                "name": invoice.name,
                "text": _join(
                    self._format_date(invoice.invoice_date_due),
                    self._format_amount(invoice.amount_residual, invoice.currency_id),
                ),
                "is_late": invoice.invoice_date_due < today,
            },
            order="invoice_date_due, id",
        )

    def _format_amount(self, amount, currency):
        return format_amount(self.env, amount, currency)


def _join(*texts):
    return " · ".join(filter(None, texts))
