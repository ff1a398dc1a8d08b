"""A real Asterisk of one's own for `./dev asterisk`: set up in a chroot, with telephones."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from . import debian, processes
from .console import Stop, step
from .paths import DEV
from .telephone import Telephone

ROOT = Path(os.environ.get("CALLCENTER_ASTERISK") or DEV / "asterisk")
PROGRAM = "usr/sbin/asterisk"
HERE = "opt/callcenter-dev"
IP = "127.0.0.1"
SIP, AMI, TRUNK = 15060, 15038, ("127.0.0.2", 15080)
EXTENSIONS = ("101", "102", "103")
SECRET = "callcenter"
# what a bare chroot cannot load, and would complain of
UNUSED = (
    "chan_alsa",
    "chan_console",
    "chan_dahdi",
    "chan_iax2",
    "chan_mobile",
    "chan_motif",
    "chan_oss",
    "chan_ooh323",
    "chan_sip",
    "chan_unistim",
    "pbx_ael",
    "pbx_dundi",
    "pbx_lua",
    "res_snmp",
    "res_hep",
    "res_hep_pjsip",
    "res_hep_rtcp",
    "res_xmpp",
    "res_corosync",
    "res_phoneprov",
    "res_prometheus",
    "res_fax",
    "res_fax_spandsp",
    "res_stir_shaken",
    "res_geolocation",
    "cdr_odbc",
    "cel_odbc",
    "cdr_adaptive_odbc",
    "res_odbc",
    "res_config_odbc",
    "cdr_pgsql",
    "cel_pgsql",
    "res_config_pgsql",
    "cdr_radius",
    "cel_radius",
    "cdr_tds",
    "cel_tds",
    "res_config_mysql",
    "res_config_ldap",
    "cdr_sqlite3_custom",
    "cel_sqlite3_custom",
    "app_voicemail_imap",
    "app_voicemail_odbc",
)
FILES = {
    "asterisk.conf": """\
[directories]
astetcdir => /{here}/etc
astmoddir => {modules}
astvarlibdir => /var/lib/asterisk
astdbdir => /{here}/var
astkeydir => /{here}/var
astdatadir => /usr/share/asterisk
astagidir => /{here}/var
astspooldir => /{here}/var
astrundir => /{here}/var
astlogdir => /{here}/var
""",
    "modules.conf": "[modules]\nautoload=yes\n{unused}",
    "logger.conf": "[general]\n[logfiles]\nmessages => warning,error\n",
    "cdr.conf": "[general]\nenable=no\n",
    # as docs/gateway.md has it
    "cel.conf": "[general]\nenable=yes\nevents=ALL\napps=dial,queue,voicemail\n",
    "cel_custom.conf": "{cel}",
    "manager.conf": """\
[general]
enabled = yes
port = {ami}
bindaddr = {ip}
timestampevents = yes
[callcenter]
secret = {secret}
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = call,agent,dialplan
write = call,agent,originate,reporting
""",
    "rtp.conf": "[general]\nrtpstart=26000\nrtpend=26999\n",
    "queues.conf": """\
[general]
[900]
strategy = linear
timeout = 4
retry = 1
ringinuse = no
member => PJSIP/101
member => PJSIP/102
""",
    "pjsip.conf": """\
[global]
type=global
endpoint_identifier_order=ip,username
[udp]
type=transport
protocol=udp
bind={ip}:{sip}
[telephone](!)
type=endpoint
transport=udp
context=from-internal
disallow=all
allow=ulaw
direct_media=no
{telephones}
[trunk]
type=endpoint
transport=udp
context=from-trunk
disallow=all
allow=ulaw
direct_media=no
aors=trunk
[trunk]
type=aor
contact=sip:{trunk}
[trunk]
type=identify
endpoint=trunk
match=127.0.0.2
""",
    "extensions.conf": """\
[from-trunk]
exten => 1,1,Dial(PJSIP/101,8)
exten => 2,1,Dial(PJSIP/101&PJSIP/102&PJSIP/103,10)
exten => 3,1,Answer()
 same => n,Queue(900,,,,30)
exten => 4,1,Dial(PJSIP/101,3)
 same => n,Dial(PJSIP/102,8)
exten => 5,1,Dial(PJSIP/101,3)
 same => n,Dial(PJSIP/0900111222@trunk,10)
exten => 6,1,MixMonitor(call-${UNIQUEID}.wav,b)
 same => n,Dial(PJSIP/101,8)
[from-internal]
exten => _1XX,1,Dial(PJSIP/${EXTEN},8)
exten => _0X.,1,Dial(PJSIP/${EXTEN}@trunk,15)
""",
}
TELEPHONE = """\
[{number}](telephone)
aors={number}
callerid="{number}" <{number}>
[{number}]
type=aor
contact=sip:{number}@{ip}:{port}
"""


def set_up():
    """Install Debian's Asterisk into a chroot; root only, minutes, 600 MB."""
    if os.geteuid() or not shutil.which("debootstrap"):
        raise Stop("--setup needs root and Debian's package debootstrap.")
    with step(f"Asterisk in {ROOT}"):
        [uri, *_others] = debian.machine_mirrors(debian.machine_suite())
        run = ["debootstrap", "--variant=minbase", "sid", ROOT, uri]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        apt = ["chroot", ROOT, "apt-get", "-y", "-qq", "--no-install-recommends"]
        names = ["asterisk", "asterisk-modules"]
        forbid = ROOT / "usr/sbin/policy-rc.d"  # it starts no service
        forbid.write_text("#!/bin/sh\nexit 101\n")
        forbid.chmod(0o755)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*apt, "install", *names], check=True, env=environment)


def why_not():
    """Say why there is no Asterisk here, or ''."""
    if os.geteuid():
        return "it needs root (chroot)"
    if not (ROOT / PROGRAM).exists():
        return f"no Asterisk in {ROOT}: ./dev asterisk --setup"
    return ""


class Exchange:
    """Asterisk with three telephones and a trunk, all on loopback."""

    def __init__(self):
        self.folder = ROOT / HERE
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("etc", "var/cel-custom"):
            (self.folder / name).mkdir(parents=True)
        self._configure()
        self.child = None
        exchange = (IP, SIP)
        self.telephones = {
            number: Telephone(number, (IP, SIP + int(number)), exchange)
            for number in EXTENSIONS
        }
        self.trunk = Telephone("trunk", TRUNK, exchange)

    @property
    def cel(self):
        """The file of its channel event log."""
        return self.folder / "var" / "cel-custom" / "Master.csv"

    def _configure(self):
        modules = next(ROOT.glob("usr/lib/**/asterisk/modules"))
        docs = Path(__file__).parents[1] / "docs" / "gateway.md"
        columns = docs.read_text(encoding="utf-8").split("Master.csv => ")[1]
        values = {
            "here": HERE,
            "modules": f"/{modules.relative_to(ROOT)}",
            "ip": IP,
            "sip": SIP,
            "ami": AMI,
            "secret": SECRET,
            "trunk": "{}:{}".format(*TRUNK),
            "unused": "".join(f"noload={name}.so\n" for name in UNUSED),
            "cel": "[mappings]\nMaster.csv => " + columns.splitlines()[0] + "\n",
            "telephones": "".join(
                TELEPHONE.format(number=number, ip=IP, port=SIP + int(number))
                for number in EXTENSIONS
            ),
        }
        for name, text in FILES.items():
            filled = text
            for key, value in values.items():
                filled = filled.replace(f"{{{key}}}", str(value))
            (self.folder / "etc" / name).write_text(filled)

    def start(self):
        """Start Asterisk and wait until its telephones can be called."""
        command = [
            "chroot",
            ROOT,
            f"/{PROGRAM}",
            "-f",
            "-C",
            f"/{HERE}/etc/asterisk.conf",
        ]
        log = open(self.folder / "asterisk.log", "a")  # noqa: SIM115 - the child's
        self.child = processes.start(command, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if "Contact" in self.ask("pjsip show contacts"):
                return
            time.sleep(0.3)
        raise Stop(f"Asterisk did not come up: {self.folder}/asterisk.log")

    def ask(self, command):
        """Return what its console answers."""
        run = ["chroot", ROOT, f"/{PROGRAM}", "-C", f"/{HERE}/etc/asterisk.conf", "-rx"]
        done = subprocess.run(
            [*run, command], capture_output=True, text=True, check=False
        )
        return done.stdout

    def stop(self):
        """End Asterisk; live calls are cut."""
        if self.child:
            processes.stop(self.child)

    def quiet(self):
        """Let all telephones hang up, and ring on from now on."""
        everyone = [self.trunk, *self.telephones.values()]
        for telephone in everyone:
            for call in list(telephone.calls.values()):
                telephone.hang_up(call)
        time.sleep(0.3)
        for telephone in everyone:
            telephone.behave()

    def close(self):
        """Leave nothing running."""
        self.stop()
        for telephone in (self.trunk, *self.telephones.values()):
            telephone.close()
