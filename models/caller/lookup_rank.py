from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class CallcenterLookupRank(models.AbstractModel):
    """Several contacts with one number, in the order in which they are likely to call."""

    _inherit = "callcenter.lookup"

    def _rank(self, partners, keys, pbx, user=None):
        """Return ``partners`` in the order in which they are likely to call."""
        if len(partners) < 2:
            return partners
        choice = self._get_choice(keys, pbx)
        spoken = self._get_last_talks(partners, user)
        busy = self._get_open_documents(partners)
        own = pbx._filter_own(partners)

        def rank(partner):
            by_user, by_anyone = spoken.get(partner.id, (0, 0))
            return (
                partner != choice,
                partner not in own,
                -by_user,
                -by_anyone,
                not user or partner.user_id != user,
                not partner.user_id,
                partner.id not in busy,
                partner.is_company,
                partner.id,
            )

        return partners.sorted(rank)

    def _get_last_talks(self, partners, user=None):
        """Return, by contact's id, when ``user`` and when anyone spoke with them last.

        In seconds; 0 where nobody did.
        """
        query = SQL(
            """
            SELECT partner_id,
                   max(extract(epoch FROM start_date)) FILTER (WHERE user_id = %s),
                   max(extract(epoch FROM start_date))
              FROM callcenter_call
             WHERE partner_id = ANY(%s) AND disposition = 'answered'
             GROUP BY partner_id
            """,
            user.id if user else 0,
            partners.ids,
            to_flush=self.env["callcenter.call"]._fields["partner_id"],
        )
        return {
            partner_id: (float(by_user or 0), float(by_anyone))
            for partner_id, by_user, by_anyone in self.env.execute_query(query)
        }

    def _get_open_documents(self, partners):
        """Return the ids of those of ``partners`` with whom something is in work."""
        busy = {
            activity.res_id
            for activity in self.env["mail.activity"].search_fetch(
                [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)],
                ["res_id"],
            )
        }
        for model_name, domain in self._get_open_domains():
            if model_name in self.env:
                groups = self.env[model_name]._read_group(
                    Domain("partner_id", "in", partners.ids) & Domain(domain),
                    ["partner_id"],
                )
                busy.update(partner.id for (partner,) in groups)
        return busy

    @api.model
    def _get_open_domains(self):
        """Return ``(model, domain)`` of documents that say a customer is waiting."""
        return [
            ("crm.lead", [("won_status", "=", "pending")]),
            ("sale.order", [("state", "in", ("draft", "sent"))]),
        ]
