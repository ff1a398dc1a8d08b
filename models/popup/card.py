import time

from odoo import api, fields, models
from odoo.tools import SQL

from ...compat import bus_connection
from ...compat import records as records_compat
from ..caller.res_partner import CUSTOMER_FIELDS

# a card is gone from the screen by then, so late figures need no message
CARD_SECONDS = 120
BUS_TYPE = "callcenter.call/update"
# how a ring may end that somebody else answers later
UNANSWERED = ("no_answer", "cancelled")


class CallcenterCallCard(models.Model):
    """What agents see of a call in the popup, and who is told when it changes."""

    _inherit = "callcenter.call"

    def _notify(self, before, are_known=False, seen=None):
        """Send its card to every user concerned whose card is not as it was ``before``.

        :param before: by user, as ``_get_shown`` gave it before the change
        :param are_known: whether only those are told who have a card already
        :param seen: when the call was first heard of, epoch seconds, where it is at hand
        :return: how many users were told
        """
        self.ensure_one()
        is_over = self.end_date and _seconds_since(self.end_date) > CARD_SECONDS
        if is_over and not any(_is_open(shown) for shown in before.values()):
            return 0
        by_user = self._get_legs_by_user()
        users = [
            user
            for user, shown in self._get_shown(by_user).items()
            if shown != before.get(user) and (user in before or not are_known)
        ]
        if users:
            seen = self._get_seen() if seen is None else seen
            bus_connection.keep_open(self.env.cr)
        for user in users:
            partner = self.env["res.partner"].browse(user._get_bus_partner_id())
            partner._bus_send(BUS_TYPE, self._get_card(user, seen, by_user[user]))
        return len(users)

    def _get_legs_by_user(self):
        """Return the legs of each user who has any."""
        # sudo: whom it concerns; each card is then built with its reader's rights
        legs = self.sudo().leg_ids
        legs.fetch(["user_id"])
        ids = {}
        for leg_id, (user_id,) in records_compat.rows(legs, ["user_id"]).items():
            ids.setdefault(user_id, []).append(leg_id)
        users = self.env["res.users"].sudo()
        return {users.browse(key): legs.browse(ids[key]) for key in ids if key}

    def _get_shown(self, by_user=None):
        """Return, by user who has a leg of this call, what decides what they see.

        :param by_user: what ``_get_legs_by_user`` gave, where it is at hand
        """
        self.ensure_one()
        # sudo: as above
        call = self.sudo()
        common = call.partner_id, call.candidates, call.phone
        by_user = self._get_legs_by_user() if by_user is None else by_user
        return {
            user: (*common, call._get_card_state(user, legs))
            for user, legs in by_user.items()
            if user._get_bus_partner_id()
        }

    def _get_card(self, user, seen=None, legs=None):
        """Return this call as ``user`` is to see it in the popup.

        :param seen: as ``_notify`` takes it
        :param legs: those of ``user``, where they are at hand
        :return: dict, see docs/architecture.md; times in seconds, False where unknown
        """
        self.ensure_one()
        # sudo: the reader has a leg of this call, which is checked by the callers
        call = self.sudo()
        seen = call._get_seen() if seen is None else seen
        display = "" if call.is_hidden else call.phone_display or ""
        if legs is None:
            legs = call.leg_ids.filtered(lambda leg: leg.user_id == user)
        return {
            "id": call.id,
            "callid": call.callid,
            **call._get_card_state(user, legs),
            "phone": display,
            "phone_copy": "".join(c for c in display if c.isdigit() or c == "+"),
            "phone_e164": call.phone_sanitized,
            "customer": call._get_card_customer(user),
            "candidates": call._get_card_candidates(user),
            "started": seen,
            "age": max(int(time.time() - seen), 0),
            "talk_age": _get_talk_age(legs),
        }

    def _get_card_state(self, user, legs):
        """Return what of ``user``'s card changes with events; ``legs`` are theirs."""
        states = legs.mapped("state")
        own_state = next(
            (state for state in ("ongoing", "ringing") if state in states), "ended"
        )
        answered = legs.filtered(lambda leg: leg.disposition == "answered")
        is_mine = own_state != "ended" or not self.user_id or self.user_id == user
        disposition = (answered or legs)[-1:].disposition
        if disposition in UNANSWERED and self.answer_date and not is_mine:
            # a colleague was rung later and answered: nobody need call back
            disposition = "answered_elsewhere"
        return {
            "direction": self.direction,
            "state": own_state,
            "disposition": own_state == "ended" and disposition,
            "answered_by": not is_mine and self.user_id.name,
            "is_hidden": self.is_hidden and not self.phone,
            "extension": (answered or legs)[:1].number,
            "queue": self.queue,
            "did": self.did,
            "duration": is_mine and self.is_duration_known and self.duration,
            "talk_duration": is_mine and self.is_talk_known and self.talk_duration,
            "note": self._get_note(user, legs),
            "outcome_id": self.outcome_id.id,
        }

    def _get_card_customer(self, user):
        """Return the customer as ``user`` may read it, or False."""
        self.partner_id.fetch(CUSTOMER_FIELDS)
        env = self._get_reader_env(user)
        partner = self.partner_id.with_env(env)._filtered_access("read")
        return self._describe(partner) if partner else False

    def _get_reader_env(self, user):
        """Return the environment of ``user`` with all of their companies."""
        # cached for each user, where user.lang would read their partner
        context = user.with_user(user).context_get()
        return self.env(user=user.id, su=False, context=context)

    @api.model
    def _describe(self, partner):
        """Return a contact in the words of a card."""
        company = partner.commercial_company_name
        return {
            "id": partner.id,
            "name": partner.name or partner.display_name,
            "company": company if company != partner.name else False,
        }

    @api.model
    def _get_settled_bus_id(self):
        """Return the highest bus id below which no message can still be committed.

        Ids are given before commits: the plain highest one may be visible while a
        message with a lower id, the ring of another call, is not yet.
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT id FROM bus_bus
                 WHERE age(xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)
                    OR xmin = pg_current_xact_id_if_assigned()::xid
                 ORDER BY id DESC LIMIT 1
                """
            )
        )
        row = self.env.cr.fetchone()
        return row[0] if row else 0

    @api.model
    def get_active_calls(self):
        """Return the live calls of the current user, for a tab that just opened.

        Companies that are switched off count too: the phone rings all the same.

        :return: ``{"bus_id": int, "calls": [card, …], …}`` and what the navigation bar
            counts, see ``get_today_calls``; bus messages up to ``bus_id`` are older than
            the cards
        """
        bus_id = self._get_settled_bus_id()
        # sudo: the legs are the current user's own
        legs = (
            self.env["callcenter.call.leg"]
            .sudo()
            .search(
                [
                    ("user_id", "=", self.env.uid),
                    ("state", "!=", "ended"),
                    ("call_id.is_late", "=", False),
                ]
            )
        )
        return {
            "bus_id": bus_id,
            "calls": [call._get_card(self.env.user) for call in legs.call_id],
            **self._get_tally(),
        }


def _is_open(shown):
    """Return whether the card is not over, of what ``_get_shown`` tells of it."""
    return shown[-1]["state"] != "ended"


def _get_talk_age(legs):
    """Return the seconds since the open leg among these was answered, else False."""
    answered = legs.filtered(lambda leg: leg.state == "ongoing")[:1].answer_date
    return answered and max(int(_seconds_since(answered)), 0)


def _seconds_since(date):
    return (fields.Datetime.now() - date).total_seconds()
