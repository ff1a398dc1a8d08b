"""The connection over which Odoo's bus is told that there is a message to fetch.

Odoo opens one for each message, and PostgreSQL starts a process for it: about as much
work as all else that a ring takes, while the telephone rings. This one stays open.
"""

import os
from threading import Lock

from odoo.sql_db import ConnectionPool, connection_info_for
from odoo.tools import OrderedSet

from odoo.addons.bus.models.bus import ODOO_NOTIFY_FUNCTION, get_notify_payloads

CHANNELS = "bus.bus.channels"


class BusConnection:
    """One connection of this process, for one thread at a time."""

    def __init__(self):
        self.renew()

    def renew(self):
        """Have none yet. A fork must not speak on the one of the process it came from."""
        # finds out by itself that PostgreSQL was started again
        self._pool = ConnectionPool(maxconn=1)
        self._lock = Lock()

    def notify(self, channels):
        """Tell every server that listens which channels have a message."""
        _, info = connection_info_for("postgres")
        with self._lock:
            cnx = self._pool.borrow(info)
            try:
                cnx.autocommit = True
                with cnx.cursor() as cursor:
                    for payload in get_notify_payloads(list(channels)):
                        cursor.execute(
                            f"SELECT {ODOO_NOTIFY_FUNCTION}('imbus', %s)", [payload]
                        )
            finally:
                self._pool.give_back(cnx)


connection = BusConnection()
os.register_at_fork(after_in_child=connection.renew)


def keep_open(cr):
    """Let what the transaction of ``cr`` tells the bus go over the kept connection.

    Takes the place of the hook that ``bus.bus`` adds with its first message.
    """
    data = cr.postcommit.data
    if CHANNELS not in data:
        data[CHANNELS] = OrderedSet()
        cr.postcommit.add(lambda: connection.notify(data.pop(CHANNELS)))
