from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime

from ...recordings import RecordingError, Source, locate, read_origin, spellings
from ..groups import PBX_ADMIN

SIZE_PARAMETER = "callcenter.recording_max_mb"
DEFAULT_MAX_MB = 50
# how long a server that is away is left alone: as long as it has been, within these
MIN_PAUSE_MINUTES, MAX_PAUSE_MINUTES = 1, 60
# what may mend recordings that were given up
WHERE_FIELDS = {
    "recording_base_url",
    "recording_folder",
    "recording_hosts",
    "recording_user",
    "recording_secret",
    "is_recording_private",
}
GIVEN_UP = [("state", "=", "failed")]
WAITING = ["&", ("state", "=", "pending"), ("reason", "=", "unreachable")]


class CallcenterPbxRecording(models.Model):
    """Where a connection's recordings lie, and who may hear them."""

    _inherit = "callcenter.pbx"

    # written by machines, and kept by no worker
    _callcenter_unkept_fields = frozenset(
        {"recording_outages", "recording_secret_origin"}
    )

    recording_base_url = fields.Char(
        help="Put before recording names that are no full address. A user and password"
        " are sent to this address alone.",
    )
    recording_folder = fields.Char(
        "Folder on the exchange",
        groups=PBX_ADMIN,
        help="Where the exchange sends whole paths: the folder that the address shows,"
        " such as /var/spool/asterisk/monitor.",
    )
    recording_hosts = fields.Text(
        "Further servers",
        groups=PBX_ADMIN,
        help="Servers that full addresses may name and the exchange may lead to, such as"
        " its storage, one a line: media.example.com, or, where it has to be plain,"
        " http://10.0.0.5:8080.",
    )
    recording_user = fields.Char("User", groups=PBX_ADMIN)
    recording_password = fields.Char(
        "Password",
        groups=PBX_ADMIN,
        compute="_compute_recording_password",
        inverse="_inverse_recording_password",
        help="Write it to change it; it is never shown. Where the address changes to"
        " another server it has to be entered again.",
    )
    recording_secret = fields.Char(groups=fields.NO_ACCESS, copy=False)
    # the server it is for, while the connection has no address
    recording_secret_origin = fields.Char(groups=fields.NO_ACCESS, copy=False)
    is_recording_private = fields.Boolean(
        "Server in a private network",
        groups=PBX_ADMIN,
        help="Let Odoo ask addresses of its own network (10.…, 192.168.…, localhost).",
    )
    recording_outages = fields.Json(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Servers of recordings that do not answer: since when, by address.",
    )
    recording_mode = fields.Selection(
        [("stream", "Play from the exchange"), ("store", "Keep a copy in Odoo")],
        "Copies",
        required=True,
        default="stream",
        help="Recordings are fetched in the background where a copy is kept.",
    )
    agent_listening = fields.Selection(
        [
            ("none", "Nothing"),
            ("own", "What they answered or placed themselves"),
            ("all", "Every call they see"),
        ],
        "Agents hear",
        required=True,
        default="own",
        help="Supervisors and managers hear every call they see.",
    )
    is_agent_downloading = fields.Boolean(
        "Agents download", help="Supervisors and managers may always."
    )

    def _compute_recording_password(self):
        """Show nothing: what the browser never gets cannot be read there."""
        self.recording_password = False

    def _inverse_recording_password(self):
        for pbx in self.filtered("recording_password"):
            # sudo: nobody reads this field; who may write the connection may set it
            pbx.sudo().recording_secret = pbx.recording_password

    @api.constrains("recording_base_url", "recording_hosts")
    def _check_recording_addresses(self):
        for pbx in self:
            lines = [pbx.recording_base_url, *(pbx.recording_hosts or "").splitlines()]
            for line in filter(None, lines):
                try:
                    read_origin(line)
                except ValueError as error:
                    raise ValidationError(
                        self.env._(
                            "'%s' is no server. Write one a line, such as"
                            " https://pbx.example.com or http://10.0.0.5:8080. User and"
                            " password have fields of their own.",
                            line,
                        )
                    ) from error

    def write(self, vals):
        origins = {pbx: pbx._get_recording_origin() for pbx in self}
        result = super().write(vals)
        for pbx in self:
            # a password is for the server that it was entered for, and no other;
            # sudo: nobody reads these fields
            row, origin = pbx.sudo(), pbx._get_recording_origin()
            known = str(origins[pbx] or row.recording_secret_origin or "")
            if not origin:
                if row.recording_secret_origin != (known or False):
                    row.recording_secret_origin = known
            elif known and known != str(origin) and not vals.get("recording_password"):
                row.recording_secret = False
        if vals.keys() & WHERE_FIELDS:
            self.sudo().recording_outages = False
            self._get_recordings(["|", *GIVEN_UP, *WAITING])._retry()
        return result

    def _get_recordings(self, domain):
        # sudo: who connects exchanges has no right to calls by that
        recordings = self.env["callcenter.recording"].sudo()
        return recordings.search([("call_id.pbx_id", "in", self.ids), *domain])

    def _note_recordings_away(self, server):
        """Remember that ``server`` does not answer.

        :return: when it is asked again
        """
        self.ensure_one()
        now = fields.Datetime.now()
        outages = self.recording_outages or {}
        since = fields.Datetime.to_datetime(outages.get(server, now))
        if server not in outages:
            since_text = fields.Datetime.to_string(since)
            self.recording_outages = {**outages, server: since_text}
        pause = max(now - since, timedelta(minutes=MIN_PAUSE_MINUTES))
        return now + min(pause, timedelta(minutes=MAX_PAUSE_MINUTES))

    def _note_recordings_back(self, server):
        """Let all that waited for ``server`` be asked for now."""
        outages = self.recording_outages or {}
        if server in outages:
            left = {name: since for name, since in outages.items() if name != server}
            self.recording_outages = left or False
            self._get_recordings(WAITING).next_try_date = fields.Datetime.now()

    def _get_advice_on_recordings(self):
        return "\n".join(
            self.env._(
                "Recordings: %(server)s does not answer since %(date)s. It is asked"
                " again until it does; no recording is given up for that.",
                server=server,
                date=format_datetime(self.env, since, dt_format="short"),
            )
            for server, since in (self.recording_outages or {}).items()
        )

    def _get_recording_origin(self):
        """Return scheme, host and port of the base address, None without one."""
        try:
            return read_origin(self.recording_base_url or "")
        except ValueError:
            return None

    def _get_recording_source(self, name):
        """Return the Source of a recording, with credentials: for the server alone.

        :param str name: the recording as the exchange named it
        :raises RecordingError: why there is none
        """
        self.ensure_one()
        if self._is_neutralised():
            raise RecordingError("neutralised")
        base = self.recording_base_url or ""
        hosts = filter(str.strip, (self.recording_hosts or "").splitlines())
        allowed = tuple(read_origin(line) for line in hosts)
        folder = self.recording_folder or ""
        location, *others = (
            locate(spelling, base, folder, allowed)
            for spelling in spellings(name or "")
        )
        authorization = None
        if self.recording_user and base and location.origin == read_origin(base):
            authorization = (self.recording_user, self.recording_secret or "")
        return Source(
            location,
            authorization,
            self.is_recording_private,
            self._get_recording_max_bytes(),
            others=tuple(others),
            base=base,
            allowed=allowed,
        )

    @api.model
    def _get_recording_max_bytes(self):
        """Return how large a recording may be, fetched or sent."""
        # sudo: a limit is no secret
        value = self.env["ir.config_parameter"].sudo().get_param(SIZE_PARAMETER)
        try:
            megabytes = max(float(value or DEFAULT_MAX_MB), 0)
        except ValueError:
            megabytes = DEFAULT_MAX_MB
        return int(megabytes * 1024 * 1024)
