import base64
import io
import zipfile
from pathlib import Path

from odoo import api, fields, models

from ..gateway import __version__, settings

GATEWAY = Path(__file__).parents[1] / "gateway"
PROGRAM = "callcenter_gateway.pyz"
# Python runs the package in the archive
MAIN = "import sys\n\nfrom gateway.cli import main\n\nsys.exit(main())\n"
STEPS = """\
1. On the exchange, make an AMI user (see ami-user.txt) and reload the manager.
2. Copy {program} to /opt/callcenter-gateway/, and callcenter-gateway.conf to /etc/.
   Write the AMI user's secret into it:  chmod 600 /etc/callcenter-gateway.conf
3. python3 /opt/callcenter-gateway/{program} \\
       --config /etc/callcenter-gateway.conf --check
4. Copy callcenter-gateway.service to /etc/systemd/system/, then
   systemctl enable --now callcenter-gateway
"""
AMI_USER = """\
FreePBX, Issabel: Settings > Asterisk Manager Users > Add Manager
  Name: callcenter      Secret: a long one of your own
  Deny: 0.0.0.0/0.0.0.0      Permit: 127.0.0.1/255.255.255.255
  Rights, read: call, agent, dialplan
  Rights, write: call, agent, originate, reporting

Plain Asterisk: /etc/asterisk/manager_custom.conf (or manager.conf)
  [callcenter]
  secret = a long one of your own
  deny = 0.0.0.0/0.0.0.0
  permit = 127.0.0.1/255.255.255.255
  read = call,agent,dialplan
  write = call,agent,originate,reporting
then:  asterisk -rx "manager reload"
"""


class CallcenterGatewaySetup(models.TransientModel):
    """The dialog that hands out the gateway, ready for one connection."""

    _name = "callcenter.gateway.setup"
    _description = "Set Up a Gateway"

    pbx_id = fields.Many2one("callcenter.pbx", "Connection", required=True)
    has_gateway = fields.Boolean(compute="_compute_has_gateway")
    # the token is in it: it goes with the dialog's row within hours
    archive = fields.Binary(readonly=True, attachment=False)
    archive_name = fields.Char(readonly=True)
    ami_user = fields.Text("AMI user", compute="_compute_ami_user")

    @api.depends("pbx_id")
    def _compute_has_gateway(self):
        for dialog in self:
            # sudo: only whether there is one
            dialog.has_gateway = bool(dialog.pbx_id.sudo().gateway_token_hash)

    @api.depends("pbx_id")
    def _compute_ami_user(self):
        self.ami_user = AMI_USER

    @api.model
    def _get_version(self):
        """Return the version of the gateway that is handed out here."""
        return __version__

    def action_make(self):
        """Make a token for the gateway, and the archive that has it.

        :return: the action that shows this dialog again, with the archive
        :raises AccessError: without the right to change connections
        """
        self.ensure_one()
        pbx = self.pbx_id
        token = pbx.generate_gateway_token()
        config = settings.example(pbx.get_base_url(), token, self.env.cr.dbname)
        self.archive = base64.b64encode(make_archive(config))
        self.archive_name = "callcenter-gateway.zip"
        if pbx.dial_way == "none":
            pbx.dial_way = "gateway"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Gateway of %s", pbx.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }


def make_archive(config):
    """Return a ZIP with the program, its configuration, its unit and what to do."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PROGRAM, make_program())
        archive.writestr("callcenter-gateway.conf", config)
        for unit in GATEWAY.glob("*.service"):
            archive.writestr("callcenter-gateway.service", unit.read_bytes())
        archive.writestr("ami-user.txt", AMI_USER)
        archive.writestr("README.txt", STEPS.format(program=PROGRAM))
    return packed.getvalue()


def make_program():
    """Return the gateway as one file that Python runs."""
    packed = io.BytesIO(b"")
    packed.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as program:
        program.writestr("__main__.py", MAIN)
        for path in sorted(GATEWAY.glob("*.py")):
            if path.name != "__main__.py":
                program.writestr(f"gateway/{path.name}", path.read_bytes())
    return packed.getvalue()
