"""The program at work beside a make-believe exchange: killed, refused, ordered."""

import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import fake_odoo
import judge
import pytest
from callcenter.gateway import ami, replay
from callcenter.gateway.calls import Calls

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent / "captures"
TRUTH = json.loads((HERE / "truth.json").read_text())
PATIENCE = 30


class Exchange:
    """Says what a capture holds, when it is told to; lists what lives."""

    def __init__(self, name):
        self.messages = [
            m for m in replay.read_capture(HERE / f"{name}.ami.gz") if replay.is_seen(m)
        ]
        self.said, self.allowed = 0, 0
        self.calls, self.actions = Calls(), []
        self.lock = threading.RLock()

    def say_more(self, wfile):
        with self.lock:
            while self.said < min(self.allowed, len(self.messages)):
                message = self.messages[self.said]
                self.said += 1
                self.calls.take(message, float(message["Timestamp"]))
                self.write(wfile, message)

    def write(self, wfile, message):
        text = "".join(f"{name}: {value}\r\n" for name, value in message.items())
        wfile.write((text + "\r\n").encode())
        wfile.flush()

    def listed(self):
        for channel in self.calls.channels.by_id.values():
            yield {
                "Event": "CoreShowChannel",
                "Uniqueid": channel.uid,
                "Linkedid": channel.linkedid,
                "Channel": channel.name,
                "ChannelState": "6" if channel.is_up else "5",
                "BridgeId": channel.bridge,
                "Application": channel.application,
            }

    def answer(self, wfile, action):
        with self.lock:
            self.actions.append(action)
            number = {"ActionID": action.get("ActionID", "")}
            name = action.get("Action", "")
            is_list = name in ("CoreShowChannels", "BridgeList", "QueueStatus")
            opened = {"EventList": "start"} if is_list else {}
            self.write(wfile, {"Response": "Success", **number, **opened})
            if name == "CoreShowChannels":
                for one in self.listed():
                    self.write(wfile, {**one, **number})
            if is_list:
                done = {"Event": name + "Complete", "EventList": "Complete"}
                self.write(wfile, {**done, **number})


@contextmanager
def listen(exchange):
    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"Asterisk Call Manager/11.0.0\r\n")
            reader = ami.Reader()
            self.request.settimeout(0.05)
            while True:
                try:
                    data = self.request.recv(65536)
                    if not data:
                        return
                    for action in reader.feed(data):
                        exchange.answer(self.wfile, action)
                except TimeoutError:
                    pass
                except OSError:
                    return
                exchange.say_more(self.wfile)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@contextmanager
def running(folder, url, port, **orders):
    path = folder / "gateway.conf"
    more = "".join(f"{name} = {value}\n" for name, value in orders.items())
    path.write_text(
        f"[odoo]\nurl = {url}\ntoken = {fake_odoo.TOKEN}\n"
        f"[ami]\nport = {port}\nuser = u\nsecret = hidden-secret\n"
        f"[orders]\n{more}[files]\nspool = {folder / 'spool.db'}\n"
    )
    path.chmod(0o600)
    log = (folder / "log").open("a")
    words = [
        sys.executable,
        ROOT / "gateway" / "callcenter_gateway.py",
        "--config",
        path,
    ]
    process = subprocess.Popen(words, stderr=log)  # noqa: S603
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        log.close()


def until(condition):
    end = time.time() + PATIENCE
    while not condition():
        assert time.time() < end, "it did not come"
        time.sleep(0.02)


@pytest.mark.parametrize(
    "name", ["s01_answered", "s06_queue_hop", "s09_attended_refer"]
)
def test_killed_in_the_middle_it_goes_on(tmp_path, name):
    exchange, odoo = Exchange(name), fake_odoo.FakeOdoo()
    parts = [len(exchange.messages) * part // 4 for part in (1, 2, 3)]
    with fake_odoo.serve(odoo) as url, listen(exchange) as port:
        for part in parts:
            with running(tmp_path, url, port) as process:
                until(lambda: len(exchange.actions) >= 4)
                exchange.allowed = part
                until(lambda: exchange.said >= exchange.allowed)
                time.sleep(0.3)
                process.send_signal(signal.SIGKILL)
                process.wait()
            exchange.actions.clear()
        with running(tmp_path, url, port):
            until(lambda: len(exchange.actions) >= 4)
            exchange.allowed = len(exchange.messages)
            until(lambda: judge.wrong(odoo.events, TRUTH[name]) == [])
    assert "hidden-secret" not in (tmp_path / "log").read_text()


def test_an_order_is_carried_out_once_and_answered(tmp_path):
    exchange, odoo, told = Exchange("s01_answered"), fake_odoo.FakeOdoo(), []
    waiting = [
        {"id": 7, "kind": "dial", "extension": "101", "phone": "0912345678", "age": 1},
        {"id": 7, "kind": "dial", "extension": "101", "phone": "0912345678", "age": 1},
        {"id": 8, "kind": "dial", "extension": "102", "phone": "19001234", "age": 1},
        {"id": 9, "kind": "dial", "extension": "103", "phone": "0912345678", "age": 60},
    ]

    def answers(name, values):
        if name == "orders":
            taken, waiting[:] = waiting[:], []
            return 200, {"status": "ok", "orders": taken}
        if name == "order":
            told.append((values["id"], values["state"]))
        return None

    odoo.answers = answers
    with (
        fake_odoo.serve(odoo) as url,
        listen(exchange) as port,
        running(tmp_path, url, port, prefix="9"),
    ):
        until(lambda: len(told) >= 3)
    assert told == [(7, "sent"), (8, "refused"), (9, "expired")]
    dialled = [a for a in exchange.actions if a["Action"] == "Originate"]
    assert [(a["Channel"], a["Exten"]) for a in dialled] == [
        ("PJSIP/101", "90912345678")
    ]


def test_the_check_says_what_is_wrong(tmp_path):
    exchange, odoo = Exchange("s01_answered"), fake_odoo.FakeOdoo()
    unknown = 404, {"status": "error", "code": "unknown_call"}
    odoo.answers = lambda name, values: unknown if name == "call_info" else None
    with fake_odoo.serve(odoo) as url, listen(exchange) as port:
        with running(tmp_path, url, port) as process:
            process.kill()
            process.wait()
            good = check(tmp_path)
        path = tmp_path / "gateway.conf"
        path.write_text(path.read_text().replace(fake_odoo.TOKEN, "another"))
        bad = check(tmp_path)
    assert good.returncode == 0, good.stdout
    assert (bad.returncode, "the token is not taken" in bad.stdout) == (1, True)
    assert "another" not in bad.stdout.replace("Another", "")


def check(folder):
    words = [sys.executable, ROOT / "gateway" / "callcenter_gateway.py", "--check"]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    return subprocess.run(  # noqa: S603
        [*words, "--config", folder / "gateway.conf"],
        capture_output=True,
        env=environment,
        text=True,
        timeout=60,
        check=False,
    )
