import hashlib
import hmac
import ipaddress
import secrets
import shlex
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import str2bool

from odoo.addons.base.models.res_partner import _tz_get

from ...compat.timezones import countries_of
from ...phones import lookup_keys
from ...wire import WireError
from ..groups import PBX_ADMIN
from ..kept import kept
from .extension import Mapping

TOKEN_BYTES = 32
LISTEN_MINUTES = 15
# further names of this server, beside that of web.base.url
HOSTS_PARAMETER = "callcenter.hosts"

# one line, which a selection by mouse copies as it is; a callid of its own each time,
# since a call that was tried before the extension was mapped rings nobody
_TRY_COMMAND = (
    "curl -H 'Authorization: Bearer %s' %s"
    " -d callid=test-$(date +%%s) -d phone=0989464344 -d extension=%s"
)


class Credentials(NamedTuple):
    """What lets a request in: the hash of the token, or an address within networks."""

    pbx_id: int
    token_hash: str
    old_token_hash: str
    old_token_until: datetime | bool
    gateway_token_hash: str
    require_token: bool
    networks: tuple
    listen_until: datetime | bool


class Settings(NamedTuple):
    """How the events of a connection are read."""

    tz: str
    accept_get: bool
    end_scope: str
    company_id: int
    country_id: int
    country_code: str
    # the company and its parents: their contacts are told to the exchange
    own_company_ids: tuple
    # contacts of these may call: of those whose agents have telephones here, too
    company_ids: tuple
    trunk_prefix: str
    own_keys: frozenset
    lookup_enabled: bool
    # what stands first in 5/6/2026, None: not known
    date_first: str | None


def default_country(pbx):
    """Return the country of the company, else the user's, else the time zone's."""
    own = pbx.env.company.country_id or pbx.env.user.country_id
    return own or zone_country(pbx.env, pbx.default_get(["tz"]).get("tz"))


def zone_country(env, tz):
    """Return a country whose time zone it is, or none."""
    codes = list(countries_of(tz or ""))
    return env["res.country"].search([("code", "in", codes)], limit=1)


class CallcenterPbx(models.Model):
    """A connection to a telephone exchange: who may post, and how to read it."""

    _name = "callcenter.pbx"
    _description = "PBX Connection"
    _inherit = ["callcenter.kept.source"]
    _order = "name"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    tz = fields.Selection(
        _tz_get,
        "Time zone",
        required=True,
        default=lambda self: (
            self.env.user.tz or self.env.company.partner_id.tz or "UTC"
        ),
        help="In which the exchange's clock stands, where it sends times without one.",
    )
    country_id = fields.Many2one(
        "res.country",
        required=True,
        default=default_country,
        help="How local numbers are read: 0989… is +84989… in Vietnam.",
    )
    trunk_prefix = fields.Char(
        "Trunk prefix",
        help="The digits that the exchange puts in front of outside numbers (9 for"
        " 90989464344); empty where it sends them plain.",
    )
    own_numbers = fields.Text(
        "Own numbers",
        help="The company's own numbers, one a line. Calls from them are no customer's.",
    )
    lookup_enabled = fields.Boolean(
        "Answer lookups",
        default=True,
        help="Let the exchange ask who a number is, to show the name on the telephone.",
    )
    require_token = fields.Boolean(
        "Require token",
        default=True,
        help="Switch off only for an exchange that cannot send a token; it is then let"
        " in by its address alone.",
    )
    allowed_networks = fields.Text(
        "Allowed networks",
        groups=PBX_ADMIN,
        help="Addresses or networks (203.0.113.7, 10.0.0.0/8, 2001:db8::/32) that may"
        " post, one a line. Empty: any address that has the token.",
    )
    accept_get = fields.Boolean(
        "Accept GET", help="Let the exchange send its events as GET requests."
    )
    end_scope = fields.Selection(
        [
            ("auto", "Learn from calls"),
            ("call", "One end for the whole call"),
            ("leg", "One end per extension"),
        ],
        "Ends",
        required=True,
        default="auto",
        help="What call_end closes where several extensions rang.",
    )
    recording_base_url = fields.Char(
        "Recordings at",
        groups=PBX_ADMIN,
        help="Put before recording names that are no full address.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Opening hours",
        default=lambda self: self.env.company.resource_calendar_id,
    )
    token_hash = fields.Char(groups=PBX_ADMIN, copy=False, readonly=True)
    old_token_hash = fields.Char(groups=PBX_ADMIN, copy=False, readonly=True)
    old_token_until = fields.Datetime(
        "Old token until", groups=PBX_ADMIN, copy=False, readonly=True
    )
    listen_until = fields.Datetime(
        "Listening until", groups=PBX_ADMIN, copy=False, readonly=True
    )
    journal_days = fields.Integer(
        "Keep the journal (days)", default=30, help="Older rows are deleted."
    )
    silence_hours = fields.Integer(
        "Silence (hours)",
        default=4,
        help="Warn when nothing was heard for so many opening hours.",
    )
    has_token = fields.Boolean(compute="_compute_has_token", compute_sudo=True)
    ring_limit = fields.Integer(
        "Ring limit (minutes)",
        default=15,
        help="A ring that is never ended by the exchange is closed after this time.",
    )
    talk_limit = fields.Integer(
        "Talk limit (minutes)",
        default=240,
        help="A talk that is never ended by the exchange is closed after this time.",
    )
    extension_ids = fields.One2many("callcenter.extension", "pbx_id")
    extension_count = fields.Integer(compute="_compute_extension_count")
    last_event_date = fields.Datetime("Last heard", compute="_compute_last_event_date")
    webhook_url = fields.Char("Webhook address", compute="_compute_webhook_url")

    _limits_positive = models.Constraint(
        "CHECK(ring_limit > 0 AND talk_limit > 0 AND journal_days > 0"
        " AND silence_hours > 0)",
        "Limits, days and hours are at least one.",
    )

    def _compute_has_token(self):
        for pbx in self:
            pbx.has_token = bool(pbx.token_hash)

    def _compute_extension_count(self):
        counts = self.env["callcenter.extension"]._read_group(
            [("pbx_id", "in", self.ids)], ["pbx_id"], ["__count"]
        )
        by_pbx = {pbx.id: count for pbx, count in counts}
        for pbx in self:
            pbx.extension_count = by_pbx.get(pbx.id, 0)

    def _compute_last_event_date(self):
        # sudo: when an exchange was heard is no secret, what it sent is
        events = self.env["callcenter.event"].sudo()
        for pbx in self:
            latest = events.search([("pbx_id", "=", pbx.id)], order="id desc", limit=1)
            pbx.last_event_date = latest.create_date

    def _compute_webhook_url(self):
        for pbx in self:
            pbx.webhook_url = f"{pbx.get_base_url()}/api/callcenter/call_in"

    def action_listen(self):
        """Keep everything that knocks for LISTEN_MINUTES, and show it."""
        self.ensure_one()
        self.check_access("write")
        # sudo: people write it by this button only
        self.sudo().listen_until = fields.Datetime.now() + timedelta(
            minutes=LISTEN_MINUTES
        )
        return self.env["ir.actions.act_window"]._for_xml_id("callcenter.action_knocks")

    @api.model
    def _is_listening(self):
        """Return whether somebody wants to see everything that knocks."""
        now = fields.Datetime.now()
        rows = self._get_credentials()
        return any(row.listen_until and row.listen_until > now for row in rows)

    @api.constrains("allowed_networks")
    def _check_allowed_networks(self):
        for pbx in self:
            for line in _lines(pbx.allowed_networks):
                try:
                    ipaddress.ip_network(line, strict=False)
                except ValueError as error:
                    raise ValidationError(
                        self.env._(
                            "'%s' is not an address or network. Write one a line, such"
                            " as 203.0.113.7 or 10.0.0.0/8.",
                            line,
                        )
                    ) from error

    @api.constrains("require_token", "allowed_networks")
    def _check_is_guarded(self):
        for pbx in self:
            if not pbx.require_token and not _lines(pbx.allowed_networks):
                raise ValidationError(
                    self.env._(
                        "A connection without a token needs allowed networks:"
                        " anyone could post to it otherwise."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env["callcenter.phone.check"]._read_soon()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & {"country_id", "active"}:
            self.env["callcenter.phone.check"]._read_soon()
        return super().write(vals)

    def generate_token(self, grace_hours=0):
        """Give this connection a new token and return it.

        It is shown this once: only its SHA-256 is kept.

        :param int grace_hours: how long the token it had stays valid beside the new one
        :return: str, 43 characters that are safe in addresses
        :raises AccessError: without the right to change connections
        """
        self.ensure_one()
        self.check_access("write")
        token = make_token()
        until = fields.Datetime.now() + timedelta(hours=grace_hours)
        # sudo: people write it by this method only, as of who may change the connection
        pbx = self.sudo()
        pbx.write(
            {
                "token_hash": hash_token(token),
                "old_token_hash": pbx.token_hash if grace_hours else False,
                "old_token_until": until if grace_hours else False,
            }
        )
        return token

    def action_generate_token(self):
        """Generate a token and show it this once, with a command to try it."""
        grace_hours = self.env.context.get("callcenter_grace_hours", 0)
        token = self.generate_token(grace_hours)
        mapped = self.extension_ids.filtered("user_id")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New token of %s", self.name),
            "res_model": "callcenter.token",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_pbx_id": self.id,
                "default_token": token,
                "default_command": _TRY_COMMAND
                % (token, self.webhook_url, shlex.quote(mapped[:1].number or "101")),
            },
        }

    @kept
    def _get_extensions(self):
        """Return the Mapping of each extension by number, kept as the settings are."""
        extensions = self.env["callcenter.extension"]
        return {
            extension.number: Mapping(
                extension.id, extension.user_id.id, extension.employee_id.id
            )
            for extension in extensions.search([("pbx_id", "=", self.id)])
        }

    @api.onchange("tz")
    def _onchange_tz(self):
        """A new connection takes its country from the time zone."""
        country = zone_country(self.env, self.tz)
        if (
            country
            and not self._origin
            and self.country_id.code not in countries_of(self.tz)
        ):
            self.country_id = country

    @kept
    def _get_settings(self):
        """Return the Settings of this connection, kept: every event asks for them."""
        return Settings(
            self.tz,
            self.accept_get,
            self.end_scope,
            self.company_id.id,
            self.country_id.id,
            self.country_id.code,
            tuple(self.company_id.parent_ids.ids),
            self._get_served_companies(),
            self.trunk_prefix or "",
            frozenset(
                key
                for line in _lines(self.own_numbers)
                for key in lookup_keys(line, [self.country_id.code])
            ),
            self.lookup_enabled,
            None if self.date_first == "auto" else self.date_first,
        )

    def _get_served_companies(self):
        """Return the ids of all companies whose agents have telephones here, and parents."""
        users = (
            self.env["callcenter.extension"].search([("pbx_id", "=", self.id)]).user_id
        )
        # sudo: which companies these are is told to nobody
        companies = self.company_id | users.sudo().company_ids
        return tuple(companies.parent_ids.ids)

    def _filter_own(self, records):
        """Return those of the connection's company: an exchange is told of no others.

        Its telephones show names to whoever has one, whatever they may read in Odoo.

        :param records: contacts or leads
        """
        own = self._get_settings().own_company_ids
        return records.filtered(
            lambda record: not record.company_id or record.company_id.id in own
        )

    @api.model
    @kept
    def _get_regions(self):
        """Return the codes of the active connections' countries, without repeats."""
        pbxs = self.search([("active", "=", True)], order="id")
        return tuple(dict.fromkeys(pbxs.country_id.mapped("code")))

    @api.model
    @kept
    def _get_credentials(self):
        """Return the Credentials of every active connection, from one kept table."""
        return tuple(
            Credentials(
                pbx.id,
                pbx.token_hash or "",
                pbx.old_token_hash or "",
                pbx.old_token_until,
                pbx.gateway_token_hash or "",
                pbx.require_token,
                tuple(
                    ipaddress.ip_network(line, strict=False)
                    for line in _lines(pbx.allowed_networks)
                ),
                pbx.listen_until,
            )
            for pbx in self.search([], order="id")
        )

    @api.model
    def _is_neutralised(self):
        """Return whether this database is a copy that leaves exchanges alone."""
        # sudo: no secret; Odoo keeps parameters in its cache
        parameters = self.env["ir.config_parameter"].sudo()
        return str2bool(parameters.get_param("database.is_neutralized", "False"))

    @api.model
    def _authenticate(
        self,
        tokens,
        address,
        is_address_proven,
        is_browser=False,
        host="",
        signers=(),
    ):
        """Return the connection that a request comes from.

        :param tokens: texts that the request presents as its token
        :param str address: where it comes from
        :param bool is_address_proven: whether no unknown proxy stands between
        :param bool is_browser: whether a web page sends it
        :param str host: what it calls this server
        :param signers: ids of the connections whose signature it bears
        :raises WireError: ``unauthorized`` (401), ``address_forbidden``,
            ``proxy_untold``, ``from_browser``, ``host_forbidden`` or ``neutralised``
            (403)
        """
        if self._is_neutralised():
            raise WireError("neutralised", 403)
        connections = self._get_credentials()
        if tokens:
            found = _find_by_tokens(connections, tokens)
            networks = found.networks if found else ()
        elif signers:
            found = next((row for row in connections if row.pbx_id in signers), None)
            networks = found.networks if found else ()
        else:
            by_address = [row for row in connections if not row.require_token]
            networks = [net for row in by_address for net in row.networks]
            found = next(
                (row for row in by_address if _is_within(address, row.networks)), None
            )
        if networks and not is_address_proven:
            raise WireError("proxy_untold", 403)
        if networks and not _is_within(address, networks):
            raise WireError("address_forbidden", 403, address=address or "")
        if not found:
            raise WireError("unauthorized", 401)
        if not tokens and not signers:
            self._check_sender(is_browser, host)
        pbx = self.browse(found.pbx_id)
        # else Odoo reads the superuser's own row to know the company
        return pbx.with_context(allowed_company_ids=[pbx._get_settings().company_id])

    @api.model
    def _check_sender(self, is_browser, host):
        """Check that an exchange itself sends what its address alone lets in.

        A page in a browser of that network could send it, too, and with a name that is
        made to lead here (DNS rebinding) it would look like a page of this server.
        """
        if is_browser:
            raise WireError("from_browser", 403)
        name = _host_name(host)
        if name and not _is_inner_name(name) and name not in self._get_host_names():
            raise WireError("host_forbidden", 403, host=name)

    @api.model
    def _get_host_names(self):
        """Return the names of this server: of its address, and those told beside it."""
        # sudo: no secret; Odoo keeps parameters in its cache
        parameters = self.env["ir.config_parameter"].sudo()
        texts = [
            urlsplit(parameters.get_param("web.base.url", "")).netloc,
            *parameters.get_param(HOSTS_PARAMETER, "").replace(",", " ").split(),
        ]
        return {_host_name(text) for text in texts}


def _host_name(host):
    """Return a Host header without its port, in lower case."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return host


def _is_inner_name(name):
    """Return whether a name cannot be made to lead here: no DNS server is asked for it."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return "." not in name
    return address.is_private or address.is_loopback


def make_token():
    """Return a new token: 43 characters that are safe in addresses.

    The first is no dash, which programs would take for an option.
    """
    while True:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        if token[0] not in "-_":
            return token


def hash_token(token):
    """Return what is kept of a token: its SHA-256, in hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _find_by_tokens(connections, tokens):
    """Return the row that a token opens, comparing every row in constant time."""
    found = None
    for token in tokens:
        digest = hash_token(token)
        for row in connections:
            is_current = hmac.compare_digest(row.token_hash, digest)
            is_old = hmac.compare_digest(row.old_token_hash, digest)
            is_gateway = hmac.compare_digest(row.gateway_token_hash, digest)
            is_old = is_old and row.old_token_until > fields.Datetime.now()
            if is_current or is_old or is_gateway:
                found = found or row
    return found


def _lines(text):
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _is_within(address, networks):
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return any(ip in network for network in networks)
