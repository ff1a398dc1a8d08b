import base64
import json
from unittest.mock import patch
from urllib.parse import urlencode

from odoo.tests import HttpCase, TransactionCase, new_test_user

from odoo.addons.bus.models import bus

AGENT = "base.group_user,base.group_partner_manager,callcenter.group_callcenter_agent"


def keep_bus_messages(cls):
    """Let browsers that connect late in a test class find what was told before.

    They get the messages of the last 50 seconds, and all messages of a test class have the
    time at which it began.
    """
    cls.startClassPatcher(patch.object(bus, "TIMEOUT", 3600))


class CallcenterCommon(TransactionCase):
    """A support desk: one connection in Vietnam, three agents, one customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vietnam = cls.env.ref("base.vn")
        cls.pbx = cls.env["callcenter.pbx"].create(
            {
                "name": "Head office",
                "country_id": cls.vietnam.id,
                "tz": "Asia/Ho_Chi_Minh",
            }
        )
        cls.token = cls.pbx.generate_token()
        cls.lan = new_test_user(cls.env, "t_lan", AGENT, name="Lan")
        cls.minh = new_test_user(cls.env, "t_minh", AGENT, name="Minh")
        cls.hoa = new_test_user(cls.env, "t_hoa", AGENT, name="Hoa")
        cls.ext_101, cls.ext_102, cls.ext_103 = cls.env["callcenter.extension"].create(
            [
                {"pbx_id": cls.pbx.id, "number": number, "user_id": user.id}
                for number, user in (
                    ("101", cls.lan),
                    ("102", cls.minh),
                    ("103", cls.hoa),
                )
            ]
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Đỗ Thuý An",
                "country_id": cls.vietnam.id,
                "phone": "+84 989 464 999",
            }
        )
        cls.calls = cls.env["callcenter.call"]
        cls.events = cls.env["callcenter.event"]

    def call(self, callid):
        """Return the call under ``callid``."""
        return self.calls._find(self.pbx, callid)

    def last_heard(self, call):
        """Return when a call was last heard of, epoch seconds."""
        return max(told.heard for told in call._get_told(call.pbx_id)[0])

    def tidy(self):
        """Do what the scheduled action of customers to call back does, uncommitted."""
        for job, record in self.env["callcenter.missed"]._get_tidy_work():
            self.assertTrue(self.env["callcenter.fault"]._attempt(job, record))

    def journal(self):
        """Return the latest journal row of the connection."""
        return self.events.search([("pbx_id", "=", self.pbx.id)], limit=1)


class WireCase(CallcenterCommon, HttpCase):
    """Posts as an exchange does."""

    def post(self, endpoint, params=None, body=None, headers=None, method="POST"):
        """Post ``params`` as JSON, or a raw ``body``, with the connection's token.

        :return: ``(status, answer)``, the answer read as JSON
        """
        if headers is None:
            headers = {"Authorization": f"Bearer {self.token}"}
        if body is None and params is not None:
            body = json.dumps(params)
            headers = {"Content-Type": "application/json", **headers}
        url = f"/api/callcenter/{endpoint}"
        response = self.url_open(url, data=body, headers=headers, method=method)
        is_json = response.headers["Content-Type"].startswith("application/json")
        self.assertTrue(is_json, response.text)
        return response.status_code, response.json() if response.text else None

    def post_form(self, endpoint, params, headers=None):
        """Post ``params`` as a form, as Asterisk's CURL() does."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        auth = {"Authorization": f"Bearer {self.token}"} if headers is None else headers
        return self.post(endpoint, body=urlencode(params), headers={**form, **auth})

    def post_envelope(self, endpoint, params, envelope_id=7):
        """Post ``params`` in a JSON-RPC 2.0 envelope."""
        body = {"jsonrpc": "2.0", "method": "call", "id": envelope_id, "params": params}
        return self.post(endpoint, body)

    @staticmethod
    def basic(token):
        """Return the Basic header that has ``token`` as password."""
        pair = base64.b64encode(f"pbx:{token}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
