"""How Odoo serves a request, before any route or model is known.

What goes wrong there is answered in HTML, and a database without the addon is not told
from one that has it: no hook of Odoo's is asked so early.
"""

import functools

from odoo.http import Request


def wrap(name, serve):
    """Let ``serve(request, original)`` take the place of a method of every request.

    :param name: ``_serve_db`` where a database is named, ``_serve_nodb`` where none is
    :param serve: calls ``original(request)`` for what it does not answer itself
    """
    original = getattr(Request, name)

    @functools.wraps(original)
    def served(self):
        return serve(self, original)

    setattr(Request, name, served)


def get_environ(httprequest):
    """Return all that the server told of a request, its body and its socket, too.

    ``httprequest.environ`` is a copy without these.
    """
    return httprequest._HTTPRequest__environ


def get_socket(environ):
    """Return the socket of a request, or None: how processes and threads name it."""
    return environ.get("werkzeug.socket") or environ.get("socket")
