"""Where vendors post in their own words; wire/adapters reads them."""

import time
from dataclasses import replace
from functools import partial
from urllib.parse import quote

from odoo import SUPERUSER_ID, api
from odoo.http import request, route

from ..compat.timezones import get_zone
from ..models.transaction import EVENT_CONTEXT
from ..wire import WireError, read_event
from ..wire.adapters import ADAPTERS, HOOK, Hook
from ..wire.adapters.base import dump_hook
from ..wire.body import MAX_BYTES
from ..wire.credentials import dump_params
from ..wire.signatures import Signed
from ..wire.values import read_phone
from .delivery import read_delivery
from .dispatcher import PATH
from .webhook import METHODS, CallcenterWebhook

# the answer in the vendor's words, beside what the journal and tests see
REPLY = "reply"


class CallcenterHook(CallcenterWebhook):
    """One address a vendor; what it tells goes the way of every other event."""

    @route(
        f"{PATH}/{HOOK}<string:adapter>",
        type="callcenter",
        auth="none",
        save_session=False,
        readonly=False,
        max_content_length=MAX_BYTES + 1,
    )
    def receive_hook(self, body, adapter):
        """Take one message of a vendor: verify ▸ authenticate ▸ read ▸ apply ▸ answer.

        :param body: the raw body as bytes, or the WireError that says why there is none
        :param str adapter: a name of ``wire.adapters.ADAPTERS``
        :return: what the vendor expects; else JSON, 200 ``{"status": "ok", …}`` or an
            error under its own status
        """
        httprequest, endpoint = request.httprequest, f"{HOOK}{adapter}"
        raw = b"" if isinstance(body, WireError) else body
        headers = {name.lower(): text for name, text in httprequest.headers.items()}
        hook = Hook(raw, headers, httprequest.query_string)
        env = api.Environment(request.env.cr, SUPERUSER_ID, EVENT_CONTEXT)
        signed = Signed(raw, headers, _get_target(httprequest), time.time())
        signers = env["callcenter.pbx"]._find_signers(signed)
        delivery = read_delivery(httprequest, endpoint, b"")
        if not delivery.tokens and not signers and not _bears_signature(headers):
            delivery = read_delivery(httprequest, endpoint, body)
        if isinstance(body, WireError):
            delivery = replace(delivery, error=body)
        pbx, refusal = self._let_in(delivery, signers)
        if refusal:
            return refusal
        if pbx._is_signed(signers):
            payload = dump_params(dump_hook(hook), delivery.tokens)
            delivery = replace(delivery, payload=payload)
        apply = partial(self._apply_hook, hook, signers)
        data, status, further = self._take(pbx, delivery, apply)
        reply = data.pop(REPLY, None)
        if not reply:
            return self._answer(delivery, data, status, further)
        content_type, text = reply
        return request.make_response(
            text, [("Content-Type", f"{content_type}; charset=utf-8")]
        )

    def _apply_hook(self, hook, signers, pbx, delivery, now):
        """Apply what a vendor tells, write the journal, and return what to answer."""
        adapter = self._check_hook(pbx, delivery, signers)
        question = adapter.ask(hook) if adapter.ask else None
        told = adapter.read(hook)
        accepts_get = pbx._get_settings().accept_get or not told
        if delivery.method == "GET" and not accepts_get:
            values = {"method": "GET", "allowed": ", ".join(METHODS[1:])}
            raise WireError("get_not_accepted", 405, **values)
        message_id = signers.get(pbx.id)
        if message_id and not pbx._is_first_sight(message_id):
            told, result = [], "duplicate"
        else:
            result = "ignored" if question is None else "applied"
        known = self._answer_question(pbx, question, bool(told))
        answers, problems, call = self._tell_calls(pbx, delivery, told, now, signers)
        if answers:
            is_changed = any(one.pop("is_changed") for one in answers)
            result = "applied" if is_changed else "duplicate"
        self._journal(pbx, delivery, now, result, problems, call)
        url = pbx._get_hook_url(_get_target(request.httprequest, delivery.tokens))
        return {
            "status": "ok",
            "events": answers,
            "warnings": [str(problem) for problem in problems],
            REPLY: adapter.reply(hook, known, url) if adapter.reply else None,
        }

    def _check_hook(self, pbx, delivery, signers):
        """Return the Adapter of a request, or raise the WireError why it is refused."""
        if not pbx._is_signed(signers):
            raise WireError("wrong_signature", 401)
        mappings = pbx.env["callcenter.mapping"]
        adapter = mappings.find_adapter(pbx, delivery.endpoint)
        if not adapter:
            name = delivery.endpoint.removeprefix(HOOK)
            known = ", ".join(ADAPTERS)
            raise WireError("unknown_adapter", 404, adapter=name, known=known)
        if delivery.method not in METHODS:
            values = {"method": delivery.method, "allowed": ", ".join(METHODS)}
            raise WireError("method_not_allowed", 405, **values)
        if delivery.error:
            raise delivery.error
        return adapter

    def _answer_question(self, pbx, number, is_beside):
        """Return who a number is, where that was asked and may be told, else None.

        :param is_beside: whether the question came with an event, which counts alone
        """
        if number is None:
            return None
        limit = self._names.limit
        if not pbx._get_settings().lookup_enabled:
            error = WireError("lookup_disabled", 403)
        elif not self._names.take(pbx):
            values = {"limit": limit, "seconds": 60 // limit + 1}
            error = WireError("too_many_lookups", 429, **values)
        else:
            return pbx.env["callcenter.lookup"]._get_answer(read_phone(number)[0], pbx)
        if is_beside:
            return None
        raise error

    def _tell_calls(self, pbx, delivery, told, now, signers):
        """Apply events; return ``(answers, problems, the last call)``.

        :raises WireError: of the first, where none can be taken
        """
        settings, calls = pbx._get_settings(), pbx.env["callcenter.call"]
        zone, errors, answers, problems = get_zone(settings.tz), [], [], []
        read = [read_event(one["name"], one, zone, settings.date_first) for one in told]
        calls._lock_all(pbx, {event.callid for event in read})
        call = calls
        for event in read:
            moment = pbx._judge(event, now, bool(delivery.tokens or signers))
            try:
                call, found, is_changed, notified = calls._receive(
                    pbx, event, now, moment=moment
                )
            except WireError as error:
                errors.append(error)
                continue
            # the next one finds in the database what this one has changed
            pbx.env.flush_all()
            problems += [*event.warnings, *found]
            answers.append(
                {
                    "call_id": call.id,
                    "callid": call.callid,
                    "state": call.state,
                    "notified": notified,
                    "is_changed": is_changed,
                }
            )
        if errors and not answers:
            raise errors[0]
        once = [x for i, x in enumerate(problems) if x not in problems[:i]]
        return answers, once, call


def _bears_signature(headers):
    return any(name.endswith(("signature", "x-api-key")) for name in headers)


def _get_target(httprequest, tokens=()):
    """Return path and query of a request, as it was asked for.

    :param tokens: the credentials it came with; one of them stands in the query
    """
    query = httprequest.query_string.decode("latin-1")
    target = httprequest.environ.get("RAW_URI") or httprequest.path
    target = target.partition("?")[0]
    if tokens and "token=" not in query:
        query += f"{'&' if query else ''}token={quote(tokens[0])}"
    return f"{target}?{query}" if query else target
