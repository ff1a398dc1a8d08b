"""Under which ids a call may stand: the exchange's own, or what an erasure left of it."""

import hashlib
import hmac


def get_erased_callid(pbx, callid):
    """Return what stands instead of an id that told the number.

    Late events still find their call by it, and nobody the number: it is a hash
    with the database's own secret.
    """
    # sudo: the secret stays here
    secret = pbx.env["ir.config_parameter"].sudo().get_param("database.secret")
    text = f"{pbx.id} {callid}".encode()
    digest = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    return f"erased-{digest[:32]}"


def get_callids(pbx, callid):
    """Return under which ids the call of ``callid`` may stand."""
    return [callid, get_erased_callid(pbx, callid)]
