from odoo import fields, models

from ..field_types import set_database_defaults
from ..groups import AGENT
from ..kept import kept

POPUP_MODES = [
    ("none", "No popup"),
    ("card", "Show the card"),
    ("open_ring", "Open the customer when it rings"),
    ("open_answer", "Open the customer when it is answered"),
]
# what a user may set about calls, by the name that the web client knows it by
PREFERENCES = {
    "incoming": "callcenter_incoming",
    "outgoing": "callcenter_outgoing",
    "ringtone": "callcenter_ringtone",
    "notify": "callcenter_is_notified",
    "ended_stay": "callcenter_ended_stay",
}


class ResUsers(models.Model):
    _inherit = "res.users"

    # by which record rules find the people whose extensions a supervisor has
    callcenter_extension_ids = fields.One2many(
        "callcenter.extension",
        "user_id",
        # who may not read extensions still reads all fields of users
        groups=AGENT,
    )
    callcenter_incoming = fields.Selection(
        POPUP_MODES, "Incoming calls", default="card", required=True
    )
    callcenter_outgoing = fields.Selection(
        POPUP_MODES, "Outgoing calls", default="card", required=True
    )
    callcenter_ringtone = fields.Selection(
        [("none", "None"), ("bell", "Bell"), ("soft", "Soft")],
        "Ringtone",
        default="none",
        required=True,
    )
    callcenter_is_notified = fields.Boolean(
        "Desktop notification",
        default=True,
        help="While no tab of Odoo is on screen, the desktop tells of a call.",
    )
    callcenter_ended_stay = fields.Integer(
        "Ended calls stay",
        default=60,
        required=True,
        help="Seconds that the card of an ended call stays on screen.",
    )

    _callcenter_ended_stay_range = models.Constraint(
        "CHECK(callcenter_ended_stay BETWEEN 5 AND 3600)",
        "The card of an ended call stays between 5 seconds and one hour.",
    )

    def init(self):
        result = super().init()
        set_database_defaults(self)
        return result

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + list(PREFERENCES.values())

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + list(PREFERENCES.values())

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(PREFERENCES.values()):
            for user in self:
                user._bus_send(
                    "callcenter.preferences/update", user._get_callcenter_preferences()
                )
        return result

    def _get_callcenter_preferences(self):
        """Return what this user wants of calls, as the web client reads it."""
        self.ensure_one()
        return {name: self[field] for name, field in PREFERENCES.items()}

    def _has_callcenter_extension(self):
        """Return whether a telephone extension is mapped to this user."""
        self.ensure_one()
        # sudo: only tells a user whether they have one themselves
        extensions = self.env["callcenter.extension"].sudo()
        return bool(extensions.search_count([("user_id", "=", self.id)], limit=1))

    @kept
    def _get_bus_partner_id(self):
        """Return the id of the partner on whose channel this user's tabs hear.

        Kept, as every event asks for it; of an archived user it is False.
        """
        return self.active and self.partner_id.id
