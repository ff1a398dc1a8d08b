import json
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...phones import Mentions, read_keys, words_of


class CallerData(NamedTuple):
    """All that is known of a caller in one company.

    :param company: the company
    :param partner: the contact that was asked for, or none
    :param mentions: finds the numbers in any text
    :param kept: the calls that are not erased: kept, or not over yet
    :param records: what there is, by ``Kind.name``; without those kept
    """

    company: models.BaseModel
    partner: models.BaseModel
    mentions: Mentions
    kept: models.BaseModel
    records: dict

    @property
    def keys(self):
        """The lookup keys of their numbers, sorted."""
        return sorted(self.mentions.keys)


class Search(NamedTuple):
    """What is searched for.

    :param number: as typed, or None
    :param partner: the contact, or none
    :param calls: all calls of the caller, kept ones too
    :param kept: those of them that stay
    """

    company: models.BaseModel
    number: str | None
    partner: models.BaseModel
    mentions: Mentions
    calls: models.BaseModel
    kept: models.BaseModel


class CallcenterCallerData(models.AbstractModel):
    """Finds what is stored of a caller, by a number in any spelling or by a contact.

    Works as the superuser, within one company; who may ask is the asker's matter.
    """

    _name = "callcenter.caller.data"
    _inherit = ["callcenter.caller.kinds", "callcenter.caller.texts"]
    _description = "Data of a Caller"

    @api.model
    def _find(self, company, number=None, partner=None, is_kept_found=False):
        """Return the CallerData of ``number``, of ``partner``, or of both.

        A contact's calls are those that are theirs, and those from their numbers that
        are nobody's: what a number's other owners said is not theirs.

        :param str number: as typed, read in the countries of the company's connections
        :param bool is_kept_found: whether what is kept is found, too
        """
        partner = partner or self.env["res.partner"]
        keys = self._get_number_keys(company, number) | self._get_partner_keys(partner)
        mentions = Mentions(keys, self._get_ways(company))
        calls = self._find_calls(company, number, partner, mentions)
        kept = calls.filtered(lambda call: call._is_kept() or not call.is_settled)
        search = Search(
            company,
            number,
            partner,
            mentions,
            calls,
            kept.browse() if is_kept_found else kept,
        )
        found = search.calls - search.kept
        records = {
            kind.name: getattr(self, kind.find)(search, found)
            for kind in self._get_kinds()
        }
        return CallerData(company, partner, mentions, kept, records)

    # -- who ------------------------------------------------------------------------

    def _get_pbxs(self, company):
        pbxs = self.env["callcenter.pbx"].with_context(active_test=False)
        return pbxs.search([("company_id", "=", company.id)])

    def _get_ways(self, company):
        """Return how the connections of ``company`` read numbers."""
        return [
            ((pbx.country_id.code or "",), pbx.trunk_prefix or "")
            for pbx in self._get_pbxs(company)
        ]

    def _get_number_keys(self, company, number):
        if not number:
            return set()
        lookup = self.env["callcenter.lookup"]
        pbxs = self._get_pbxs(company)
        keys = {key for pbx in pbxs for key in lookup._get_keys(number, pbx)}
        for regions, _prefix in self._get_ways(company):
            keys.update(words_of(read_keys(number, regions)))
        return _numbers(keys)

    def _get_partner_keys(self, partner):
        if not partner:
            return set()
        holders = [partner]
        for name, column in self.env["callcenter.lookup"]._get_sources()[1:]:
            model = self.env[name].with_context(active_test=False)
            holders += model.search([(column, "=", partner.id)])
        keys = " ".join(holder.callcenter_keys or "" for holder in holders).split()
        return _numbers(keys)

    # -- what -----------------------------------------------------------------------

    def _find_calls(self, company, number, partner, mentions):
        calls = self.env["callcenter.call"]
        of_numbers = Domain("phone_sanitized", "in", list(mentions.keys)) | Domain(
            "id", "in", self._find_numbered("callcenter.call", company, mentions)
        )
        of_numbers |= Domain("id", "in", self._find_in_values(company, mentions))
        whose = Domain.FALSE
        if number:
            whose |= of_numbers
        if partner:
            nobody = Domain("partner_id", "=", False)
            whose |= Domain("partner_id", "=", partner.id) | nobody & of_numbers
        return calls.search(Domain("company_id", "=", company.id) & whose, order="id")

    def _find_numbered(self, model, company, mentions):
        """Return the ids of calls or missed customers whose number is read as one."""
        records = self.env[model]
        query = SQL(
            "SELECT id, phone FROM %s WHERE company_id = %s AND %s%s",
            SQL.identifier(records._table),
            company.id,
            self._may_tell(mentions, SQL("phone"), is_whole=True),
            SQL(" AND direction != 'internal'")
            if "direction" in records._fields
            else SQL(),
            to_flush=records._fields["phone"],
        )
        rows = self.env.execute_query(query)
        return [id_ for id_, phone in rows if mentions.is_read(phone)]

    def _find_in_values(self, company, mentions):
        """Return the ids of calls of which a value of the exchange tells a number."""
        calls = self.env["callcenter.call"]
        query = SQL(
            "SELECT id, variables::text FROM callcenter_call"
            " WHERE company_id = %s AND variables IS NOT NULL AND %s",
            company.id,
            self._may_tell(mentions, SQL("variables::text")),
            to_flush=calls._fields["variables"],
        )
        rows = self.env.execute_query(query)
        return [id_ for id_, values in rows if mentions.tells(values)]

    def _find_gone(self, _search, calls):
        return calls

    def _find_legs(self, _search, calls):
        return calls.leg_ids

    def _find_notes(self, _search, calls):
        return calls.filtered("note")

    def _find_recordings(self, _search, calls):
        return calls.recording_ids.filtered(lambda row: row.state != "deleted")

    def _find_listens(self, _search, calls):
        return calls.recording_ids.listen_ids

    def _find_messages(self, _search, calls):
        """Return what people wrote of the calls, on these and on the customers."""
        messages = self.env["mail.message"].search(
            [("model", "=", "callcenter.call"), ("res_id", "in", calls.ids)]
        )
        return messages | calls.customer_message_ids | calls.callback_message_ids

    def _find_activities(self, _search, calls):
        activities = self.env["mail.activity"].with_context(active_test=False)
        return activities.search(_of_calls(calls)) | calls.callback_activity_ids

    def _find_attachments(self, _search, calls):
        return self.env["ir.attachment"].search(_of_calls(calls))

    def _find_missed(self, search, calls):
        company, partner = search.company, search.partner
        whose = Domain("id", "in", calls.missed_id.ids)
        whose |= Domain("phone_sanitized", "in", list(search.mentions.keys))
        whose |= Domain(
            "id",
            "in",
            self._find_numbered("callcenter.missed", company, search.mentions),
        )
        if partner:
            whose = Domain("partner_id", "=", partner.id) | (
                whose & Domain("partner_id", "in", (False, partner.id))
            )
        return self.env["callcenter.missed"].search(
            Domain("company_id", "=", company.id) & whose
        )

    def _find_orders(self, search, calls):
        """Return what agents wanted of an exchange: to dial or hand on to the number."""
        whose = Domain("call_id", "in", calls.ids)
        if not search.partner:
            found = self._find_numbered(
                "callcenter.order", search.company, search.mentions
            )
            whose |= Domain("id", "in", found)
        orders = self.env["callcenter.order"].search(
            Domain("company_id", "=", search.company.id) & whose
        )
        return orders.filtered(lambda order: order.call_id not in search.kept)

    def _find_events(self, search, calls):
        """Return the journal rows of the calls, and those that tell the number.

        For a contact without those of other callers with the same number.
        """
        pbxs = self._get_pbxs(search.company)
        events = self.env["callcenter.event"]
        found = events.search([("call_id", "in", calls.ids)])
        told = SQL("pbx_id = ANY(%s)", pbxs.ids)
        found |= self._find_told("callcenter.event", search.mentions, told)
        if search.partner:
            found = found.filtered(lambda event: event.call_id <= search.calls)
        return found.filtered(
            lambda event: (
                (event.payload or event.problems) and event.call_id not in search.kept
            )
        ).sorted("id")

    def _find_knocks(self, search, _calls):
        whose = SQL(
            "(pbx_id IS NULL OR pbx_id = ANY(%s))", self._get_pbxs(search.company).ids
        )
        return self._find_told("callcenter.knock", search.mentions, whose)

    def _find_told(self, model, mentions, where):
        """Return the rows of ``model`` in which an exchange tells a number."""
        records = self.env[model]
        query = SQL(
            "SELECT id, payload, problems FROM %s WHERE %s AND %s",
            SQL.identifier(records._table),
            where,
            self._may_tell(mentions, SQL("concat(payload, ' ', problems)")),
            to_flush=records._fields["payload"],
        )
        return records.browse(
            id_
            for id_, payload, problems in self.env.execute_query(query)
            if mentions.tells(payload)
            or mentions.tells(problems)
            or mentions.is_read(_get_phone(payload))
        )

    def _find_choices(self, search, _calls):
        choices = Domain("phone_sanitized", "in", list(search.mentions.keys))
        if search.partner:
            choices = Domain("partner_id", "=", search.partner.id)
        return self.env["callcenter.number.choice"].search(
            choices & Domain("company_id", "=", search.company.id)
        )

    def _find_phones(self, search, _calls):
        phones = Domain("id", "in", self._find_holders("callcenter.phone", search))
        if search.partner:
            phones = Domain("partner_id", "=", search.partner.id)
        companies = (False, search.company.id)
        return self.env["callcenter.phone"].search(
            phones & Domain("partner_id.company_id", "in", companies)
        )

    def _find_contacts(self, search, _calls):
        contacts = Domain("id", "in", self._find_holders("res.partner", search))
        if search.partner:
            contacts = Domain("id", "=", search.partner.id)
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search(
            contacts & Domain("company_id", "in", (False, search.company.id))
        )

    def _find_holders(self, model, search):
        records, keys = self.env[model], search.mentions.keys
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
                        call.callid
                        for call in calls
                        if not data.mentions.tells(call.callid)
                    ],
                }
            )
        return rows


def _numbers(words):
    """Return those words of the lookup that are whole numbers."""
    return {word for word in words if word[0] in "+="}


def _of_calls(calls):
    return [("res_model", "=", "callcenter.call"), ("res_id", "in", calls.ids)]


def _get_phone(payload):
    """Return the number of the caller that a journal row tells, '' where it is none."""
    try:
        params = json.loads(payload or "")
    except ValueError:
        return ""
    phone = params.get("phone") if isinstance(params, dict) else None
    return str(phone) if isinstance(phone, (str, int)) else ""
