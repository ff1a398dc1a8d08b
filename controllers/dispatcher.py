"""How requests of exchanges pass through Odoo: raw body in, JSON out, always."""

import time
from contextlib import suppress
from io import BytesIO

import psycopg2
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from odoo.http import HttpDispatcher, RegistryError
from odoo.modules.registry import Registry

from ..compat import requests
from ..models.kept import REVISION, keep_revision
from ..wire import WireError, error_data
from ..wire.body import MAX_BYTES

PATH = "/api/callcenter"
PAGES = "/callcenter/"
# all of a body has to come within
BODY_SECONDS = 10
IS_CUT = "callcenter.is_cut"


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
        if self.request.httprequest.environ.get(IS_CUT):
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


def read_early(environ):
    """Read a body before anything of the database is taken for it.

    Who sends it a byte at a time would else hold a connection to the database, and what
    is not believed yet has no claim to one. What is too large is left to be refused.
    """
    length, sock = environ.get("CONTENT_LENGTH") or "", environ.get("socket")
    stream = environ.get("wsgi.input")
    if not length.isdecimal() or not 0 < int(length) <= MAX_BYTES:
        return
    if sock is None or not hasattr(stream, "read1"):
        return
    deadline, left, pieces = time.monotonic() + BODY_SECONDS, int(length), []
    patience = sock.gettimeout()
    with suppress(OSError):  # hung up, or too slow
        while left and (rest := deadline - time.monotonic()) > 0:
            sock.settimeout(rest if patience is None else min(rest, patience))
            piece = stream.read1(left)
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece)
    with suppress(OSError):
        sock.settimeout(patience)
    environ["wsgi.input"] = BytesIO(b"".join(pieces))
    if left:
        environ[IS_CUT] = True
        environ["CONTENT_LENGTH"] = str(int(length) - left)


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
            return request.make_json_response(error_data(error), status=error.status)
    is_ours = request.httprequest.path.startswith(PATH)
    if is_ours:
        request.httprequest.environ[REVISION] = None  # Odoo is to ask for it
    if is_ours and not request.httprequest.path.rstrip("/").endswith("/recording"):
        read_early(request.httprequest.environ)
    try:
        return serve(request)
    except psycopg2.Error as error:
        if hasattr(error, "error_response") or not is_ours:
            raise
        raise RegistryError(f"No connection to {request.db}") from error


def _serve_without_database(request, serve):
    """Answer exchanges in JSON where no database could be reached, too.

    Without a database no route and no class of this addon is asked: where PostgreSQL is
    away, Odoo would answer an exchange 404 in HTML, and the event would be lost.
    """
    if not request.httprequest.path.startswith(PATH):
        return serve(request)
    error = WireError("no_database", 503)
    return request.make_json_response(error_data(error), status=error.status)


requests.wrap("_serve_db", _serve_database)
requests.wrap("_serve_nodb", _serve_without_database)
