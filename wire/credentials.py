"""The secrets a request presents, and how to keep them out of what is stored."""

import base64
import binascii
import json
import re

TOKEN_PARAMETER = "token"
ADDRESS_PARAMETER = "recordingfile"
MASK = "***"
# what is shorter is no token of ours, and may be part of any text
MIN_CHARACTERS = 16
MAX_DEPTH = 10
_TOKEN_IN_TEXT = re.compile(r"(token[\"'\s]*[:=][\"'\s]*)([^\"'&\s,}]+)", re.IGNORECASE)
# a part of a multipart form: its name, at most a few more headers, its value
_TOKEN_IN_PART = re.compile(
    r"(token[^\r\n]{0,80}\r?\n(?:[^\r\n]+\r?\n){0,5}(?:\r?\n)+)([^\r\n]+)",
    re.IGNORECASE,
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


def is_other_scheme(authorization, key):
    """Return whether credentials came in a header, in no way that ``read_tokens`` knows.

    :param str authorization: the Authorization header, or None
    :param str key: the X-Api-Key header, or None
    """
    scheme = (authorization or "").strip().partition(" ")[0].lower()
    return scheme not in ("bearer", "basic") if scheme else bool(key)


def dump_params(params, tokens=()):
    """Return ``without_secrets(params, tokens)`` as JSON."""
    kept = {name: value for name, value in params.items() if name != TOKEN_PARAMETER}
    text = _dump(kept)
    # nearly always, and every request waits for it
    is_clean = mask_tokens(text, tokens) == text
    return text if is_clean else _dump(without_secrets(kept, tokens))


def _dump(params):
    return json.dumps(params, ensure_ascii=False, default=str)


def without_secrets(params, tokens=()):
    """Return ``params`` as they may be stored: without the token, others masked.

    The address of a recording keeps a token of its own, else nobody could play it.

    :param dict params: the parameters
    :param tokens: those that the request presents; they are masked wherever they stand
    """
    kept = {name: value for name, value in params.items() if name != TOKEN_PARAMETER}
    return _without_secrets("", kept, tokens)


def _without_secrets(name, value, tokens, depth=0):
    if name.lower().endswith(TOKEN_PARAMETER) or depth > MAX_DEPTH:
        return MASK
    if isinstance(value, dict):
        return {
            mask_tokens(key, tokens): _without_secrets(key, inner, tokens, depth + 1)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets("", inner, tokens, depth + 1) for inner in value]
    if not isinstance(value, str):
        return value
    is_address = name == ADDRESS_PARAMETER
    return _mask_presented(value, tokens) if is_address else mask_tokens(value, tokens)


def mask_tokens(text, tokens=()):
    """Return ``text`` with whatever looks like a token parameter masked.

    :param tokens: those that the request presents; they are masked wherever they stand
    """
    if TOKEN_PARAMETER in text.lower():
        text = _TOKEN_IN_TEXT.sub(rf"\1{MASK}", text)
        text = _TOKEN_IN_PART.sub(rf"\1{MASK}", text)
    return _mask_presented(text, tokens)


def _mask_presented(text, tokens):
    for token in tokens:
        if len(token) >= MIN_CHARACTERS:
            text = text.replace(token, MASK)
    return text


def _basic_password(encoded):
    try:
        pair = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[2]
