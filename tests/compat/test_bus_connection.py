import os
import select
from contextlib import closing

import psycopg2

from odoo.sql_db import connection_info_for, db_connect
from odoo.tests import TransactionCase, tagged

from ...compat import bus_connection


@tagged("post_install", "-at_install")
class TestBusConnection(TransactionCase):
    """Servers that listen hear of a card over a connection that stays open."""

    def setUp(self):
        super().setUp()
        self.listener = psycopg2.connect(**connection_info_for("postgres")[1])
        self.addCleanup(self.listener.close)
        self.listener.autocommit = True
        self.listener.cursor().execute("LISTEN imbus")
        self.partner = self.env.user.partner_id

    def tell(self):
        """Send a message as an event does, and return what the listener hears."""
        bus_connection.keep_open(self.env.cr)
        self.partner._bus_send("callcenter.call/update", {})
        self.env.cr.precommit.run()
        # a test's cursor leaves these out
        self.env.cr.postcommit.run()
        self.assertTrue(select.select([self.listener], [], [], 5)[0], "nothing heard")
        self.listener.poll()
        return [self.listener.notifies.pop(0) for _ in self.listener.notifies[:]]

    def test_one_connection_for_all(self):
        [first], [second] = self.tell(), self.tell()
        self.assertEqual(first.pid, second.pid)
        self.assertIn(f'"res.partner",{self.partner.id}', first.payload)

    def test_one_notification_for_a_transaction(self):
        bus_connection.keep_open(self.env.cr)
        self.partner._bus_send("callcenter.call/update", {})
        self.assertEqual(len(self.tell()), 1)

    def test_postgres_was_started_again(self):
        [before] = self.tell()
        with closing(db_connect("postgres").cursor()) as cr:
            cr.execute("SELECT pg_terminate_backend(%s, 5000)", [before.pid])
        [after] = self.tell()
        self.assertNotEqual(before.pid, after.pid)

    def test_a_fork_has_none_yet(self):
        self.tell()
        connections = bus_connection.connection._pool._connections
        self.assertTrue(connections)
        child = os.fork()
        if not child:
            os._exit(bus_connection.connection._pool._connections is connections)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
