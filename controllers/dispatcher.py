"""How requests of exchanges pass through Odoo: raw body in, JSON out, always."""

from werkzeug.exceptions import RequestEntityTooLarge

from odoo.http import HttpDispatcher, Request

from ..wire import WireError

PATH = "/api/callcenter"


class CallcenterDispatcher(HttpDispatcher):
    """Routes of ``type='callcenter'``: the wire package parses, errors are JSON."""

    routing_type = "callcenter"
    mimetypes = ("*/*",)

    def dispatch(self, endpoint, args):
        """Call the endpoint with the raw body, or None where it is over the limit.

        Odoo would parse a form itself, and hand its keys over as Python arguments, of
        which one such as ``self`` is a TypeError.
        """
        try:
            body = self.request.httprequest.get_data()
        except RequestEntityTooLarge:
            body = None
        self.request.params = {**args, "body": body}
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def handle_error(self, exc):
        """Answer 503: whatever went wrong here, the exchange is to send it again."""
        response = getattr(exc, "response", None)
        if response is not None:
            return response
        error = WireError("try_again", 503)
        return self.request.make_json_response(error_data(error), status=error.status)


def error_data(error):
    """Return what answers a WireError, as docs/openapi.yaml describes it."""
    problem = error.problem
    data = {"status": "error", "code": problem.code, "message": str(problem)}
    return {**data, "field": problem.name} if problem.name else data


_original_serve_nodb = Request._serve_nodb


def _serve_nodb(self):
    """Answer exchanges in JSON where no database could be reached, too.

    Without a database no route and no class of this addon is asked: where PostgreSQL is
    away, Odoo would answer an exchange 404 in HTML, and the event would be lost.
    """
    if not self.httprequest.path.startswith(PATH):
        return _original_serve_nodb(self)
    error = WireError("no_database", 503)
    return self.make_json_response(error_data(error), status=error.status)


Request._serve_nodb = _serve_nodb
