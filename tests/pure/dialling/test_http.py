"""Asking an exchange to dial that is slow, refuses, lies or sends elsewhere."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from callcenter.dialling import DialError, Template, fill_request, send


class FakeExchange(BaseHTTPRequestHandler):
    """Answers as its path says; keeps what it was asked."""

    asked = []

    def do_GET(self):
        type(self).asked.append(self.path)
        step = self.path.partition("?")[0].strip("/")
        if step == "slow":
            time.sleep(3)
        status = int(step) if step.isdigit() else 200
        body = {"html": b"<!DOCTYPE html><p>Log in", "good": b"Success"}.get(
            step, b"ok"
        )
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "/good")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def an_exchange():
    FakeExchange.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeExchange)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def ask(url, success="", is_private_allowed=True, seconds=5):
    request = fill_request(Template("GET", url), {"phone": "0989464344"})
    send(request, success, is_private_allowed, seconds)


def test_an_exchange_that_dials():
    with an_exchange() as url:
        ask(f"{url}/good?to={{phone}}", success="Success")
        ask(f"{url}/204x?to={{phone}}")
    assert FakeExchange.asked[0] == "/good?to=0989464344"


@pytest.mark.parametrize(
    ("step", "success", "code"),
    [
        ("302", "", "redirected"),
        ("401", "", "unauthorized"),
        ("403", "", "unauthorized"),
        ("404", "", "refused"),
        ("500", "", "refused"),
        ("html", "", "not_understood"),
        ("other", "Success", "not_understood"),
    ],
)
def test_why_it_does_not(step, success, code):
    with an_exchange() as url, pytest.raises(DialError) as error:
        ask(f"{url}/{step}", success)
    assert error.value.code == code
    assert len(FakeExchange.asked) == 1


def test_a_slow_one_is_not_waited_for():
    began = time.monotonic()
    with an_exchange() as url, pytest.raises(DialError) as error:
        ask(f"{url}/slow", seconds=0.5)
    assert error.value.code == "too_slow"
    assert time.monotonic() - began < 4


def test_nobody_there():
    with an_exchange() as url:
        pass
    with pytest.raises(DialError) as error:
        ask(f"{url}/good")
    assert error.value.code == "unreachable"


def test_ones_own_network_only_where_it_is_allowed():
    with an_exchange() as url, pytest.raises(DialError) as error:
        ask(f"{url}/good", is_private_allowed=False)
    assert error.value.code == "private_address"
    assert not FakeExchange.asked
