from datetime import timezone

from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date, get_lang
from odoo.tools.misc import babel_locale_parse

from ..missed.derive import number_domain

# more buttons than that are no help
OUTCOMES_SHOWN = 30
LAST_CALLS = 3
SECTION_LENGTH = 3


class CallcenterCallDetails(models.Model):
    """What the popup tells beside the call itself: who it is, what was last time."""

    _inherit = "callcenter.call"

    def get_card_details(self):
        """Return what the card of this call shows beside the call, in one answer.

        Companies that are switched off count too: the phone rings all the same.

        :return: ``{"outcomes": [{"id", "name", "is_callback"}, …], "sections": {name:
            data}}``, see docs/extending.md; what the user may not read is absent
        :raise AccessError: where the user has no leg of this call
        """
        call = self._as_read_by_agent()
        customer = call.partner_id._filtered_access("read")
        sections = call._get_card_sections(customer)
        return {
            "outcomes": call._get_card_outcomes(),
            "sections": {name: data for name, data in sections.items() if data},
        }

    def _as_read_by_agent(self):
        """Return this call as the current user, all of their companies switched on.

        :raise AccessError: where they have no leg of it
        """
        self.ensure_one()
        if not self._has_own_legs():
            raise AccessError(self.env._("This call did not ring at your extensions."))
        env = self._get_reader_env(self.env.user)
        # sudo: how the connection reads times is no secret
        tz = env.context.get("tz") or self.sudo().pbx_id._get_settings().tz
        return self.with_env(env).with_context(tz=tz)

    def _get_card_outcomes(self):
        """Return the wrap-up codes to choose from, and the call's own if archived."""
        outcomes = self.env["callcenter.outcome"].search([], limit=OUTCOMES_SHOWN)
        return [
            {"id": code.id, "name": code.name, "is_callback": code.is_callback}
            for code in outcomes | self.outcome_id
        ]

    def _get_card_sections(self, customer):
        """Return the sections of the card by name; an empty one is not shown.

        Extend it to add a section (docs/extending.md). ``self`` is one call in the
        environment of the agent who looks at it.

        :param customer: ``res.partner`` that the agent may read, may be empty
        """
        return {
            "warnings": self._get_warnings(customer),
            "customer": self._get_customer_section(customer),
            "variables": self._get_variables_section(),
            "last_calls": self._get_last_calls(customer),
            "activities": self._get_activities(customer),
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

    def _get_variables_section(self):
        """Return what the exchange's menu or script knows: ``[{"name", "value"}, …]``."""
        pairs = sorted((self.variables or {}).items())
        return [{"name": name, "value": value} for name, value in pairs]

    # -- what was last time -------------------------------------------------------------

    def _get_earlier_calls_domain(self, customer):
        """Return the domain of the caller's earlier calls, whoever took them.

        Calls from the number that belong to somebody else are not among them: the
        agent may not be allowed to know of that customer.
        """
        if self.partner_id and not customer:
            return Domain.FALSE
        same = Domain("partner_id", "=", customer.id) if customer else Domain.FALSE
        if self._get_outside_number():
            number = number_domain(self.phone_sanitized, self.phone)
            same |= number & Domain("partner_id", "in", (False, customer.id))
        return (
            same
            & Domain("id", "!=", self.id)
            & Domain("state", "=", "ended")
            & Domain("start_date", "<=", self.start_date)
            & Domain("company_id", "in", self.env.companies.ids)
        )

    def _get_last_calls(self, customer):
        domain = self._get_earlier_calls_domain(customer)
        # sudo: of a customer whom they may read, agents see colleagues' calls too
        calls = self.sudo().search(domain, limit=LAST_CALLS)
        return [
            {
                "id": call.id,
                "date": fields.Datetime.to_string(call.start_date),
                "direction": call.direction,
                "is_missed": call.is_missed,
                "agent": call.user_id.name,
                "outcome": call.outcome_id.name,
                "note": call.note,
            }
            for call in calls
        ]

    def _get_warnings(self, customer):
        """Return in words what an agent should know before the first sentence."""
        midnight = self._to_local(fields.Datetime.now()).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        since = midnight.astimezone(timezone.utc).replace(tzinfo=None)
        today = Domain("start_date", ">=", since)
        domain = today & self._get_earlier_calls_domain(customer)
        # sudo: as of the last calls
        calls = self.sudo()
        incoming = domain & Domain("direction", "=", "incoming")
        is_incoming = self.direction == "incoming"
        count = is_incoming and calls.search_count(incoming) + 1
        texts = [self._get_count_warning(count)]
        last = calls.search(domain, limit=1)
        if last.is_missed:
            texts.append(last._get_missed_warning(self._format_time(last.start_date)))
        return [text for text in texts if text]

    def _get_count_warning(self, count):
        if count < 2:
            return ""
        ordinals = {
            2: self.env._("Second call today"),
            3: self.env._("Third call today"),
        }
        return ordinals.get(count) or self.env._("%s calls today", count)

    def _get_missed_warning(self, time):
        if self.disposition == "abandoned":
            return self.env._("Gave up waiting at %s", time)
        return self.env._("Called in vain at %s", time)

    def _to_local(self, date):
        return fields.Datetime.context_timestamp(self, date)

    def _format_time(self, date):
        """Write a time as the web client writes those beside it."""
        lang = get_lang(self.env)
        skeleton = "hm" if "%I" in lang.time_format else "Hm"
        locale = babel_locale_parse(lang.code)
        return format_skeleton(skeleton, self._to_local(date), locale=locale)

    def _format_date(self, date):
        return format_date(self.env, date)

    # -- what is open -------------------------------------------------------------------

    @api.model
    def _list_records(self, title, model, domain, describe, order=None):
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

    def _get_activities(self, customer):
        today = self._to_local(fields.Datetime.now()).date()

        def describe(activity):
            date = self._format_date(activity.date_deadline)
            # an activity is done on the page of what it is about
            page = self.env[activity.res_model].browse(activity.res_id)
            if not page.has_access("read"):
                page = customer or self
            return {
                "model": page._name,
                "id": page.id,
                "name": activity.summary or activity.activity_type_id.name,
                "text": f"{date} · {activity.user_id.sudo().name}",
                "is_late": activity.date_deadline < today,
            }

        # sudo: what was promised at the calls that the card tells of, whoever took them
        call = self.sudo()
        earlier = call.search(
            self._get_earlier_calls_domain(customer)
            & Domain("activity_ids", "!=", False),
            limit=SECTION_LENGTH,
        )
        on_call = Domain("res_model", "=", self._name) & Domain(
            "res_id", "in", [self.id, *earlier.ids]
        )
        on_customer = Domain("res_model", "=", "res.partner") & Domain(
            "res_id", "=", customer.id
        )
        return call._list_records(
            self.env._("Activities"),
            "mail.activity",
            on_call | on_customer if customer else on_call,
            describe,
            order="date_deadline, id",
        )
