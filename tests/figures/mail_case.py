from unittest.mock import patch

from ..mail_server import MailServer
from .figures_case import FiguresCase


class MailCase(FiguresCase):
    """Figures that go by mail to a server on loopback."""

    def setUp(self):
        super().setUp()
        self.server = MailServer()
        self.addCleanup(self.server.close)
        servers = self.env["ir.mail_server"]
        servers.search([]).active = False
        servers.create(
            {
                "name": "Loopback",
                "smtp_host": "127.0.0.1",
                "smtp_port": self.server.port,
                "smtp_encryption": "none",
                "smtp_authentication": "login",
            }
        )
        # Odoo sends nothing in tests unless told otherwise
        sends = patch.object(
            self.env.registry["ir.mail_server"], "_disable_send", lambda *_args: False
        )
        sends.start()
        self.addCleanup(sends.stop)
        self.env.company.email = "desk@example.com"
        # of the user Odoo would tell the former address that it changed
        self.dung.partner_id.email = "dung@example.com"
        self.thu.partner_id.email = "thu@example.com"

    def run_cron(self, name):
        """Let a scheduled action do its work."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"callcenter.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def take_mails(self):
        """Return the mails that came since, by recipient."""
        mails, self.server.mails = self.server.mails, []
        return {address: mail for addresses, mail in mails for address in addresses}

    def html(self, mail):
        """Return what a mail program shows."""
        return mail.get_body(("html",)).get_content()
