"""What servers do that a recording is fetched from, against a real one on loopback."""

import socket
import threading
import time
from contextlib import suppress
from unittest.mock import patch

import pytest
from callcenter.recordings import (
    RecordingError,
    Source,
    find_audio_type,
    is_answering,
    locate,
    open_recording,
    spellings,
)
from callcenter.recordings.location import Location, Origin, read_origin
from recording_server import PASSWORD, USER, RecordingServer, make_wav

BASE = "https://pbx.example.com/recordings/"
WAV = make_wav(0.5)
GSM = bytes([0xD2] + [0] * 32) * 50


@pytest.fixture(name="server")
def make_server():
    server = RecordingServer()
    server.files["/a.wav"] = WAV
    yield server
    server.close()


def source(server, path="/a.wav", **kwargs):
    origin = Origin("http", kwargs.pop("host", "127.0.0.1"), server.port)
    bounds = {"is_private_allowed": True, "seconds": 5, **kwargs}
    return Source(Location(origin, path), **bounds)


def fetch(asked, start=0, stop=None):
    with open_recording(asked, start, stop) as answer:
        return b"".join(answer.chunks()), answer.mimetype


def reason(asked, **kwargs):
    with pytest.raises(RecordingError) as caught:
        fetch(asked, **kwargs)
    return caught.value.code


# -- where it lies -----------------------------------------------------------------


@pytest.mark.parametrize(
    "way",
    [
        "..%5C",
        "..\\",
        "..;/",
        "..;x=1/",
        "%00../",
        ".%0d./",
        ".%E2%80%8B./",
        ".%C2%AD./",
        "..%3b/",
        "%2e%2e;/",
        "..%2f",
        ".%2e/",
        "%252e%252e%252f",
        "%25252e%25252e/",
        "..%00/",
        "..%20/",
        "..%09/",
        ".%2e%5c",
        "%u002e%u002e/",
        "..%u2215",
        "%c0%ae%c0%ae/",
        "%e0%80%ae%e0%80%ae/",
        "．．/",
        "%ef%bc%8e%ef%bc%8e/",
        "..%3f/",
        "..%23/",
        ".../",
    ],
)
@pytest.mark.parametrize("prefix", ["https://pbx.example.com/recordings/", "", "x/"])
def test_no_way_of_writing_it_leads_out_of_the_base_address(prefix, way):
    with pytest.raises(RecordingError) as caught:
        locate(f"{prefix}{way}admin/a.wav", BASE)
    assert caught.value.code == "bad_name"


@pytest.mark.parametrize(
    "name",
    ["a..b.wav", "2024..07/a.wav", "in;x=1.wav", "..a/b.wav", "a%2Fb.wav", "100%.wav"],
)
def test_other_dots_and_marks_are_part_of_a_name(name):
    if "%2F" not in name:  # of a bare name it is no mark, and told from none by nobody
        assert locate(name, BASE)
    assert locate(f"{BASE}{name}", BASE)


def test_a_full_address_may_have_blanks():
    for name in (f"{BASE}ghi âm 101.wav", f" {BASE}ghi âm 101.wav "):
        found = locate(name, BASE)
        assert found.target == "/recordings/ghi%20%C3%A2m%20101.wav"
    for name in ("https://pbx.example .com/a.wav", "https://pbx.example.com:80 /a.wav"):
        with pytest.raises(RecordingError):
            locate(name, BASE)


def test_a_plus_that_a_form_made_a_blank():
    assert "out-+84989464999-101.wav" in spellings("out- 84989464999-101.wav")
    assert "ghi am +84989.wav" in spellings("ghi am  84989.wav")
    assert "+84989464999-101.wav" in spellings("84989464999-101.wav")
    assert spellings("ghi âm 101.wav")[0] == "ghi âm 101.wav"
    assert spellings("20240506-101.wav") == ["20240506-101.wav"]


def test_another_spelling_is_asked_for_where_the_first_is_missing(server):
    server.files["/out-+84989.wav"] = WAV
    origin = Origin("http", "127.0.0.1", server.port)
    others = (Location(origin, "/out-+84989.wav"),)
    assert fetch(source(server, "/out-%2084989.wav", others=others))[0] == WAV
    assert reason(source(server, "/none.wav", others=others[:0])) == "missing"
    others = (Location(origin, "/page.wav"),)
    assert reason(source(server, "/broken.wav", others=others)) == "refused"


# -- what it is --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (("video/webm", "a.webm", b"\x1aE\xdf\xa3"), "audio/webm"),
        (("video/webm", "a.webm", b""), "audio/webm"),
        (("video/ogg", "a.ogg", b""), "audio/ogg"),
        (("application/octet-stream", "a.webm", b""), "audio/webm"),
        (("text/plain", "a.gsm", GSM[:16]), "audio/gsm"),
        (("text/plain; charset=utf-8", "a.GSM", GSM[:16]), "audio/gsm"),
        (("application/force-download", "a.gsm", GSM[:16]), "audio/gsm"),
        (("text/plain", "a.gsm", b"secret=1234567890"), None),
        (("text/plain", "a.gsm", b""), None),
        (("text/plain", "a.wav", b"secret=1234567890"), None),
        (("audio/aac", "a.aac", b"\xff\xf1\x50\x80"), "audio/aac"),
        (("", "", b"\xff\xfb\x90\x64"), "audio/mpeg"),
    ],
)
def test_what_servers_call_audio(told, expected):
    assert find_audio_type(*told) == expected


@pytest.mark.parametrize("knows_ranges", [True, False])
@pytest.mark.parametrize("stop", [1, 2, 16, 100])
def test_a_player_may_ask_for_two_bytes_first(server, knows_ranges, stop):
    server.knows_ranges = knows_ranges
    server.files["/1"] = WAV
    server.types["/1"] = "application/octet-stream"
    assert fetch(source(server, "/1"), stop=stop) == (WAV[:stop], "audio/wav")


def test_a_text_that_is_gsm(server):
    server.files["/a.gsm"] = GSM
    server.types["/a.gsm"] = "text/plain"
    assert fetch(source(server, "/a.gsm")) == (GSM, "audio/gsm")


# -- where it is led to --------------------------------------------------------------


@pytest.fixture(name="storage")
def make_storage(server):
    storage = RecordingServer()
    storage.files["/secret.wav"] = WAV
    server.elsewhere = storage.url
    yield storage
    storage.close()


def test_an_exchange_may_lead_to_storage_that_the_connection_names(server, storage):
    asked = source(
        server,
        "/redirect.wav",
        authorization=(USER, PASSWORD),
        allowed=(read_origin(storage.url),),
    )
    assert fetch(asked)[0] == WAV
    assert [request[2] for request in storage.requests] == [None], "without password"
    assert fetch(asked, start=5, stop=20)[0] == WAV[5:20]


def test_and_nowhere_else(server, storage):
    assert reason(source(server, "/redirect.wav")) == "redirected"
    named = (read_origin("https://127.0.0.1"),)
    assert reason(source(server, "/redirect.wav", allowed=named)) == "redirected"
    server.elsewhere = "http://127.0.0.1:bad"
    assert reason(source(server, "/redirect.wav")) == "redirected"
    assert storage.requests == []


def test_storage_in_the_own_network_is_asked_only_where_that_is_allowed(server):
    named = (Origin("http", "169.254.169.254", 80),)
    server.elsewhere = "http://169.254.169.254"
    assert reason(source(server, "/redirect.wav", allowed=named)) == "private_address"


def test_below_the_base_address_the_password_goes_along(server):
    server.files["/rec/secret.wav"] = WAV
    server.elsewhere = f"{server.url}/rec"
    asked = source(server, "/redirect.wav", authorization=(USER, PASSWORD))
    assert reason(asked) == "redirected"
    assert fetch(asked._replace(base=f"{server.url}/rec"))[0] == WAV
    assert server.requests[-1][2]


def test_a_circle_ends(server):
    assert reason(source(server, "/turn.wav", base=server.url)) == "redirected"
    assert len(server.requests) == 4


# -- who is away, and who is slow ----------------------------------------------------


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/away.wav", "unreachable"),
        ("/reset.wav", "broken_off"),
        ("/broken.wav", "refused"),
        ("/short.wav", "broken_off"),
    ],
)
def test_an_exchange_that_is_away_is_told_from_a_file_that_is_broken(
    server, path, code
):
    assert reason(source(server, path)) == code


def test_who_does_not_answer_the_telephone_is_away(server):
    with patch.object(socket, "create_connection", side_effect=TimeoutError):
        assert reason(source(server)) == "unreachable"
    with patch.object(socket, "getaddrinfo", side_effect=socket.gaierror):
        assert reason(source(server, host="pbx.example.com")) == "unreachable"


def test_the_clock_covers_the_look_up_of_the_name(server):
    over = threading.Event()

    def look_up(*_args, **_kwargs):
        over.wait(10)
        return []

    begin = time.monotonic()
    with patch.object(socket, "getaddrinfo", look_up):
        code = reason(source(server, host="pbx.example.com", seconds=0.3))
    over.set()
    assert code == "unreachable"
    assert time.monotonic() - begin < 3


def test_the_clock_covers_connecting(server):
    waits = []

    def connect(_address, timeout):
        waits.append(timeout)
        raise TimeoutError

    real = socket.getaddrinfo

    def look_up(*args, **kwargs):
        time.sleep(0.3)
        return real(*args, **kwargs)

    with (
        patch.object(socket, "getaddrinfo", look_up),
        patch.object(socket, "create_connection", connect),
    ):
        assert reason(source(server, seconds=0.5)) == "unreachable"
    assert waits[0] <= 0.21


def test_one_clock_for_all_hops(server):
    server.elsewhere = server.url
    server.files["/rec/x"] = WAV
    begin = time.monotonic()
    asked = source(server, "/silent.wav", seconds=0.5)
    assert reason(asked) == "too_slow"
    assert time.monotonic() - begin < 3


def clocks():
    return [
        thread
        for thread in threading.enumerate()
        if isinstance(thread, threading.Timer)
    ]


@pytest.mark.parametrize("path", ["/a.wav", "/page.wav", "/redirect.wav", "/none.wav"])
def test_nothing_is_left_behind(server, path):
    before = len(clocks())
    with suppress(RecordingError):
        open_recording(source(server, path, seconds=60)).close()
    time.sleep(0.05)
    assert len(clocks()) == before


def test_whether_a_server_answers_anything(server):
    asked = source(server, "/silent.wav", seconds=0.5)
    for status in ("404", "401"):
        server.needs_password = status == "401"
        server.files = {}
        assert is_answering(asked), status
    server.is_silent = True
    assert not is_answering(asked)
