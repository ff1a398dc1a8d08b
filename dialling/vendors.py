"""Ready ways to ask exchanges to dial, from their makers' documentation.

What differs from user to user stands in capitals, to be replaced.
"""

from typing import NamedTuple

from .template import Template


class Ready(NamedTuple):
    """A template to begin with.

    :param name: of the exchange, as its users call it
    :param template: a Template, or the text of a link
    :param success: what a good answer contains, '' where the status tells enough
    :param source: where it is described
    """

    name: str
    template: object
    success: str = ""
    source: str = ""


READY = {
    "voicecloud": Ready(
        "VoiceCloud",
        Template(
            "GET",
            "https://SERVER/api/CallControl/dial/from_number/{extension}"
            "/to_number/{phone}/key/{secret}/domain/DOMAIN",
        ),
        "Success",
        "VoiceCloud, API of call control",
    ),
    "stringee": Ready(
        "Stringee",
        Template(
            "POST",
            "https://api.stringee.com/v1/call2/callout",
            "X-STRINGEE-AUTH: {secret}",
            '{"from": {"type": "external", "number": "{line}", "alias": "{line}"},'
            ' "to": [{"type": "external", "number": "{phone}", "alias": "{phone}"}],'
            ' "customData": "{callid}"}',
        ),
        '"r":0',
        "developer.stringee.com, call REST API",
    ),
    "asterisk_ari": Ready(
        "Asterisk (ARI)",
        Template(
            "POST",
            "https://SERVER:8089/ari/channels?endpoint=PJSIP/{extension}"
            "&extension={phone}&context=from-internal&priority=1"
            "&channelId={callid}&callerId={phone}",
            "Authorization: Basic {secret}",
        ),
        "",
        "docs.asterisk.org, Channels REST API",
    ),
    "fusionpbx": Ready(
        "FusionPBX",
        Template(
            "GET",
            "https://SERVER/app/click_to_call/click_to_call.php?src={extension}"
            "&dest={phone}&src_cid_number={phone}&rec=false&key={secret}",
        ),
        "",
        "docs.fusionpbx.com, Click to Call",
    ),
    "yeastar_s": Ready(
        "Yeastar S",
        Template(
            "POST",
            "https://SERVER:8088/api/v2.0.0/extension/dial_outbound?token={secret}",
            "",
            '{"extid": "{extension}", "outto": "{phone}", "autoanswer": "no"}',
        ),
        "Success",
        "Yeastar S-Series API, dial_outbound",
    ),
    "threecx": Ready(
        "3CX (web client)",
        "https://SERVER/webclient/#/call?phone={phone}",
        "",
        "3CX, web client",
    ),
    "telephone": Ready("The telephone of this device", "tel:{phone}", "", "RFC 3966"),
    "softphone": Ready("A softphone (SIP)", "sip:{phone}@SERVER", "", "RFC 3261"),
    "callto": Ready("A softphone (callto)", "callto:{phone}", "", "RFC 3986"),
}
