import logging
import time
from dataclasses import replace

from odoo import SUPERUSER_ID, api
from odoo.http import Controller, request, route
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..compat.requests import get_environ
from ..compat.timezones import get_zone
from ..models.kept import read_revision
from ..models.transaction import EVENT_CONTEXT, begin_read_committed
from ..wire import (
    ENDPOINTS,
    LOOKUP,
    Problem,
    WireError,
    error_data,
    read_event,
    read_lookup,
)
from ..wire.batch import MAX_BATCH_BYTES, read_batch
from ..wire.body import MAX_BYTES
from ..wire.credentials import dump_params
from .delivery import authenticate, read_delivery, split_delivery
from .dispatcher import EVENTS, IS_CUT, PATH, RECORDING
from .rate import NameRate, Tally
from .recording_upload import get_max_content_length, keep_upload, read_upload

_logger = logging.getLogger(__name__)

METHODS = ("GET", "POST")
TRIES = 3
# of a batch: other events of these calls wait until it is committed
EVENTS_A_COMMIT = 20
LOOKUPS_A_MINUTE = 300
# of these, lookups keep so many for themselves: events come all the time
KEPT_FOR_LOOKUPS = LOOKUPS_A_MINUTE // 2


class CallcenterWebhook(Controller):
    """Where exchanges post; docs/openapi.yaml describes what they send and get."""

    _refusal_logs = Tally()
    _names = NameRate(LOOKUPS_A_MINUTE)
    _lookup_refusals = Tally()

    @route(
        [PATH, f"{PATH}/<path:endpoint>"],
        type="callcenter",
        # no session counts here: exchanges bring credentials of their own
        auth="none",
        save_session=False,
        readonly=False,
        max_content_length=MAX_BYTES + 1,
    )
    def receive(self, body, endpoint=""):
        """Take one event: parse ▸ authenticate ▸ apply ▸ journal ▸ answer.

        :param body: the raw body as bytes, or the WireError that says why there is none
        :return: JSON: 200 ``{"status": "ok", …}`` or an error under its own status
        """
        return self._receive(
            read_delivery(request.httprequest, endpoint, body), self._apply
        )

    @route(
        f"{PATH}/events",
        type="callcenter",
        auth="none",
        save_session=False,
        readonly=False,
        max_content_length=MAX_BATCH_BYTES + 1,
        max_bytes=MAX_BATCH_BYTES,
    )
    def receive_events(self, body):
        """Take up to 200 events, each journalled and answered by itself, in their order.

        :param body: as of ``receive``: a JSON list; ``name`` is an event's endpoint
        :return: JSON: 200 ``{"status": "ok", "events": [answer, …]}``, an answer as the
            event would get alone, with its HTTP status as ``http_status``; or an error
        """
        delivery = read_delivery(request.httprequest, EVENTS, b"")
        return self._receive(delivery, None, body)

    @route(
        f"{PATH}/recording",
        type="callcenter",
        auth="none",
        save_session=False,
        readonly=False,
        max_content_length=get_max_content_length,
        # strangers do not get to fill the memory
        reads_body=False,
    )
    def receive_recording(self):
        """Take the audio of a call: authenticate ▸ read ▸ keep ▸ journal ▸ answer.

        :return: JSON: 200 ``{"status": "ok", …}`` or an error under its own status
        """
        delivery = read_delivery(request.httprequest, RECORDING, b"")
        return self._receive(delivery, self._apply_recording)

    def _receive(self, delivery, apply, batch=None):
        """Let a delivery in, or say why not.

        :param apply: what is to be done with it: ``_apply`` or ``_apply_recording``
        :param batch: the body with a list of events, instead
        """
        pbx, refusal = self._let_in(delivery)
        if refusal:
            return refusal
        if batch is not None:
            return self._take_batch(pbx, delivery, batch)
        return self._answer(delivery, *self._take(pbx, delivery, apply))

    def _let_in(self, delivery, signers=()):
        """Return ``(connection, None)`` of a delivery, or ``(None, answer)`` why not.

        :param signers: ids of the connections whose signature it bears
        """
        env = api.Environment(request.env.cr, SUPERUSER_ID, EVENT_CONTEXT)
        try:
            pbx = self._authenticate(env, delivery, signers)
        except WireError as error:
            self._log_refusal(delivery, error)
            if env["callcenter.pbx"]._is_listening():
                begin_read_committed(env.cr)
                env["callcenter.knock"]._hear(delivery, [error.problem])
            return None, self._answer_error(delivery, error)
        try:
            self._check_rate(pbx, delivery)
        except WireError as error:
            self._log_refusal(delivery, error)
            self._note_too_many(pbx, delivery, error.problem)
            return None, self._answer_error(delivery, error)
        return pbx, None

    def _take_batch(self, pbx, delivery, body):
        """Take each event of a batch by itself; one that fails stops none."""
        try:
            if delivery.method != "POST":
                values = {"method": delivery.method, "allowed": "POST"}
                raise WireError("method_not_allowed", 405, **values)
            if isinstance(body, WireError):
                raise body
            events = read_batch(body)
        except WireError as error:
            begin_read_committed(pbx.env.cr)
            self._journal(pbx, delivery, time.time(), "rejected", [error.problem])
            return self._answer(delivery, *self._refuse(error))
        deliveries = [split_delivery(delivery, *event) for event in events]
        answers = []
        for first in range(0, len(deliveries), EVENTS_A_COMMIT):
            piece = deliveries[first : first + EVENTS_A_COMMIT]
            is_last = first + len(piece) == len(deliveries)
            for data, status, _headers in self._take_piece(pbx, piece, is_last):
                answers.append({**data, "http_status": status})
        return self._answer(delivery, {"status": "ok", "events": answers})

    def _take_piece(self, pbx, deliveries, is_durable):
        """Take events in one transaction; where one fails, each in its own.

        :return: what ``_take`` does, of each
        """
        try:
            return self._apply_committed(
                pbx, deliveries, None, self._apply_piece, is_durable
            )
        except Exception:
            _logger.info(
                "One event of several fails, each is taken alone", exc_info=True
            )
        return [self._take(pbx, one, self._apply, is_durable) for one in deliveries]

    def _apply_piece(self, pbx, deliveries, _now):
        """Apply events, each at a time of its own: their order is told by it."""
        read = [self._try_to_read(pbx, one) for one in deliveries]
        pbx.env["callcenter.call"]._lock_all(
            pbx, {event.callid for event in read if not isinstance(event, WireError)}
        )
        pbx.env["callcenter.lookup"]._remember()
        return [
            self._apply_one(pbx, one, event, time.time())
            for one, event in zip(deliveries, read, strict=True)
        ]

    def _try_to_read(self, pbx, delivery):
        try:
            return self._read(pbx, delivery)
        except WireError as error:
            return error

    def _apply_one(self, pbx, delivery, event, now):
        """Apply one event of several; what is refused is so before anything is written."""
        try:
            if isinstance(event, WireError):
                raise event
            answer = self._apply_event(pbx, delivery, event, now)
        except WireError as error:
            self._journal(pbx, delivery, now, "rejected", [error.problem])
            return self._refuse(error)
        # the next one finds in the database what this one has changed
        pbx.env.flush_all()
        return answer, 200, ()

    def _authenticate(self, env, delivery, signers=()):
        """Return the connection that posts; a broken body may hide its token."""
        try:
            return authenticate(env, delivery, signers)
        except WireError as error:
            if delivery.tokens or error.problem.code != "unauthorized":
                raise
            if delivery.is_other_scheme:
                raise WireError("wrong_scheme", 401) from error
            if get_environ(request.httprequest).get(IS_CUT):
                raise  # nobody waits for a stranger's body
            raise (delivery.error or error) from error

    def _check_rate(self, pbx, delivery):
        """Refuse what asks too often before it costs anything."""
        if delivery.endpoint != LOOKUP:
            return
        if self._names.has_left(pbx, 0, time.monotonic()):
            return
        # in a transaction of its own, so that no other lookup waits for this one
        begin_read_committed(pbx.env.cr, read_revision(pbx.env.cr))
        is_allowed = self._names.take(pbx)
        pbx.env.cr.commit()  # pylint: disable=invalid-commit
        if not is_allowed:
            values = {
                "limit": self._names.limit,
                "seconds": 60 // self._names.limit + 1,
            }
            raise WireError("too_many_lookups", 429, **values)

    def _note_too_many(self, pbx, delivery, problem):
        """Journal the first of a minute; the next row tells how many more there were."""
        cr, key = pbx.env.cr, _rate_key(pbx)
        if self._lookup_refusals.is_due(key):
            begin_read_committed(cr)
            problems = [problem, *self._tell_untold(key)]
            self._journal(pbx, delivery, time.time(), "rejected", problems)
        elif pbx._is_listening():
            begin_read_committed(cr)
            pbx.env["callcenter.knock"]._hear(delivery, [problem], pbx)

    def _tell_untold(self, key):
        count = self._lookup_refusals.take_untold(key)
        return [Problem("lookups_refused", {"count": count})] if count else []

    def _take(self, pbx, delivery, apply, is_durable=True):
        """Let a known connection's event in; every way out leaves a journal row.

        :param is_durable: whether its commit waits for the disk; of a batch only the
            last does, and with it all before
        :return: ``(data, status, headers)`` of the answer
        """
        cr, now = pbx.env.cr, time.time()
        try:
            return self._apply_committed(pbx, delivery, now, apply, is_durable), 200, ()
        except WireError as error:
            cr.rollback()
            self._journal(pbx, delivery, now, "rejected", [error.problem])
            # of a batch, the next event begins a transaction of its own
            cr.commit()  # pylint: disable=invalid-commit
            return self._refuse(error)
        except Exception:
            _logger.exception(
                "%s of connection %s failed, the exchange was told to send it again",
                delivery.endpoint,
                pbx.id,
            )
            return self._note_fault(pbx, delivery, now)

    def _apply_committed(self, pbx, delivery, now, apply, is_durable):
        """Apply the event and commit it; a deadlock is tried again at once.

        What can fail fails here, while it can still be answered as an error.
        """
        # what let it in is what it is read by
        revision = read_revision(pbx.env.cr)
        for tries_left in reversed(range(TRIES)):
            begin_read_committed(pbx.env.cr, revision)
            try:
                if not is_durable:
                    pbx.env.cr.execute("SET LOCAL synchronous_commit TO off")
                answer = apply(pbx, delivery, now)
                pbx.env.cr.commit()  # pylint: disable=invalid-commit
                break
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if not tries_left:
                    raise
        return answer

    def _apply(self, pbx, delivery, now):
        """Apply what was sent, write the journal, and return what to answer."""
        if delivery.endpoint == LOOKUP:
            self._check_request(pbx, delivery)
            return self._look_up(pbx, delivery, now)
        return self._apply_event(pbx, delivery, self._read(pbx, delivery), now)

    def _read(self, pbx, delivery):
        """Return the Event that a request tells, or raise the WireError why it is none."""
        self._check_request(pbx, delivery)
        settings = pbx._get_settings()
        params, zone = delivery.message.params, get_zone(settings.tz)
        return read_event(delivery.endpoint, params, zone, settings.date_first)

    def _apply_event(self, pbx, delivery, event, now):
        moment = pbx._judge(event, now, bool(delivery.tokens))
        calls = pbx.env["callcenter.call"]
        call, problems, is_changed, notified = calls._receive(
            pbx, event, now, moment=moment
        )
        problems = [*event.warnings, *problems]
        result = "applied" if is_changed else "duplicate"
        self._journal(pbx, delivery, now, result, problems, call)
        return {
            "status": "ok",
            "call_id": call.id,
            "callid": call.callid,
            "state": call.state,
            "notified": notified,
            "warnings": [str(problem) for problem in problems],
            "customer": self._tell_customer(pbx, call),
            **(call._get_info_answer() if event.kind == "info" else {}),
        }

    def _tell_customer(self, pbx, call):
        """Return the call's customer where their name may be told, else None.

        Whoever has a token could ask for the whole customer base, number by number.
        """
        if not pbx._get_settings().lookup_enabled or not call.partner_id:
            return None
        reserve = min(KEPT_FOR_LOOKUPS, self._names.limit // 2)
        return call._get_customer_answer() if self._names.take(pbx, reserve) else None

    def _look_up(self, pbx, delivery, now):
        """Return who a number is, as the exchange is told."""
        number = read_lookup(delivery.message.params)
        answer = pbx.env["callcenter.lookup"]._get_answer(number, pbx)
        untold = self._tell_untold(_rate_key(pbx))
        self._journal(pbx, delivery, now, "applied", untold)
        return {"status": "ok", **answer}

    def _apply_recording(self, pbx, delivery, now):
        """Keep the recording that came, write the journal, and return what to answer."""
        if delivery.method != "POST":
            values = {"method": delivery.method, "allowed": "POST"}
            raise WireError("method_not_allowed", 405, **values)
        if delivery.error:
            raise delivery.error
        limit = pbx._get_recording_max_bytes()
        upload = read_upload(request.httprequest, delivery.message.params, limit)
        callid = upload.event.callid
        call = pbx.env["callcenter.call"]._find_locked(pbx, callid)
        if not call:
            raise WireError("unknown_call", 404, "callid", callid=callid)
        problems = keep_upload(call, upload)
        told = replace(delivery, payload=dump_params(upload.params, delivery.tokens))
        self._journal(pbx, told, now, "applied", problems, call)
        return {
            "status": "ok",
            "call_id": call.id,
            "callid": call.callid,
            "bytes": len(upload.audio),
            "type": upload.mimetype,
            "warnings": [str(problem) for problem in problems],
        }

    def _check_request(self, pbx, delivery):
        """Raise the WireError why a request is refused whatever its parameters are."""
        endpoint, method = delivery.endpoint, delivery.method
        settings = pbx._get_settings()
        if delivery.error and not endpoint:
            raise delivery.error
        if endpoint not in (*ENDPOINTS, LOOKUP):
            known = ", ".join([*ENDPOINTS, LOOKUP, RECORDING])
            raise WireError("unknown_endpoint", 404, endpoint=endpoint, known=known)
        # a lookup changes nothing: what GET is for
        accepts_get = settings.accept_get or endpoint == LOOKUP
        allowed = METHODS if accepts_get else METHODS[1:]
        if method not in allowed:
            code = "get_not_accepted" if method == "GET" else "method_not_allowed"
            values = {"method": method, "allowed": ", ".join(allowed)}
            raise WireError(code, 405, **values)
        if delivery.error:
            raise delivery.error
        if endpoint == LOOKUP and not settings.lookup_enabled:
            raise WireError("lookup_disabled", 403)

    def _journal(self, pbx, delivery, now, result, problems=(), call=None):
        pbx.env["callcenter.event"]._record(
            pbx_id=pbx.id,
            name=delivery.endpoint,
            payload=delivery.payload,
            result=result,
            now=now,
            problems=problems,
            call_id=call and call.id,
            remote_addr=delivery.address,
        )
        pbx.env["callcenter.knock"]._hear(delivery, problems, pbx, call)

    def _note_fault(self, pbx, delivery, now):
        """Answer 503 so that the exchange sends the event again; the journal keeps it.

        Where the journal cannot be written either, the dispatcher answers.
        """
        error = WireError("try_again", 503)
        pbx.env.cr.rollback()
        self._journal(pbx, delivery, now, "error", [error.problem])
        pbx.env.cr.commit()  # pylint: disable=invalid-commit
        return self._refuse(error)

    def _answer_error(self, delivery, error):
        return self._answer(delivery, *self._refuse(error))

    @staticmethod
    def _refuse(error):
        """Return ``(data, status, headers)`` of what answers an error."""
        headers = []
        if error.status == 401:  # many programs send Basic only when asked for it
            headers = [("WWW-Authenticate", 'Basic realm="callcenter"')]
        elif error.status == 405:
            headers = [("Allow", error.problem.values["allowed"])]
        elif error.status == 429:
            headers = [("Retry-After", str(error.problem.values["seconds"]))]
        return error_data(error), error.status, headers

    def _answer(self, delivery, data, status=200, headers=()):
        """Answer in plain JSON, or in the envelope that the request came in."""
        message = delivery.message
        if message.is_envelope:
            inner = {"result": data}
            if data["status"] == "error":
                error = {"code": status, "message": data["message"], "data": data}
                inner = {"error": error}
            data = {"jsonrpc": "2.0", "id": message.envelope_id, **inner}
        return request.make_json_response(data, list(headers), status=status)

    def _log_refusal(self, delivery, error):
        """Leave one line a minute and address: a flood must not fill the disk."""
        if not self._refusal_logs.is_due(delivery.address):
            return
        _logger.info(
            "Refused %s from %s with %s: %s",
            delivery.endpoint,
            delivery.address,
            error.status,
            error,
        )


def _rate_key(pbx):
    return pbx.env.cr.dbname, pbx.id
