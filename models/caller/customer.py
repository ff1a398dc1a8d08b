from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...wire.values import storable

NAME_LENGTH = 128
SEARCH_LIMIT = 20


class CallcenterCallCustomer(models.Model):
    """Whose call it is, as its agents decide it from the popup.

    Who has a leg of a call may do all of this, without rights to write contacts and
    with the call's company switched off: the phone rings all the same.
    """

    _inherit = "callcenter.call"

    is_customer_created = fields.Boolean("Created the customer", readonly=True)

    # -- what agents do -----------------------------------------------------------------

    def choose_customer(self, partner_id, always=False):
        """Make a contact the customer of this call.

        :param int partner_id: a contact that the user may read
        :param bool always: whether further calls from the number are this contact's too
        :return: the customer as the user's card shows it: ``{"id", "name", "company"}``
        :raise AccessError: on a call or contact that is not the user's to use
        """
        call = self._as_own_call()
        partner = call._get_usable_partner(partner_id)
        if always:
            call._add_number(partner)
            call._remember_choice(partner)
        return call._set_customer(partner)

    def link_customer(self, partner_id, label=None):
        """Make a contact the customer and this call's number a further one of theirs.

        :param int partner_id: a contact that the user may read
        :param str label: what the number is to them, such as "private"
        :return: as ``choose_customer``
        :raise AccessError: on a call or contact that is not the user's to use
        """
        call = self._as_own_call()
        partner = call._get_usable_partner(partner_id)
        call._add_number(partner, label and call._clean_text(label))
        return call._set_customer(partner)

    def create_customer(self, name, company_name=None):
        """Create a contact with this call's number and make it the customer.

        :param str name: at most 128 characters
        :param str company_name: whom they work for
        :return: as ``choose_customer``
        :raise AccessError: on a call that is not the user's
        :raise UserError: without a name, or with one that is too long
        """
        call = self._as_own_call()
        may_create = self.env["res.partner"].has_access("create")
        if call.is_customer_created and not may_create:
            raise UserError(self.env._("A contact was created of this call already."))
        # as su: agents need no right to contacts for a name and a number
        partner = (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": call._clean_text(name),
                    "company_name": company_name and call._clean_text(company_name),
                    "phone": call.phone_sanitized or call.phone,
                }
            )
        )
        call.is_customer_created = True
        return call._set_customer(partner)

    def create_lead(self, name):
        """Create a lead, or an opportunity, of this call with the user's own rights.

        :param str name: what it is about, at most 128 characters
        :return: ``{"id", "name"}`` of the lead
        :raise AccessError: on a call that is not the user's, or without a right to leads
        :raise UserError: without a name, or where CRM is not installed
        """
        call = self._as_own_call()
        if "crm.lead" not in self.env:
            raise UserError(self.env._("The app CRM is not installed."))
        customer = call.partner_id.sudo(False)._filtered_access("read")
        values = {
            "name": call._clean_text(name),
            "partner_id": customer.id,
            "company_id": call.company_id.id,
        }
        if not customer:
            # of a customer it is their contact's, which CRM would write to as well
            values["phone"] = call._get_outside_number()
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
        call = self._as_own_call()
        limit = max(1, min(int(limit), SEARCH_LIMIT))
        text = storable(text[:NAME_LENGTH]).strip() if isinstance(text, str) else ""
        candidates = call._find_candidates(text or call.phone, limit)
        partners = call.env["res.partner"].sudo(False)
        found = partners.browse(one.partner_id for one in candidates)
        if text:
            usable = call._get_usable_domain()
            found |= found._find_by_text(text, usable, limit)
        return [
            {**call._describe(partner), "number": call._get_display(partner.phone)}
            for partner in found[:limit]
        ]

    # -- what the card shows --------------------------------------------------------

    def _get_card_candidates(self, user):
        """Return who it may be, as ``user`` may read it; empty where that is known.

        With whom ``user`` spoke last comes first: the call has them in nobody's order.

        :return: see docs/architecture.md
        """
        if not self.candidates:
            return []
        env = self._get_reader_env(user)
        # who has a contact, and leads that have none
        rows = {
            (row["id"], not row["id"] and row["res_id"]): row for row in self.candidates
        }
        names = {
            **self._describe_customers(env, [id_ for id_, _lead_id in rows if id_]),
            **self._describe_leads(env, [lead_id for _id, lead_id in rows if lead_id]),
        }
        shown = [
            {
                "id": key[0],
                "lead_id": key[1],
                **names[key],
                "label": row["label"] or False,
                "number": self._get_display(row["number"]),
                "is_likely": row["is_likely"],
            }
            for key, row in rows.items()
            if key in names
        ]
        if [row["id"] for row in shown] == self.partner_id.ids:
            return []
        likely = self.env["res.partner"].browse(
            row["id"] for row in shown if row["id"] and row["is_likely"]
        )
        if len(likely) < 2:
            return shown
        spoken = self.env["callcenter.lookup"]._get_last_talks(likely, user)
        return sorted(shown, key=lambda row: -spoken.get(row["id"], (0, 0))[0])

    def _describe_customers(self, env, ids):
        """Return the names of those contacts that the user of ``env`` may read."""
        partners = env["res.partner"].browse(ids).exists()._filtered_access("read")
        return {(partner.id, False): self._describe(partner) for partner in partners}

    def _describe_leads(self, env, ids):
        """Return the names of those leads that the user of ``env`` may read."""
        if not ids or "crm.lead" not in env:
            return {}
        return {
            (False, lead.id): {
                "name": self.env["callcenter.lookup"]._get_lead_name(lead),
                "company": lead.partner_name,
            }
            for lead in env["crm.lead"].browse(ids).exists()._filtered_access("read")
        }

    def _get_display(self, number):
        country = self.pbx_id._get_settings().country_id
        return self.env["callcenter.lookup"]._get_display(
            number, self.env["res.country"].browse(country)
        )

    # -- checks -----------------------------------------------------------------------

    def _as_own_call(self):
        """Return this call as superuser, if it is one of the user's.

        :raise AccessError: where they have no leg of it and may not write it either
        """
        self.ensure_one()
        # sudo: only tells whether a leg is the user's own
        if self.env.user not in self.sudo().leg_ids.user_id:
            self.check_access("write")
        # sudo: agents need no right to contacts for what the methods above write: who
        # it is and the call's number
        return self.with_env(self._get_reader_env(self.env.user)).sudo()

    def _get_usable_domain(self):
        company_ids = self.pbx_id._get_settings().company_ids
        return [("company_id", "in", (False, *company_ids))]

    def _get_usable_partner(self, partner_id):
        """Return the contact under ``partner_id``, as the user reads it.

        :raise AccessError: on none, one that the user may not read, an archived one, or
            one of another company than the call's
        """
        partner = self.env["res.partner"].sudo(False)
        if isinstance(partner_id, int):
            domain = [("id", "=", partner_id), *self._get_usable_domain()]
            partner = partner.search(domain)
        if not partner:
            raise AccessError(self.env._("This contact cannot be used for the call."))
        return partner

    def _check_usable(self, partner_id):
        """Check that the user may make a contact the customer of these calls.

        :raise AccessError: as ``_get_usable_partner``
        """
        env = self._get_reader_env(self.env.user)
        # sudo: how a connection reads numbers, and for which companies, is no secret
        for calls in self.with_env(env).sudo().grouped("pbx_id").values():
            calls[0]._get_usable_partner(partner_id)

    @api.model
    def _clean_text(self, text):
        """Return a name that a person typed on one line.

        :raise UserError: where nothing is left of it, or too much
        """
        text = " ".join(text.split()) if isinstance(text, str) else ""
        if not text:
            raise UserError(self.env._("Type a name."))
        if len(text) > NAME_LENGTH:
            raise UserError(
                self.env._("A name has at most %s characters.", NAME_LENGTH)
            )
        return text

    # -- numbers ----------------------------------------------------------------------

    def _get_outside_number(self):
        """Return the customer's number, False where colleagues spoke or it was hidden."""
        return self.direction != "internal" and (self.phone_sanitized or self.phone)

    def _find_candidates(self, number, limit=SEARCH_LIMIT):
        """Return the Candidates of ``number`` that the user may read."""
        if not number or not any(char.isdigit() for char in number):
            return []
        candidates = self.env["callcenter.lookup"]._find_candidates(
            number, self.pbx_id, user=self.env.user, limit=limit
        )
        return [candidate for candidate in candidates if candidate.partner_id]

    def _add_number(self, partner, label=None):
        """Make this call's number a further one of ``partner``, unless it is theirs."""
        number = self._get_outside_number()
        if not number or any(
            candidate.partner_id == partner.id and candidate.is_likely
            for candidate in self._find_candidates(number)
        ):
            return
        self.env["callcenter.phone"].create(
            {"partner_id": partner.id, "number": number, "label": label}
        )

    def _remember_choice(self, partner):
        """Remember that calls from this number are ``partner``'s."""
        number = self._get_outside_number()
        keys = self.env["callcenter.lookup"]._get_keys(number, self.pbx_id)
        if keys:
            self.env["callcenter.number.choice"]._remember(
                self.company_id, keys[0], partner
            )

    def _set_customer(self, partner):
        """Write whose call it is; everybody's card then shows it."""
        self.write({"partner_id": partner.id})
        return self._get_card_customer(self.env.user)
