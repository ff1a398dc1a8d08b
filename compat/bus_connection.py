"""The connection over which Odoo's bus is told that there is a message to fetch.

Odoo opens one for each message, and PostgreSQL starts a process for it: about as much
work as all else that a ring takes, while the telephone rings. Here it comes from Odoo's
own pool and goes back to it open: each thread has its own while it needs one, and all
are closed where Odoo closes its pool, as before it forks.
"""

import contextlib
import logging

import psycopg2

from odoo import sql_db
from odoo.tools import OrderedSet

from odoo.addons.bus.models.bus import ODOO_NOTIFY_FUNCTION, get_notify_payloads

_logger = logging.getLogger(__name__)

CHANNELS = "bus.bus.channels"
# a database that hangs must not hold whoever answers the exchange
LIMITS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 5000,
    "options": "-c statement_timeout=5000",
    # nobody else is to get these from the pool: they commit by themselves
    "application_name": "odoo-callcenter-bus",
}
TRIES = 2


def keep_open(cr):
    """Let what the transaction of ``cr`` tells the bus go over a kept connection.

    Takes the place of the hook that ``bus.bus`` adds with its first message.
    """
    data = cr.postcommit.data
    if CHANNELS not in data:
        data[CHANNELS] = OrderedSet()
        cr.postcommit.add(lambda: notify(data.pop(CHANNELS)))


def notify(channels):
    """Tell every server that listens which channels have a message.

    What fails is logged and not raised: the event is committed and the message is in
    the table, where browsers find it with the next one of their channel.
    """
    payloads = get_notify_payloads(list(channels))
    for tries_left in reversed(range(TRIES)):
        try:
            with borrowed() as cnx, cnx.cursor() as cursor:
                for payload in payloads:
                    cursor.execute(
                        f"SELECT {ODOO_NOTIFY_FUNCTION}('imbus', %s)", [payload]
                    )
            return
        except (psycopg2.Error, sql_db.PoolError):
            if not tries_left:
                _logger.exception(
                    "PostgreSQL did not take a notification of the bus: cards come "
                    "late. Is it reachable, and is db_maxconn large enough?"
                )


@contextlib.contextmanager
def borrowed():
    """Have a connection to the database that Odoo's bus listens on."""
    _, info = sql_db.connection_info_for("postgres")
    sql_db.db_connect("postgres")  # makes the pool where there is none yet
    pool = sql_db._Pool
    cnx = pool.borrow({**info, **LIMITS})
    is_good = False
    try:
        cnx.autocommit = True
        yield cnx
        is_good = True
    finally:
        pool.give_back(cnx, keep_in_pool=is_good)
