from datetime import datetime, time

import phonenumbers
import pytz
from phonenumbers import shortnumberinfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...compat.timezones import get_zone
from ...dialling import matches
from ..groups import SUPERVISOR

# Decree 91/2020/NĐ-CP, article 13: when advertising calls may be made, and how many
ADVERTISING_HOURS = time(8), time(17)
WAYS = {"gateway": {"dial", "hang_up", "transfer", "pause", "resume"}, "http": {"dial"}}
WAYS["uri"] = WAYS["http"]


class CallcenterOrder(models.Model):
    """Which numbers are dialled, and by which way."""

    _inherit = "callcenter.order"

    purpose = fields.Selection(
        [("service", "Service"), ("advertising", "Advertising")],
        required=True,
        readonly=True,
        default="service",
    )
    refusal = fields.Selection(
        [
            ("do_not_call", "Does not want to be called"),
            ("advertising", "Advertising is not allowed now"),
        ],
        readonly=True,
        help="Why Odoo itself refused it. A supervisor may allow it.",
    )
    key = fields.Char(readonly=True, help="The number as it is compared.")

    _advertising = models.Index("(key, create_date) WHERE purpose = 'advertising'")

    def _check_way(self, pbx, kind):
        if kind not in WAYS.get(pbx.dial_way, ()):
            raise UserError(
                self.env._("The exchange %s takes no orders from Odoo.", pbx.name)
            )
        return super()._check_way(pbx, kind) if pbx.dial_way == "gateway" else None

    @api.model
    def _dial(self, extension, phone, purpose="service"):
        """Place a call, as far as it may be placed.

        :param str purpose: a value of the field
        :return: the order; ``refused`` where the number is not called, see its reason
        """
        self._check_giver(extension, "dial")
        telephone = extension.sudo()  # sudo: the user's own, as was just checked
        pbx = telephone.pbx_id
        number = self._get_dialled(extension, phone)
        if _is_emergency(number, pbx.country_id.code):
            return self._give(extension, "dial", phone=number)
        if not telephone.may_dial:
            raise UserError(self.env._("Calls cannot be placed from your telephone."))
        keys = self._get_number_keys(pbx, number)
        self._check_pattern(pbx, number, keys)
        self._check_rate()
        values = {"phone": number, "purpose": purpose, "key": keys[:1] and keys[0]}
        refusal, reason = self._find_refusal(pbx, keys, purpose)
        if refusal:
            values |= {"state": "refused", "refusal": refusal, "reason": reason}
        return self._give(extension, "dial", **values)

    def _get_number_keys(self, pbx, number):
        return list(self.env["callcenter.lookup"]._get_keys(number, pbx))

    def _check_pattern(self, pbx, number, keys):
        """:raises UserError: the connection lets nobody dial this number"""
        if number in pbx._get_extensions():
            return
        international = next((key for key in keys if key.startswith("+")), "")
        home = f"+{pbx.country_id.phone_code}"
        if international and not international.startswith(home):
            if not pbx.is_dial_abroad:
                raise UserError(
                    self.env._(
                        "Foreign numbers are not dialled at %s. Its connection can"
                        " allow it.",
                        pbx.name,
                    )
                )
        if matches(pbx._get_blocked_patterns(), number, international):
            raise UserError(self.env._("%s may not be dialled.", number))

    def _find_refusal(self, pbx, keys, purpose):
        """Return ``(refusal, reason)`` of a number that is not called, else two Nones."""
        if self.env["callcenter.dial.permission"]._is_given(keys, pbx.company_id):
            return None, None
        companies = self.env["res.company"].browse(pbx._get_settings().company_ids)
        reason = self.env["callcenter.do.not.call"]._find_reason(keys, companies)
        if reason:
            return "do_not_call", reason
        if purpose == "advertising" and pbx.is_advertising_limited:
            reason = self._find_advertising_refusal(pbx, keys)
            return (reason and "advertising"), reason
        return None, None

    def _find_advertising_refusal(self, pbx, keys):
        zone = get_zone(pbx.tz)
        now = datetime.now(zone)
        if not ADVERTISING_HOURS[0] <= now.time() < ADVERTISING_HOURS[1]:
            return self.env._("Advertising calls are made from 8:00 to 17:00 only.")
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight.astimezone(pytz.utc).replace(tzinfo=None)
        domain = Domain("key", "in", keys[:1]) & Domain("purpose", "=", "advertising")
        domain &= Domain("create_date", ">=", since) & Domain("refusal", "=", False)
        domain &= Domain("company_id", "=", pbx.company_id.id)
        # sudo: calls of colleagues count, too
        if self.sudo().search_count(domain, limit=1):
            return self.env._("This number had its advertising call of today.")
        return None

    def _give(self, extension, kind, call=None, **values):
        way = extension.sudo().pbx_id.dial_way
        if kind == "dial" and way != "gateway":
            # handed on with this transaction; a link is opened by the browser
            values.setdefault("state", "done" if way == "uri" else "sent")
        order = super()._give(extension, kind, call, **values)
        if kind == "dial" and order.state != "refused":
            if way != "uri":
                order._begin_call()
            if way == "http":
                order._request_at_commit()
        return order

    def _end(self, state, reason):
        result = super()._end(state, reason)
        if state in ("refused", "expired"):
            for order in self:
                order._give_up_call()
        return result

    def action_allow(self):
        """Let the number of a refused order be dialled for an hour; supervisors may."""
        if not self.env.user.has_group(SUPERVISOR):
            raise AccessError(self.env._("A supervisor may allow it."))
        self.check_access("read")
        permissions = self.env["callcenter.dial.permission"]
        for order in self.filtered("refusal"):
            keys = self._get_number_keys(order.sudo().pbx_id, order.phone)
            permissions._give(order, keys)


def _is_emergency(number, region):
    """Return whether ``number`` calls for help where the exchange stands: 113, 115, …

    Source: libphonenumber's metadata of short numbers.
    """
    try:
        return bool(region) and shortnumberinfo.is_emergency_number(number, region)
    except phonenumbers.NumberParseException:
        return False
