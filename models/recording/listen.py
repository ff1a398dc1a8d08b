from odoo import fields, models


class CallcenterRecordingListen(models.Model):
    """Who listened to which recording, and when."""

    _name = "callcenter.recording.listen"
    _description = "Listening"
    _order = "id desc"
    _rec_name = "user_id"

    recording_id = fields.Many2one(
        "callcenter.recording", required=True, readonly=True, ondelete="cascade"
    )
    call_id = fields.Many2one(
        related="recording_id.call_id", store=True, precompute=True, index=True
    )
    leg_id = fields.Many2one(related="recording_id.leg_id")
    company_id = fields.Many2one(
        related="recording_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    is_download = fields.Boolean("Downloaded", readonly=True)

    _latest = models.Index("(recording_id, user_id, date DESC)")
