"""The connection over which Odoo's bus is told that there is a message to fetch.

Odoo opens one for each message, and PostgreSQL starts a process for it: about as much
work as all else that a ring takes, while the telephone rings. This one stays open.
"""

from functools import partial
from threading import Lock

from odoo.sql_db import ConnectionPool, connection_info_for
from odoo.tools import OrderedSet

from odoo.addons.bus.models.bus import ODOO_NOTIFY_FUNCTION, get_notify_payloads

CHANNELS = "bus.bus.channels"
# the pool finds out that PostgreSQL was restarted, and connects again
_pool = ConnectionPool(maxconn=1)
_lock = Lock()


def keep_open(cr):
    """Let what the transaction of ``cr`` tells the bus go over the kept connection.

    Takes the place of the hook that ``bus.bus`` adds with its first message.
    """
    data = cr.postcommit.data
    if CHANNELS not in data:
        data[CHANNELS] = OrderedSet()
        cr.postcommit.add(partial(_notify, data))


def _notify(data):
    """Tell every server that listens which channels have a message."""
    payloads = get_notify_payloads(list(data.pop(CHANNELS)))
    _, info = connection_info_for("postgres")
    with _lock:
        connection = _pool.borrow(info)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for payload in payloads:
                    cursor.execute(
                        f"SELECT {ODOO_NOTIFY_FUNCTION}('imbus', %s)", [payload]
                    )
        finally:
            _pool.give_back(connection)
