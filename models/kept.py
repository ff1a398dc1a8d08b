"""What every event asks for, kept by each worker and never older than the database.

Odoo's own caches are emptied when something changes; a transaction that began before may
fill them again with what it still sees. Here each value is kept under the *revision* that
was read before it, and whoever changes what is kept adds a row to the revisions in the
same transaction: the change and its revision are seen together, or neither.
"""

import functools

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL
from odoo.tools.lru import LRU

from ..compat.registry import ask_along

REVISION = "callcenter.revision"
_LATEST = SQL("(SELECT ARRAY[count(*), max(id)] FROM callcenter_revision)")
MAX_VALUES = 8192
_NONE = object()
_LOGGED = {"write_uid", "write_date"}


class CallcenterRevision(models.Model):
    """One row for each change of what workers keep; only their count and latest count."""

    _name = "callcenter.revision"
    _description = "Change of Kept Values"
    _log_access = False

    @api.autovacuum
    def _gc_revisions(self):
        """Leave one row; a new one, as the former number of rows may come again."""
        earlier = self.search([("id", "!=", False)])
        if len(earlier) > 1:
            change_revision(self.env.cr)
            earlier.unlink()


class CallcenterKeptSource(models.AbstractModel):
    """A model whose rows are kept: its changes are told in the transaction that makes them.

    Told where rows are written, so that a stored compute tells its changes, too.
    """

    _name = "callcenter.kept.source"
    _description = "Source of Kept Values"
    _inherit = ["callcenter.written"]

    # the columns that are kept; None: all but those of _callcenter_unkept_fields
    _callcenter_kept_fields = None
    _callcenter_unkept_fields = frozenset()

    def _is_kept(self, names):
        kept = self._callcenter_kept_fields
        if kept is None:
            return bool(names - self._get_unkept_fields() - _LOGGED)
        return not kept.isdisjoint(names)

    @classmethod
    def _get_unkept_fields(cls):
        """Return those that the rooms of this model name, each its own."""
        return frozenset().union(
            *(vars(base).get("_callcenter_unkept_fields", ()) for base in cls.__mro__)
        )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # what is not there yet is kept as "none" where a whole table is, or a column
        if any(self._is_kept(vals.keys()) for vals in vals_list):
            change_revision(self.env.cr)
        return records

    def write(self, vals):
        """Tell it at once, too: who reads on in this transaction sees what they wrote."""
        result = super().write(vals)
        if self._is_kept(vals.keys()):
            change_revision(self.env.cr)
        return result

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        if self._is_kept(set().union(*vals_list)):
            change_revision(self.env.cr)
        return result

    def unlink(self):
        result = super().unlink()
        change_revision(self.env.cr)
        return result


def read_revision(cr):
    """Return the revision that the transaction of ``cr`` began with.

    Whatever it reads afterwards is as new, or newer. In READ COMMITTED it has to be read
    before all else, see ``begin_read_committed``.
    """
    if REVISION not in cr.cache:
        # Odoo clears this with its record cache, when the transaction ends
        cr.execute(SQL("SELECT %s", _LATEST))
        keep_revision(cr, cr.fetchone()[0])
    return cr.cache[REVISION]


def keep_revision(cr, revision):
    """Let the transaction of ``cr`` have a revision that was read before it began."""
    cr.cache[REVISION] = tuple(revision)


def change_revision(cr):
    """Tell that what is kept changes with the transaction of ``cr``.

    Rows are added and never changed, so that nobody waits for anybody. From here on the
    transaction keeps what it sees for itself.
    """
    cr.execute("INSERT INTO callcenter_revision DEFAULT VALUES")
    cr.cache[REVISION] = object()


def kept(method):
    """Keep what a model's method answers: it follows from the database and its arguments.

    It is called as superuser without a context, so whoever asks first decides nothing.
    Arguments and answer are plain values, never records.
    """

    @functools.wraps(method)
    def get(self, *args):
        values = _get_values(self.pool)
        _flush_pending(self.env)
        revision = read_revision(self.env.cr)
        key = self._name, method.__name__, self._ids, args, revision
        value = values.get(key, _NONE)
        if value is _NONE:
            # what waits to be written would be read, and kept as if it stood there
            self.env.flush_all()
            key = *key[:-1], read_revision(self.env.cr)
            env = api.Environment(self.env.cr, SUPERUSER_ID, {})
            values[key] = value = method(self.with_env(env), *args)
        return value

    return get


def _flush_pending(env):
    """Write what is to be computed of what is kept: the change is told as it is written."""
    names = {field.model_name for field in env.transaction.tocompute}
    for name in names:
        if issubclass(env.registry[name], env.registry["callcenter.kept.source"]):
            env[name].flush_model()


def _get_values(registry):
    try:
        return registry.callcenter_values
    except AttributeError:
        return registry.__dict__.setdefault("callcenter_values", LRU(MAX_VALUES))


ask_along(REVISION, REVISION, _LATEST)
