import select
from contextlib import closing
from unittest.mock import patch

import psycopg2
from psycopg2 import OperationalError

from odoo import sql_db
from odoo.sql_db import connection_info_for, db_connect
from odoo.tests import TransactionCase, tagged

from ...compat import bus_connection
from ...compat.bus_connection import LIMITS


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

    def test_one_that_hangs_holds_nobody_else(self):
        with bus_connection.borrowed() as hung:
            [told] = self.tell()
            self.assertNotEqual(hung.get_backend_pid(), told.pid)

    def test_it_is_closed_with_the_pool(self):
        [before] = self.tell()
        sql_db._Pool.close_all({**connection_info_for("postgres")[1], **LIMITS})
        [after] = self.tell()
        self.assertNotEqual(before.pid, after.pid)

    def test_a_server_that_is_away_is_logged(self):
        broken = patch.object(bus_connection, "borrowed", side_effect=OperationalError)
        with broken, self.assertLogs(bus_connection._logger, "ERROR"):
            bus_connection.notify([("db", "res.partner", 1)])
