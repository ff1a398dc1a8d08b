from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...dialling import (
    READY,
    PatternError,
    Template,
    TemplateError,
    check,
    fill_link,
    read_patterns,
)
from ...recordings import read_url
from ..groups import PBX_ADMIN

DEFAULT_LINK = "tel:{phone}"
TEMPLATE_FIELDS = ("dial_method", "dial_url", "dial_headers", "dial_body")


class CallcenterPbx(models.Model):
    """How Odoo asks this exchange to dial, and what it may not ask."""

    _inherit = "callcenter.pbx"

    dial_way = fields.Selection(
        selection_add=[
            ("http", "By a request to the exchange"),
            ("uri", "By a link, on the agent's device"),
        ],
        ondelete={"http": "set default", "uri": "set default"},
    )
    dial_prefix = fields.Char(
        "Outside prefix",
        help="Dialled in front of outside numbers (9 for 90989464344). A gateway has its"
        " own, in its configuration.",
    )
    dial_line = fields.Char(
        "Line shown",
        help="The company's number that customers see: {line} of the request.",
    )
    is_dial_abroad = fields.Boolean(
        "Foreign numbers",
        help="Let agents dial abroad from Odoo. A gateway has a list of its own, too.",
    )
    dial_blocked = fields.Text(
        "Never dialled",
        help="Patterns of numbers, one a line, as Asterisk writes them: X is a digit, a"
        " dot is any rest. 1900X. stands for all numbers that begin with 1900 and go on.",
    )
    is_advertising_limited = fields.Boolean(
        "Limit advertising calls",
        compute="_compute_is_advertising_limited",
        store=True,
        readonly=False,
        help="From 8:00 to 17:00, one call a number and day (Vietnam, Decree 91/2020).",
    )
    dial_ready = fields.Selection(
        lambda self: self._select_ready(),
        "Begin with",
        store=False,
        help="Fills in what the maker of the exchange documents. Replace what stands in"
        " capitals.",
    )
    dial_method = fields.Selection(
        [("GET", "GET"), ("POST", "POST")], default="GET", groups=PBX_ADMIN
    )
    dial_url = fields.Char(
        "Address",
        groups=PBX_ADMIN,
        help="Of the request. {extension}, {phone}, {callid}, {line} and {secret} stand"
        " for what they say.",
    )
    dial_headers = fields.Text(
        "Headers", groups=PBX_ADMIN, help="Name: value, one a line."
    )
    dial_body = fields.Text("Body", groups=PBX_ADMIN)
    dial_success = fields.Char(
        "Good answer",
        groups=PBX_ADMIN,
        help="What the exchange's answer contains where it dials. Empty: its status"
        " tells.",
    )
    dial_password = fields.Char(
        "Secret",
        groups=PBX_ADMIN,
        compute="_compute_dial_password",
        inverse="_inverse_dial_password",
        help="{secret} of the request. Write it to change it; it is never shown. Where"
        " the address changes to another server it has to be entered again.",
    )
    dial_secret = fields.Char(groups=fields.NO_ACCESS, copy=False)
    is_dial_private = fields.Boolean(
        "Exchange in the own network",
        groups=PBX_ADMIN,
        help="Let Odoo ask addresses of its own network (10.…, 192.168.…, localhost).",
    )
    dial_link = fields.Char(
        "Link",
        default=DEFAULT_LINK,
        help="Opened on the agent's device: tel:, sip:, callto: or https:, with {phone}"
        " and {extension}.",
    )

    @api.depends("country_id")
    def _compute_is_advertising_limited(self):
        for pbx in self:
            pbx.is_advertising_limited = pbx.country_id.code == "VN"

    @api.model
    def _select_ready(self):
        return [(name, ready.name) for name, ready in READY.items()]

    @api.onchange("dial_ready")
    def _onchange_dial_ready(self):
        ready = READY.get(self.dial_ready)
        if not ready:
            return
        if isinstance(ready.template, Template):
            self.dial_way = "http"
            self.update(dict(zip(TEMPLATE_FIELDS, ready.template, strict=True)))
            self.dial_success = ready.success
        else:
            self.dial_way = "uri"
            self.dial_link = ready.template

    def _compute_dial_password(self):
        """Show nothing: what the browser never gets cannot be read there."""
        self.dial_password = False

    def _inverse_dial_password(self):
        for pbx in self.filtered("dial_password"):
            # sudo: nobody reads this field; who may write the connection may set it
            pbx.sudo().dial_secret = pbx.dial_password

    @api.constrains("dial_blocked")
    def _check_dial_blocked(self):
        for pbx in self:
            try:
                read_patterns(pbx.dial_blocked)
            except PatternError as error:
                raise ValidationError(
                    self.env._(
                        "'%s' is no pattern of numbers. Write digits, X, Z, N, [2-5], and"
                        " at the end a dot, one pattern a line.",
                        error.line,
                    )
                ) from error

    @api.constrains("dial_way", "dial_link", *TEMPLATE_FIELDS)
    def _check_dial_template(self):
        for pbx in self.sudo():  # sudo: the request's fields are for administrators
            try:
                if pbx.dial_way == "http":
                    check(pbx._get_dial_template())
                elif pbx.dial_way == "uri":
                    fill_link(pbx.dial_link or "", dict.fromkeys(("phone",), "1"))
            except TemplateError as error:
                raise ValidationError(pbx._explain_template(error)) from error

    def _explain_template(self, error):
        explained = {
            "method": self.env._("Choose GET or POST."),
            "address": self.env._(
                "The address of the request has to begin with https:// or http://."
            ),
            "secret_in_server": self.env._(
                "The name of the server is written out, without braces, user or password."
            ),
            "header": self.env._("This is no header that may be sent:"),
            "body": self.env._("The body begins like JSON and is none:"),
            "name": self.env._(
                "In braces may stand extension, phone, callid, line and secret, not:"
            ),
            "scheme": self.env._(
                "A link begins with tel:, sip:, callto: or https:, not so:"
            ),
        }
        return " ".join(filter(None, (explained[error.code], error.text)))

    @api.constrains("dial_prefix", "dial_line")
    def _check_dial_prefix(self):
        for pbx in self:
            for value in filter(None, (pbx.dial_prefix, pbx.dial_line)):
                if not all(character in "0123456789*#+ " for character in value):
                    raise ValidationError(
                        self.env._(
                            "'%s' has characters that no telephone dials.", value
                        )
                    )

    def write(self, vals):
        origins = {pbx: pbx._get_dial_origin() for pbx in self}
        result = super().write(vals)
        for pbx in self:
            # a secret is for the server that it was entered for, and no other
            known = origins[pbx]
            if (
                known
                and known != pbx._get_dial_origin()
                and not vals.get("dial_password")
            ):
                pbx.sudo().dial_secret = False  # sudo: nobody reads this field
        return result

    def _get_dial_origin(self):
        try:
            # sudo: compared only
            return read_url(self.sudo().dial_url or "").origin
        except ValueError:
            return None

    def _get_dial_template(self):
        """Return the request by which this exchange is asked to dial."""
        values = [self[name] or "" for name in TEMPLATE_FIELDS]
        return Template(values[0] or "GET", *values[1:])

    def _get_blocked_patterns(self):
        """Return what is never dialled, as ``dialling.matches`` takes it."""
        return read_patterns(self.dial_blocked)
