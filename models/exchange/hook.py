from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...wire import signatures
from ..groups import PBX_ADMIN
from ..kept import kept

# a vendor sends again for hours at most
SEEN_DAYS = 3
GC_BATCH = 10_000


class CallcenterPbxHook(models.Model):
    """How a vendor that posts to a hook of this connection signs its messages."""

    _inherit = "callcenter.pbx"

    hook_signature = fields.Selection(
        [
            (signatures.STANDARD, "Standard Webhooks"),
            (signatures.STAMPED, "t=…,v1=… (DIDWW)"),
            (signatures.TWILIO, "Twilio"),
            (signatures.CARESOFT, "CareSoft"),
            (signatures.API_KEY, "Key in X-Api-Key"),
        ],
        "Signed by",
        groups=PBX_ADMIN,
        help="How the vendor signs what it posts to an adapter's address. What is not"
        " signed so is refused there.",
    )
    hook_secrets = fields.Text(
        "Signing secrets",
        compute="_compute_hook_secrets",
        inverse="_inverse_hook_secrets",
        groups=PBX_ADMIN,
        help="One a line: while a secret is replaced, the old and the new one are valid."
        " They are shown to nobody; what is entered takes their place.",
    )
    hook_kept_secrets = fields.Text(groups=fields.NO_ACCESS, copy=False, readonly=True)
    hook_base_url = fields.Char(
        "Public address",
        groups=PBX_ADMIN,
        help="The address of this server that was told to the vendor, such as"
        " https://odoo.example.com; Twilio signs it. Empty: the address of Odoo.",
    )

    def _compute_hook_secrets(self):
        self.hook_secrets = False

    def _inverse_hook_secrets(self):
        for pbx in self.filtered("hook_secrets"):
            # sudo: written here only, and read by nobody
            pbx.sudo().hook_kept_secrets = pbx.hook_secrets

    @api.model
    @kept
    def _get_signers(self):
        """Return ``{id: (scheme, secrets, public address)}`` of who signs, kept."""
        return {
            pbx.id: (
                pbx.hook_signature,
                tuple(x for x in (pbx.hook_kept_secrets or "").split() if x),
                pbx.hook_base_url or "",
            )
            for pbx in self.search([("hook_signature", "!=", False)], order="id")
        }

    @api.model
    def _find_signers(self, signed):
        """Return ``{id: message id}`` of the connections whose signature it bears."""
        found = {}
        for pbx_id, (scheme, secrets, base) in self._get_signers().items():
            message_id = signatures.verify(
                scheme, secrets, signed, base or self.get_base_url()
            )
            if message_id is not None:
                found[pbx_id] = message_id
        return found

    def _is_signed(self, signers):
        """Return whether a message is signed as this connection wants it, if it does.

        :param signers: as of ``_find_signers``
        """
        return self.id in signers or self.id not in self._get_signers()

    def _get_hook_url(self, target):
        """Return the public address of ``target``, path and query."""
        base = self._get_signers().get(self.id, ("", (), ""))[2]
        return (base or self.get_base_url()).rstrip("/") + target

    def _is_first_sight(self, message_id):
        """Remember a vendor's message; return whether it came for the first time.

        In the database: another worker may get the copy, at the same moment.
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO callcenter_hook_seen (pbx_id, message_id, seen_date)"
                " VALUES (%s, %s, now() AT TIME ZONE 'UTC')"
                " ON CONFLICT (pbx_id, message_id) DO NOTHING",
                self.id,
                message_id,
            )
        )
        return bool(self.env.cr.rowcount)


class CallcenterHookSeen(models.Model):
    """The ids of vendors' messages that came, so that a copy is known as one."""

    _name = "callcenter.hook.seen"
    _description = "Seen Message"
    _log_access = False

    pbx_id = fields.Many2one(
        "callcenter.pbx", required=True, ondelete="cascade", readonly=True
    )
    message_id = fields.Char(required=True, readonly=True)
    seen_date = fields.Datetime(required=True, index=True, readonly=True)

    _once = models.Constraint("UNIQUE (pbx_id, message_id)", "It came before.")

    @api.autovacuum
    def _gc_seen(self):
        limit = fields.Datetime.now() - timedelta(days=SEEN_DAYS)
        old = self.search([("seen_date", "<", limit)], limit=GC_BATCH)
        old.unlink()
        return len(old), len(old) == GC_BATCH
