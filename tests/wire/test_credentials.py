from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ...wire import WireError
from ..common import CallcenterCommon


@tagged("post_install", "-at_install")
class TestCredentials(CallcenterCommon):
    """Who may post: the token's holder, from the networks that are allowed."""

    def authenticate(self, *tokens, address="203.0.113.7", is_proven=True):
        pbxs = self.env["callcenter.pbx"].sudo()
        try:
            return pbxs._authenticate(tokens, address, is_proven)
        except WireError as error:
            return error.status

    def test_only_the_fingerprint_of_a_token_is_kept(self):
        self.assertNotIn(self.token, str(self.pbx.read()))
        self.assertEqual(self.authenticate(self.token), self.pbx)

    def test_a_new_token_replaces_the_old_one(self):
        new = self.pbx.generate_token()
        self.assertEqual(self.authenticate(self.token), 401)
        self.assertEqual(self.authenticate(new), self.pbx)

    def test_archived_and_tokenless_connections_let_nobody_in(self):
        self.pbx.active = False
        self.assertEqual(self.authenticate(self.token), 401)
        self.env["callcenter.pbx"].create({"name": "Without a token"})
        self.assertEqual(self.authenticate(""), 401)
        self.assertEqual(self.authenticate(), 401)

    def test_networks(self):
        self.pbx.allowed_networks = "203.0.113.0/24\n2001:db8::/32"
        for address, allowed in (
            ("203.0.113.7", True),
            ("::ffff:203.0.113.7", True),
            ("2001:db8::1", True),
            ("198.51.100.1", False),
            ("", False),
            ("unix:", False),
        ):
            with self.subTest(address):
                found = self.authenticate(self.token, address=address)
                self.assertEqual(found, self.pbx if allowed else 403)
        self.assertEqual(self.authenticate(self.token, is_proven=False), 403)

    def test_a_connection_is_always_guarded(self):
        with self.assertRaises(ValidationError):
            self.pbx.require_token = False
        with self.assertRaises(ValidationError):
            self.pbx.allowed_networks = "10.0.0.0/8\nhome"

    def test_only_who_connects_exchanges_may_make_tokens(self):
        with self.assertRaises(AccessError):
            self.pbx.with_user(self.lan).generate_token()
        admin = new_test_user(
            self.env, "t_pbx", "base.group_user,callcenter.group_callcenter_pbx_admin"
        )
        token = self.pbx.with_user(admin).generate_token()
        self.assertEqual(self.authenticate(token), self.pbx)
        action = self.pbx.with_user(admin).action_generate_token()
        self.assertIn(
            action["context"]["default_token"], action["context"]["default_command"]
        )

    def test_the_command_to_try_a_token_rings_who_is_mapped(self):
        pbx = self.env["callcenter.pbx"].create(
            {"name": "New", "country_id": self.env.ref("base.vn").id}
        )
        command = pbx.action_generate_token()["context"]["default_command"]
        self.assertIn("extension=101", command, "an example, as long as there is none")
        pbx.extension_ids = [
            Command.create({"number": "200"}),
            Command.create({"number": "201", "user_id": self.lan.id}),
        ]
        command = pbx.action_generate_token()["context"]["default_command"]
        self.assertIn("extension=201", command)
        self.assertNotIn("\n", command)

    def test_the_old_token_stays_valid_for_the_time_chosen(self):
        with freeze_time("2024-05-06 09:00:00") as clock:
            new = self.pbx.generate_token(grace_hours=24)
            clock.tick(timedelta(hours=23))
            self.assertEqual(self.authenticate(self.token), self.pbx)
            self.assertEqual(self.authenticate(new), self.pbx)
            clock.tick(timedelta(hours=2))
            self.assertEqual(self.authenticate(self.token), 401)
            self.assertEqual(self.authenticate(new), self.pbx)

    def test_a_flood_of_wrong_tokens_leaves_the_caches_alone(self):
        self.authenticate(self.token)
        cache = self.env.registry._Registry__caches["default"]
        size = len(cache)
        for number in range(50):
            self.authenticate(f"wrong-{number}")
        self.assertEqual(len(cache), size)
        with self.assertQueryCount(0):
            self.authenticate("wrong")
