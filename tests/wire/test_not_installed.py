"""A database that lacks this addon, on a server that has it among its own modules."""

import json
from unittest.mock import patch

from odoo.tests import tagged

from ..common import WireCase


@tagged("post_install", "-at_install")
class TestNotInstalled(WireCase):
    def test_it_is_said_before_anything_else_is_asked(self):
        # what the set-up left to do at its end is done while the addon is there
        self.cr.flush()
        models = self.registry.models
        rest = {name: models[name] for name in models if name != "callcenter.pbx"}
        for path in (
            "/api/callcenter",
            "/api/callcenter/call_in",
            "/api/callcenter/lookup",
            "/api/callcenter/recording",
            "/api/callcenter/no/such",
            "/callcenter/recording/call/1",
            "/callcenter/data_request/1/export",
        ):
            with self.subTest(path), patch.object(self.registry, "models", rest):
                with self.assertNoLogs("odoo.http", "ERROR"):
                    response = self.url_open(path, allow_redirects=False)
                self.assertEqual(response.status_code, 404)
                answer = json.loads(response.text)
                self.assertEqual(answer["code"], "not_installed")
        self.assertEqual(self.post("call_in", {"callid": "a"})[0], 200)
