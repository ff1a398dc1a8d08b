import hmac
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models

from ..groups import PBX_ADMIN
from .pbx import hash_token, make_token

ORDERS_CHANNEL = "callcenter.orders:"
KNOCK = "callcenter.order/knock"
# three heartbeats of 30 s may be lost
SILENT_SECONDS = 100


class CallcenterPbx(models.Model):
    """The gateway that runs beside an exchange: how it is, and how it is called."""

    _name = "callcenter.pbx"
    _inherit = ["callcenter.pbx", "bus.listener.mixin"]
    _callcenter_unkept_fields = frozenset(
        {
            "gateway_seen_date",
            "gateway_since_date",
            "gateway_version",
            "gateway_state",
            "gateway_backlog",
            "gateway_set_aside",
            "gateway_extensions",
        }
    )

    dial_way = fields.Selection(
        [("none", "Odoo places no calls"), ("gateway", "By the gateway")],
        "Calling out",
        required=True,
        default="none",
        help="How an agent's click reaches the exchange.",
    )
    gateway_token_hash = fields.Char(groups=PBX_ADMIN, copy=False, readonly=True)
    gateway_seen_date = fields.Datetime("Gateway seen", copy=False, readonly=True)
    gateway_since_date = fields.Datetime(
        "Gateway runs since", copy=False, readonly=True
    )
    gateway_version = fields.Char("Gateway version", copy=False, readonly=True)
    gateway_state = fields.Selection(
        [
            ("ok", "Connected to the exchange"),
            ("no_ami", "The exchange does not answer it"),
            ("catching_up", "Catching up"),
        ],
        "Gateway state",
        copy=False,
        readonly=True,
    )
    gateway_backlog = fields.Integer(
        "Waiting to be sent", copy=False, readonly=True, help="Events in its spool."
    )
    gateway_set_aside = fields.Integer(
        "Refused", copy=False, readonly=True, help="Events that Odoo refused for good."
    )
    gateway_extensions = fields.Json(copy=False, readonly=True)
    gateway_unmapped = fields.Char(
        "Unmapped extensions",
        compute="_compute_gateway_unmapped",
        help="What the gateway sees on the exchange and no extension here has.",
    )
    is_gateway_alive = fields.Boolean(compute="_compute_is_gateway_alive")
    is_gateway_old = fields.Boolean(compute="_compute_is_gateway_old")

    def _compute_is_gateway_alive(self):
        for pbx in self:
            pbx.is_gateway_alive = pbx._is_gateway_alive()

    @api.depends("gateway_version")
    def _compute_is_gateway_old(self):
        newest = self.env["callcenter.gateway.setup"]._get_version()
        for pbx in self:
            version = pbx.gateway_version
            pbx.is_gateway_old = bool(version) and version != newest

    @api.depends("gateway_extensions", "extension_ids.number")
    def _compute_gateway_unmapped(self):
        for pbx in self:
            known = set(pbx.extension_ids.mapped("number"))
            seen = [
                number for number in pbx.gateway_extensions or () if number not in known
            ]
            pbx.gateway_unmapped = ", ".join(sorted(seen))

    def _is_gateway_alive(self):
        """Return whether the gateway has been heard of lately."""
        limit = fields.Datetime.now() - timedelta(seconds=SILENT_SECONDS)
        return bool(self.gateway_seen_date) and self.gateway_seen_date >= limit

    def _take_heartbeat(self, heartbeat):
        """Note how the gateway is.

        :param Heartbeat heartbeat: what it told
        :return: what it is answered, beside the status
        """
        vals = {
            "gateway_seen_date": fields.Datetime.now(),
            "gateway_since_date": to_naive_utc(heartbeat.since),
            "gateway_version": heartbeat.version,
            "gateway_state": heartbeat.state,
            "gateway_backlog": heartbeat.backlog,
            "gateway_set_aside": heartbeat.set_aside,
            "gateway_extensions": list(heartbeat.extensions),
        }
        if not heartbeat.is_check:
            self.write(vals)
        return {
            "extensions": sorted(self._get_extensions()),
            "version": self.env["callcenter.gateway.setup"]._get_version(),
        }

    def generate_gateway_token(self):
        """Give the gateway of this connection a new token, and return it.

        It takes the place of the gateway's former one, and leaves the connection's own.

        :return: str, 43 characters that are safe in addresses
        :raises AccessError: without the right to change connections
        """
        self.ensure_one()
        self.check_access("write")
        token = make_token()
        # sudo: people write it by this method only
        self.sudo().gateway_token_hash = hash_token(token)
        return token

    def _knock(self):
        """Tell whoever carries out orders here that there is one, and nothing of it."""
        for pbx in self:
            for digest in pbx._get_channels():
                pbx._bus_send(KNOCK, {}, subchannel=digest)

    def _get_channels(self):
        """Return the hashes of the tokens that are let in: a new token, a new channel."""
        # sudo: compared and sent to the bus table, told to nobody
        pbx = self.sudo()
        hashes = [pbx.token_hash, pbx.gateway_token_hash]
        if pbx.old_token_until and pbx.old_token_until > fields.Datetime.now():
            hashes.append(pbx.old_token_hash)
        return list(filter(None, hashes))

    @api.model
    def _find_order_channels(self, token):
        """Return the channels on which who has ``token`` hears of orders."""
        digest = hash_token(token)
        return [
            (pbx, digest)
            for pbx in self.search([])
            if any(hmac.compare_digest(digest, own) for own in pbx._get_channels())
        ]


def to_naive_utc(stamp):
    """Return epoch seconds as Odoo's datetimes are, False where there are none."""
    if stamp is None:
        return False
    return datetime.fromtimestamp(stamp, timezone.utc).replace(
        tzinfo=None, microsecond=0
    )
