"""From the recording name that an exchange sends to the one address it stands for."""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

PORTS = {"http": 80, "https": 443}
# what a path may hold as it is (RFC 3986, 3.3)
PATH_SAFE = "!$&'()*+,;=:@-._~"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# a dot or a slash in more bytes than UTF-8 allows, and IIS's own way to write one
_OVERLONG = re.compile(rb"[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f]|\xf0[\x80-\x8f]")
_IIS_ESCAPE = re.compile(r"%u([0-9a-f]{4})", re.IGNORECASE)
# servers differ in how often they decode a path
MAX_ESCAPES = 5
# what servers cut off from a step: a servlet's ``;x=1``, and what ends a C string
_STEP_REST = re.compile(r"[;?#].*", re.DOTALL)
_STEP_END = re.compile(r"[\x00-\x1f].*", re.DOTALL)
# control and format characters (Unicode): some servers drop them
INVISIBLE = {"Cc", "Cf"}
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
    return read_url(url).origin


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
    name = name.strip(" ")
    if not _SCHEME.match(name):
        if not base_location:
            raise RecordingError("no_base")
        path = _read_path(name, folder)
        return base_location._replace(target=f"{base_location.target}/{path}")
    try:
        location = read_url(name)
    except ValueError as error:
        raise RecordingError("bad_name") from error
    if _leads_out(location.target.partition("?")[0]):
        raise RecordingError("bad_name")
    if location.origin in allowed or _is_below(location, base_location):
        return location
    raise RecordingError("host_forbidden")


def spellings(name):
    """Return how a recording may be called whose name came as ``name``, likeliest first.

    A form's decoding makes a blank of each ``+``, and who sends file names into forms
    unescaped sends those of international numbers so, too.
    """
    names = [name, re.sub(r" (?=\d)", "+", name), name.replace(" ", "+")]
    if re.match(r"[1-9]\d{9,14}(?!\d)", name):  # blanks at the ends are not kept
        names.append(f"+{name}")
    return list(dict.fromkeys(names))


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
        location = read_url(base.strip())
    except ValueError as error:
        raise RecordingError("no_base") from error
    return location._replace(target=location.target.partition("?")[0].rstrip("/"))


def read_url(url):
    """Return the Location that a full address is.

    :raises ValueError: where it is none
    """
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
    if not steps or any(_leads_out(step) or _is_parted(step) for step in steps):
        raise RecordingError("bad_name")
    try:
        return "/".join(quote(step, safe=PATH_SAFE) for step in steps)
    except UnicodeEncodeError as error:
        raise RecordingError("bad_name") from error


def _is_parted(step):
    """Whether a server might take one step for several."""
    return any(mark in unquote(unquote(step)) for mark in "/\\\0\r\n")


def _leads_out(path):
    """Whether a server might take part of ``path`` for the way out of its folder.

    However it is written: ``..`` escaped once or more often, with a backslash, a
    parameter (``..;x=1``), a blank or a NUL behind it, or in other characters that are
    read as dots.
    """
    for _ in range(MAX_ESCAPES):
        if _OVERLONG.search(unquote_to_bytes(path.encode("utf-8", "replace"))):
            return True
        plain = unquote(_IIS_ESCAPE.sub(lambda match: chr(int(match[1], 16)), path))
        if plain == path:
            break
        path = plain
    else:
        return True
    steps = re.split(r"[/\\∕⁄∖⧵]", unicodedata.normalize("NFKC", path))
    return any(
        re.fullmatch(r"\.\.[.\s]*", form) for step in steps for form in _bare(step)
    )


def _bare(step):
    """Yield what servers may read of a step: up to what ends it, and without what is not
    seen.
    """
    step = _STEP_REST.sub("", step)
    yield _STEP_END.sub("", step).strip()
    yield "".join(
        one for one in step if unicodedata.category(one) not in INVISIBLE
    ).strip()
