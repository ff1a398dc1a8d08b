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
