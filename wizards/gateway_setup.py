import base64
import io
import zipfile
from pathlib import Path

from odoo import api, fields, models

from ..gateway import __version__, pack, settings

UNIT = Path(__file__).parents[1] / "gateway" / "callcenter-gateway.service"
STEPS = """\
On the exchange, as root, in the folder of these files:

1. Make an AMI user, see ami-user.txt. Write its secret into callcenter-gateway.conf,
   behind "secret =".
2. sh install.sh
   It copies the program, its configuration and its unit, makes the user that it runs
   as, says whether all is right, and starts it.

docs/gateway.md of the addon says more, and what to do when nothing comes.
"""
INSTALL = """\
#!/bin/sh
# installs the Call Center's gateway on this machine; run it again to renew the program
set -e
cd "$(dirname "$0")"
id callcenter >/dev/null 2>&1 || \\
    useradd --system --home /var/lib/callcenter-gateway callcenter
install -m 755 callcenter_gateway.pyz /usr/local/bin/callcenter_gateway.py
install -d -m 700 -o callcenter /var/lib/callcenter-gateway
if [ -f callcenter-gateway.conf ]; then
    install -m 600 -o callcenter callcenter-gateway.conf /etc/callcenter-gateway.conf
    rm callcenter-gateway.conf
fi
su -s /bin/sh callcenter -c "python3 /usr/local/bin/callcenter_gateway.py \\
    --config /etc/callcenter-gateway.conf --check" || \\
    echo "Not all is right yet, see above."
if [ -d /run/systemd/system ]; then
    install -m 644 callcenter-gateway.service /etc/systemd/system/
    systemctl daemon-reload
    systemctl enable callcenter-gateway
    systemctl restart callcenter-gateway
else
    echo "No systemd runs here: start it as the unit callcenter-gateway.service tells."
fi
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
        archive.writestr(pack.FILE_NAME, pack.pack())
        archive.writestr("callcenter-gateway.conf", config)
        archive.writestr(UNIT.name, UNIT.read_bytes())
        archive.writestr("ami-user.txt", AMI_USER)
        archive.writestr("install.sh", INSTALL)
        archive.writestr("README.txt", STEPS)
    return packed.getvalue()
