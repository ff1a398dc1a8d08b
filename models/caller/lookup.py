from functools import lru_cache
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, Query, ormcache

from odoo.addons.phone_validation.tools import phone_validation

from ...phones import (
    display,
    may_be,
    search_words,
    sent_forms,
    suffix_match,
    words_of,
)
from ..call.chatter import NO_POSTING
from ..kept import kept
from .lead import LEADS
from .res_partner import CUSTOMER_FIELDS

# a number that more contacts have identifies nobody
MAX_SHARED = 10
MAX_CANDIDATES = 5
# so many rows with a number are looked at; some are archived, some one contact's
MAX_HITS = 100
# so many numbers each worker keeps read
MAX_NUMBERS = 4096
# numbers of contacts that this transaction saved
PENDING = "callcenter.numbers"
# who numbers are, in a transaction that takes many events
IDENTIFIED = "callcenter.identified"
# read with the hit: what a card shows, what ranks several, and where the number stands
LOOKUP_FIELDS = [
    *CUSTOMER_FIELDS,
    "is_company",
    "user_id",
    "phone",
    "country_id",
    "callcenter_keys",
]


# every event of a call shows its number, and several ask for its keys
@lru_cache(maxsize=MAX_NUMBERS)
def _format_national(number, country_code, phone_code):
    return display(number, country_code) or phone_validation.phone_format(
        number,
        country_code,
        phone_code,
        force_format="NATIONAL",
        raise_exception=False,
    )


@lru_cache(maxsize=MAX_NUMBERS)
def _read_sent(number, country_code, trunk_prefix):
    return search_words(number, [country_code], trunk_prefix)


class Candidate(NamedTuple):
    """Who may be calling.

    :param partner_id: id of the contact, False for a lead that has none
    :param res_model: what holds the number: a contact, a further number, …
    :param res_id: its id
    :param number: as it stands there
    :param label: the text beside it, '' where there is none
    :param is_likely: False where only the last digits are equal
    """

    partner_id: int | bool
    res_model: str
    res_id: int
    number: str
    label: str = ""
    is_likely: bool = True


class CallcenterLookup(models.AbstractModel):
    """Who a number is, among all that hold numbers."""

    _name = "callcenter.lookup"
    _description = "Caller Lookup"

    @api.model
    def _get_codes(self, country):
        """Return ``country``'s code (VN) and telephone prefix (84)."""
        return self._read_codes(country.id)

    @api.model
    @kept
    def _read_codes(self, country_id):
        country = self.env["res.country"].browse(country_id or [])
        return country.code, country.phone_code

    @api.model
    def _get_display(self, number, country):
        """Return ``number`` as dialled in ``country``; foreign ones international."""
        return _format_national(number or "", *self._get_codes(country))

    @api.model
    def _get_keys(self, number, pbx):
        """Return the keys of a number that ``pbx`` sends, the likeliest first."""
        return self._get_sent(number, pbx).values

    @api.model
    def _get_sent(self, number, pbx):
        """Return what a number that ``pbx`` sends is searched by, as ``phones.Sent``."""
        settings = pbx._get_settings()
        return _read_sent(number or "", settings.country_code, settings.trunk_prefix)

    # -- what events ask ------------------------------------------------------------

    @api.model
    def _identify(self, number, pbx):
        """Return what a call's fields say of who has ``number``, see ``_ask_identity``."""
        known = self.env.cr.cache.get(IDENTIFIED)
        if known is None:
            return self._ask_identity(number, pbx)
        key = number, pbx.id
        if key not in known:
            known[key] = self._ask_identity(number, pbx)
        return {**known[key]}

    @api.model
    def _remember(self):
        """Let this transaction ask only once who a number is."""
        self.env.cr.cache[IDENTIFIED] = {}

    @api.model
    def _ask_identity(self, number, pbx):
        """Return what a call's fields say of who has ``number``.

        :param str number: as the exchange sent it
        :param pbx: the connection that sent it
        :return: values of ``phone_sanitized``, ``partner_id`` and ``candidates``; the
            latter False where it is one customer's, alone or by choice, or nobody's
        """
        sent = self._get_sent(number, pbx)
        keys = sent.values
        partner = self._find_partners(keys, pbx, sent.may_be)
        candidates = []
        is_plain = len(partner) == 1 and partner._has_phone_key(keys)
        if not partner:
            candidates = self._find_leads(keys, pbx)
        elif not is_plain or not self._is_telling(keys, partner, pbx):
            partner, candidates = self._weigh(number, keys, pbx)
        return {
            "phone_sanitized": _e164(keys, partner),
            "partner_id": partner.id,
            "candidates": [_to_json(candidate) for candidate in candidates] or False,
        }

    def _weigh(self, number, keys, pbx):
        """Return ``(partner, candidates)`` of a number that is not plainly one's."""
        partners = self._find_partners(keys, pbx, limit=MAX_HITS)
        if len(partners) == 1 and self._is_telling(keys, partners, pbx):
            return partners, []  # by a further number
        choice = partners and self._get_choice(keys, pbx).filtered("active")
        if len(partners) <= MAX_SHARED:
            choice &= partners
        if choice:
            return choice, []
        candidates = self._get_candidates(number, keys, partners, pbx)
        return self._get_customer(candidates, keys, partners, pbx), candidates

    @api.model
    def _is_telling(self, keys, partners, pbx):
        """Return whether a number says who calls: not where it is own, or too shared."""
        own_keys = pbx._get_settings().own_keys
        return len(partners) <= MAX_SHARED and own_keys.isdisjoint(keys)

    def _get_customer(self, candidates, keys, partners, pbx):
        """Return the contact that a call is given: the best one, or none.

        :param partners: all that have the number
        """
        best = candidates[0] if candidates else None
        is_sure = best and best.is_likely and self._is_telling(keys, partners, pbx)
        return self.env["res.partner"].browse((is_sure and best.partner_id) or [])

    @api.model
    def _get_choice(self, keys, pbx):
        """Return the contact that was chosen for always for one of ``keys``."""
        return (
            self.env["callcenter.number.choice"]
            .search(
                [
                    ("company_id", "=", pbx._get_settings().company_id),
                    ("phone_sanitized", "in", keys),
                ],
                limit=1,
            )
            .partner_id
        )

    # -- what exchanges ask ---------------------------------------------------------

    @api.model
    def _get_answer(self, number, pbx):
        """Return what an exchange is told of ``number`` before it rings anybody.

        :return: dict; ``name`` to show, '' where nobody is found; ``lang`` and
            ``extension`` to prefer, ``customer``: None where not known
        """
        vals = self._identify(number, pbx)
        partner = self.env["res.partner"].browse(vals["partner_id"] or [])
        partner = pbx._filter_own(partner)
        lead_name = "" if partner else self._get_lead_answer(number, pbx, vals)
        return {
            "name": partner.display_name or lead_name,
            "lang": partner.lang or None,
            "extension": self._get_preferred_extension(partner, pbx) or None,
            "customer": partner._get_callcenter_answer(),
        }

    def _get_lead_answer(self, number, pbx, vals):
        """Return the name of the latest lead with ``number``, '' where there is none."""
        best = (vals["candidates"] or [{}])[0]
        if best.get("res_model") != LEADS:
            return ""
        is_own = not self._is_telling(self._get_keys(number, pbx), (), pbx)
        lead = pbx._filter_own(self.env[LEADS].browse(best["res_id"]))
        return "" if is_own else self._get_lead_name(lead)

    @api.model
    def _get_lead_name(self, lead):
        """Return who a lead without a contact is from."""
        return lead.contact_name or lead.partner_name or lead.name

    def _get_preferred_extension(self, partner, pbx):
        """Return the number of who spoke with ``partner`` last, or of their manager."""
        extensions = self.env["callcenter.extension"]
        if not partner:
            return False
        domain = [
            ("pbx_id", "=", pbx.id),
            ("user_id.active", "=", True),
        ]
        latest = self.env["callcenter.call"].search(
            [
                ("partner_id", "=", partner.id),
                ("disposition", "=", "answered"),
                ("user_id", "!=", False),
            ],
            limit=1,
        )
        for user in (latest.user_id, partner.user_id):
            found = user and extensions.search([*domain, ("user_id", "=", user.id)])
            if found:
                # of several the one that was spoken at
                return (found & latest.extension_id or found[0]).number
        return False

    # -- search ---------------------------------------------------------------------

    @api.model
    def _get_sources(self):
        """Return ``(model, column of the contact)`` of everything that has keys."""
        sources = [
            ("res.partner", "id"),
            ("callcenter.phone", "partner_id"),
            ("hr.employee", "work_contact_id"),
            ("res.users", "partner_id"),
            (LEADS, "partner_id"),
        ]
        # CRM need not be there; users have a phone of their own where an addon gives it
        return [
            (name, column)
            for name, column in sources
            if name in self.env and self.env[name]._get_callcenter_phone_fields()
        ]

    @api.model
    def _find_partners(self, keys, pbx, others=(), limit=MAX_SHARED + 1):
        """Return the contacts that have one of ``keys``, in one query over all sources.

        Neither archived ones nor another company's; a person before the company.

        :param others: where nothing has a key, those who have one of these words
        """
        if not keys:
            return self.env["res.partner"]
        sources = tuple(self._get_sources())
        hits, flushed = self._get_hits_code(sources)
        arrays = [list(keys), [*keys, *others]] * len(sources)
        # The query is put together here, where a domain would take twice the time.
        # Materialized, and an array: for what the planner knows of keys, it would else
        # rather read the whole table.
        partners = self.env["res.partner"]
        query = Query(self.env, "res_partner", SQL.identifier("res_partner"))
        query.add_where(
            SQL(
                "res_partner.id = ANY(ARRAY("
                "WITH hits AS MATERIALIZED (%s) SELECT partner_id FROM hits"
                " WHERE is_exact OR NOT EXISTS (SELECT FROM hits WHERE is_exact)"
                " LIMIT %s))"
                " AND res_partner.active AND (res_partner.company_id IS NULL"
                " OR res_partner.company_id = ANY(%s))",
                SQL(hits, *arrays, to_flush=flushed),
                MAX_HITS,
                list(pbx._get_settings().company_ids),
                to_flush=[partners._fields[name] for name in ("active", "company_id")],
            )
        )
        query.order = SQL("res_partner.is_company, res_partner.id")
        query.limit = limit
        return partners._fetch_query(
            query, [partners._fields[name] for name in LOOKUP_FIELDS]
        )

    @api.model
    @ormcache("sources")
    def _get_hits_code(self, sources):
        """Return the text of the query of all sources' hits, and what it flushes.

        Put together once: it waits for the arrays of ``_hits``, two for each source.
        """
        hits = SQL(" UNION ALL ").join(
            self._hits(*source, (), ()) for source in sources
        )
        return hits.code, tuple(hits.to_flush)

    def _hits(self, model_name, column, keys, wanted):
        """Return the query of who has one of ``wanted``, and whether one of ``keys``."""
        model = self.env[model_name]
        is_exact = SQL("%s AS is_exact", model._has_keys(keys))
        return self._select(model, column, is_exact, model._matches_keys(wanted))

    def _select(self, model, column, shown, condition):
        """Return the query of a source's contacts, each with what is ``shown``."""
        return SQL(
            "SELECT %s AS partner_id, %s FROM %s WHERE %s%s",
            SQL.identifier(column, to_flush=model._fields[column]),
            shown,
            SQL.identifier(model._table),
            condition,
            SQL(" AND active", to_flush=model._fields["active"])
            if "active" in model._fields
            else SQL(),
        )

    @api.model
    def _get_holders(self, keys):
        """Return the queries of the contacts that have one of ``keys``, one a source."""
        return [
            SQL("SELECT partner_id FROM (%s) hit", self._hits(*source, keys, keys))
            for source in self._get_sources()
        ]

    @api.model
    def _is_known_of(self, partner, number, pbx, user):
        """Return whether ``number`` is ``partner``'s by the word of others than ``user``.

        What they wrote last is their word, and what they made beside a contact; a
        contact that they made has no calls of others before it.
        """
        keys = self._get_keys(number, pbx)
        self.env.flush_all()
        found = []
        for name, column in self._get_sources():
            wrote = SQL("write_uid = %s", user.id)
            made = SQL("create_uid = %s", user.id)
            is_own = SQL("%s AND NOT %s" if column == "id" else "%s OR %s", wrote, made)
            found.append(
                SQL(
                    "SELECT 1 FROM %s WHERE %s = %s AND %s AND (%s) IS NOT TRUE",
                    SQL.identifier(self.env[name]._table),
                    SQL.identifier(column),
                    partner.id,
                    self.env[name]._has_keys(keys),
                    is_own,
                )
            )
        return bool(self.env.execute_query(SQL(" UNION ALL ").join(found)))

    @api.model
    def _find_shared(self, limit):
        """Return the numbers that several contacts have, wherever each stands.

        The most shared first; reads every key once.
        """
        held = []
        for name, column in self._get_sources():
            model = self.env[name]
            field = model._fields["callcenter_keys"]
            keys = SQL.identifier("callcenter_keys", to_flush=field)
            held.append(self._select(model, column, keys, SQL("%s IS NOT NULL", keys)))
        query = SQL(
            """
            SELECT key
              FROM (%s) held
              JOIN res_partner ON res_partner.id = partner_id AND res_partner.active,
                   unnest(string_to_array(held.callcenter_keys, ' ')) key
             WHERE key LIKE '+%%'
             GROUP BY key HAVING min(partner_id) != max(partner_id)
             ORDER BY count(*) DESC, key LIMIT %s
            """,
            SQL(" UNION ALL ").join(held),
            limit,
            to_flush=self.env["res.partner"]._fields["active"],
        )
        return [key for (key,) in self.env.execute_query(query)]

    @api.model
    def _find_candidates(self, number, pbx, user=None, limit=MAX_CANDIDATES):
        """Return who may have ``number``, best first, as ``Candidate`` s.

        :param str number: as an exchange sends it
        :param pbx: the connection in whose country and company it is read
        :param user: whose customers come first, and who may read them; None: of no one
        :param int limit: how many at most
        """
        keys = self._get_keys(number, pbx)
        partners = self._find_partners(keys, pbx, limit=MAX_HITS)
        return self._get_candidates(number, keys, partners, pbx, user, limit)

    def _get_candidates(
        self, number, keys, partners, pbx, user=None, limit=MAX_CANDIDATES
    ):
        """Return the Candidates where ``partners`` are all that have ``keys``."""
        wanted = set(keys)
        is_likely = bool(partners)
        if not partners and (leads := self._find_leads(keys, pbx, user, limit)):
            return leads
        sent = self._get_sent(number, pbx)
        if not partners and sent.may_be:
            wanted = set(sent.may_be)
            partners = self._find_partners(wanted, pbx, limit=MAX_HITS)
        if user:
            partners = partners.with_user(user)._filtered_access("read").sudo()
        if is_likely:
            partners = self._rank(partners, keys, pbx, user)[:limit]
        doubt = None if is_likely else sent
        candidates = self._describe(partners, wanted, number, doubt)
        if doubt:
            candidates.sort(key=lambda one: -suffix_match(number, one.number))
        return candidates[:limit]

    def _find_leads(self, keys, pbx, user=None, limit=MAX_CANDIDATES):
        """Return leads without a contact that have one of ``keys``, the latest first."""
        if not keys or LEADS not in self.env:
            return []
        company_ids = pbx._get_settings().company_ids
        leads = self.env[LEADS].search_fetch(
            [
                ("id", "in", self._get_lead_ids(keys)),
                ("partner_id", "=", False),
                ("company_id", "in", (False, *company_ids)),
            ],
            ["phone", "name"],
            order="id desc",
            limit=limit,
        )
        if user:
            leads = leads.with_user(user)._filtered_access("read")
        return [
            Candidate(False, LEADS, lead.id, lead.phone or "", lead.name or "")
            for lead in leads
        ]

    def _get_lead_ids(self, keys):
        """Return the query of the leads that have one of ``keys``."""
        return SQL(
            "(SELECT id FROM crm_lead WHERE %s)", self.env[LEADS]._matches_keys(keys)
        )

    def _describe(self, partners, wanted, number, doubt=None):
        """Return a Candidate for each of ``partners``: where the number stands, and how.

        :param wanted: the words by which they were found
        :param doubt: the number as ``phones.Sent`` where they only may be its owner; who
            may not be is left out
        """
        found = {}
        for model_name, column in self._get_sources():
            unplaced = partners.filtered(lambda partner: partner.id not in found)
            model = self.env[model_name].sudo()
            if model_name == LEADS or not unplaced:
                break
            records = unplaced
            if column != "id":
                records = model.search([(column, "in", unplaced.ids)])
            for record in records:
                partner = record if column == "id" else record[column]
                for key in record._read_phone_keys()[0]:
                    if wanted.isdisjoint(words_of([key])):
                        continue
                    if doubt and not may_be(number, doubt, key):
                        continue
                    label = key.label
                    if model_name == "callcenter.phone":
                        label = record.label or label
                    candidate = Candidate(
                        partner.id, model_name, record.id, key.piece, label, not doubt
                    )
                    found.setdefault(partner.id, candidate)
        for partner in () if doubt else partners:
            # found by a lead of theirs
            found.setdefault(
                partner.id, Candidate(partner.id, "res.partner", partner.id, number)
            )
        return [found[id_] for id_ in partners.ids if id_ in found]

    # -- earlier calls --------------------------------------------------------------

    @api.model
    def _link_at_commit(self, numbers):
        """Link calls from ``numbers`` (keys) once, when all contacts are saved."""
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.add(self._link_pending)
        precommit.data.setdefault(PENDING, set()).update(numbers)

    @api.model
    def _link_pending(self):
        """Give calls that had no customer the one who has their number now.

        A number that several have stays without.
        """
        numbers = self.env.cr.precommit.data.pop(PENDING, None) or ()
        regions = self.env["callcenter.pbx"]._get_regions()
        # sudo: the calls are others' too; what is linked is what is true for all
        calls = self.env["callcenter.call"].sudo().with_context(**{NO_POSTING: True})
        query = SQL(
            "SELECT id FROM callcenter_call WHERE partner_id IS NULL AND (%s)",
            _are_from(numbers, regions),
            to_flush=calls._fields["partner_id"],
        )
        found = calls.browse(id_ for (id_,) in self.env.execute_query(query))
        groups = found.grouped(
            lambda call: (call.phone_sanitized or f"={call.phone}", call.pbx_id)
        )
        for (number, pbx), unknown in groups.items():
            keys = [number] if number[0] == "+" else self._get_keys(number[1:], pbx)
            partners = self.sudo()._find_partners(keys, pbx)
            if len(partners) == 1 and self._is_telling(keys, partners, pbx):
                unknown.write({"partner_id": partners.id, "candidates": False})


def _are_from(numbers, regions):
    """Return the SQL condition of calls from ``numbers``, which are keys.

    :param regions: countries in which digits that no plan gives out may be a number
    """
    condition = SQL("phone_sanitized = ANY(%s)", list(numbers))
    digits = {
        form
        for number in numbers
        if number[0] == "="
        for form in sent_forms(number[1:], regions)
    }
    if not digits:
        return condition
    return SQL(
        "%s OR phone_sanitized IS NULL AND direction != 'internal' AND phone = ANY(%s)",
        condition,
        list(digits),
    )


def _e164(keys, partners):
    """Return the key that is E.164, of several the one that the contact has."""
    numbers = [key for key in keys if key[0] == "+"]
    if len(numbers) > 1 and len(partners) == 1:
        own = (partners.callcenter_keys or "").split()
        return next((number for number in numbers if number in own), numbers[0])
    return numbers[0] if numbers else False


def _to_json(candidate):
    """Return a Candidate as a call keeps it; names are read by whoever may."""
    values = candidate._asdict()
    return {"id": values.pop("partner_id"), **values}
