import re
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...phones import mention_pattern


class CallerData(NamedTuple):
    """All that is known of a caller in one company.

    :param company: the company
    :param partner: the contact that was asked for, or none
    :param keys: the lookup keys of their numbers, sorted
    :param pattern: a regular expression that finds these in any text, or None
    :param kept: the calls that are not erased: kept, or not over yet
    :param records: by kind, what there is; ``calls`` without those kept
    """

    company: models.BaseModel
    partner: models.BaseModel
    keys: list
    pattern: str | None
    kept: models.BaseModel
    records: dict

    def mentions(self, text):
        """Return whether ``text`` tells one of the numbers."""
        return bool(self.pattern and re.search(self.pattern, text or ""))


class CallcenterCallerData(models.AbstractModel):
    """Finds what is stored of a caller, by a number in any spelling or by a contact.

    Works as the superuser, within one company; who may ask is the asker's matter.
    """

    _name = "callcenter.caller.data"
    _description = "Data of a Caller"

    @api.model
    def _find(self, company, number=None, partner=None):
        """Return the CallerData of ``number``, of ``partner``, or of both.

        A contact's calls are those that are theirs, and those from their numbers that
        are nobody's: what a number's other owners said is not theirs.

        :param str number: as typed, read in the countries of the company's connections
        """
        partner = partner or self.env["res.partner"]
        keys = self._get_number_keys(company, number) | self._get_partner_keys(partner)
        pattern = self._get_pattern(company, keys)
        calls = self._find_calls(company, number, partner, keys)
        kept = calls.filtered(lambda call: call._is_kept() or not call.is_settled)
        gone = calls - kept
        records = {
            "calls": gone,
            **self._find_parts(gone),
            **self._find_around(gone),
            "missed": self._find_missed(company, partner, keys, calls),
            "events": self._find_events(company, partner, pattern, calls, kept),
            "knocks": self._find_mentions(
                "callcenter.knock",
                pattern,
                SQL(
                    "pbx_id IS NULL OR pbx_id = ANY(%s)",
                    self._get_pbxs(company).ids,
                ),
            ),
            **self._find_numbers(company, partner, keys),
        }
        return CallerData(company, partner, sorted(keys), pattern, kept, records)

    # -- who ------------------------------------------------------------------------

    def _get_pbxs(self, company):
        pbxs = self.env["callcenter.pbx"].with_context(active_test=False)
        return pbxs.search([("company_id", "=", company.id)])

    def _get_number_keys(self, company, number):
        if not number:
            return set()
        lookup = self.env["callcenter.lookup"]
        pbxs = self._get_pbxs(company)
        return {key for pbx in pbxs for key in lookup._get_keys(number, pbx)}

    def _get_partner_keys(self, partner):
        if not partner:
            return set()
        holders = [partner]
        for name, column in self.env["callcenter.lookup"]._get_sources()[1:]:
            model = self.env[name].with_context(active_test=False)
            holders += model.search([(column, "=", partner.id)])
        keys = " ".join(holder.callcenter_keys or "" for holder in holders).split()
        return {key for key in keys if key[0] in "+="}

    def _get_pattern(self, company, keys):
        prefixes = self._get_pbxs(company).mapped("trunk_prefix")
        return mention_pattern(sorted(keys), next(filter(None, prefixes), ""))

    # -- what -----------------------------------------------------------------------

    def _find_calls(self, company, number, partner, keys):
        calls = self.env["callcenter.call"]
        of_numbers = Domain("phone_sanitized", "in", list(keys)) | Domain(
            "id", "in", self._find_short(company, keys)
        )
        whose = Domain.FALSE
        if number:
            whose |= of_numbers
        if partner:
            nobody = Domain("partner_id", "=", False)
            whose |= Domain("partner_id", "=", partner.id) | nobody & of_numbers
        return calls.search(Domain("company_id", "=", company.id) & whose, order="id")

    def _find_short(self, company, keys):
        """Return the ids of calls from numbers that are no E.164, such as =113."""
        digits = [key[1:] for key in keys if key[0] == "="]
        if not digits:
            return []
        query = SQL(
            "SELECT id FROM callcenter_call WHERE company_id = %s"
            " AND phone_sanitized IS NULL AND direction != 'internal'"
            " AND regexp_replace(phone, '[^0-9]', '', 'g') = ANY(%s)",
            company.id,
            digits,
            to_flush=self.env["callcenter.call"]._fields["phone"],
        )
        return [row[0] for row in self.env.execute_query(query)]

    def _find_parts(self, calls):
        legs = calls.leg_ids
        return {
            "legs": legs,
            "notes": calls.filtered("note"),
            "recordings": calls.recording_ids.filtered(lambda r: r.state != "deleted"),
            "listens": calls.recording_ids.listen_ids,
        }

    def _find_around(self, calls):
        """Return what people wrote of the calls, on these and on the customers."""
        of_calls = [("res_model", "=", "callcenter.call"), ("res_id", "in", calls.ids)]
        messages = self.env["mail.message"].search(
            [("model", "=", "callcenter.call"), ("res_id", "in", calls.ids)]
        )
        activities = self.env["mail.activity"].with_context(active_test=False)
        on_customers = calls.customer_message_ids | calls.callback_message_ids
        return {
            "messages": messages | on_customers,
            "activities": activities.search(of_calls) | calls.callback_activity_ids,
            "attachments": self.env["ir.attachment"].search(of_calls),
        }

    def _find_missed(self, company, partner, keys, calls):
        whose = Domain("id", "in", calls.missed_id.ids)
        whose |= Domain("phone_sanitized", "in", list(keys))
        if partner:
            whose = Domain("partner_id", "=", partner.id) | (
                whose & Domain("partner_id", "in", (False, partner.id))
            )
        return self.env["callcenter.missed"].search(
            Domain("company_id", "=", company.id) & whose
        )

    def _find_events(self, company, partner, pattern, calls, kept):
        """Return the journal rows of the calls, and those that tell the number.

        For a contact without those of other callers with the same number.
        """
        pbxs = self._get_pbxs(company)
        events = self.env["callcenter.event"]
        found = events.search([("call_id", "in", (calls - kept).ids)])
        found |= self._find_mentions(
            "callcenter.event", pattern, SQL("pbx_id = ANY(%s)", pbxs.ids)
        )
        if partner:
            found = found.filtered(lambda event: event.call_id <= calls)
        return found.filtered(
            lambda event: event.payload and event.call_id not in kept
        ).sorted("id")

    def _find_mentions(self, model, pattern, where):
        """Return the rows of ``model`` whose payload tells a number of ``pattern``."""
        records = self.env[model]
        if not pattern:
            return records
        query = SQL(
            "SELECT id FROM %s WHERE (%s) AND payload ~ %s",
            SQL.identifier(records._table),
            where,
            pattern,
            to_flush=records._fields["payload"],
        )
        return records.browse(row[0] for row in self.env.execute_query(query))

    def _find_numbers(self, company, partner, keys):
        """Return where else the numbers stand."""
        numbers = list(keys)
        choices = Domain("phone_sanitized", "in", numbers)
        phones = Domain("id", "in", self._find_holders("callcenter.phone", numbers))
        contacts = Domain("id", "in", self._find_holders("res.partner", numbers))
        if partner:
            choices = Domain("partner_id", "=", partner.id)
            phones = Domain("partner_id", "=", partner.id)
            contacts = Domain("id", "=", partner.id)
        companies = (False, company.id)
        partners = self.env["res.partner"].with_context(active_test=False)
        return {
            "phones": self.env["callcenter.phone"].search(
                phones & Domain("partner_id.company_id", "in", companies)
            ),
            "choices": self.env["callcenter.number.choice"].search(
                choices & Domain("company_id", "=", company.id)
            ),
            "contacts": partners.search(
                contacts & Domain("company_id", "in", companies)
            ),
        }

    def _find_holders(self, model, keys):
        records = self.env[model]
        query = SQL(
            "SELECT id FROM %s WHERE %s",
            SQL.identifier(records._table),
            records._matches_keys(keys),
        )
        return [row[0] for row in self.env.execute_query(query)] if keys else []

    # -- what is told of it -----------------------------------------------------------

    @api.model
    def _get_details(self, data):
        """Return what a receipt tells of ``data``, see ``callcenter.receipt``."""
        return {
            "counts": {kind: len(found) for kind, found in data.records.items()},
            "kept": [
                {
                    "call": call.id,
                    "until": call._is_kept() and fields.Date.to_string(call.keep_until),
                    "reason": call.keep_reason,
                    "user": call.keep_user_id.name,
                }
                for call in data.kept
            ],
            "exchange": self._get_at_exchange(data),
        }

    def _get_at_exchange(self, data):
        """Return what the exchanges have of these calls, which Odoo cannot delete."""
        rows = []
        for pbx, calls in data.records["calls"].grouped("pbx_id").items():
            # days as the exchange's own records have them
            clock = self.with_context(tz=pbx.tz)
            dates = [
                fields.Datetime.context_timestamp(clock, call.start_date).date()
                for call in calls
            ]
            recordings = [
                name
                for record in (*calls, *calls.leg_ids)
                if (name := record.recording_url)
            ]
            rows.append(
                {
                    "name": pbx.name,
                    "calls": len(calls),
                    "recordings": len(set(recordings)),
                    "first": fields.Date.to_string(min(dates)),
                    "last": fields.Date.to_string(max(dates)),
                    # by these the exchange's own records are found
                    "callids": [
                        call.callid for call in calls if not data.mentions(call.callid)
                    ],
                }
            )
        return rows
