"""docs/openapi.yaml is the truth: the code's words and its real answers against it."""

import ast
from copy import deepcopy
from functools import partial
from itertools import chain
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import mute_logger

from ...controllers.webhook import EVENTS, RECORDING
from ...wire import ENDPOINTS, LOOKUP, read_event, words
from ...wire.body import MAX_BYTES, MAX_PARAMETERS
from ...wire.credentials import TOKEN_PARAMETER
from ...wire.errors import SENTENCES
from ...wire.event import DATA_PARAMETERS, MAX_CHARACTERS, MAX_CHARACTERS_DEFAULT
from ...wire.values import MAX_SECONDS
from ..common import WireCase
from ..openapi import (
    find_answer_faults,
    find_faults,
    needs_libraries,
    operation,
    read_document,
    resolve,
    validate_document,
)

ADDON = Path(__file__).parents[2]
GATEWAY = ("orders", "order", "agent", "heartbeat")
# no GET, and words of their own
HOOKS = "hook/{adapter}"
POSTED = (RECORDING, EVENTS, HOOKS, *GATEWAY)
ALL = (*ENDPOINTS, LOOKUP, *POSTED)
RING = {"callid": "o-1", "phone": "0989464999", "extension": "101"}
END = {
    "callid": "o-1",
    "extension": "101",
    "calldate": "2024-07-19 10:11:42",
    "duration": 42,
    "billsec": 33,
    "status": "ANSWERED",
    "recordingfile": "o-1.wav",
}


def schema(name):
    """Return the schema ``name`` of the document."""
    return read_document()["components"]["schemas"][name]


def described_codes(*endpoints):
    """Return ``{HTTP status: {code, …}}`` as the document has it for ``endpoints``."""
    codes = {}
    for endpoint in endpoints:
        for status, response in operation(endpoint)["responses"].items():
            content = resolve(response)["content"]["application/json"]["schema"]
            plain = resolve(content.get("oneOf", [content])[0])
            if "code" in plain.get("properties", {}):
                found = plain["properties"]["code"]["enum"]
                codes.setdefault(int(status), set()).update(found)
    return codes


def raised_codes(*files):
    """Return ``{HTTP status: {code, …}}`` of every WireError that ``files`` make."""
    codes = {}
    for path in chain(*map(ADDON.glob, files)):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "WireError":
                code, status = node.args[:2]
                found = constants(code, tree)
                codes.setdefault(status.value, set()).update(found)
    return codes


def constants(node, tree):
    """Return what ``node`` may be: a constant, one of two, or a name for such."""
    if isinstance(node, ast.IfExp):
        return constants(node.body, tree) | constants(node.orelse, tree)
    if isinstance(node, ast.Name):
        values = (
            other.value
            for other in ast.walk(tree)
            if isinstance(other, ast.Assign)
            and ast.unparse(other.targets[0]) == node.id
        )
        return set().union(*(constants(value, tree) for value in values))
    return {ast.literal_eval(node)}


@needs_libraries
@tagged("callcenter_wire")
class TestDocument(BaseCase):
    """What the document says, against the tables of the wire package."""

    def test_it_is_valid_openapi(self):
        if not validate_document:
            self.skipTest("openapi-spec-validator is missing: pip install it")
        validate_document(read_document())
        self.assertTrue(read_document()["openapi"].startswith("3.1."))

    def test_endpoints_are_those_of_the_wire(self):
        paths = dict(read_document()["paths"])
        for name in POSTED:
            self.assertEqual(paths.pop(f"/{name}").keys() - {"summary"}, {"post"})
        self.assertEqual(set(paths), {f"/{name}" for name in (*ENDPOINTS, LOOKUP)})
        for path, item in paths.items():
            self.assertEqual(
                item.keys() & {"get", "post", "put"}, {"get", "post"}, path
            )

    def test_errors_are_those_that_the_code_makes(self):
        described = described_codes(*ALL)
        self.assertEqual(
            described,
            raised_codes("wire/**/*.py", "controllers/*.py", "models/**/*.py"),
        )
        for code in chain(*described.values()):
            self.assertIn(code, SENTENCES)

    def test_every_endpoint_may_answer_what_is_asked_of_all(self):
        asked_of_all = raised_codes("models/exchange/pbx.py")
        for endpoint in ALL:
            described = described_codes(endpoint)
            for status, codes in asked_of_all.items():
                self.assertLessEqual(codes, described[status], endpoint)

    def test_parameters_are_those_that_the_wire_reads(self):
        event = schema("Event")["properties"]
        self.assertEqual(event.keys(), self.read_parameters() | {TOKEN_PARAMETER})
        self.assertEqual(schema("Event")["required"], ["callid"])
        for endpoint in ENDPOINTS:
            parameters = [
                resolve(node) for node in operation(endpoint, "get")["parameters"]
            ]
            names = {parameter["name"]: parameter["schema"] for parameter in parameters}
            self.assertEqual(
                names, {name: event[name] for name in event if name != TOKEN_PARAMETER}
            )

    @staticmethod
    def read_parameters():
        """Return the names that ``read_event`` asks for."""

        class Asked(dict):
            def get(self, name, default=None):
                self[name] = "x"
                return super().get(name, default)

        asked = Asked()
        read_event("call_in", asked)
        return asked.keys()

    def test_limits_are_those_of_the_wire(self):
        for name in schema("Event")["properties"].keys() - {TOKEN_PARAMETER}:
            node = resolve(schema("Event")["properties"][name])
            limit = MAX_CHARACTERS.get(name, MAX_CHARACTERS_DEFAULT)
            self.assertEqual(node["maxLength"], limit, name)
            if "maximum" in node:
                self.assertEqual(node["maximum"], MAX_SECONDS, name)
        text = read_document()["components"]["responses"]["TooLarge"]["description"]
        self.assertIn(str(MAX_BYTES), text)
        bodies = dict(read_document()["components"]["requestBodies"])
        # no forms, and limits of their own
        for name in ("Recording", "Batch", "Orders", "Order", "Agent", "Heartbeat"):
            del bodies[name]
        for body in bodies.values():
            form = body["content"]["application/x-www-form-urlencoded"]["schema"]
            self.assertEqual(form["maxProperties"], MAX_PARAMETERS)

    def test_words_are_those_of_the_wire(self):
        statuses = set(map(words.read_status, schema("Status")["examples"]))
        outcomes = {*words.DISPOSITIONS.values(), None}
        self.assertEqual(statuses, {(outcome, True) for outcome in outcomes})
        events = {words.fold(word) for word in schema("EventWord")["examples"]}
        self.assertLessEqual(events, words.EVENTS.keys())
        for name in DATA_PARAMETERS:
            self.assertIn(f"`{name}`", operation("call_info")["description"])

    def test_examples_are_understood(self):
        for name, node in schema("Event")["properties"].items():
            for example in resolve(node).get("examples", ()):
                with self.subTest(name, example=example):
                    self.assertEqual(find_faults(node["$ref"], example), [])
                    event = read_event("call_in", {"callid": "1", name: example})
                    self.assertFalse(event.warnings)
        for node in read_document()["components"]["parameters"].values():
            self.assertEqual(find_faults(node["schema"]["$ref"], node["example"]), [])

    def test_bodies_and_answers_shown_are_as_described(self):
        components = read_document()["components"]
        for kind in ("requestBodies", "responses"):
            for name, part in components[kind].items():
                for content_type, media in part["content"].items():
                    where = content_type.replace("/", "~1")
                    pointer = f"#/components/{kind}/{name}/content/{where}/schema"
                    for example in media.get("examples", {}).values():
                        faults = find_faults(pointer, example["value"])
                        self.assertEqual(faults, [], pointer)

    def test_three_ways_to_send_the_token(self):
        schemes = read_document()["components"]["securitySchemes"]
        ways = {(x["type"], x.get("scheme") or x.get("name")) for x in schemes.values()}
        self.assertEqual(
            ways, {("http", "bearer"), ("http", "basic"), ("apiKey", TOKEN_PARAMETER)}
        )
        self.assertEqual(read_document()["security"], [{name: []} for name in schemes])


@needs_libraries
@tagged("post_install", "-at_install")
class TestModelWords(TransactionCase):
    """What an answer may say of a call is what the model may hold."""

    def test_orders_and_states_of_agents(self):
        orders = self.env["callcenter.order"]._fields
        shown = schema("OrdersAnswer")["properties"]["orders"]["items"]["properties"]
        kinds = [value for value, _label in orders["kind"].selection]
        self.assertEqual(shown["kind"]["enum"], kinds)
        told = schema("Order")["properties"]["state"]["enum"]
        states = [value for value, _label in orders["state"].selection]
        self.assertEqual(["waiting", *told], states)
        statuses = self.env["callcenter.agent.status"]._fields["status"].selection
        told = schema("Agent")["properties"]["status"]["enum"]
        self.assertEqual(told, [value for value, _label in statuses])

    def test_states_outcomes_and_directions(self):
        fields = self.env["callcenter.call"]._fields
        for name, node, more in (
            ("state", schema("AnswerFields")["properties"]["state"], []),
            ("direction", schema("InfoAnswer")["properties"]["direction"], []),
            ("disposition", schema("InfoAnswer")["properties"]["disposition"], [None]),
        ):
            values = [value for value, _label in fields[name].selection]
            self.assertEqual(node["enum"], values + more, name)


@needs_libraries
@tagged("post_install", "-at_install")
class TestAnswers(WireCase):
    """Real answers over HTTP are as the document describes them."""

    def ask(self, endpoint, *args, method="POST", post=None, path=None, **kwargs):
        """Post, and hold the answer against the document.

        :param post: how; ``self.post`` where not given
        :param path: the rest of the address, where it is not ``endpoint`` alone
        :return: ``(status, answer)``
        """
        if post is None:
            kwargs["method"] = method
        status, answer = (post or self.post)(path or endpoint, *args, **kwargs)
        self.assertEqual(
            find_answer_faults(endpoint, status, answer, method), [], answer
        )
        return status, answer

    def test_every_endpoint_in_every_format(self):
        self.pbx.accept_get = True
        ways = {
            "json": self.post,
            "form": self.post_form,
            "envelope": self.post_envelope,
        }
        for (way, post), endpoint in ((w, e) for w in ways.items() for e in ENDPOINTS):
            for told in (END, RING, {**RING, "event": "ANSWER"}, {}):
                with self.subTest(way, endpoint=endpoint, told=told):
                    params = {**told, "callid": f"{way}-{endpoint}"}
                    status, answer = self.ask(endpoint, params, post=post)
                    self.assertEqual(
                        (status, "result" in answer), (200, way == "envelope")
                    )
        for endpoint in ENDPOINTS:
            path = f"{endpoint}?callid=get-{endpoint}&extension=101&status=BUSY"
            self.assertEqual(self.ask(endpoint, path=path, method="GET")[0], 200)

    def test_answers_with_everything_and_with_nothing(self):
        odd = {"callid": 7, "extension": "999", "phone": "anonymous", "duration": "x"}
        for params in (odd, {**odd, "phone": "101", "status": "TRANSMOGRIFIED"}):
            for endpoint in ENDPOINTS:
                status, answer = self.ask(endpoint, params)
                self.assertEqual(status, 200)
                self.assertTrue(answer["warnings"])
        _status, answer = self.ask(
            "call_info", {**END, "callid": "o-2", "phone": "0989464999"}
        )
        for name in (
            "disposition",
            "phone",
            "extension",
            "duration",
            "billsec",
            "recordingfile",
        ):
            self.assertIsNotNone(answer[name], name)

    def test_every_error(self):
        wrong = {"Authorization": "Bearer wrong"}
        other = {"Authorization": "Token wrong"}
        for code, ask in {
            "missing_callid": lambda x: self.ask(x, {"phone": "1"}),
            "unreadable": lambda x: self.ask(x, body='{"callid": '),
            "unauthorized": lambda x: self.ask(x, RING, headers=wrong),
            "wrong_scheme": lambda x: self.ask(x, RING, headers=other),
            "method_not_allowed": lambda x: self.ask(x, RING, method="PUT"),
            "get_not_accepted": lambda x: self.ask(
                x, path=f"{x}?callid=1", method="GET"
            ),
            "too_large": lambda x: self.ask(x, body="x" * (MAX_BYTES + 1)),
        }.items():
            for endpoint in ENDPOINTS:
                with self.subTest(code, endpoint=endpoint):
                    self.assertEqual(ask(endpoint)[1]["code"], code)
        status, answer = self.post("call_on", RING)
        self.assertEqual(answer["code"], "unknown_endpoint")
        self.assertEqual(find_answer_faults("call_in", status, answer), [])
        for endpoint in ("call_info", "calldata"):
            _status, answer = self.ask(endpoint, {"callid": "nobody knows"})
            self.assertEqual(answer["code"], "unknown_call")

    def test_what_a_gateway_is_answered(self):
        self.pbx.dial_way = "gateway"
        self.ask("heartbeat", {"version": "1.0.0", "extensions": ["101"]})
        # an order, as one of a user's
        order = self.env["callcenter.order"].create(
            {
                "pbx_id": self.pbx.id,
                "kind": "dial",
                "user_id": self.lan.id,
                "extension": "101",
                "phone": "0989464999",
            }
        )
        answer = self.ask("orders", {"knock": True})[1]
        self.assertEqual(len(answer["orders"]), 1)
        self.ask("order", {"id": order.id, "state": "done"})
        self.ask("agent", {"extension": "101", "status": "paused"})
        self.ask("agent", {"extension": "999", "status": "paused"})
        for endpoint in GATEWAY:
            for body in ('{"params": {}}', '{"id": ', "x" * (MAX_BYTES + 1)):
                with self.subTest(endpoint, body=body[:20]):
                    self.ask(endpoint, body=body)

    def test_an_address_that_is_not_allowed(self):
        self.pbx.allowed_networks = "203.0.113.0/24"
        forwarded = {"X-Forwarded-For": "203.0.113.7", **self.basic(self.token)}
        for code, headers in (("address_forbidden", None), ("proxy_untold", forwarded)):
            _status, answer = self.ask("call_in", RING, headers=headers)
            self.assertEqual(answer["code"], code)

    def test_errors_in_envelopes(self):
        for endpoint, params, code in (
            ("call_end", {}, "missing_callid"),
            ("call_info", {"callid": "nobody knows"}, "unknown_call"),
        ):
            for envelope_id in (7, "seven", None):
                post = partial(self.post_envelope, envelope_id=envelope_id)
                status, answer = self.ask(endpoint, params, post=post)
                self.assertEqual(answer["id"], envelope_id)
                self.assertEqual(answer["error"]["code"], status)
                self.assertEqual(answer["error"]["data"]["code"], code)

    def test_a_fault_is_503(self):
        cards = self.registry["callcenter.card"]
        fault = patch.object(cards, "notify", side_effect=KeyError("x"))
        with fault, mute_logger("odoo.addons.callcenter.controllers.webhook"):
            for post in (self.post, self.post_envelope):
                status, _answer = self.ask("call_in", RING, post=post)
                self.assertEqual(status, 503)

    def test_multipart_is_a_form_too(self):
        """PHP sends an array given to CURLOPT_POSTFIELDS so, and curl -F."""
        body = "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in RING.items()
        )
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "multipart/form-data; boundary=x",
        }
        status, _answer = self.ask("call_in", body=f"{body}--x--\r\n", headers=headers)
        self.assertEqual(status, 200)
        self.assertEqual(self.call(RING["callid"]).phone, RING["phone"])

    def test_what_may_be_used_instead_is_said(self):
        headers = {"Authorization": f"Bearer {self.token}"}
        for accept_get, method, allowed in (
            (False, "GET", "POST"),
            (False, "PUT", "POST"),
            (True, "PUT", "GET, POST"),
        ):
            self.pbx.accept_get = accept_get
            url = "/api/callcenter/call_in"
            response = self.url_open(url, headers=headers, method=method)
            self.assertEqual(response.status_code, 405)
            self.assertEqual(response.headers["Allow"], allowed)

    def test_credentials_are_asked_for(self):
        """Many programs send Basic only when asked for it (RFC 9110, 11.6.1)."""
        response = self.url_open("/api/callcenter/call_in", data=b"callid=1")
        self.assertEqual(response.status_code, 401)
        self.assertIn("Basic", response.headers.get("WWW-Authenticate", ""))

    def test_an_envelope_with_a_list_is_answered_in_an_envelope(self):
        body = '{"jsonrpc": "2.0", "id": 7, "params": [1]}'
        status, answer = self.ask("call_in", body=body)
        self.assertEqual((status, answer.get("id")), (400, 7))

    def test_a_body_nobody_can_read_is_journaled_by_the_querys_token(self):
        path = f"call_in?token={self.token}"
        self.ask("call_in", path=path, body='{"callid": ', headers={})
        self.assertEqual(self.journal().result, "rejected")

    def test_a_wrong_answer_would_be_found(self):
        """The schemas are tight: whatever is changed in an answer is a fault."""
        for endpoint, params in (
            ("call_in", RING),
            ("call_info", {**END, "phone": "0989464999"}),
            ("call_end", {}),
            ("call_info", {"callid": "nobody knows"}),
        ):
            status, answer = self.ask(endpoint, params)
            for wrong in spoil(answer):
                with self.subTest(endpoint, wrong=wrong):
                    self.assertTrue(find_answer_faults(endpoint, status, wrong))
            other = 200 if status != 200 else 400
            self.assertTrue(find_answer_faults(endpoint, other, answer))


def spoil(answer):
    """Yield copies of ``answer`` with one thing wrong in each."""
    yield {**answer, "traceback": "…"}
    yield {"jsonrpc": "2.0", "id": None, "result": {}}
    yield [answer]
    for name in answer:
        yield {key: value for key, value in answer.items() if key != name}
        yield {**deepcopy(answer), name: {"what": "ever"}}
        yield {**deepcopy(answer), name: True}
    yield {**answer, "status": "OK"}
    if "code" in answer:
        yield {**answer, "code": "oops"}
        yield {**answer, "message": ""}
    else:
        yield {**answer, "notified": -1}
        yield {**answer, "state": "over"}
        yield {**answer, "warnings": [1]}
        yield {**answer, "customer": {"id": 1, "name": "x", "email": "x"}}
    if "calldate" in answer:
        yield {**answer, "state": "ringing"}
        yield {**answer, "calldate": "2024-07-19 03:11:42"}
        yield {**answer, "disposition": "ANSWERED"}
        yield {**answer, "phone": ""}
