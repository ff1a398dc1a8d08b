"""What to put where, for each kind of exchange: texts, and the adapter that reads it.

Facts from the vendors' own pages; docs/adapters.md lists the adapters.
"""

from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

GATEWAY = "gateway"


class Kind(NamedTuple):
    """One kind of exchange.

    :param label: as people know it
    :param steps: what to do there, in order
    :param reads: the name of an adapter, GATEWAY, or None: the guide's protocol
    :param example: what may be copied, with ``{url}``, the guide's address without
        endpoint, and ``{hook}``, the adapter's; the token stands in it as TOKEN
    """

    label: str
    steps: tuple
    reads: str | None = None
    example: str = ""


_TOKEN = _lt(
    "Press Generate token and copy the token: it is shown once. Put it where the address"
    " below says TOKEN."
)
_CALL = _lt("Call one of your extensions, and look at the check-list.")
_GATEWAY = (
    _lt("Press “Set up a gateway” and download the archive: one program, made ready for"
        " this connection."),
    _lt("Put it on the exchange and do what its README.txt says: one AMI user, one service."),
    _lt("Run the program with --check: it says what is missing."),
    _CALL,
)  # fmt: skip
_HOOK = "{hook}?token=TOKEN"
_CURL = """\
AUTH='Authorization: Bearer TOKEN'
curl -H "$AUTH" {url}/call_in -d callid=test-1 -d extension=101 -d phone=0989464344
curl -H "$AUTH" {url}/call_in -d callid=test-1 -d extension=101 -d event=ANSWER
curl -H "$AUTH" {url}/call_end -d callid=test-1 -d extension=101 -d status=ANSWERED \\
    -d duration=42 -d billsec=30"""
_FREESWITCH = """\
<configuration name="json_cdr.conf" description="JSON CDR">
  <settings>
    <param name="url" value="{hook}?token=TOKEN"/>
    <param name="encode" value="false"/>
    <param name="retries" value="2"/>
    <param name="delay" value="5"/>
    <param name="log-b-leg" value="true"/>
    <param name="enable-ssl-verifyhost" value="true"/>
  </settings>
</configuration>"""
_VOICECLOUD = """\
{url}/call_in?token=TOKEN
{url}/call_end?token=TOKEN
{hook}?token=TOKEN"""


def _vendor(*steps, example=_HOOK):
    return {"steps": (_TOKEN, *steps, _CALL), "example": example}


KINDS = {
    "guide": Kind(
        _lt("The guide's protocol (OdooSMES VOIP), or a script of your own"),
        (
            _TOKEN,
            _lt("Let the exchange post when an extension rings (call_in), when it answers"
                " (call_in with event=ANSWER) and when the call ends (call_end)."),
            _lt("Try it from any shell with the lines below."),
            _CALL,
        ),
        example=_CURL,
    ),
    "asterisk": Kind("Asterisk", _GATEWAY, GATEWAY),
    "freepbx": Kind("FreePBX", _GATEWAY, GATEWAY),
    "issabel": Kind("Issabel", _GATEWAY, GATEWAY),
    "vitalpbx": Kind("VitalPBX", _GATEWAY, GATEWAY),
    "voicecloud": Kind(
        "VoiceCloud",
        **_vendor(
            _lt("Give VoiceCloud's support the addresses below: the first two for its"
                " events in the guide's words, or the third for JSON."),
            _lt("Where it posts by GET, switch on “Accept GET” on this connection."),
            example=_VOICECLOUD,
        ),
        reads="voicecloud",
    ),
    "voip24h": Kind(
        "VoIP24H",
        **_vendor(_lt("Enter the address as the webhook for call events.")),
        reads="voip24h",
    ),
    "omicall": Kind(
        "OMICall",
        **_vendor(_lt("Enter the address as the webhook for call events.")),
        reads="omicall",
    ),
    "stringee": Kind(
        "Stringee",
        **_vendor(_lt("Enter the address as the event URL of the project.")),
        reads="stringee",
    ),
    "threecx": Kind(
        "3CX",
        **_vendor(
            _lt("Let your webhook tool post to the address, or upload a CRM template whose"
                " call journal posts there."),
        ),
        reads="threecx",
    ),
    "yeastar": Kind(
        "Yeastar",
        **_vendor(
            _lt("P-Series: under Integrations ▸ API enable the API, choose Webhook, enter"
                " the address, and select the events 30011 and 30012."),
            _lt("S-Series: let its API send NewCdr to the address."),
        ),
        reads="yeastar",
    ),
    "grandstream": Kind(
        "Grandstream UCM",
        **_vendor(
            _lt("Under CDR ▸ API configuration enable the real-time output as JSON to the"
                " address."),
        ),
        reads="grandstream",
    ),
    "freeswitch": Kind(
        "FreeSWITCH, FusionPBX",
        **_vendor(
            _lt("Save the text below as autoload_configs/json_cdr.conf.xml, with the token"
                " in it."),
            _lt("In fs_cli: load mod_json_cdr, and have it in modules.conf.xml."),
            example=_FREESWITCH,
        ),
        reads="freeswitch",
    ),
    "asterisk_cdr": Kind(
        _lt("Asterisk, records only (CDR)"),
        **_vendor(_lt("Post each record to the address, as JSON, form or CSV line.")),
        reads="asterisk_cdr",
    ),
    "twilio": Kind(
        "Twilio",
        **_vendor(
            _lt("Enter the address as the status callback of the number, for all events."),
            _lt("Choose Twilio under “Signed by”, and put the account's Auth Token and the"
                " public address of this server there."),
        ),
        reads="twilio",
    ),
    "generic_cti": Kind(
        _lt("sipgate, placetel, easybell, NFON and others (generic CTI)"),
        **_vendor(
            _lt("Enter the address for incoming and for outgoing calls (webhook, push API"
                " or CTI integration)."),
        ),
        reads="generic_cti",
    ),
    "mapping": Kind(
        _lt("Another one that posts something"),
        **_vendor(
            _lt("Let it post to the address and make one call."),
            _lt("Press “Map requests” and say which field is what."),
        ),
        reads="mapping",
    ),
}  # fmt: skip
