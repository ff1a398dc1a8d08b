from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...phones import sent_forms
from ...rules import missed as rules
from ..transaction import EVENT_CONTEXT, write_changed


class Customer(NamedTuple):
    """Whose calls are one row's: a contact's, or, where none is known, a number's."""

    company_id: int
    partner_id: int | bool
    phone_sanitized: str | bool
    # each way in which a number that no plan gives out is sent
    phones: tuple = ()

    @classmethod
    def of(cls, record):
        """Return the Customer of a call or row, None where nobody could be called."""
        company, partner = record.company_id, record.partner_id
        if partner:
            is_own = partner == company.partner_id
            return None if is_own else cls(company.id, partner.id, False)
        number = record.phone_sanitized
        # of a row nothing is hidden: its calls told a number
        is_hidden = "is_hidden" in record._fields and record.is_hidden
        if not number and (not record.phone or is_hidden):
            return None
        return cls(company.id, False, number, () if number else _get_forms(record))

    def domain(self):
        """Return the domain of this customer's calls and rows."""
        whose = Domain("company_id", "=", self.company_id) & Domain(
            "partner_id", "=", self.partner_id
        )
        if self.partner_id:
            return whose
        return whose & _of_number(self.phone_sanitized, self.phones)

    def domain_of_all(self, misses):
        """Return the domain of this customer's calls, and of those with a number that
        they called from in ``misses``.
        """
        numbers = set(misses.mapped("phone_sanitized")) - {False}
        whose = self.domain() | Domain("phone_sanitized", "in", numbers)
        return Domain("company_id", "=", self.company_id) & whose


class CallcenterMissedDerive(models.AbstractModel):
    """Rows follow from the calls of their customer, each time from scratch."""

    _name = "callcenter.missed.derive"
    _description = "Missed Customers from Calls"

    @api.model
    def _cron_tidy(self):
        """Do what no call gives rise to: idle claims, customers that became known,
        were merged or deleted; each row in its own transaction.
        """
        self.env["callcenter.fault"]._attempt_all(self._get_tidy_work())

    @api.model
    def _get_tidy_work(self):
        """Return what ``_cron_tidy`` does, as ``(job, record)``."""
        claims = [("claim", row) for row in self._find_idle_claims()]
        return claims + [("missed", call) for call in self._find_moved_calls()]

    @api.model
    def _find_moved_calls(self):
        """Return calls of waiting customers that are another's now, or of one who waits
        twice: whoever merges or deletes contacts writes past the calls.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT call.id
                  FROM callcenter_missed missed
                  JOIN callcenter_call call ON call.missed_id = missed.id
                 WHERE missed.state = 'open'
                   AND (call.partner_id IS DISTINCT FROM missed.partner_id
                        OR missed.partner_id IS NULL
                           AND COALESCE(call.phone_sanitized, call.phone)
                               IS DISTINCT FROM
                               COALESCE(missed.phone_sanitized, missed.phone)
                           -- one number that no plan gives out, sent in two ways
                           AND (call.phone_sanitized IS NULL
                                AND missed.phone_sanitized IS NULL
                                AND right(call.phone, 7) = right(missed.phone, 7))
                               IS NOT TRUE
                        OR EXISTS (
                           SELECT FROM callcenter_missed twin
                            WHERE twin.state = 'open' AND twin.id != missed.id
                              AND twin.company_id = missed.company_id
                              AND (twin.partner_id = missed.partner_id
                                   OR twin.partner_id IS NULL
                                      AND missed.partner_id IS NULL
                                      AND COALESCE(twin.phone_sanitized, twin.phone) =
                                          COALESCE(missed.phone_sanitized, missed.phone))
                        ))
                 ORDER BY call.start_date
                """
            )
        )
        return self.env["callcenter.call"].browse(row[0] for row in rows)

    @api.model
    def _refresh_of(self, call):
        """Let the rows that ``call`` touches follow from the calls again."""
        # rows of one customer are made by one transaction at a time: no index keeps
        # them from being two, since Odoo's merge of contacts could not pass it
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
                self._name,
                call.company_id.id,
            )
        )
        customers = {Customer.of(call): None}
        touched = call.missed_id | self.search(self._touched_domain(call))
        customers |= {Customer.of(row): None for row in touched}
        since = min([call.start_date, *touched.mapped("first_date")])
        for customer in filter(None, customers):
            self._refresh_customer(customer, since)

    def _touched_domain(self, call):
        """Return the domain of unsettled rows that ``call`` may settle or undo."""
        whose = Domain.FALSE
        if call.partner_id:
            whose = Domain("partner_id", "=", call.partner_id.id)
        if call.phone:
            whose |= number_domain(call)
        return (
            Domain("company_id", "=", call.company_id.id)
            & Domain("call_ids", "any", whose)
            & self._unsettled_domain(call.start_date)
        )

    def _unsettled_domain(self, since):
        """Return the domain of the rows that were not settled yet at ``since``."""
        return (
            Domain("done_date", "=", False)
            | Domain("done_date", ">=", since)
            | Domain("state", "=", rules.UNREACHABLE)
        )

    def _refresh_customer(self, customer, since):
        """Let the rows of ``customer`` from ``since`` on follow from the calls again."""
        rows = self.search(
            customer.domain() & self._unsettled_domain(since), order="first_date, id"
        )
        since = min([since, *rows.mapped("first_date")])
        misses = self._find_misses(customer, since)
        # a row whose calls have all become this customer's is theirs as well
        rows |= misses.missed_id.filtered(lambda row: row.call_ids <= misses)
        if not rows and not misses:
            return
        contacts = [
            rules.Contact(_end_of_all(call), rules.MISS, call) for call in misses
        ] + [
            rules.Contact(row.done_date, rules.CLOSE, row)
            for row in rows
            if row.state == rules.CLOSED
        ]
        for call in self._find_answers(customer, rows.call_ids | misses, since):
            kind = call._get_missed_kind()
            if kind in (rules.REACH, rules.TRY):
                contacts.append(rules.Contact(_start_of_all(call), kind, call))
        self._store_episodes(customer, rows, rules.episodes(contacts))

    def _find_call_of(self, user):
        """Return the last call of ``user`` with this customer since the first miss."""
        self.ensure_one()
        return self.env["callcenter.call"].search(
            Customer.of(self).domain_of_all(self.call_ids)
            & Domain("user_id", "=", user.id)
            & Domain("start_date", ">=", self.first_date),
            limit=1,
        )

    def _find_misses(self, customer, since):
        """Return the missed calls of ``customer`` since then that call for an answer."""
        calls = self.env["callcenter.call"].search(
            customer.domain()
            & Domain("start_date", ">=", since)
            & Domain("state", "=", "ended")
            & Domain("is_missed", "=", True),
            order="start_date, id",
        )
        calls = calls.filtered(
            lambda call: not call._is_short_abandon() and not call._is_own_number()
        )
        spam = calls and self._find_spam(customer)
        if spam:
            calls = calls.filtered(lambda call: call.start_date <= spam.done_date)
        return calls

    def _find_spam(self, customer):
        """Return the row by which an unknown number was declared spam, if any."""
        if customer.partner_id:
            return self.browse()
        closed = Domain("state", "=", "closed") & Domain("close_reason", "=", "spam")
        return self.search(customer.domain() & closed, order="done_date", limit=1)

    def _find_answers(self, customer, misses, since):
        """Return the calls since then with ``customer`` or with a number they used."""
        return self.env["callcenter.call"].search(
            customer.domain_of_all(misses)
            & Domain("state", "=", "ended")
            # an imported call may have no end
            & (Domain("end_date", ">=", since) | Domain("end_date", "=", False))
            & (Domain("end_date", "!=", False) | Domain("start_date", ">=", since))
        )

    def _store_episodes(self, customer, rows, found):
        """Make the ``rows`` of ``customer`` agree with the episodes ``found``."""
        plan, spare = [], rows
        for episode in found:
            misses = rows.call_ids.browse(miss.source.id for miss in episode.misses)
            misses = misses.sorted(lambda call: (call.start_date, call.id))
            row = spare.filtered(lambda row, misses=misses: row.call_ids & misses)[:1]
            spare -= row
            vals = self._episode_values(customer, episode, misses, row)
            plan.append((row, vals, misses))
        claimed = spare.filtered(lambda row: row.state == "open" and row.user_id)[:1]
        if claimed and plan and plan[-1][1]["state"] == rules.OPEN:
            row, vals, _misses = plan[-1]
            if not row.user_id:
                vals["user_id"] = claimed.user_id.id
                vals["claim_until"] = claimed.claim_until
        orphans = rows.call_ids
        spare.unlink()
        # in order: of a customer's rows only the last may be open
        for known, vals, misses in plan:
            row = known or self.create(vals)
            write_changed(row, vals)
            row.flush_recordset()
            orphans -= misses
            moved = misses.filtered(lambda call, row=row: call.missed_id != row)
            moved.with_context(**EVENT_CONTEXT).write({"missed_id": row.id})
            row._refresh_audience()
        if orphans:
            orphans.with_context(**EVENT_CONTEXT).write({"missed_id": False})

    def _episode_values(self, customer, episode, misses, row):
        """Return the values that ``episode`` gives ``row``, which may not exist yet."""
        last, done = misses[-1], episode.done
        waits = [call._get_counted()[1] for call in misses]
        vals = {
            "company_id": customer.company_id,
            "partner_id": customer.partner_id,
            "pbx_id": last.pbx_id.id,
            "phone": last.phone,
            "phone_sanitized": last.phone_sanitized,
            "attempts": len(misses),
            "first_date": misses[0].start_date,
            "last_date": last.start_date,
            "wait_seconds": max((x for x in waits if x is not None), default=False),
            "tries": episode.tries,
            "state": episode.state,
            "done_date": done and _get_done_date(done),
        }
        if episode.state != rules.CLOSED:
            call = done.source if done else misses.browse()
            vals |= {
                "close_reason": False,
                "done_call_id": call.id,
                "done_by_id": call.user_id.id,
            }
        elif done.source != row:
            vals |= {
                "close_reason": done.source.close_reason,
                "done_by_id": done.source.done_by_id.id,
            }
        if row.first_date != vals["first_date"]:
            vals["due_date"] = self._get_due_date(misses[0])
        if row.call_ids != misses:
            vals["suggested_user_id"] = self._suggest_user(customer, last).id
        due_date = vals.get("due_date", row.due_date)
        vals["is_in_time"] = (
            episode.state == rules.REACHED and _begin(done.source) <= due_date
        )
        return vals

    @api.model
    def _get_due_date(self, call):
        """Return by when a customer is due whose first missed call is ``call``."""
        minutes = call.company_id.callcenter_callback_minutes
        return call.pbx_id._add_open_minutes(call.start_date, minutes)

    @api.model
    def _mend_due_dates(self, pbx, since):
        """Let the due dates of customers who are still to be called back, and first
        called ``pbx`` since then, follow from its opening hours as they are now.
        """
        rows = self.search(
            Domain("state", "=", rules.OPEN)
            & Domain("first_date", ">=", since)
            & Domain("call_ids", "any", [("pbx_id", "=", pbx.id)])
        )
        for row in rows:
            if row._get_first_call().pbx_id == pbx:
                self.env["callcenter.fault"]._attempt("due", row)

    def _mend_due_date(self):
        """Let the due date follow from the opening hours as they are now."""
        write_changed(self, {"due_date": self._get_due_date(self._get_first_call())})

    def _get_first_call(self):
        return self.call_ids.sorted(lambda call: (call.start_date, call.id))[:1]

    def _refresh_audience(self):
        """Let the keys follow from the calls: whose telephones rang in vain."""
        for row in self:
            keys = {key for call in row.call_ids for key in call.audience or ()}
            # m: agents see those that are free by a rule of their own
            rung = sorted(key for key in keys if not key.startswith("m"))
            write_changed(row, {"audience": rung or False})

    def _suggest_user(self, customer, call):
        """Return who knows ``customer`` best and has a telephone, or no user."""
        spoken = self.env["callcenter.call"].search(
            customer.domain()
            & Domain("disposition", "=", "answered")
            & Domain("user_id", "!=", False),
            order="start_date desc",
            limit=1,
        )
        for user in (call.partner_id.user_id, spoken.user_id):
            extensions = call.pbx_id.extension_ids
            if user.active and user in extensions.user_id:
                return user
        return self.env["res.users"]


def _get_done_date(done):
    return done.at if done.kind == rules.CLOSE else _end(done.source)


def _end(call):
    return call.end_date or call.start_date


def _end_of_all(call):
    """Return when a caller gave up, under the last of their ids."""
    _root, family = call._get_family() if call.is_in_family else (call, call)
    return max(map(_end, family))


def _start_of_all(call):
    """Return when the call began, under the first of its ids."""
    return call._get_root().start_date if call.parent_id else call.start_date


def _begin(call):
    """Return since when they talked: however long a talk lasts, it makes nothing late."""
    return call.answer_date or call.start_date


def number_domain(record):
    """Return the domain of the calls and rows of a call's or row's number."""
    number = record.phone_sanitized
    return _of_number(number, () if number else _get_forms(record))


def _of_number(phone_sanitized, phones):
    number = Domain("phone_sanitized", "=", phone_sanitized or False)
    return number if phone_sanitized else number & Domain("phone", "in", phones)


def _get_forms(record):
    """Return each way in which a record's number may have been sent, itself first."""
    phone = record.phone or ""
    digits = "".join(filter(str.isdecimal, phone))
    region = record.pbx_id.country_id.code or ""
    forms = sent_forms(digits, [region]) if digits else set()
    return tuple(sorted({phone, *forms}))
