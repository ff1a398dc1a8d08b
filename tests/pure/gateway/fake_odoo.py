"""An Odoo for the gateway's tests: a loopback server that remembers what it is told."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "not-a-real-token"
PREFIX = "/api/callcenter/"


class FakeOdoo:
    """What was posted, and what is answered.

    :ivar events: the events that were answered 200, in order, with their ``name``
    :ivar answers: called with (name, values); returns (status, body) or None for "ok"
    """

    def __init__(self):
        self.events, self.requests = [], []
        self.answers = lambda name, values: None
        self.has_batches = True

    def take(self, name, values):
        answer = self.answers(name, values)
        if answer is None:
            if name in ("call_in", "init", "call_end", "call_info"):
                self.events.append({"name": name, **values})
            answer = 200, {"status": "ok"}
        return answer

    def post(self, name, values):
        self.requests.append((name, values))
        if name != "events":
            return self.take(name, values)
        if not self.has_batches:
            return 404, {"status": "error", "code": "unknown_endpoint", "message": "?"}
        results = []
        for event in map(dict, values["events"]):
            status, body = self.take(event.pop("name"), event)
            results.append({**body, "http_status": status})
        return 200, {"status": "ok", "events": results}


@contextmanager
def serve(odoo):
    """Serve ``odoo`` on loopback; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            name = self.path.partition("?")[0].removeprefix(PREFIX)
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                status, answer = 401, {"status": "error", "code": "unauthorized"}
            elif name == "recording":
                odoo.requests.append((self.path, body))
                status, answer = odoo.answers(name, body) or (200, {"status": "ok"})
            else:
                status, answer = odoo.post(name, json.loads(body))
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
