"""The secrets a request presents, and how to keep them out of what is stored."""

import base64
import binascii
import re

TOKEN_PARAMETER = "token"
MASK = "***"
_TOKEN_IN_TEXT = re.compile(r"(token[\"'\s]*[:=][\"'\s]*)([^\"'&\s,}]+)", re.IGNORECASE)
# a part of a multipart form: its name, at most a few more headers, its value
_TOKEN_IN_PART = re.compile(
    r"(token[^\r\n]{0,80}\r?\n(?:[^\r\n]+\r?\n){0,5}(?:\r?\n)+)([^\r\n]+)", re.IGNORECASE
)


def read_tokens(authorization, params):
    """Return the tokens a request presents, as texts, best known place first.

    :param str authorization: the Authorization header: ``Bearer TOKEN``, or ``Basic``
        with the token as password (RFC 6750, RFC 7617)
    :param dict params: the parameters; ``token`` is one
    """
    scheme, _space, rest = (authorization or "").strip().partition(" ")
    tokens = []
    if scheme.lower() == "bearer":
        tokens.append(rest.strip())
    elif scheme.lower() == "basic":
        tokens.append(_basic_password(rest.strip()))
    if isinstance(params.get(TOKEN_PARAMETER), str):
        tokens.append(params[TOKEN_PARAMETER].strip())
    return [token for token in tokens if token]


def without_secrets(params):
    """Return ``params`` without the token."""
    return {name: value for name, value in params.items() if name != TOKEN_PARAMETER}


def mask_tokens(text):
    """Return ``text`` with whatever looks like a token parameter masked."""
    text = _TOKEN_IN_TEXT.sub(rf"\1{MASK}", text)
    return _TOKEN_IN_PART.sub(rf"\1{MASK}", text)


def _basic_password(encoded):
    try:
        pair = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[2]
