"""The request, or the link, by which an exchange is asked to dial."""

import json
import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

# what may stand in braces
NAMES = ("extension", "phone", "callid", "line", "secret")
# what a browser may be led to: nothing that runs in Odoo's own page
LINK_SCHEMES = ("tel", "sip", "sips", "callto", "https")
METHODS = ("GET", "POST")
MAX_HEADERS = 20
_BRACES = re.compile(r"\{([^{}\s\"':,]*)\}")
_HEADER = re.compile(
    r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,60})[ \t]*:[ \t]*([^\x00-\x1f\x7f]*)"
)
# the client's own: whoever sets these could send a second request behind the first
_OWN_HEADERS = {"host", "content-length", "transfer-encoding", "connection", "expect"}


class TemplateError(ValueError):
    """Why a template is none: ``code`` says which kind, ``text`` which part."""

    def __init__(self, code, text=""):
        self.code = code
        self.text = text
        super().__init__(f"{code}: {text}")


class Template(NamedTuple):
    """A request with names in braces where values go.

    :param method: GET or POST
    :param url: the address, http or https
    :param headers: one a line, ``Name: value``
    :param body: JSON, a form (``a=b&c=d``) or plain text; '' for none
    """

    method: str
    url: str
    headers: str = ""
    body: str = ""


class Request(NamedTuple):
    """A filled template: what is sent."""

    method: str
    url: str
    headers: dict
    body: bytes | None


def check(template):
    """Check a template before it is kept.

    :raises TemplateError: ``method``, ``address``, ``secret_in_server``, ``name``,
        ``header``, ``body``
    """
    values = dict.fromkeys(NAMES, "1")
    fill_request(template, values)
    server = template.url.split("//", 1)[1].split("/", 1)[0]
    if "{" in server or "@" in server:
        raise TemplateError("secret_in_server", server)


def fill_request(template, values):
    """Return the Request that ``template`` is with ``values``, each quoted for its place.

    :param dict values: a text for each of ``NAMES``
    :raises TemplateError: see ``check``
    """
    if template.method not in METHODS:
        raise TemplateError("method", template.method)
    url = _fill(template.url, values, lambda value: quote(value, safe=""))
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        raise TemplateError("address", template.url) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in url:
        raise TemplateError("address", template.url)
    headers = _read_headers(template.headers, values)
    if not template.body.strip():
        return Request(template.method, url, headers, None)
    kind, body = _fill_body(template.body.strip(), values)
    if "content-type" not in {name.lower() for name in headers}:
        headers["Content-Type"] = kind
    return Request(template.method, url, headers, body.encode())


def fill_link(template, values):
    """Return the link that dials, such as ``tel:0912345678``.

    :raises TemplateError: ``scheme``, ``name``
    """
    link = _fill(template.strip(), values, lambda value: quote(value, safe="+"))
    scheme = link.partition(":")[0].lower()
    if scheme not in LINK_SCHEMES or re.search(r"[\s<>\"\\^`]", link):
        raise TemplateError("scheme", template)
    return link


def _fill(text, values, quoted):
    """Put values in the place of names in braces; other braces stay as they are."""

    def put(match):
        name = match[1]
        if name not in NAMES:
            raise TemplateError("name", name)
        return quoted(str(values.get(name) or ""))

    return _BRACES.sub(put, text)


def _read_headers(text, values):
    headers = {}
    for line in filter(str.strip, text.splitlines()):
        match = _HEADER.fullmatch(line.strip())
        if not match or match[1].lower() in _OWN_HEADERS or len(headers) >= MAX_HEADERS:
            raise TemplateError("header", line.strip())
        value = _fill(match[2], values, str)
        if not re.fullmatch(r"[\x20-\x7e\t]*", value):
            raise TemplateError("header", match[1])
        headers[match[1]] = value
    return headers


def _fill_body(body, values):
    """Return ``(content type, filled body)``; what the body is decides how it is quoted."""
    if body[0] in "{[":
        filled = _fill_json(body, values)
        return "application/json", filled
    if re.fullmatch(r"[^=&\s]+=[^&\s]*(&[^=&\s]+=[^&\s]*)*", body):
        kind = "application/x-www-form-urlencoded"
        return kind, _fill(body, values, lambda value: quote(value, safe=""))
    return "text/plain; charset=utf-8", _fill(body, values, str)


def _fill_json(body, values):
    """Fill the texts of a JSON body: a value can never end the text that it stands in."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise TemplateError("body", body[:80]) from error

    def fill(node):
        if isinstance(node, str):
            return _fill(node, values, str)
        if isinstance(node, list):
            return [fill(item) for item in node]
        if isinstance(node, dict):
            return {fill(key): fill(value) for key, value in node.items()}
        return node

    try:
        return json.dumps(fill(content), ensure_ascii=False)
    except RecursionError as error:
        raise TemplateError("body", body[:80]) from error
