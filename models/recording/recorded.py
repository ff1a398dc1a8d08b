from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..groups import MANAGER, PBX_ADMIN, SUPERVISOR
from .recording import HEARD_STATES


class CallcenterRecorded(models.AbstractModel):
    """A call or a leg, of which there may be a recording."""

    _name = "callcenter.recorded"
    _description = "Recorded"

    recording_url = fields.Char(
        "Recording as sent",
        groups=PBX_ADMIN,
        help="An address, or a name or path at the exchange.",
    )
    has_recording = fields.Boolean(
        compute="_compute_has_recording",
        search="_search_has_recording",
        help="One that can be heard, or will be; not what was deleted or given up.",
    )
    # what the player shows, see _get_player: nothing to read in an exported file
    recording_player = fields.Json(
        "Recording", compute="_compute_recording_player", exportable=False
    )

    @api.depends("recording_url", "recording_ids.state")
    def _compute_has_recording(self):
        for record in self:
            # sudo: whether there is one, not where it lies
            rows, name = record.sudo().recording_ids, record.sudo().recording_url
            heard = rows.filtered(lambda row: row.state in HEARD_STATES)
            record.has_recording = heard or (not rows and name)

    def _search_has_recording(self, operator, value):
        if operator != "in":
            return NotImplemented
        if set(value) == {True, False}:
            return Domain.TRUE
        found = Domain.custom(
            to_sql=self._recorded_sql, predicate=lambda one: one.has_recording
        )
        return found if True in value else ~found

    @api.model
    def _recorded_sql(self, records, alias, _query):
        """Return the condition: asked row by row, a list of the latest reads few rows.

        As ``id IN …`` of two selections, one ``NOT IN`` the other, PostgreSQL would go
        through all recordings for each call where there are more than its memory holds.
        """
        name = "call_id" if self._name == "callcenter.call" else "leg_id"
        recordings = self.env["callcenter.recording"]._fields
        rows = SQL(
            "SELECT FROM callcenter_recording WHERE %s = %s",
            SQL.identifier("callcenter_recording", name, to_flush=recordings[name]),
            SQL.identifier(alias, "id"),
        )
        return SQL(
            # one that was named and that nobody has looked for yet, or one that is there
            "(EXISTS (%s AND %s IN %s) OR (COALESCE(%s, '') != '' AND NOT EXISTS (%s)))",
            rows,
            SQL.identifier(
                "callcenter_recording", "state", to_flush=recordings["state"]
            ),
            HEARD_STATES,
            SQL.identifier(
                alias, "recording_url", to_flush=self._fields["recording_url"]
            ),
            rows,
        )

    @api.depends("recording_url", "recording_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_recording_player(self):
        # sudo: whether there is one, not where it lies; most records of a list have none
        recorded = self.sudo().filtered(
            lambda one: one.recording_ids or one.recording_url
        )
        (self - recorded).recording_player = False
        for record in self & recorded:
            record.recording_player = record._get_player()

    def _get_player(self):
        """Return what the player of this record, which was recorded, shows the user.

        :return: a dict: ``url``; ``state`` of the recording; ``text``, in words why it
            cannot be played, or False; ``can_play``, ``can_download``; ``id`` for
            managers, who may delete it
        """
        # sudo: the recording of a readable record; the right to hear is asked below
        recording = self.sudo()._get_recorded()
        env = self.env
        can_play = recording.with_env(env)._may_hear()
        pbx = recording.call_id.pbx_id.with_env(env)
        state = recording.state
        return {
            "id": env.user.has_group(MANAGER) and recording._origin.id,
            "url": self._get_recording_path(),
            "state": state,
            "text": recording.with_context(lang=env.lang)._get_state_text(),
            "can_play": can_play and state in HEARD_STATES,
            "can_download": can_play
            and state in ("available", "stored")
            and recording.with_env(env)._may_download(pbx),
        }

    def _get_recording_path(self):
        kind = "call" if self._name == "callcenter.call" else "leg"
        return f"/callcenter/recording/{kind}/{self.id}"

    def _get_recorded(self):
        """Return this record's recording; one nobody has looked for yet is a new row.

        Of a call whose legs were recorded, the first that the current user may hear,
        of those that are still there.
        """
        rows = self.recording_ids
        if not rows and self.recording_url:
            return rows.new(self._get_recording_values())
        if len(rows) < 2:
            return rows
        rows = rows.sorted(
            lambda row: (row.state not in HEARD_STATES, row.leg_id.id or 0)
        )
        return rows.filtered(lambda row: row._may_hear())[:1] or rows[:1]

    def _ensure_recording(self):
        """Return this record's recording, made where nobody has looked for it yet."""
        if not self.recording_ids and self.recording_url:
            self.env["callcenter.recording"]._ensure(self._get_recorded().call_id)
            self.invalidate_recordset(["recording_ids"])
        return self._get_recorded()


class CallcenterCall(models.Model):
    _name = "callcenter.call"
    _inherit = ["callcenter.call", "callcenter.recorded"]

    recording_ids = fields.One2many(
        "callcenter.recording",
        "call_id",
        "Recordings",
        readonly=True,
        groups=SUPERVISOR,
    )

    def unlink(self):
        """Delete the calls and their audio, which the database alone would leave."""
        self.check_access("unlink")
        # sudo: nobody deletes the rows of recordings but with their call
        self.sudo().recording_ids.unlink()
        return super().unlink()

    def _ensure_recordings(self):
        """Have a row for each recording of this call that the exchange named."""
        self.env["callcenter.recording"]._ensure(self)

    def _get_recording_values(self):
        legs = self.leg_ids
        named = legs.filtered(lambda leg: leg.recording_url == self.recording_url)
        return {"call_id": self.id, "leg_id": named[:1].id, "state": "pending"}


class CallcenterCallLeg(models.Model):
    _name = "callcenter.call.leg"
    _inherit = ["callcenter.call.leg", "callcenter.recorded"]

    recording_ids = fields.One2many(
        "callcenter.recording",
        "leg_id",
        "Recordings",
        readonly=True,
        groups=SUPERVISOR,
    )

    def _get_recording_values(self):
        return {"call_id": self.call_id.id, "leg_id": self.id, "state": "pending"}
