"""What Odoo asks the database first of all, at the beginning of each request.

It reads there which of its caches are out of date. A question of ours goes along: asked
by itself it would be one more round trip, and one more transaction to end.
"""

import functools

from odoo.http import request
from odoo.orm.registry import Registry
from odoo.tools import SQL


def ask_along(key, model, question):
    """Have ``question`` answered for each request whose environ has ``key``: there.

    :param str key: of the WSGI environ
    :param str model: whose table it asks; databases without it are not asked
    :param SQL question: an expression of one value
    """
    original = Registry.get_sequences

    @functools.wraps(original)
    def get_sequences(self, cr):
        environ = request.httprequest.environ if request else {}
        # a replica may not know yet what has just changed
        if key not in environ or cr.readonly or model not in self:
            return original(self, cr)
        asking = _Asking(cr, question)
        sequences = original(self, asking)
        environ[key] = asking.answer
        return sequences

    Registry.get_sequences = get_sequences


class _Asking:
    """A cursor that adds a question to the SELECT it is given, and keeps the answer."""

    def __init__(self, cr, question):
        self._cr, self._question = cr, question
        self.answer = None

    def execute(self, query):
        self._cr.execute(SQL("%s, %s", query, self._question))

    def fetchone(self):
        *row, self.answer = self._cr.fetchone()
        return row
