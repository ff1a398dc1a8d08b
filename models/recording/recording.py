from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...recordings import HEAD_BYTES, RecordingError, is_answering, open_recording
from ..groups import MANAGER, SUPERVISOR

FETCH_BATCH = 200
FIRST_TRY_MINUTES = 1
MAX_TRY_MINUTES = 6 * 60
# with the growing pauses, one and a half days
MAX_TRIES = 14
# of one server so many in a row that break off or take too long: it is the server
MAX_DOUBTFUL = 3
DOUBTFUL_REASONS = {"broken_off", "too_slow"}
# what a user hears within it again is the same listening
LISTEN_MINUTES = 60

REASONS = [
    ("missing", "The exchange does not have the file yet."),
    ("unreachable", "The exchange cannot be reached."),
    ("bad_certificate", "The certificate of the exchange is not valid."),
    ("too_slow", "The exchange is too slow."),
    ("broken_off", "The exchange broke off."),
    ("unauthorized", "The exchange refuses the user and password."),
    ("refused", "The exchange answers with an error."),
    ("redirected", "The exchange leads to a server that the connection does not name."),
    ("no_base", "The connection has no address for recordings."),
    ("bad_name", "The exchange sent a name that is no address and no path."),
    ("host_forbidden", "The connection does not name this server."),
    ("private_address", "The address lies in a network that is not allowed."),
    ("not_audio", "What the exchange has there is no audio."),
    ("too_large", "The recording is too large."),
    ("neutralised", "This database is a neutralised copy: it asks no exchange."),
    ("out_of_range", "The recording is shorter than that."),
]
# waiting does not mend these
FINAL_REASONS = {"bad_name", "host_forbidden", "private_address", "not_audio"}
FINAL_REASONS |= {"no_base", "redirected", "too_large"}
# what has audio, in Odoo or at the exchange
HEARD_STATES = ("pending", "available", "stored")


class FetchTurn:
    """What one run learns of the servers that it asks: who is away, who may be."""

    def __init__(self):
        self.away = set()
        # who answered, if only that something is wrong with a file
        self.answering = set()
        # by server, those whose tries failed since one did not
        self.doubtful = {}


class CallcenterRecording(models.Model):
    """The recording of one leg, or of a call as a whole."""

    _name = "callcenter.recording"
    _description = "Recording"
    _order = "id"
    _rec_name = "call_id"

    call_id = fields.Many2one(
        "callcenter.call", required=True, readonly=True, ondelete="cascade", index=True
    )
    leg_id = fields.Many2one(
        "callcenter.call.leg",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="None: the call as a whole.",
    )
    pbx_id = fields.Many2one(related="call_id.pbx_id")
    call_start_date = fields.Datetime(related="call_id.start_date")
    company_id = fields.Many2one(
        related="call_id.company_id", store=True, precompute=True
    )
    state = fields.Selection(
        [
            ("pending", "Not there yet"),
            ("available", "At the exchange"),
            ("stored", "Kept in Odoo"),
            ("failed", "Given up"),
            ("deleted", "Deleted"),
        ],
        required=True,
        readonly=True,
        default="pending",
    )
    reason = fields.Selection(REASONS, readonly=True)
    audio = fields.Binary(attachment=True, groups=fields.NO_ACCESS)
    size = fields.Integer("Size (bytes)", readonly=True)
    mimetype = fields.Char("Type", readonly=True)
    tries = fields.Integer(readonly=True)
    next_try_date = fields.Datetime("Next try", readonly=True)
    copy_until_date = fields.Datetime(
        "Copied until", readonly=True, help="A copy for downloads is deleted then."
    )
    deleted_by_id = fields.Many2one("res.users", "Deleted by", readonly=True)
    deleted_date = fields.Datetime("Deleted on", readonly=True)
    listen_ids = fields.One2many("callcenter.recording.listen", "recording_id")

    _one_each = models.UniqueIndex("(call_id, COALESCE(leg_id, 0))")
    _due = models.Index("(next_try_date) WHERE state = 'pending'")

    @api.depends("call_id", "leg_id")
    def _compute_display_name(self):
        for recording in self:
            names = [recording.call_id.display_name, recording.leg_id.number]
            recording.display_name = " – ".join(filter(None, names))

    # -- coming into being --------------------------------------------------------

    @api.model
    def _ensure(self, call):
        """Have a row for each recording of ``call`` that the exchange named.

        A name that a leg has is that leg's, where the call repeats it.
        """
        legs = call.leg_ids.filtered("recording_url")
        wanted = [(call, leg) for leg in legs]
        if call.recording_url and call.recording_url not in legs.mapped(
            "recording_url"
        ):
            wanted.append((call, legs.browse()))
        if not wanted:
            return
        known = {recording.leg_id for recording in call.recording_ids}
        now = fields.Datetime.now()
        self.create(
            [
                {"call_id": call.id, "leg_id": leg.id, "next_try_date": now}
                for call, leg in wanted
                if leg not in known
            ]
        )

    def _get_name(self):
        """Return the recording as the exchange named it."""
        return (self.leg_id or self.call_id).recording_url

    def _get_file_name(self):
        """Return the name under which it is downloaded, without extension."""
        start = fields.Datetime.context_timestamp(self, self.call_id.start_date)
        digits = "".join(filter(str.isdigit, self.call_id.phone or ""))
        parts = [f"{start:%Y-%m-%d %H-%M}", digits, self.leg_id.number]
        return " ".join(filter(None, parts)).replace("/", "-")

    # -- fetching -----------------------------------------------------------------

    @api.model
    def _cron_fetch(self):
        """Ask the exchanges for recordings that are due, each in its own transaction."""
        self._drop_due_copies()
        domain = [
            ("state", "=", "pending"),
            ("next_try_date", "<=", fields.Datetime.now()),
            ("id", "not in", self.env["callcenter.fault"]._get_resting("fetch", self)),
        ]
        due = self.search(domain, order="next_try_date", limit=FETCH_BATCH)
        remaining = self.search_count(domain)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        turn = FetchTurn()
        for recording in due:
            # meanwhile it may have been deleted, or sent by the exchange
            if recording.exists().state == "pending":
                recording._fetch_in(turn)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _fetch_in(self, turn):
        """Look whether the recording is there, unless its server is away: asking an
        exchange that does not answer for each of its files would take hours.

        :param FetchTurn turn: what this run has learnt of the servers
        """
        server = self._get_server()
        if server in turn.away:
            self._wait_for(server)
            return
        if not self.env["callcenter.fault"]._attempt("fetch", self):
            return  # it rests
        if self.reason == "unreachable":
            turn.away.add(server)
        elif self.reason == "too_slow" and not self._is_answering(server, turn):
            turn.away.add(server)
            self._wait_for(server, is_try_undone=True)
        elif self.reason in DOUBTFUL_REASONS:
            failed = turn.doubtful.get(server, self.browse()) | self
            turn.doubtful[server] = failed
            if len(failed) == MAX_DOUBTFUL:
                turn.away.add(server)
                failed._wait_for(server, is_try_undone=True)
        else:
            turn.answering.add(server)
            turn.doubtful.pop(server, None)

    def _is_answering(self, server, turn):
        """Return whether the server of a recording that took too long answers at all."""
        if server not in turn.answering:
            source = self.pbx_id._get_recording_source(self._get_name())
            if not is_answering(source):
                return False
            turn.answering.add(server)
        return True

    def _fetch(self):
        """Look whether the recording is there; keep it where the connection says so."""
        self.ensure_one()
        is_kept = self.pbx_id.recording_mode == "store"
        try:
            source = self.pbx_id._get_recording_source(self._get_name())
            with open_recording(source, 0, None if is_kept else HEAD_BYTES) as answer:
                if is_kept:
                    self._keep(b"".join(answer.chunks()), answer.mimetype)
                else:
                    self._set_available(answer)
        except RecordingError as error:
            if error.code == "unreachable":
                self._wait_for(self._get_server())
                return
            self._put_off(error.code)
            if error.code in DOUBTFUL_REASONS:
                return
        self.pbx_id._note_recordings_back(self._get_server())

    def _get_server(self):
        """Return the server that is asked for this, as text, '' where there is none."""
        try:
            source = self.pbx_id._get_recording_source(self._get_name())
        except RecordingError:
            return ""
        scheme, host, port = source.location.origin
        return f"{scheme}://{host}:{port}"

    def _set_available(self, answer):
        """Note that the exchange has it; writes only what is news."""
        if self.state == "available" and self.mimetype:
            return
        if self.pbx_id.recording_mode == "store" and self.next_try_date:
            return  # played before it was kept: it is to be fetched still
        self.write(
            {
                "state": "available",
                "reason": False,
                "next_try_date": False,
                "mimetype": answer.mimetype,
                "size": answer.total or 0,
            }
        )

    def _keep(self, data, mimetype):
        """Keep the audio itself, in Odoo's filestore.

        :param bytes data: the audio
        """
        self._put_audio(data, mimetype)
        self.write(
            {
                "state": "stored",
                "reason": False,
                "next_try_date": False,
                "copy_until_date": False,
                "mimetype": mimetype,
                "size": len(data),
            }
        )

    def _put_audio(self, data, mimetype):
        """Write ``audio``, as the field would, but not in base64 first."""
        self._get_audio_files().unlink()
        self.env["ir.attachment"].create(
            {
                "name": "audio",
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "audio",
                "type": "binary",
                "raw": data,
                "mimetype": mimetype,
            }
        )
        self.invalidate_recordset(["audio"])

    def _get_audio_files(self):
        """Return the attachment that ``audio`` is kept as, none where there is none."""
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "in", self.ids),
            ("res_field", "=", "audio"),
        ]
        return self.env["ir.attachment"].search(domain)

    @api.model
    def _keep_sent(self, call, leg, data, mimetype):
        """Keep audio that the exchange sent itself.

        :param leg: the leg it is of, or none
        :return: whether it was kept: what was deleted or erased stays so
        """
        if call.erased_date:
            return False
        domain = [("call_id", "=", call.id), ("leg_id", "=", leg.id)]
        recording = self.search(domain)
        if not recording:
            recording = self.create({"call_id": call.id, "leg_id": leg.id})
        if recording.state == "deleted":
            return False
        recording._keep(data, mimetype)
        return True

    def _wait_for(self, server, is_try_undone=False):
        """Wait until ``server`` is back: that it is away is no fault of the file's.

        :param is_try_undone: whether the last try of each told of the server only
        """
        for pbx, recordings in self.grouped("pbx_id").items():
            date = pbx._note_recordings_away(server)
            for recording in recordings:
                recording.write(
                    {
                        "state": "pending",
                        "reason": "unreachable",
                        "next_try_date": date,
                        "tries": max(recording.tries - is_try_undone, 0),
                    }
                )

    def _put_off(self, reason):
        """Try again later, each time later, or give up."""
        tries = self.tries + 1
        vals = {"reason": reason, "tries": tries}
        if reason in FINAL_REASONS or tries >= MAX_TRIES:
            vals |= {"state": "failed", "next_try_date": False}
        else:
            minutes = min(FIRST_TRY_MINUTES * 2 ** (tries - 1), MAX_TRY_MINUTES)
            pause = timedelta(minutes=minutes)
            vals["next_try_date"] = fields.Datetime.now() + pause
        self.write(vals)

    def action_retry(self):
        """Ask the exchange anew for recordings that were given up.

        :raises AccessError: for who is no manager
        """
        self._check_manager()
        # sudo: rows are written by the system only; the caller is a manager who sees them
        self.sudo()._retry()

    def _retry(self):
        """Begin anew with those that are not there."""
        absent = self.filtered(lambda row: row.state in ("failed", "pending"))
        now = fields.Datetime.now()
        absent.write({"state": "pending", "tries": 0, "next_try_date": now})

    # -- hearing ------------------------------------------------------------------

    def _may_hear(self):
        """Return whether the current user, who can read its call, may hear this.

        Supervisors and managers hear what they see; agents what the connection says.
        """
        self.ensure_one()
        # sudo: a setting that is no secret, and the legs of a call that is readable
        call, leg = self.sudo().call_id, self.sudo().leg_id
        setting = call.pbx_id.agent_listening
        if setting == "all" or self.env.user.has_group(SUPERVISOR):
            return True
        if setting == "none":
            return False
        # of a call as a whole, every part: with a transfer it is a colleague's too
        legs = leg or call.leg_ids
        talks = legs.filtered(lambda leg: leg.disposition == "answered")
        return bool(talks) and all(leg.user_id.id == self.env.uid for leg in talks)

    @api.model
    def _may_download(self, pbx):
        """Return whether the current user may keep the files that they may hear."""
        # sudo: a setting that is no secret
        return pbx.sudo().is_agent_downloading or self.env.user.has_group(SUPERVISOR)

    def _record_listening(self, is_download):
        """Note that the current user listens: once, though players ask piece by piece."""
        # sudo: nobody writes the log but this
        listens = self.env["callcenter.recording.listen"].sudo()
        since = fields.Datetime.now() - timedelta(minutes=LISTEN_MINUTES)
        domain = [
            ("recording_id", "=", self.id),
            ("user_id", "=", self.env.uid),
            ("is_download", "=", False),
            ("date", ">=", since),
        ]
        if is_download or not listens.search_count(domain, limit=1):
            listens.create(
                {
                    "recording_id": self.id,
                    "user_id": self.env.uid,
                    "is_download": is_download,
                }
            )

    def _get_state_text(self):
        """Return in words why this cannot be played, False where it can."""
        if self.state == "deleted":
            return self.env._("Deleted by %s", self.deleted_by_id.name)
        if self.state == "failed":
            reasons = dict(self._fields["reason"]._description_selection(self.env))
            return self.env._("Given up: %s", reasons.get(self.reason, ""))
        if self.state == "pending":
            return self.env._("Not there yet")
        return False

    # -- deleting -----------------------------------------------------------------

    def action_delete(self):
        """Delete the audio and never fetch it again; the call says who did.

        What the exchange has stays there.

        :raises AccessError: for who is no manager
        """
        self._check_manager()
        # sudo: rows are written by the system only; the caller is a manager who sees them
        for recording in self.sudo().filtered(lambda row: row.state != "deleted"):
            recording._delete_audio()
            recording.call_id.message_post(
                author_id=self.env.user.partner_id.id,
                body=recording._get_deletion_text(),
            )

    def _delete_audio(self):
        """Delete the audio in Odoo's store; what the exchange has is not asked again."""
        self.write(
            {
                "audio": False,
                "state": "deleted",
                "reason": False,
                "size": 0,
                "next_try_date": False,
                "copy_until_date": False,
                "deleted_by_id": self.env.uid,
                "deleted_date": fields.Datetime.now(),
            }
        )

    def _get_deletion_text(self):
        if self.leg_id:
            return self.env._("Recording of extension %s deleted.", self.leg_id.number)
        return self.env._("Recording deleted.")

    def _check_manager(self):
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers may do this."))
