from datetime import timezone

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..call.local_time import format_local_time, to_local
from ..caller.customer import get_outside_number
from ..missed.derive import number_domain

# more buttons than that are no help
OUTCOMES_SHOWN = 30
LAST_CALLS = 3
SECTION_LENGTH = 3


class CallcenterCardDetails(models.AbstractModel):
    """What is told beside a call: who the customer is, what was last time, what is open.

    Calls are given as the agent reads them, see ``call.reader.as_read_by_agent``.
    """

    _name = "callcenter.card.details"
    _description = "Details of a Card"

    @api.private
    def get_outcomes(self, call):
        """Return the wrap-up codes to choose from, and the call's own if archived."""
        outcomes = self.env["callcenter.outcome"].search([], limit=OUTCOMES_SHOWN)
        return [
            {"id": code.id, "name": code.name, "is_callback": code.is_callback}
            for code in outcomes | call.outcome_id
        ]

    @api.private
    def get_sections(self, call, customer):
        """Return the sections of a card by name, see ``_get_card_sections`` of calls."""
        return {
            "warnings": self._get_warnings(call, customer),
            "customer": self._get_customer_section(customer),
            "variables": self._get_variables_section(call),
            "last_calls": self._get_last_calls(call, customer),
            "activities": self._get_activities(call, customer),
            "opportunities": self._get_opportunities(customer),
            "orders": self._get_orders(customer),
            "invoices": self._get_invoices(customer),
        }

    # -- who it is --------------------------------------------------------------------

    def _get_customer_section(self, customer):
        if not customer:
            return None
        # sudo: names beside a contact that the agent may read, as its form shows them
        partner = customer.sudo()
        manager = partner.user_id or partner.commercial_partner_id.user_id
        # only news: the customers of most agents speak the agents' own language
        code = partner.lang != self.env.user.lang and partner.lang
        lang = self.env["res.lang"]._get_data(code=code)
        return {
            "picture": f"/web/image/res.partner/{customer.id}/avatar_128",
            "tags": [
                {"id": tag.id, "name": tag.name, "color": tag.color}
                for tag in partner.category_id
            ],
            # "Vietnamese / Tiếng Việt" says it twice
            "language": lang.name and lang.name.split(" / ")[-1],
            "manager": manager.name,
        }

    def _get_variables_section(self, call):
        """Return what the exchange's menu or script knows: ``[{"name", "value"}, …]``."""
        pairs = sorted((call.variables or {}).items())
        return [{"name": name, "value": value} for name, value in pairs]

    # -- what was last time -------------------------------------------------------------

    def _get_earlier_calls_domain(self, call, customer):
        """Return the domain of the caller's earlier calls, whoever took them.

        Calls from the number that belong to somebody else are not among them: the
        agent may not be allowed to know of that customer. Nor are a customer's calls
        from other numbers where the agent alone says whose number it is: who makes
        anybody a call's customer would read what was noted of them.
        """
        if call.partner_id and not customer:
            return Domain.FALSE
        same = Domain("partner_id", "=", customer.id) if customer else Domain.FALSE
        number = get_outside_number(call)
        if customer and not self._is_number_of(call, customer):
            same &= Domain("id", "in", call._search(same))
        if number:
            from_number = number_domain(call)
            same |= from_number & Domain("partner_id", "in", (False, customer.id))
        return (
            same
            & Domain("id", "!=", call.id)
            & Domain("state", "=", "ended")
            & Domain("start_date", "<=", call.start_date)
            & Domain("company_id", "in", self.env.companies.ids)
        )

    def _is_number_of(self, call, customer):
        """Return whether a call's number is known as ``customer``'s by others' word."""
        number = get_outside_number(call)
        # as superuser: what waits to be computed is then not the reader's writing
        lookup = self.env["callcenter.lookup"].with_user(SUPERUSER_ID)
        return bool(number) and lookup._is_known_of(
            customer, number, call.sudo().pbx_id, self.env.user
        )

    def _get_last_calls(self, call, customer):
        domain = self._get_earlier_calls_domain(call, customer)
        # sudo: of a customer whom they may read, agents see colleagues' calls too
        calls = call.sudo().search(domain, limit=LAST_CALLS)
        return [
            {
                "id": earlier.id,
                "date": fields.Datetime.to_string(earlier.start_date),
                "direction": earlier.direction,
                "is_missed": earlier.is_missed,
                "agent": earlier.user_id.name,
                "outcome": earlier.outcome_id.name,
                "note": earlier.note,
            }
            for earlier in calls
        ]

    def _get_warnings(self, call, customer):
        """Return in words what an agent should know before the first sentence."""
        midnight = to_local(self.env, fields.Datetime.now()).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        since = midnight.astimezone(timezone.utc).replace(tzinfo=None)
        today = Domain("start_date", ">=", since)
        domain = today & self._get_earlier_calls_domain(call, customer)
        # sudo: as of the last calls
        calls = call.sudo()
        incoming = domain & Domain("direction", "=", "incoming")
        is_incoming = call.direction == "incoming"
        count = is_incoming and calls.search_count(incoming) + 1
        texts = [self._get_count_warning(count)]
        last = calls.search(domain, limit=1)
        if last.is_missed:
            time = format_local_time(self.env, last.start_date)
            texts.append(self._get_missed_warning(last, time))
        return [text for text in texts if text]

    def _get_count_warning(self, count):
        if count < 2:
            return ""
        ordinals = {
            2: self.env._("Second call today"),
            3: self.env._("Third call today"),
        }
        return ordinals.get(count) or self.env._("%s calls today", count)

    def _get_missed_warning(self, call, time):
        if call.disposition == "abandoned":
            return self.env._("Gave up waiting at %s", time)
        return self.env._("Called in vain at %s", time)

    def _format_date(self, date):
        return format_date(self.env, date)

    # -- what is open -------------------------------------------------------------------

    @api.private
    def list_records(self, title, model, domain, describe, order=None):
        """Return a section of records, where their model is there and may be read.

        :param describe: takes a record, returns what the agent needs of it:
            ``{"name", "text", "is_late"}``
        :return: ``{"title", "rows": [{"model", "id", "name", "text", "is_late"}, …],
            "has_more"}``, or None
        """
        if model not in self.env or not self.env[model].has_access("read"):
            return None
        records = self.env[model].search(domain, order=order, limit=SECTION_LENGTH + 1)
        rows = [
            {
                "model": model,
                "id": record.id,
                "name": record.display_name,
                "text": "",
                "is_late": False,
                **describe(record),
            }
            for record in records[:SECTION_LENGTH]
        ]
        return rows and {
            "title": title,
            "rows": rows,
            "has_more": len(records) > SECTION_LENGTH,
        }

    def _get_activities(self, call, customer):
        today = to_local(self.env, fields.Datetime.now()).date()

        def describe(activity):
            date = self._format_date(activity.date_deadline)
            # an activity is done on the page of what it is about
            page = self.env[activity.res_model].browse(activity.res_id)
            if not page.has_access("read"):
                page = customer or call
            return {
                "model": page._name,
                "id": page.id,
                "name": activity.summary or activity.activity_type_id.name,
                "text": f"{date} · {activity.user_id.sudo().name}",
                "is_late": activity.date_deadline < today,
            }

        # sudo: what was promised at the calls that the card tells of, whoever took them
        earlier = call.sudo().search(
            self._get_earlier_calls_domain(call, customer)
            & Domain("activity_ids", "!=", False),
            limit=SECTION_LENGTH,
        )
        on_call = Domain("res_model", "=", call._name) & Domain(
            "res_id", "in", [call.id, *earlier.ids]
        )
        on_customer = Domain("res_model", "=", "res.partner") & Domain(
            "res_id", "=", customer.id
        )
        return self.sudo().list_records(
            self.env._("Activities"),
            "mail.activity",
            on_call | on_customer if customer else on_call,
            describe,
            order="date_deadline, id",
        )
