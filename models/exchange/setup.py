from markupsafe import Markup

from odoo import api, fields, models

from ...wire.adapters import find_adapter
from ..groups import PBX_ADMIN
from .setup_texts import GATEWAY, KINDS


class CallcenterPbxSetup(models.Model):
    """The set-up page of a connection: what to put where, and what has come of it."""

    _inherit = "callcenter.pbx"
    _callcenter_unkept_fields = frozenset({"kind"})

    kind = fields.Selection(
        selection=lambda self: [(x, str(kind.label)) for x, kind in KINDS.items()],
        string="Exchange",
        required=True,
        default="guide",
        help="Which exchange it is: the set-up page says what to put where.",
    )
    setup_steps = fields.Html(
        compute="_compute_setup", sanitize=False, groups=PBX_ADMIN
    )
    setup_example = fields.Text("To copy", compute="_compute_setup", groups=PBX_ADMIN)
    setup_checks = fields.Html(
        compute="_compute_setup", sanitize=False, groups=PBX_ADMIN
    )

    @api.depends("kind", "last_event_date", "extension_ids.user_id")
    @api.depends_context("lang")
    def _compute_setup(self):
        setup = self.env["callcenter.pbx.setup"]
        for pbx in self:
            pbx.setup_steps = setup.get_steps(pbx)
            pbx.setup_example = setup.get_example(pbx)
            pbx.setup_checks = setup.get_checks(pbx)


class CallcenterPbxSetupTexts(models.AbstractModel):
    """Tells whoever connects an exchange what to do, and what is done already."""

    _name = "callcenter.pbx.setup"
    _description = "Set-up Page"

    @api.model
    @api.private
    def get_steps(self, pbx):
        """Return what to put where as a numbered list, and how far its adapter is."""
        kind = KINDS[pbx.kind or "guide"]
        steps = Markup("<ol>%s</ol>") % Markup().join(
            Markup("<li>%s</li>") % str(step) for step in kind.steps
        )
        adapter = find_adapter(f"hook/{kind.reads}") if kind.reads else None
        if not adapter:
            return steps
        rungs = self.env._("This kind is: %s.", ", ".join(adapter.rungs))
        return steps + Markup("<p class='text-muted'>%s</p>") % rungs

    @api.model
    @api.private
    def get_example(self, pbx):
        """Return what may be copied, with this server's address in it."""
        kind = KINDS[pbx.kind or "guide"]
        if not kind.example:
            return False
        url = f"{pbx.get_base_url()}/api/callcenter"
        hook = f"{url}/hook/{kind.reads}" if kind.reads else url
        return kind.example.replace("{url}", url).replace("{hook}", hook)

    @api.model
    @api.private
    def get_checks(self, pbx):
        """Return the check-list: what has come from the exchange, and what is to do."""
        rows = [
            Markup("<li class='%s'>%s %s%s</li>")
            % (
                "text-success" if is_done else "",
                "✓" if is_done else "○",
                label,
                Markup("<div class='text-muted ms-3'>%s</div>") % todo
                if not is_done
                else "",
            )
            for is_done, label, todo in self._list_checks(pbx)
        ]
        return Markup("<ul class='list-unstyled mb-0'>%s</ul>") % Markup().join(rows)

    def _list_checks(self, pbx):
        """Yield ``(is it done, what, what to do next)`` in the order of a set-up.

        Rooms above add what they know of calls.
        """
        _ = self.env._
        has_credentials = pbx.has_token or not pbx.require_token
        is_gateway = KINDS[pbx.kind or "guide"].reads == GATEWAY
        if is_gateway:
            yield (
                bool(pbx.gateway_seen_date),
                _("The gateway runs"),
                _("Start it on the exchange; --check says what is missing."),
            )
        else:
            yield (
                bool(has_credentials),
                _("Token made"),
                _("Press Generate token, and give it to the exchange."),
            )
        yield (
            bool(pbx.last_event_date),
            _("Heard from the exchange, with the right credentials"),
            _(
                "Make a call. Nothing comes? Press Listen, make another one, and look at"
                " Caught requests: what is refused stands there with its reason."
            ),
        )
        yield (
            bool(pbx.extension_ids.user_id),
            _("Extensions mapped to users"),
            _("Press Map extensions…: a range, work phones, or those that rang."),
        )
