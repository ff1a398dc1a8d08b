"""How requests of exchanges pass through Odoo: raw body in, JSON out, always."""

import selectors
import socket
import threading
import time
from contextlib import contextmanager, suppress
from functools import partial
from http.client import BAD_REQUEST
from io import BytesIO

import psycopg2
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.http import HttpDispatcher, RegistryError
from odoo.modules.registry import Registry

from ..compat import requests
from ..models.kept import REVISION, keep_revision
from ..wire import WireError, error_data
from ..wire.batch import MAX_BATCH_BYTES
from ..wire.body import MAX_BYTES
from .delivery import authenticate, read_delivery

PATH = "/api/callcenter"
PAGES = "/callcenter/"
RECORDING = "recording"
EVENTS = "events"
# nearly all bodies come with their headers, and nobody is asked for whom
AT_ONCE_SECONDS = 0.1
# all of a body has to come within, where a known connection sends it
BODY_SECONDS = 10
# where its token may be in the body itself
UNPROVEN_SECONDS = 2
# what is refused may be sent on for so long, so that the answer is read
LINGER_SECONDS = 0.5
IS_CUT, IS_READ = "callcenter.is_cut", "callcenter.is_read"


class CallcenterDispatcher(HttpDispatcher):
    """Routes of ``type='callcenter'``: the wire package parses, errors are JSON."""

    routing_type = "callcenter"
    mimetypes = ("*/*",)

    def dispatch(self, endpoint, args):
        """Call the endpoint with the raw body, or with the WireError that it is.

        Odoo would parse a form itself, and hand its keys over as Python arguments, of
        which one such as ``self`` is a TypeError. A route with ``reads_body=False`` reads
        it itself, once it knows who sends it.
        """
        self.request.params = {**args}
        revision = self.request.httprequest.environ.get(REVISION)
        if revision:
            keep_revision(self.request.env.cr, revision)
        if endpoint.routing.get("reads_body", True):
            limit = endpoint.routing.get("max_bytes", MAX_BYTES)
            self.request.params["body"] = self._read_body(limit)
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def _read_body(self, limit):
        """Return the raw body, or the WireError that says why there is none."""
        if requests.get_environ(self.request.httprequest).get(IS_CUT):
            return WireError("unreadable", 400, detail="it breaks off")
        try:
            return self.request.httprequest.get_data()
        except RequestEntityTooLarge:
            return WireError("too_large", 413, limit=limit)
        except (BadRequest, OSError):  # hung up, or chunks that are none
            return WireError("unreadable", 400, detail="it breaks off")

    def handle_error(self, exc):
        """Answer 503: whatever went wrong here, the exchange is to send it again."""
        response = getattr(exc, "response", None)
        if response is not None:
            return response
        error = WireError("try_again", 503)
        return self.request.make_json_response(error_data(error), status=error.status)


def read_early(environ, limit=MAX_BYTES, look=None):
    """Read a body before anything of the database is taken for it.

    Who sends it a byte at a time would else hold a connection to the database, and what
    is not believed yet has no claim to one. What is too large is left to be refused.

    :param int limit: of how many bytes it may be
    :param look: asked where it does not come at once: for how many seconds it may be
        waited for, by the credentials beside it. None: BODY_SECONDS
    """
    if _is_chunked(environ):
        _read_chunks(environ, limit, look() if look else BODY_SECONDS)
        return
    length, sock = environ.get("CONTENT_LENGTH") or "", requests.get_socket(environ)
    stream = environ.get("wsgi.input")
    if not length.isdecimal() or not 0 < int(length) <= limit:
        return
    if sock is None or not hasattr(stream, "read1"):
        return
    body = bytearray()
    _read_until(sock, stream, body, int(length), AT_ONCE_SECONDS)
    if len(body) < int(length):
        _read_until(sock, stream, body, int(length), look() if look else BODY_SECONDS)
    _put_body(environ, bytes(body), len(body) < int(length))


def _read_until(sock, stream, body, length, seconds):
    """Add to ``body`` what comes within ``seconds``, up to ``length`` bytes of all."""
    deadline, is_there = time.monotonic() + seconds, False
    patience = sock.gettimeout()
    with suppress(OSError):  # hung up
        sock.settimeout(0)  # what was read with the headers waits in the stream
        while len(body) < length and (rest := deadline - time.monotonic()) > 0:
            piece = stream.read1(length - len(body))
            if piece:
                body.extend(piece)
                is_there = False
            elif is_there or not _is_readable(sock, rest):
                break  # the end, or too late
            else:
                is_there = True
    with suppress(OSError):
        sock.settimeout(patience)


def _is_readable(sock, seconds):
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        return bool(selector.select(seconds))


def _read_chunks(environ, limit, seconds):
    """Read a body that comes in chunks, each with its length (RFC 9112, 7.1)."""
    data, is_cut = b"", seconds <= 0
    if not is_cut:
        with _ended_after(requests.get_socket(environ), seconds):
            try:
                data = environ["wsgi.input"].read(limit + 1) or b""
            except (OSError, ValueError):  # hung up, too slow, or no chunks
                is_cut = True
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    _put_body(environ, data, is_cut)
    if len(data) > limit:  # there is more, which nobody reads
        environ["CONTENT_LENGTH"] = str(2 * MAX_BATCH_BYTES)
        del environ[IS_READ]


def _put_body(environ, data, is_cut):
    environ["wsgi.input"] = BytesIO(data)
    environ["CONTENT_LENGTH"] = str(len(data))
    environ[IS_CUT if is_cut else IS_READ] = True


def _is_chunked(environ):
    return "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()


@contextmanager
def _ended_after(sock, seconds):
    """Let whoever reads from ``sock`` find its end after ``seconds``."""
    clock = threading.Timer(seconds, _end_reading, [sock])
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


def _end_reading(sock):
    if sock is not None:
        with suppress(OSError):  # closed by now
            socket.socket.shutdown(sock, socket.SHUT_RD)


def _drop_rest(environ):
    """End a request whose body was not read: the server would read on for ever.

    It lets a client finish that sends at once, so that it reads the answer.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    has_body = _is_chunked(environ) or (length.isdecimal() and int(length))
    if environ.get(IS_CUT) or (has_body and not environ.get(IS_READ)):
        clock = threading.Timer(
            LINGER_SECONDS, _end_reading, [requests.get_socket(environ)]
        )
        clock.daemon = True
        clock.start()


def _get_patience(request):
    """Return for how many seconds a body may be waited for, by the credentials beside it.

    A token may be in the body itself, and is then read from what comes soon.
    """
    endpoint = request.httprequest.path.removeprefix(PATH).strip("/")
    delivery = read_delivery(request.httprequest, endpoint, b"")
    try:
        with Registry(request.db).cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            authenticate(env, delivery)
    except WireError as error:
        has_token = delivery.tokens or delivery.is_other_scheme
        is_refused = has_token or error.problem.code != "unauthorized"
        return 0 if is_refused or endpoint == EVENTS else UNPROVEN_SECONDS
    except psycopg2.Error:
        return UNPROVEN_SECONDS  # Odoo meets it below, and knows what to answer
    return BODY_SECONDS


def _is_installed(database):
    """Return whether a database has this addon, whose code every database is served by
    where it is one of the server's own modules.
    """
    registry = Registry(database)
    if "callcenter.pbx" in registry:
        return True
    # another worker may have installed it since
    with registry.cursor(readonly=True) as cr:
        return "callcenter.pbx" in registry.check_signaling(cr)


def _serve_database(request, serve):
    """Take a database that fails before the route is known for one that is away.

    Odoo does so for most such errors; a pooled connection of a PostgreSQL that was
    started again, or a pool without a free one, it would answer 500 in HTML.
    """
    path = request.httprequest.path
    if path.startswith((f"{PATH}/", PAGES)) or path == PATH:
        try:
            is_installed = _is_installed(request.db)
        except (AttributeError, psycopg2.Error):
            is_installed = True  # Odoo meets it below, and knows what to answer
        if not is_installed:
            error = WireError("not_installed", 404)
            _drop_rest(requests.get_environ(request.httprequest))
            return request.make_json_response(error_data(error), status=error.status)
    is_ours, environ = path.startswith(PATH), requests.get_environ(request.httprequest)
    endpoint, response = path.removeprefix(PATH).strip("/"), None
    if is_ours:
        request.httprequest.environ[REVISION] = None  # Odoo is to ask for it
    if is_ours and endpoint != RECORDING:
        limit = MAX_BATCH_BYTES if endpoint == EVENTS else MAX_BYTES
        read_early(environ, limit, partial(_get_patience, request))
    try:
        response = serve(request)
        return response
    except psycopg2.Error as error:
        if hasattr(error, "error_response") or not is_ours:
            raise
        raise RegistryError(f"No connection to {request.db}") from error
    finally:
        if is_ours and (response is None or response.status_code >= BAD_REQUEST):
            _drop_rest(environ)


def _serve_without_database(request, serve):
    """Answer exchanges in JSON where no database could be reached, too.

    Without a database no route and no class of this addon is asked: where PostgreSQL is
    away, Odoo would answer an exchange 404 in HTML, and the event would be lost.
    """
    if not request.httprequest.path.startswith(PATH):
        return serve(request)
    error = WireError("no_database", 503)
    _drop_rest(requests.get_environ(request.httprequest))
    return request.make_json_response(error_data(error), status=error.status)


requests.wrap("_serve_db", _serve_database)
requests.wrap("_serve_nodb", _serve_without_database)
