"""How calls are written: the context, the isolation, and no write without a change."""

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import models
from odoo.sql_db import Cursor

from ..compat import records as records_compat
from .kept import REVISION, read_revision

# events write without followers, tracking and log notes: no person is at work
EVENT_CONTEXT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


def begin_read_committed(cr, revision=None):
    """Start a transaction that changes calls; what was not committed is rolled back.

    In REPEATABLE READ simultaneous events of one call fail to serialize; here they wait
    for the lock of the call alone. A test's cursor keeps its isolation.

    :param revision: the one that a request read at its beginning, which is new enough
        for what it is answered; None: it is read now, before all else
    """
    cr.rollback()
    if isinstance(cr, Cursor):
        cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
    if revision is None:
        read_revision(cr)
    else:
        cr.cache[REVISION] = revision


def write_changed(record, vals):
    """Write those of ``vals`` that differ from what ``record`` holds.

    :return: the names of the fields that did, as the keys of a dict
    """
    vals = {
        name: value
        for name, value in vals.items()
        if plain(value) != plain(_read(record, name))
    }
    if vals:
        record.write(vals)
    return vals.keys()


def _read(record, name):
    if record._fields[name].type == "json" and record.id:
        return records_compat.peek(record, name)
    return record[name]


def plain(value):
    """Return None for what is empty or unknown; zero seconds are neither."""
    value = value.id if isinstance(value, models.BaseModel) else value
    return None if value is False or value == "" else value
