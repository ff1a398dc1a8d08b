from odoo import api, fields, models

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
        calls = self._search_today([("state", "=", "ended")], limit=LISTED)
        user = self.env.user
        return {
            "calls": [
                {
                    **call._get_card(user),
                    "start": fields.Datetime.to_string(call.start_date),
                    "is_missed": call.is_missed,
                    "is_erased": bool(call.erased_date),
                }
                for call in calls
            ],
            **self._get_tally(),
        }

    @api.model
    def _get_tally(self):
        """Return what the navigation bar counts."""
        # of all of the user's companies, as the calls are
        waiting = self._get_reader_env(self.env.user)["callcenter.missed"]
        return {
            "missed_today": len(self._search_today([("is_missed", "=", True)])),
            "missed_customers": (
                waiting.get_missed_counts() if waiting.has_access("read") else {}
            ),
        }

    @api.model
    def _search_today(self, domain, limit=None):
        """Return today's calls that rang at the current user and match ``domain``."""
        # sudo: the legs are the current user's own
        return self.sudo().search(
            [
                ("is_mine", "=", True),
                ("start_date", ">=", "today"),
                *domain,
            ],
            limit=limit,
        )
