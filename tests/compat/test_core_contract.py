"""What this addon relies on of Odoo though Odoo promises it to nobody.

After an upgrade of Odoo this file is the list of what to look at: each line names the
part, and the file of ours that needs it.
"""

import importlib
import inspect
from io import BytesIO
from unittest.mock import Mock

from odoo import fields
from odoo.fields import Domain
from odoo.http import HTTPRequest, Request, _request_stack
from odoo.orm.registry import Registry
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, Query

from ...compat.requests import get_environ, get_socket
from ...models.kept import REVISION, read_revision

# what is imported or called ▶ the parameters it is called with ▶ who needs it
PARTS = {
    "odoo.http:Request._serve_db": ((), "compat/requests"),
    "odoo.http:Request._serve_nodb": ((), "compat/requests"),
    "odoo.http:Request.make_json_response": (("data", "headers"), "controllers"),
    "odoo.http:HttpDispatcher.dispatch": (
        ("endpoint", "args"),
        "controllers/dispatcher",
    ),
    "odoo.http:HttpDispatcher.handle_error": (("exc",), "controllers/dispatcher"),
    "odoo.addons.base.models.ir_actions_report:IrActionsReport.get_wkhtmltopdf_state": (
        (),
        "compat/pdf",
    ),
    "odoo.addons.base.models.ir_actions_report:IrActionsReport._render_qweb_pdf": (
        ("report_ref", "res_ids"),
        "compat/pdf",
    ),
    "odoo.http:RegistryError": (None, "controllers/dispatcher"),
    "odoo.sql_db:ConnectionPool.borrow": (
        ("connection_info",),
        "compat/bus_connection",
    ),
    "odoo.sql_db:ConnectionPool.give_back": (
        ("connection", "keep_in_pool"),
        "compat/bus_connection",
    ),
    "odoo.sql_db:connection_info_for": (("db_or_uri",), "compat/bus_connection"),
    "odoo.sql_db:PoolError": (None, "compat/bus_connection"),
    "odoo.orm.registry:Registry.get_sequences": (("cr",), "compat/registry"),
    "odoo.sql_db:Cursor": (None, "models/transaction"),
    "odoo.service.model:PG_CONCURRENCY_EXCEPTIONS_TO_RETRY": (
        None,
        "controllers/webhook",
    ),
    "odoo.addons.bus.models.bus:get_notify_payloads": (
        ("channels",),
        "compat/bus_connection",
    ),
    "odoo.addons.bus.models.bus:ODOO_NOTIFY_FUNCTION": (None, "compat/bus_connection"),
    "odoo.tools.lru:LRU": (None, "models/kept"),
    "odoo.orm.models:BaseModel._write_multi": (("vals_list",), "models/kept"),
    "odoo.orm.models:BaseModel._field_to_sql": (
        ("alias", "query"),
        "models/figures, models/call",
    ),
    "odoo.orm.models:BaseModel._fetch_query": (
        ("query", "fields"),
        "models/caller/lookup",
    ),
    "odoo.orm.models:BaseModel._export_rows": (
        ("fields", "_is_toplevel_call"),
        "models/call/names",
    ),
    "odoo.orm.models:BaseModel._filtered_access": (("operation",), "many"),
    "odoo.addons.web.models.models:Base.web_read": (
        ("specification",),
        "models/call/names",
    ),
    "odoo.addons.web.models.models:Base._web_read_group_groupby_formatter": (
        ("groupby_spec", "values"),
        "models/call/names",
    ),
    "odoo.orm.models:BaseModel._read_group_format_result": (
        ("rows_dict", "lazy_groupby"),
        "models/call/names",
    ),
    "odoo.orm.fields:Field._get_cache": (("env",), "compat/records"),
    "odoo.orm.models:BaseModel._fetch_field": (("field",), "compat/records"),
    "odoo.orm.fields:Field._insert_cache": (("records", "values"), "compat/records"),
    "odoo.orm.fields:Field._update_cache": (
        ("records", "cache_value"),
        "compat/records",
    ),
    "odoo.orm.fields:Field.convert_to_column": (
        ("value", "record", "values", "validate"),
        "models/field_types",
    ),
    "odoo.orm.domains:Domain._to_sql": (("model", "alias", "query"), "compat/records"),
    "odoo.orm.domains:Domain.custom": (("to_sql", "predicate"), "models/call/audience"),
}


@tagged("post_install", "-at_install")
class TestCoreContract(TransactionCase):
    """Each part is still there, and still does what is made of it."""

    def test_each_part_is_there_with_its_parameters(self):
        for name, (parameters, who) in PARTS.items():
            with self.subTest(name, who=who):
                module, _colon, path = name.partition(":")
                part = importlib.import_module(module)
                for attribute in path.split("."):
                    part = getattr(part, attribute)
                if parameters is None:
                    continue
                known = inspect.signature(part).parameters
                self.assertLessEqual(set(parameters), set(known))

    def test_models_of_odoo_have_what_is_overridden(self):
        for model, method in (
            ("ir.http", "_match"),
            ("ir.http", "_pre_dispatch"),
            ("ir.http", "session_info"),
            ("ir.websocket", "_build_bus_channel_list"),
            ("ir.cron", "_commit_progress"),
            ("ir.filters", "get_filters"),
            ("bus.listener.mixin", "_bus_send"),
            ("ir.binary", "_get_stream_from"),
            ("base.partner.merge.automatic.wizard", "_merge"),
            ("mail.thread", "_message_get_default_recipients"),
        ):
            with self.subTest(model, method=method):
                self.assertTrue(callable(getattr(self.env[model], method, None)))

    def test_a_one2many_can_be_filled_without_a_query(self):
        partner = self.env["res.partner"].create({"name": "An"})
        child = self.env["res.partner"].create(
            {"name": "Binh", "parent_id": partner.id}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        partner._fields["child_ids"]._update_cache(partner, child._ids)
        with self.assertQueryCount(0):
            self.assertEqual(partner.child_ids, child)

    def test_a_domain_tells_its_sql(self):
        partners = self.env["res.partner"]
        query = Query(self.env, "res_partner", SQL.identifier("res_partner"))
        domain = Domain("name", "in", ["An"]).optimize_full(partners)
        sql = domain._to_sql(partners, "res_partner", query)
        self.assertIn('"name"', sql.code)

    def test_the_cache_of_a_cursor_ends_with_its_transaction(self):
        self.env.cr.cache["callcenter.contract"] = 1
        self.env.clear()
        self.env.cr.transaction.reset()
        self.assertNotIn("callcenter.contract", self.env.cr.cache)

    def test_the_bus_keeps_what_it_tells_under_the_names_that_are_used(self):
        self.env.user._bus_send("callcenter.contract", {})
        self.assertIn("bus.bus.channels", self.env.cr.postcommit.data)

    def test_a_request_has_all_that_the_server_told(self):
        """Its body and its socket, which compat/requests gives."""
        environ = {"wsgi.input": BytesIO(), "werkzeug.socket": 7, "socket": 7}
        httprequest = HTTPRequest(environ)
        self.assertIs(get_environ(httprequest), environ)
        self.assertEqual(get_socket(environ), 7)

    def test_the_requests_are_ours(self):
        self.assertTrue(hasattr(Request._serve_db, "__wrapped__"))
        self.assertTrue(hasattr(Request._serve_nodb, "__wrapped__"))

    def test_a_question_goes_along_with_odoo_s_own(self):
        asked = Mock()
        asked.httprequest.environ = {REVISION: None}
        get_sequences = Registry.get_sequences.__wrapped__
        _request_stack.push(asked)
        self.addCleanup(_request_stack.pop)
        with self.assertQueryCount(1):
            told = self.registry.get_sequences(self.cr)
        self.assertEqual(told, get_sequences(self.registry, self.cr))
        answer = asked.httprequest.environ[REVISION]
        self.cr.cache.pop(REVISION, None)
        self.assertEqual(tuple(answer), read_revision(self.cr))

    def test_an_integer_can_be_unknown(self):
        self.assertTrue(hasattr(fields.Integer, "falsy_value"))
