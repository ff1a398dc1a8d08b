"""Recordings are sent whole: after a break from the beginning, slowly while calls live."""

import os
import socket
import threading
from contextlib import contextmanager

import fake_odoo
import pytest
from callcenter.gateway.odoo import Odoo
from callcenter.gateway.recordings import MAX_CUTS, QUIET_SECONDS, Recordings
from callcenter.gateway.spool import Spool

AUDIO = os.urandom(300_000)
CALL = "17.5"


class Clock:
    now = 1_796_075_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(AUDIO)
    os.utime(path, (Clock.now - QUIET_SECONDS, Clock.now - QUIET_SECONDS))
    return str(path)


def sender(url, file, rate=0, **more):
    spool = Spool(":memory:")
    spool.add_recording(file, CALL, "101", Clock.now)
    odoo = Odoo(url, fake_odoo.TOKEN)
    return Recordings(spool, odoo, lambda: rate, clock=Clock(), **more)


def sent(odoo):
    return [body for path, body in odoo.requests if "recording?" in path]


@contextmanager
def cutting(url, after, times):
    """A line to ``url`` that breaks after so many bytes, so many times."""
    host, port = url.removeprefix("http://").split(":")
    listener = socket.create_server(("127.0.0.1", 0))
    left = [times]

    def serve(client):
        seen = 0
        with client, socket.create_connection((host, int(port))) as server:
            threading.Thread(target=back, args=[server, client], daemon=True).start()
            while data := client.recv(16384):
                seen += len(data)
                if left[0] and seen > after:
                    left[0] -= 1
                    return
                server.sendall(data)

    def back(server, client):
        try:
            while data := server.recv(16384):
                client.sendall(data)
        except OSError:
            pass

    def listen():
        while True:
            try:
                client = listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=serve, args=[client], daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def test_a_file_is_sent_once_and_forgotten(file):
    odoo = fake_odoo.FakeOdoo()
    with fake_odoo.serve(odoo) as url:
        work = sender(url, file)
        assert (work.step(), work.step()) == (True, False)
    assert sent(odoo) == [AUDIO]
    [(path, _body)] = odoo.requests
    assert f"callid={CALL}&" in path
    assert "extension=101" in path


@pytest.mark.parametrize("after", [100, 70_000, 250_000])
def test_after_a_break_it_is_sent_again_whole(file, after):
    odoo = fake_odoo.FakeOdoo()
    with fake_odoo.serve(odoo) as real, cutting(real, after, times=2) as url:
        work = sender(url, file)
        for _ in range(20):
            work.step()
            work._clock.now += 60
    whole = [body for body in sent(odoo) if len(body) == len(AUDIO)]
    assert whole == [AUDIO]
    assert work.spool.recordings(work._clock.now) == []


def test_a_kept_line_that_was_closed_sends_all_of_it(file):
    """The first try has read the file already."""
    odoo = fake_odoo.FakeOdoo()
    with fake_odoo.serve(odoo) as url:
        work = sender(url, file)
        work.odoo.post("heartbeat", {})
        work.odoo._local.connection.sock.shutdown(socket.SHUT_RDWR)
        work.step()
    assert sent(odoo) == [AUDIO]


def test_what_odoo_read_to_a_break_is_sent_again(file):
    odoo = fake_odoo.FakeOdoo()
    cut = (400, {"status": "error", "code": "unreadable"})
    odoo.answers = lambda name, values: cut if len(sent(odoo)) < 3 else None
    with fake_odoo.serve(odoo) as url:
        work = sender(url, file)
        for _ in range(10):
            work.step()
            work._clock.now += 60
        assert len(sent(odoo)) == 3
        odoo.answers = lambda name, values: cut
        work.spool.add_recording(file, "18.5", "101", Clock.now)
        for _ in range(3 * MAX_CUTS):
            work.step()
            work._clock.now += 60
    assert len(sent(odoo)) == 3 + MAX_CUTS + 1


def test_it_is_slow_while_calls_are_on_the_line(file):
    odoo, slept = fake_odoo.FakeOdoo(), []
    with fake_odoo.serve(odoo) as url:
        sender(url, file, rate=100_000, sleep=slept.append).step()
        assert 2.0 <= sum(slept) <= 3.0
        sender(url, file, rate=0, sleep=slept.append).step()
    assert sum(slept) <= 3.0
    assert sent(odoo) == [AUDIO, AUDIO]


def test_a_file_that_grows_waits(file):
    odoo = fake_odoo.FakeOdoo()
    os.utime(file, (Clock.now, Clock.now))
    with fake_odoo.serve(odoo) as url:
        work = sender(url, file)
        assert not work.step()
        work._clock.now += QUIET_SECONDS
        assert work.step()
    assert sent(odoo) == [AUDIO]


def test_what_is_no_call_yet_is_tried_for_an_hour(file):
    odoo = fake_odoo.FakeOdoo()
    unknown = (404, {"status": "error", "code": "unknown_call"})
    odoo.answers = lambda name, values: unknown
    with fake_odoo.serve(odoo) as url:
        work = sender(url, file)
        work.step()
        assert work.spool.recordings(work._clock.now + 60)
        work._clock.now += 3601
        work.step()
        assert work.spool.recordings(work._clock.now + 600) == []
