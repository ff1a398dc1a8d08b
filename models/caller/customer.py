from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...wire.values import storable
from ..call.reader import describe_customer, get_reader_env
from .res_partner import CUSTOMER_FIELDS

NAME_LENGTH = 128
SEARCH_LIMIT = 20


class CallcenterCallCustomer(models.Model):
    """Whose call it is, as its agents decide it from the popup: the browser's door.

    Who has a leg of a call may do all of this, without rights to write contacts and
    with the call's company switched off: the phone rings all the same.
    """

    _inherit = "callcenter.call"

    is_customer_created = fields.Boolean("Created the customer", readonly=True)

    def choose_customer(self, partner_id, always=False):
        """Make a contact the customer of this call.

        :param int partner_id: a contact that the user may read
        :param bool always: whether further calls from the number are this contact's too
        :return: the customer as the user's card shows it: ``{"id", "name", "company"}``
        :raise AccessError: on a call or contact that is not the user's to use
        """
        customers = self.env["callcenter.call.customer"]
        call = customers.as_own(self)
        partner = customers.get_usable(call, partner_id)
        if always:
            customers.add_number(call, partner)
            customers.remember_choice(call, partner)
        return customers.set_customer(call, partner)

    def link_customer(self, partner_id, label=None):
        """Make a contact the customer and this call's number a further one of theirs.

        :param int partner_id: a contact that the user may read
        :param str label: what the number is to them, such as "private"
        :return: as ``choose_customer``
        :raise AccessError: on a call or contact that is not the user's to use
        """
        customers = self.env["callcenter.call.customer"]
        call = customers.as_own(self)
        partner = customers.get_usable(call, partner_id)
        label = label and _clean_text(self.env, label)
        customers.add_number(call, partner, label)
        return customers.set_customer(call, partner)

    def create_customer(self, name, company_name=None):
        """Create a contact with this call's number and make it the customer.

        :param str name: at most 128 characters
        :param str company_name: whom they work for
        :return: as ``choose_customer``
        :raise AccessError: on a call that is not the user's
        :raise UserError: without a name, or with one that is too long
        """
        customers = self.env["callcenter.call.customer"]
        call = customers.as_own(self)
        may_create = self.env["res.partner"].has_access("create")
        if call.is_customer_created and not may_create:
            raise UserError(self.env._("A contact was created of this call already."))
        # as su: agents need no right to contacts for a name and a number
        partner = (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": _clean_text(self.env, name),
                    "company_name": company_name
                    and _clean_text(self.env, company_name),
                    "phone": call.phone_sanitized or call.phone,
                }
            )
        )
        call.is_customer_created = True
        return customers.set_customer(call, partner)

    def create_lead(self, name):
        """Create a lead, or an opportunity, of this call with the user's own rights.

        :param str name: what it is about, at most 128 characters
        :return: ``{"id", "name"}`` of the lead
        :raise AccessError: on a call that is not the user's, or without a right to leads
        :raise UserError: without a name, or where CRM is not installed
        """
        call = self.env["callcenter.call.customer"].as_own(self)
        if "crm.lead" not in self.env:
            raise UserError(self.env._("The app CRM is not installed."))
        customer = call.partner_id.sudo(False)._filtered_access("read")
        values = {
            "name": _clean_text(self.env, name),
            "partner_id": customer.id,
            "company_id": call.company_id.id,
        }
        if not customer:
            # of a customer it is their contact's, which CRM would write to as well
            values["phone"] = get_outside_number(call)
        lead = call.env["crm.lead"].sudo(False).create(values)
        return {"id": lead.id, "name": lead.name}

    def search_customers(self, text, limit=8):
        """Search the contacts whose this call may be.

        :param str text: words of the name or the company, in any order, or a number;
            empty: who is known to have this call's number
        :param int limit: how many at most, up to 20
        :return: ``[{"id", "name", "company", "number"}, …]``, only what the user may read
        :raise AccessError: on a call that is not the user's
        """
        call = self.env["callcenter.call.customer"].as_own(self)
        limit = max(1, min(int(limit), SEARCH_LIMIT))
        text = storable(text[:NAME_LENGTH]).strip() if isinstance(text, str) else ""
        candidates = _find_candidates(call, text or call.phone, limit)
        partners = call.env["res.partner"].sudo(False)
        found = partners.browse(one.partner_id for one in candidates)
        if text:
            found |= found._find_by_text(text, _get_usable_domain(call), limit)
        return [
            {
                **describe_customer(partner),
                "number": _get_display(call, partner.phone),
            }
            for partner in found[:limit]
        ]

    def write(self, vals):
        """Write; a customer only whom the user may make the customer of these calls."""
        if vals.get("partner_id") and not self.env.su:
            self.env["callcenter.call.customer"].check_usable(self, vals["partner_id"])
        return super().write(vals)


class CallcenterCustomer(models.AbstractModel):
    """Whose calls they are: what a card shows of it, and what may be made of it."""

    _name = "callcenter.call.customer"
    _description = "Customers of Calls"

    # -- what the card shows --------------------------------------------------------

    @api.private
    def get_shown(self, call, user):
        """Return the customer as ``user`` may read it, or False."""
        call.partner_id.fetch(CUSTOMER_FIELDS)
        env = get_reader_env(call.env, user)
        partner = call.partner_id.with_env(env)._filtered_access("read")
        return describe_customer(partner) if partner else False

    @api.private
    def get_candidates(self, call, user):
        """Return who it may be, as ``user`` may read it; empty where that is known.

        With whom ``user`` spoke last comes first: the call has them in nobody's order.

        :return: see docs/architecture.md
        """
        if not call.candidates:
            return []
        env = get_reader_env(call.env, user)
        # who has a contact, and leads that have none
        rows = {
            (row["id"], not row["id"] and row["res_id"]): row for row in call.candidates
        }
        names = {
            **_describe_customers(env, [id_ for id_, _lead_id in rows if id_]),
            **_describe_leads(env, [lead_id for _id, lead_id in rows if lead_id]),
        }
        shown = [
            {
                "id": key[0],
                "lead_id": key[1],
                **names[key],
                "label": row["label"] or False,
                "number": _get_display(call, row["number"]),
                "is_likely": row["is_likely"],
            }
            for key, row in rows.items()
            if key in names
        ]
        if [row["id"] for row in shown] == call.partner_id.ids:
            return []
        likely = call.env["res.partner"].browse(
            row["id"] for row in shown if row["id"] and row["is_likely"]
        )
        if len(likely) < 2:
            return shown
        spoken = call.env["callcenter.lookup"]._get_last_talks(likely, user)
        return sorted(shown, key=lambda row: -spoken.get(row["id"], (0, 0))[0])

    # -- checks -----------------------------------------------------------------------

    @api.private
    def as_own(self, call):
        """Return a call as superuser, if it is one of the user's.

        :raise AccessError: where they have no leg of it and may not write it either
        """
        call.ensure_one()
        # sudo: only tells whether a leg is the user's own
        if call.env.user not in call.sudo().leg_ids.user_id:
            call.check_access("write")
        # sudo: agents need no right to contacts for what the doors of the browser
        # write: who it is and the call's number
        return call.with_env(get_reader_env(call.env, call.env.user)).sudo()

    @api.private
    def get_usable(self, call, partner_id):
        """Return the contact under ``partner_id``, as the user reads it.

        :raise AccessError: on none, one that the user may not read, an archived one, or
            one of another company than the call's
        """
        partner = call.env["res.partner"].sudo(False)
        if isinstance(partner_id, int):
            domain = [("id", "=", partner_id), *_get_usable_domain(call)]
            partner = partner.search(domain)
        if not partner:
            raise AccessError(self.env._("This contact cannot be used for the call."))
        return partner

    @api.private
    def check_usable(self, calls, partner_id):
        """Check that the user may make a contact the customer of these calls.

        :raise AccessError: as ``get_usable``
        """
        env = get_reader_env(calls.env, calls.env.user)
        # sudo: how a connection reads numbers, and for which companies, is no secret
        for of_pbx in calls.with_env(env).sudo().grouped("pbx_id").values():
            self.get_usable(of_pbx[0], partner_id)

    # -- what is written --------------------------------------------------------------

    @api.private
    def add_number(self, call, partner, label=None):
        """Make a call's number a further one of ``partner``, unless it is theirs."""
        number = get_outside_number(call)
        if not number or any(
            candidate.partner_id == partner.id and candidate.is_likely
            for candidate in _find_candidates(call, number)
        ):
            return
        call.env["callcenter.phone"].create(
            {"partner_id": partner.id, "number": number, "label": label}
        )

    @api.private
    def remember_choice(self, call, partner):
        """Remember that calls from this call's number are ``partner``'s."""
        number = get_outside_number(call)
        keys = call.env["callcenter.lookup"]._get_keys(number, call.pbx_id)
        if keys:
            call.env["callcenter.number.choice"]._remember(
                call.company_id, keys[0], partner
            )

    @api.private
    def set_customer(self, call, partner):
        """Write whose call it is; everybody's card then shows it."""
        call.write({"partner_id": partner.id})
        return self.get_shown(call, call.env.user)


def _describe_customers(env, ids):
    """Return the names of those contacts that the user of ``env`` may read."""
    partners = env["res.partner"].browse(ids).exists()._filtered_access("read")
    return {(partner.id, False): describe_customer(partner) for partner in partners}


def _describe_leads(env, ids):
    """Return the names of those leads that the user of ``env`` may read."""
    if not ids or "crm.lead" not in env:
        return {}
    lookup = env["callcenter.lookup"]
    return {
        (False, lead.id): {
            "name": lookup._get_lead_name(lead),
            "company": lead.partner_name,
        }
        for lead in env["crm.lead"].browse(ids).exists()._filtered_access("read")
    }


def _get_display(call, number):
    """Return ``number`` as people of the call's country write it."""
    country = call.pbx_id._get_settings().country_id
    return call.env["callcenter.lookup"]._get_display(
        number, call.env["res.country"].browse(country)
    )


def _get_usable_domain(call):
    """Return the domain of the contacts of the call's companies, or of none."""
    company_ids = call.pbx_id._get_settings().company_ids
    return [("company_id", "in", (False, *company_ids))]


def get_outside_number(call):
    """Return the customer's number, False where colleagues spoke or it was hidden."""
    return call.direction != "internal" and (call.phone_sanitized or call.phone)


def _find_candidates(call, number, limit=SEARCH_LIMIT):
    """Return the Candidates of ``number`` that the user may read."""
    if not number or not any(char.isdigit() for char in number):
        return []
    candidates = call.env["callcenter.lookup"]._find_candidates(
        number, call.pbx_id, user=call.env.user, limit=limit
    )
    return [candidate for candidate in candidates if candidate.partner_id]


def _clean_text(env, text):
    """Return a name that a person typed on one line.

    :raise UserError: where nothing is left of it, or too much
    """
    text = " ".join(text.split()) if isinstance(text, str) else ""
    if not text:
        raise UserError(env._("Type a name."))
    if len(text) > NAME_LENGTH:
        raise UserError(env._("A name has at most %s characters.", NAME_LENGTH))
    return text
