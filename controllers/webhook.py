import json
import logging
import time
from zoneinfo import ZoneInfo

from odoo import SUPERUSER_ID, api
from odoo.http import Controller, request, route
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..models.callcenter_call import EVENT_CONTEXT, begin_read_committed
from ..wire import ENDPOINTS, Message, WireError, read_event, read_message
from ..wire.body import MAX_BYTES
from ..wire.credentials import mask_tokens, read_tokens, without_secrets

_logger = logging.getLogger(__name__)

METHODS = ("GET", "POST")
TRIES = 3
REFUSAL_LOG_SECONDS = 60


class CallcenterWebhook(Controller):
    """Where exchanges post; docs/openapi.yaml describes what they send and get."""

    _last_refusal_logs: dict = {}

    @route(
        ["/api/callcenter", "/api/callcenter/<path:endpoint>"],
        type="http",
        auth="callcenter",
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def receive(self, endpoint=""):
        """Take one event: parse ▸ authenticate ▸ apply ▸ journal ▸ answer.

        :return: JSON: 200 ``{"status": "ok", …}`` or an error under its own status
        """
        message, problem = self._parse()
        try:
            if endpoint not in ENDPOINTS:
                known = ", ".join(ENDPOINTS)
                raise WireError("unknown_endpoint", 404, endpoint=endpoint, known=known)
            self._check_method()
            pbx = self._authenticate(message, problem)
        except WireError as error:
            self._log_refusal(endpoint, error)
            return self._answer_error(message, error)
        except Exception:
            _logger.exception("Cannot authenticate a request for %s", endpoint)
            request.env.cr.rollback()
            return self._answer_error(message, WireError("try_again", 503))
        return self._take(pbx, endpoint, message, problem)

    def _parse(self):
        """Return ``(message, error)``: the parameters, and why there are none."""
        body = request.callcenter_body
        try:
            if body is None:
                raise WireError("too_large", 413, limit=MAX_BYTES)
            query = request.httprequest.query_string
            return read_message(body, query), None
        except WireError as error:
            return Message({}), error

    def _check_method(self):
        method = request.httprequest.method
        if method not in METHODS:
            allowed = " or ".join(METHODS)
            raise WireError("method_not_allowed", 405, method=method, allowed=allowed)

    def _authenticate(self, message, problem):
        """Return the connection that posts; a body nobody can read may hide its token."""
        httprequest = request.httprequest
        environ = httprequest.environ
        is_proven = (
            "HTTP_X_FORWARDED_FOR" not in environ
            or "werkzeug.proxy_fix.orig" in environ
        )
        tokens = read_tokens(httprequest.headers.get("Authorization"), message.params)
        env = self._env()
        try:
            return env["callcenter.pbx"]._authenticate(
                tokens, httprequest.remote_addr, is_proven
            )
        except WireError as error:
            if error.problem.code == "unauthorized" and problem and not tokens:
                raise problem from error
            raise

    def _env(self):
        return api.Environment(request.env.cr, SUPERUSER_ID, EVENT_CONTEXT)

    def _take(self, pbx, endpoint, message, problem):
        """Apply the event of a known connection; every way out leaves a journal row."""
        now = time.time()
        for tries_left in reversed(range(TRIES)):
            begin_read_committed(request.env.cr)
            pbx = self._env()["callcenter.pbx"].browse(pbx.id)
            try:
                return self._apply(pbx, endpoint, message, problem, now)
            except WireError as error:
                request.env.cr.rollback()
                self._journal(pbx, endpoint, message, "rejected", [error.problem])
                return self._answer_error(message, error)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                request.env.cr.rollback()
                if not tries_left:
                    return self._answer_fault(pbx, endpoint, message)
            except Exception:
                request.env.cr.rollback()
                return self._answer_fault(pbx, endpoint, message)

    def _apply(self, pbx, endpoint, message, problem, now):
        if problem:
            raise problem
        if request.httprequest.method == "GET" and not pbx.accept_get:
            raise WireError("get_not_accepted", 405)
        event = read_event(endpoint, message.params, ZoneInfo(pbx.tz))
        calls = pbx.env["callcenter.call"]
        calls._lock(pbx, event.callid)
        is_question = event.kind == "info" and not event.has_data
        if is_question:
            call, notified, result, problems = calls._find(pbx, event.callid), 0, "applied", []
            if not call:
                raise WireError("unknown_call", 404, "callid", callid=event.callid)
        else:
            call, problems, is_changed, notified = calls._apply_event(pbx, event, now)
            result = "applied" if is_changed else "duplicate"
        problems = [*event.warnings, *problems]
        self._journal(pbx, endpoint, message, result, problems, call)
        answer = {
            "status": "ok",
            "call_id": call.id,
            "callid": call.callid,
            "state": call.state,
            "notified": notified,
            "warnings": [str(problem) for problem in problems],
            "customer": call._get_customer_answer(),
            **(call._get_info_answer() if event.kind == "info" else {}),
        }
        # all that can fail fails here, while an error can still be answered as one
        request.env.cr.flush()
        return self._answer(message, answer)

    def _journal(self, pbx, endpoint, message, result, problems=(), call=None):
        params = without_secrets(message.params)
        payload = json.dumps(params, ensure_ascii=False, default=str)
        if not params:
            payload = (request.callcenter_body or b"").decode("utf-8", "replace")
        pbx.env["callcenter.event"]._record(
            pbx.id,
            endpoint,
            mask_tokens(payload),
            result,
            problems,
            call and call.id,
            request.httprequest.remote_addr,
        )

    def _answer_fault(self, pbx, endpoint, message):
        """Answer 503 so that the exchange sends the event again; the journal keeps it."""
        _logger.exception("Event %s of %s failed", endpoint, pbx.id)
        error = WireError("try_again", 503)
        try:
            self._journal(pbx, endpoint, message, "error", [error.problem])
            request.env.cr.flush()
        except Exception:
            _logger.exception("Cannot write the journal")
            request.env.cr.rollback()
        return self._answer_error(message, error)

    def _answer_error(self, message, error):
        problem = error.problem
        data = {"status": "error", "code": problem.code, "message": str(problem)}
        if problem.name:
            data["field"] = problem.name
        headers = [("Allow", ", ".join(METHODS))] if error.status == 405 else []
        return self._answer(message, data, error.status, headers)

    def _answer(self, message, data, status=200, headers=()):
        if message.is_envelope:
            inner = {"result": data}
            if data["status"] == "error":
                error = {"code": status, "message": data["message"], "data": data}
                inner = {"error": error}
            data = {"jsonrpc": "2.0", "id": message.envelope_id, **inner}
        return request.make_json_response(data, list(headers), status=status)

    def _log_refusal(self, endpoint, error):
        """Leave one line a minute and address: a flood must not fill the disk."""
        address = request.httprequest.remote_addr
        now = time.monotonic()
        logs = self._last_refusal_logs
        if now - logs.get(address, -REFUSAL_LOG_SECONDS) < REFUSAL_LOG_SECONDS:
            return
        if len(logs) > 1000:
            logs.clear()
        logs[address] = now
        _logger.info(
            "Refused %s from %s with %s: %s", endpoint, address, error.status, error
        )
