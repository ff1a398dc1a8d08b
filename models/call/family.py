from datetime import timedelta

from odoo import fields, models

from ...rules.family import Member, join
from ...rules.outcomes import ENDED
from ...rules.whose import RESTART_SECONDS
from ..field_types import Duration
from ..transaction import write_changed
from .callid import get_callids
from .events import to_stamp
from .leg import DISPOSITIONS

MAX_GENERATIONS = 20
MAX_MEMBERS = 100
# a change of these changes what the family is
_COUNTED = {
    "state", "disposition", "direction", "start_date", "answer_date", "wait_duration",
    "talk_duration", "is_talk_known",
}  # fmt: skip


class CallcenterCallFamily(models.Model):
    """Calls that continue each other, where the exchange changes ids at a transfer."""

    _inherit = "callcenter.call"

    parent_callid = fields.Char("Continues call id", readonly=True)
    parent_id = fields.Many2one(
        "callcenter.call",
        "Continues",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The call before the exchange gave it another id.",
    )
    child_ids = fields.One2many("callcenter.call", "parent_id", "Continued by")
    is_in_family = fields.Boolean(
        readonly=True, help="It continues another call, or is continued by one."
    )

    # of the first of a family, which stands for all of it: what figures count
    family_disposition = fields.Selection(
        DISPOSITIONS, "Disposition of all parts", readonly=True
    )
    family_wait = Duration(
        "Wait of all parts",
        readonly=True,
        help="Seconds until the first answer in any part, or until the end of the last.",
    )
    family_talk = Duration(
        "Talk of all parts", readonly=True, help="Seconds of talk, each once."
    )

    _parent_callid = models.Index("(pbx_id, parent_callid) WHERE parent_callid != ''")

    def _follow_parent(self, changed, is_awaited):
        """Link this call with the one that it continues, and with those that wait for it.

        :param changed: the names of the fields that were written
        :param is_awaited: whether it is new, and a child has come before it
        """
        if self.parent_callid and not self.parent_id:
            self._adopt(self._find_parent(), self)
        if is_awaited:
            waiting = self.search(
                [
                    ("pbx_id", "=", self.pbx_id.id),
                    ("parent_callid", "=", self.callid),
                    ("parent_id", "=", False),
                    ("id", "!=", self.id),
                ]
            )
            for child in waiting.filtered(self._is_of_same_time):
                self._adopt(self, child)
        if self.is_in_family and changed & _COUNTED:
            self._refresh_family()

    def _find_parent(self):
        """Return the call that this one continues, or none: of several that the
        exchange gave this id the last one of the same day.
        """
        callids = get_callids(self.pbx_id, self.parent_callid)
        calls = self.search(
            [("pbx_id", "=", self.pbx_id.id), ("callid", "in", callids)],
            order="restart desc",
        )
        return calls.filtered(self._is_of_same_time)[:1]

    def _is_of_same_time(self, other):
        """Tell whether ``other`` may be of this call's family: ids are used again."""
        return abs(other.start_date - self.start_date) < timedelta(
            seconds=RESTART_SECONDS
        )

    def _adopt(self, parent, child):
        """Let ``child`` continue ``parent``, unless that would go round in a circle."""
        if not parent or parent == child or child in parent._get_ancestors():
            return
        child.write({"parent_id": parent.id, "is_in_family": True})
        parent.is_in_family = True
        child._refresh_family()

    def _get_ancestors(self):
        """Return the calls that this one continues, nearest first."""
        found = self.browse()
        call = self.parent_id
        while call and call not in found and len(found) < MAX_GENERATIONS:
            found += call
            call = call.parent_id
        return found

    def _get_root(self):
        """Return the first call of this one's family, or itself."""
        return (self + self._get_ancestors())[-1]

    def _get_family(self):
        """Return ``(root, all)``: the call that was there first, and all that continue it."""
        root = self._get_root()
        family, generation = root, root.child_ids
        while generation - family and len(family) < MAX_MEMBERS:
            family |= generation
            generation = generation.child_ids
        return root, family

    def _refresh_family(self):
        """Let what the first call says of the caller follow from all of them."""
        root, family = self._get_family()
        whole = join([call._as_member() for call in family])
        for call in family:
            vals = dict.fromkeys(("family_disposition", "family_wait", "family_talk"))
            vals["is_missed"] = False
            if call == root and len(family) > 1:
                vals = {
                    "family_disposition": whole.disposition,
                    "family_wait": whole.wait,
                    "family_talk": whole.talk,
                    "is_missed": root.direction == "incoming" and whole.is_lost,
                }
            elif call == root:  # the others were deleted
                vals["is_missed"] = call.direction == "incoming" and whole.is_lost
                vals["is_in_family"] = False
            changed = write_changed(call, vals)
            if "is_missed" in changed:
                call._refresh_audience()
            if changed and (call.is_settled or call.missed_id):
                call._refresh_missed()
        if root.is_settled and whole.state != ENDED:
            # it counts when all of it is over
            root.is_settled = False

    def _is_missed_in_family(self, view):
        """Tell whether the caller was missed, where this call shows ``view``.

        The first call stands for all: whoever answered any of them spoke with them.
        """
        root, family = self._get_family()
        if root != self or view.direction != "incoming":
            return False
        members = [call._as_member() for call in family - self]
        return join([view_member(view), *members]).is_lost

    def _is_family_over(self):
        """Tell whether all parts of what this call is one of have ended."""
        _root, family = self._get_family()
        return set(family.mapped("state")) == {ENDED}

    def unlink(self):
        """Delete the calls; what is left of their families stands for itself."""
        self.check_access("unlink")
        # sudo: what figures count follows from all parts, whoever deletes one
        calls = self.sudo()
        families = [call._get_family()[1] for call in calls if call.is_in_family]
        left = calls.browse().union(*families) - calls
        result = super().unlink()
        for call in left:
            call._refresh_family()
        return result

    def _as_member(self):
        return Member(
            start=to_stamp(self.start_date),
            state=self.state,
            disposition=self.disposition or None,
            answer=to_stamp(self.answer_date) or None,
            wait=None if self.wait_duration is False else self.wait_duration,
            talk=self.talk_duration if self.is_talk_known else None,
            has_rung=bool(self.leg_ids),
        )

    def _get_counted(self):
        """Return ``(disposition, wait, talk)`` of the call as its caller knows it: with
        all that continue it; wait and talk None where unknown.
        """
        if self.is_in_family and not self.parent_id:
            found = self.family_disposition, self.family_wait, self.family_talk
        else:
            talk = self.talk_duration if self.is_talk_known else False
            found = self.disposition, self.wait_duration, talk
        disposition, wait, talk = found
        return (
            disposition or None,
            None if wait is False else wait,
            None if talk is False else talk,
        )


def view_member(view):
    """Return the Member that a CallView is."""
    return Member(
        start=view.start,
        state=view.state,
        disposition=view.disposition,
        answer=view.answer,
        wait=view.wait,
        talk=view.talk,
        has_rung=bool(view.legs),
    )
