from odoo import api, fields, models

from .card import search_today

# more than an agent looks through in a menu; the history has them all
LISTED = 30


class CallcenterCallToday(models.Model):
    """The current user's calls of today, for the menu in the navigation bar."""

    _inherit = "callcenter.call"

    @api.model
    def get_today_calls(self):
        """Return the current user's ended calls of today, the latest first.

        Today is the user's own day. As with ``get_active_calls``, companies that are
        switched off count too.

        :return: ``{"calls": [{"id", "start" (UTC), "is_missed", "is_erased" (whose call
            it was), **card}, …], "missed_today": int,
            "missed_customers": {"mine": int, "unclaimed": int}}``; at most 30 calls, see
            docs/architecture.md for cards
        """
        calls = search_today(self.env, [("state", "=", "ended")], limit=LISTED)
        user, cards = self.env.user, self.env["callcenter.card"]
        return {
            "calls": [
                {
                    **cards.get_card(call, user),
                    "start": fields.Datetime.to_string(call.start_date),
                    "is_missed": call.is_missed,
                    "is_erased": bool(call.erased_date),
                }
                for call in calls
            ],
            **cards.get_tally(),
        }
