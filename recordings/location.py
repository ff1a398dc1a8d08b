"""From the recording name that an exchange sends to the one address it stands for."""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

PORTS = {"http": 80, "https": 443}
# what a path may hold as it is (RFC 3986, 3.3)
PATH_SAFE = "!$&'()*+,;=:@-._~"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]+:[0-9a-f:.]*")


class RecordingError(Exception):
    """Why there is no recording; ``code`` is a reason of ``callcenter.recording``."""

    def __init__(self, code):
        self.code = code
        super().__init__(code)


class Origin(NamedTuple):
    """A server as RFC 6454 names it: scheme, host in lower case, port."""

    scheme: str
    host: str
    port: int


class Location(NamedTuple):
    """One address.

    :param origin: the server
    :param target: path and query, quoted, as an HTTP request names them
    """

    origin: Origin
    target: str


def read_origin(text):
    """Read a server that may be asked: ``pbx.example.com`` or ``http://10.0.0.5:8080``.

    :raises ValueError: where it is neither
    """
    text = text.strip()
    url = text if _SCHEME.match(text) else f"https://{text}"
    return _read_url(url).origin


def locate(name, base="", folder="", allowed=()):
    """Return the Location of a recording.

    :param str name: a full address, a file name, or a path on the exchange
    :param str base: the address that names and paths are relative to
    :param str folder: the folder on the exchange that ``base`` shows; it is taken off
        the front of paths
    :param allowed: Origins that may be asked for any address, beside what lies below
        ``base``
    :raises RecordingError: ``bad_name``, ``no_base``, ``host_forbidden``
    """
    base_location = _read_base(base) if base else None
    if not _SCHEME.match(name):
        if not base_location:
            raise RecordingError("no_base")
        path = _read_path(name, folder)
        return base_location._replace(target=f"{base_location.target}/{path}")
    try:
        location = _read_url(name)
    except ValueError as error:
        raise RecordingError("bad_name") from error
    if ".." in unquote(unquote(location.target.partition("?")[0])).split("/"):
        raise RecordingError("bad_name")
    if location.origin in allowed or _is_below(location, base_location):
        return location
    raise RecordingError("host_forbidden")


def _is_below(location, base):
    """Whether an address lies below the base one: else a name could call any page of
    the exchange with the credentials for its recordings.
    """
    return (
        base is not None
        and location.origin == base.origin
        and location.target.startswith(f"{base.target}/")
    )


def _read_base(base):
    try:
        location = _read_url(base.strip())
    except ValueError as error:
        raise RecordingError("no_base") from error
    return location._replace(target=location.target.partition("?")[0].rstrip("/"))


def _read_url(url):
    if _UNSEEN.search(url):
        raise ValueError(url)
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode()
    scheme = parts.scheme.lower()
    if scheme not in PORTS or "@" in parts.netloc or not _HOST.fullmatch(host):
        raise ValueError(url)
    port = PORTS[scheme] if parts.port is None else parts.port
    target = quote(parts.path or "/", safe=f"{PATH_SAFE}/%")
    if parts.query:
        target += "?" + quote(parts.query, safe=f"{PATH_SAFE}/?%")
    return Location(Origin(scheme, host, port), target)


def _read_path(name, folder):
    """Return a path on the exchange as one below the base address, quoted."""
    path = name.replace("\\", "/")
    top = folder.strip().replace("\\", "/").rstrip("/")
    if top and path.startswith(f"{top}/"):
        path = path[len(top) :]
    steps = [step for step in path.split("/") if step not in {"", "."}]
    if not steps or any(_leads_out(step) for step in steps):
        raise RecordingError("bad_name")
    try:
        return "/".join(quote(step, safe=PATH_SAFE) for step in steps)
    except UnicodeEncodeError as error:
        raise RecordingError("bad_name") from error


def _leads_out(step):
    """Whether a server might take ``step`` for the way out of the base address."""
    plain = unquote(unquote(step))
    return plain == ".." or any(mark in plain for mark in "/\\\0\r\n")
