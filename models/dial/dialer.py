from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...dialling import TemplateError, fill_link
from ..groups import AGENT

MAX_FOUND = 8


class CallcenterDialer(models.AbstractModel):
    """What the browser asks of telephones: dial, hang up, hand on."""

    _name = "callcenter.dialer"
    _description = "Dialling"

    @api.model
    def get_telephones(self):
        """Return the current user's telephones from which Odoo can dial.

        :return: list of ``{"id", "number", "pbx", "way"}``, ``way`` as ``dial_way``
        """
        # sudo: the user's own extensions, and how their exchange is asked to dial
        extensions = self.env["callcenter.extension"].sudo()
        own = extensions.search(
            [
                ("user_id", "=", self.env.uid),
                ("may_dial", "=", True),
                ("pbx_id.dial_way", "!=", "none"),
                ("pbx_id.active", "=", True),
            ]
        )
        return [
            {
                "id": extension.id,
                "number": extension.number,
                "pbx": extension.pbx_id.name,
                "way": extension.pbx_id.dial_way,
                "is_advertising_limited": extension.pbx_id.is_advertising_limited,
            }
            for extension in own
        ]

    @api.model
    def dial(self, phone, telephone_id=False, purpose="service"):
        """Call ``phone`` from the current user's telephone.

        :param str phone: the number, in any spelling
        :param telephone_id: one of ``get_telephones``; default: the first
        :param str purpose: ``service`` or ``advertising``
        :return: ``{"id", "state", "reason", "link"}``: the order, why it was refused,
            and for a telephone that dials by a link, the link to open
        :raises UserError: why it cannot be dialled
        """
        extension = self._get_telephone(telephone_id)
        order = self.env["callcenter.order"]._dial(
            extension, str(phone or "")[:100], _purpose(purpose)
        )
        return {
            "id": order.id,
            "state": order.state,
            "reason": order.reason or "",
            "link": self._get_link(extension, order),
        }

    @api.model
    def look(self, order_id):
        """Return how an order stands that the exchange should have taken by now.

        :return: ``{"state", "reason"}``
        """
        order = self.env["callcenter.order"].search(
            [("id", "=", order_id), ("user_id", "=", self.env.uid)]
        )
        # sudo: what waited too long is ended, whoever asks
        order.sudo()._expire([("id", "=", order.id)])
        return {"state": order.state, "reason": order.reason or ""}

    @api.model
    def hang_up(self, call_id):
        """End the current user's part of a call."""
        call, extension = self._get_own_call(call_id)
        self.env["callcenter.order"]._hang_up(extension, call)

    @api.model
    def transfer(self, call_id, phone, is_attended=False):
        """Hand a call of the current user on to an extension or a number."""
        call, extension = self._get_own_call(call_id)
        self.env["callcenter.order"]._transfer(
            extension, call, str(phone or "")[:100], bool(is_attended)
        )

    @api.model
    def find_names(self, text):
        """Return contacts and colleagues by name or number, for the dial pad.

        :return: list of ``{"name", "number", "detail"}``
        """
        text = str(text or "").strip()[:100]
        if not text or not self.env.user.has_group(AGENT):
            return []
        return [*self._find_colleagues(text), *self._find_contacts(text)][:MAX_FOUND]

    @api.model
    def get_colleagues(self, call_id):
        """Return to whom a call may be handed on, with how they are.

        :return: list of ``{"name", "number", "status"}``; ``status`` '' where nobody
            tells it
        """
        call, extension = self._get_own_call(call_id)
        return self._describe_colleagues(
            self._get_colleagues(call.sudo().pbx_id, extension)
        )

    def _get_telephone(self, telephone_id):
        if telephone_id:
            extension = self.env["callcenter.extension"].browse(int(telephone_id))
            if not extension.exists():
                raise UserError(self.env._("This is not your telephone."))
            return extension
        telephones = self.get_telephones()
        if not telephones:
            raise UserError(
                self.env._("You have no telephone from which Odoo can dial.")
            )
        return self.env["callcenter.extension"].browse(telephones[0]["id"])

    def _get_own_call(self, call_id):
        """Return a call of the current user, and the telephone at which they have it."""
        # sudo: only legs of the user's own are looked at
        legs = self.env["callcenter.call.leg"].sudo()
        leg = legs.search(
            [
                ("call_id", "=", int(call_id)),
                ("user_id", "=", self.env.uid),
                ("state", "!=", "ended"),
                ("extension_id", "!=", False),
            ],
            order="answer_date, id desc",
            limit=1,
        )
        if not leg:
            raise AccessError(self.env._("You are not in this call."))
        env = self.env
        return leg.call_id.with_env(env), leg.extension_id.with_env(env)

    def _get_link(self, extension, order):
        pbx = extension.sudo().pbx_id
        if pbx.dial_way != "uri" or order.state == "refused":
            return ""
        values = {"extension": order.extension, "phone": order.phone}
        try:
            return fill_link(pbx.dial_link or "", values)
        except TemplateError as error:
            raise UserError(pbx._explain_template(error)) from error

    def _get_colleagues(self, pbx, extension):
        # sudo: an agent reads extensions; names of colleagues are read as theirs below
        extensions = self.env["callcenter.extension"].sudo()
        return extensions.search(
            [
                ("pbx_id", "=", pbx.id),
                ("user_id", "not in", (False, self.env.uid)),
                ("id", "!=", extension.id),
            ]
        )

    def _describe_colleagues(self, extensions):
        # sudo: how colleagues are now is for every agent to see
        statuses = self.env["callcenter.agent.status"].sudo()
        now = statuses.search(
            [("user_id", "in", extensions.user_id.ids), ("end_date", "=", False)]
        )
        status_of = {row.user_id: row.status for row in now}
        return [
            {
                "name": extension.user_id.name,
                "number": extension.number,
                "status": status_of.get(extension.user_id, ""),
            }
            for extension in extensions.sorted(lambda row: row.user_id.name)
        ]

    def _find_colleagues(self, text):
        own = self._get_telephone(False)
        pbx = own.sudo().pbx_id
        found = self._get_colleagues(pbx, own).filtered(
            lambda row: (
                text.casefold() in row.user_id.name.casefold() or text == row.number
            )
        )
        return [
            {"name": row["name"], "number": row["number"], "detail": row["status"]}
            for row in self._describe_colleagues(found[:MAX_FOUND])
        ]

    def _find_contacts(self, text):
        partners = self.env["res.partner"].search(
            [("callcenter_search", "ilike", text), ("phone", "!=", False)],
            limit=MAX_FOUND,
        )
        return [
            {
                "name": partner.name or partner.display_name,
                "number": partner.phone,
                "detail": partner.parent_id.name or "",
            }
            for partner in partners
        ]


def _purpose(value):
    return "advertising" if value == "advertising" else "service"
