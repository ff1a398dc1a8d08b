import time

from odoo import api, fields, models
from odoo.tools import SQL

from ...compat import bus_connection
from ...compat import records as records_compat
from ..call.events import get_seen
from ..call.notes import get_note
from ..call.reader import get_reader_env

# a card is gone from the screen by then, so late figures need no message
CARD_SECONDS = 120
BUS_TYPE = "callcenter.call/update"
# how a ring may end that somebody else answers later
UNANSWERED = ("no_answer", "cancelled")


class CallcenterCallCard(models.Model):
    """The browser's door to the cards of the live calls."""

    _inherit = "callcenter.call"

    @api.model
    def get_active_calls(self):
        """Return the live calls of the current user, for a tab that just opened.

        Companies that are switched off count too: the phone rings all the same.

        :return: ``{"bus_id": int, "calls": [card, …], …}`` and what the navigation bar
            counts, see ``get_today_calls``; bus messages up to ``bus_id`` are older than
            the cards
        """
        bus_id = _get_settled_bus_id(self.env.cr)
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
        cards = self.env["callcenter.card"]
        return {
            "bus_id": bus_id,
            "calls": [cards.get_card(call, self.env.user) for call in legs.call_id],
            **cards.get_tally(),
        }


class CallcenterCard(models.AbstractModel):
    """What agents see of a call in the popup, and who is told when it changes."""

    _name = "callcenter.card"
    _description = "Cards of Calls"

    @api.private
    def notify(self, call, before, are_known=False, seen=None):
        """Send its card to every user concerned whose card is not as it was ``before``.

        :param before: by user, as ``get_shown`` gave it before the change
        :param are_known: whether only those are told who have a card already
        :param seen: when the call was first heard of, epoch seconds, where it is at hand
        :return: how many users were told
        """
        call.ensure_one()
        is_over = call.end_date and _seconds_since(call.end_date) > CARD_SECONDS
        if is_over and not any(_is_open(shown) for shown in before.values()):
            return 0
        by_user = _get_legs_by_user(call)
        users = [
            user
            for user, shown in self.get_shown(call, by_user).items()
            if shown != before.get(user) and (user in before or not are_known)
        ]
        if users:
            seen = get_seen(call) if seen is None else seen
            bus_connection.keep_open(self.env.cr)
        for user in users:
            partner = self.env["res.partner"].browse(user._get_bus_partner_id())
            partner._bus_send(BUS_TYPE, self.get_card(call, user, seen, by_user[user]))
        return len(users)

    @api.private
    def get_shown(self, call, by_user=None):
        """Return, by user who has a leg of this call, what decides what they see.

        :param by_user: what ``_get_legs_by_user`` gave, where it is at hand
        """
        call.ensure_one()
        # sudo: whom it concerns; each card is then built with its reader's rights
        call = call.sudo()
        common = call.partner_id, call.candidates, call.phone
        by_user = _get_legs_by_user(call) if by_user is None else by_user
        return {
            user: (*common, self._get_state(call, user, legs))
            for user, legs in by_user.items()
            if user._get_bus_partner_id()
        }

    @api.private
    def get_card(self, call, user, seen=None, legs=None):
        """Return a call as ``user`` is to see it in the popup.

        :param seen: as ``notify`` takes it
        :param legs: those of ``user``, where they are at hand
        :return: dict, see docs/architecture.md; times in seconds, False where unknown
        """
        call.ensure_one()
        # sudo: the reader has a leg of this call, which is checked by the callers
        call = call.sudo()
        seen = get_seen(call) if seen is None else seen
        display = "" if call.is_hidden else call.phone_display or ""
        if legs is None:
            legs = call.leg_ids.filtered(lambda leg: leg.user_id == user)
        customers = call.env["callcenter.call.customer"]
        return {
            "id": call.id,
            "callid": call.callid,
            **self._get_state(call, user, legs),
            "phone": display,
            "phone_copy": "".join(c for c in display if c.isdigit() or c == "+"),
            "phone_e164": call.phone_sanitized,
            "customer": customers.get_shown(call, user),
            "candidates": customers.get_candidates(call, user),
            "started": seen,
            "age": max(int(time.time() - seen), 0),
            "talk_age": _get_talk_age(legs),
        }

    def _get_state(self, call, user, legs):
        """Return what of ``user``'s card changes with events; ``legs`` are theirs.

        Extend it where more of a card changes.
        """
        states = legs.mapped("state")
        own_state = next(
            (state for state in ("ongoing", "ringing") if state in states), "ended"
        )
        answered = legs.filtered(lambda leg: leg.disposition == "answered")
        is_mine = own_state != "ended" or not call.user_id or call.user_id == user
        disposition = (answered or legs)[-1:].disposition
        if disposition in UNANSWERED and call.answer_date and not is_mine:
            # a colleague was rung later and answered: nobody need call back
            disposition = "answered_elsewhere"
        return {
            "direction": call.direction,
            "state": own_state,
            "disposition": own_state == "ended" and disposition,
            "answered_by": not is_mine and call.user_id.name,
            "is_hidden": call.is_hidden and not call.phone,
            "extension": (answered or legs)[:1].number,
            "queue": call.queue,
            "did": call.did,
            "duration": is_mine and call.is_duration_known and call.duration,
            "talk_duration": is_mine and call.is_talk_known and call.talk_duration,
            "note": get_note(call, user, legs),
            "outcome_id": call.outcome_id.id,
        }

    @api.private
    def get_tally(self):
        """Return what the navigation bar counts for the current user."""
        # of all of the user's companies, as the calls are
        waiting = get_reader_env(self.env, self.env.user)["callcenter.missed"]
        missed = search_today(self.env, [("is_missed", "=", True)])
        return {
            "missed_today": len(missed),
            "missed_customers": (
                waiting.get_missed_counts() if waiting.has_access("read") else {}
            ),
        }


def search_today(env, domain, limit=None):
    """Return today's calls that rang at the current user and match ``domain``."""
    # sudo: the legs are the current user's own
    calls = env["callcenter.call"].sudo()
    domain = [("is_mine", "=", True), ("start_date", ">=", "today"), *domain]
    return calls.search(domain, limit=limit)


def _get_settled_bus_id(cr):
    """Return the highest bus id below which no message can still be committed.

    Ids are given before commits: the plain highest one may be visible while a
    message with a lower id, the ring of another call, is not yet.
    """
    cr.execute(
        SQL(
            """
            SELECT id FROM bus_bus
             WHERE age(xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)
                OR xmin = pg_current_xact_id_if_assigned()::xid
             ORDER BY id DESC LIMIT 1
            """
        )
    )
    row = cr.fetchone()
    return row[0] if row else 0


def _get_legs_by_user(call):
    """Return the legs of each user who has any."""
    # sudo: whom it concerns; each card is then built with its reader's rights
    legs = call.sudo().leg_ids
    legs.fetch(["user_id"])
    ids = {}
    for leg_id, (user_id,) in records_compat.rows(legs, ["user_id"]).items():
        ids.setdefault(user_id, []).append(leg_id)
    users = call.env["res.users"].sudo()
    return {users.browse(key): legs.browse(ids[key]) for key in ids if key}


def _is_open(shown):
    """Return whether the card is not over, of what ``get_shown`` tells of it."""
    return shown[-1]["state"] != "ended"


def _get_talk_age(legs):
    """Return the seconds since the open leg among these was answered, else False."""
    answered = legs.filtered(lambda leg: leg.state == "ongoing")[:1].answer_date
    return answered and max(int(_seconds_since(answered)), 0)


def _seconds_since(date):
    return (fields.Datetime.now() - date).total_seconds()
