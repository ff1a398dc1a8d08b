"""Where recordings lie and how they are fetched: no Odoo, a real server on loopback."""

import socket
import ssl
import tempfile
import time
import unittest
from functools import partial
from pathlib import Path
from unittest.mock import patch

from callcenter.recordings import (
    RecordingError,
    Source,
    find_audio_type,
    locate,
    open_recording,
)
from callcenter.recordings.location import Location, Origin, read_origin
from hypothesis import given, settings
from hypothesis import strategies as st
from recording_server import (
    PASSWORD,
    USER,
    RecordingServer,
    make_wav,
    write_certificate,
)

BASE = "https://pbx.example.com/recordings/"

# what names are made of, and what leads out of a base address
PIECES = (
    "..",
    ".",
    "/",
    "\\",
    "%2e",
    "%2f",
    "%",
    "a",
    "é",
    "//",
    "@",
    ":",
    "https:",
    "http:",
    "pbx.example.com",
    "evil.test",
    "?",
    "#",
    "recordings",
    "\n",
    "\0",
    "\ud800",
    "[",
    "]",
    "169.254.169.254",
)


def address(location):
    """Return a Location as one writes it."""
    scheme, host, port = location.origin
    return f"{scheme}://{host}:{port}{location.target}"


class TestLocation(unittest.TestCase):
    """From the name that an exchange sends to an address."""

    def test_names_and_paths_stand_behind_the_base_address(self):
        for name, target in {
            "a.wav": "/recordings/a.wav",
            "/a.wav": "/recordings/a.wav",
            "2024/07/19/in-0989-101.wav": "/recordings/2024/07/19/in-0989-101.wav",
            "2024\\07\\a.wav": "/recordings/2024/07/a.wav",
            "./x//a b#?.wav": "/recordings/x/a%20b%23%3F.wav",
            "ghi âm.wav": "/recordings/ghi%20%C3%A2m.wav",
            "a%20b.wav": "/recordings/a%2520b.wav",
            "in-+84989.wav": "/recordings/in-+84989.wav",
        }.items():
            with self.subTest(name):
                found = address(locate(name, BASE))
                self.assertEqual(found, f"https://pbx.example.com:443{target}")

    def test_the_folder_on_the_exchange_is_taken_off(self):
        folder = "/var/spool/asterisk/monitor/"
        path = "/var/spool/asterisk/monitor/2024/a.wav"
        self.assertEqual(locate(path, BASE, folder).target, "/recordings/2024/a.wav")
        other = "/var/spool/asterisk/monitors/a.wav"
        self.assertEqual(locate(other, BASE, folder).target, f"/recordings{other}")

    def test_a_full_address_lies_below_the_base_or_on_a_server_that_is_named(self):
        media = [read_origin("media.example.com"), read_origin("http://10.0.0.5:8080")]
        for name in (
            "https://pbx.example.com/recordings/2024/a.wav",
            "HTTPS://PBX.Example.com:443/recordings/a.wav",
            "https://media.example.com/x.wav?sign=a%2Fb&x=1",
            "http://10.0.0.5:8080/a.wav",
        ):
            with self.subTest(name):
                self.assertTrue(locate(name, BASE, allowed=media))
        for name in (
            "https://pbx.example.com/admin/reboot",
            "http://pbx.example.com/recordings/a.wav",
            "https://pbx.example.com:8443/recordings/a.wav",
            "https://pbx.example.com.evil.test/recordings/a.wav",
            "http://media.example.com/x.wav",
            "http://169.254.169.254/latest",
        ):
            with self.subTest(name):
                self.assert_refused("host_forbidden", name, BASE, allowed=media)

    def test_what_is_no_name(self):
        for name in (
            "..",
            "../secret.wav",
            "a/../../b.wav",
            "%2e%2e/b.wav",
            "%252e%252e/b.wav",
            "a%2f..%2fb.wav",
            "/",
            "https://pbx.example.com/recordings/../admin",
            "https://pbx.example.com/recordings/%2e%2e/admin",
            "https://odoo:secret@pbx.example.com/recordings/a.wav",
            "https://pbx.example.com\\@evil.test/a.wav",
            "https://pbx.example.com:x/a.wav",
            "https://[::1/a.wav",
            "https:///a.wav",
            "file:///etc/passwd",
            "gopher://pbx.example.com/recordings/a.wav",
            "https://pbx.example.com/recordings/a\r\nHost: x",
        ):
            with self.subTest(name):
                self.assert_refused("bad_name", name, BASE)

    def test_without_a_base_address_only_full_ones_are_known(self):
        self.assert_refused("no_base", "a.wav")
        self.assert_refused("no_base", "a.wav", "ftp://pbx.example.com/")
        allowed = [read_origin("pbx.example.com")]
        self.assertTrue(locate("https://pbx.example.com/a.wav", allowed=allowed))

    def assert_refused(self, code, *args, **kwargs):
        with self.assertRaises(RecordingError) as caught:
            locate(*args, **kwargs)
        self.assertEqual(caught.exception.code, code)

    @settings(max_examples=500, derandomize=True, database=None, deadline=None)
    @given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
    def test_whatever_is_sent_leads_nowhere_else(self, name):
        try:
            location = locate(name, BASE, "/a")
        except RecordingError as error:
            self.assertIn(error.code, ("bad_name", "host_forbidden"))
            return
        self.assertEqual(location.origin, Origin("https", "pbx.example.com", 443))
        self.assertTrue(location.target.startswith("/recordings/"))
        self.assertRegex(location.target, r"^[!-~]+$")
        self.assertNotIn("..", location.target.partition("?")[0].split("/"))


class TestAudioType(unittest.TestCase):
    def test_what_is_audio(self):
        for told, expected in {
            ("audio/x-wav", "", b""): "audio/wav",
            ("audio/mpeg; charset=x", "", b""): "audio/mpeg",
            ("application/octet-stream", "x/a.MP3", b""): "audio/mpeg",
            ("application/octet-stream", "a.exe", b""): None,
            ("", "a.wav", b""): "audio/wav",
            ("text/html", "a.wav", b"<html>"): None,
            ("text/plain", "a.txt", make_wav(0.01)): "audio/wav",
            ("audio/x;\r\nSet-Cookie: a", "", b""): "audio/x",
            ("audio/<x>", "", b""): None,
        }.items():
            with self.subTest(told):
                self.assertEqual(find_audio_type(*told), expected)


class TestFetch(unittest.TestCase):
    """Fetching from a server that cannot be trusted."""

    def setUp(self):
        super().setUp()
        self.server = RecordingServer()
        self.addCleanup(self.server.close)
        self.wav = make_wav(0.5)
        self.server.files["/a.wav"] = self.wav

    def source(self, path="/a.wav", **kwargs):
        origin = Origin("http", kwargs.pop("host", "127.0.0.1"), self.server.port)
        bounds = {"is_private_allowed": True, "seconds": 5, **kwargs}
        return Source(Location(origin, path), **bounds)

    def fetch(self, path="/a.wav", start=0, stop=None, **kwargs):
        with open_recording(self.source(path, **kwargs), start, stop) as answer:
            return b"".join(answer.chunks()), answer.total

    def assert_fails(self, code, path="/a.wav", **kwargs):
        with self.assertRaises(RecordingError) as caught:
            self.fetch(path, **kwargs)
        self.assertEqual(caught.exception.code, code)

    def test_all_of_it(self):
        self.assertEqual(self.fetch(), (self.wav, len(self.wav)))

    def test_ranges_with_and_without_the_servers_help(self):
        size = len(self.wav)
        for self.server.knows_ranges in (True, False):
            for start, stop in ((0, 1), (0, 100), (7, 20), (size - 5, size + 99)):
                with self.subTest(f"{start}-{stop}", helps=self.server.knows_ranges):
                    found = self.fetch(start=start, stop=stop)
                    self.assertEqual(found, (self.wav[start:stop], size))
        self.server.knows_ranges = True
        self.assert_fails("out_of_range", start=size, stop=size + 1)

    def test_the_password_is_sent_and_nothing_else(self):
        self.server.needs_password = True
        self.assert_fails("unauthorized")
        self.assert_fails("unauthorized", authorization=(USER, "wrong"))
        self.assertEqual(self.fetch(authorization=(USER, PASSWORD))[0], self.wav)

    def test_what_is_wrong_is_said(self):
        for path, code in {
            "/none.wav": "missing",
            "/redirect.wav": "redirected",
            "/page.wav": "not_audio",
            "/broken.wav": "refused",
            "/short.wav": "broken_off",
            "/claims.wav": "too_large",
        }.items():
            with self.subTest(path):
                self.assert_fails(code, path)
        self.assertEqual([x[0] for x in self.server.requests].count("/redirect.wav"), 1)

    def test_a_redirection_is_not_followed(self):
        other = RecordingServer()
        self.addCleanup(other.close)
        self.server.elsewhere = other.url
        other.files["/secret.wav"] = self.wav
        self.assert_fails("redirected", "/redirect.wav")
        self.assertEqual(other.requests, [])

    def test_first_bytes_tell_the_type(self):
        with open_recording(self.source("/untyped.bin")) as answer:
            self.assertEqual(answer.mimetype, "audio/wav")

    def test_an_endless_body_is_cut(self):
        for stop in (None, 99):
            self.assert_fails("too_large", "/endless.wav", stop=stop, max_bytes=10**6)

    def test_an_answer_that_drips_ends_with_the_clock(self):
        for path in ("/slow.wav", "/slowhead.wav"):
            with self.subTest(path):
                begin = time.monotonic()
                self.assert_fails("too_slow", path, seconds=0.5)
                self.assertLess(time.monotonic() - begin, 3)

    def test_nobody_there(self):
        self.server.close()
        self.assert_fails("unreachable")

    def test_private_addresses_only_where_they_are_allowed(self):
        for host in ("127.0.0.1", "localhost"):
            self.assert_fails("private_address", host=host, is_private_allowed=False)
        for host in ("169.254.169.254", "::", "224.0.0.1", "::ffff:169.254.1.1"):
            with self.subTest(host):
                self.assert_fails("private_address", host=host)
        self.assertEqual(self.server.requests, [])

    def resolving(self, *addresses):
        """Let each further look-up of a name give the next of ``addresses``."""
        real, answers = socket.getaddrinfo, iter(addresses)

        def resolve(host, port, *args, **kwargs):
            if host == "127.0.0.1":
                return real(host, port, *args, **kwargs)
            return real(next(answers), port, *args, **kwargs)

        return patch.object(socket, "getaddrinfo", resolve)

    def test_a_name_that_resolves_anew_gains_nothing(self):
        """The address that was checked is the one that is asked."""
        with self.resolving("127.0.0.1"):  # a second look-up would fail
            self.assertEqual(self.fetch(host="pbx.example.com")[0], self.wav)

    def test_https_is_for_the_name_though_the_address_is_asked(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        write_certificate(folder / "pbx.pem", "pbx.example.com")
        server = RecordingServer(folder / "pbx.pem")
        self.addCleanup(server.close)
        server.files["/a.wav"] = self.wav

        def fetch(host):
            location = Location(Origin("https", host, server.port), "/a.wav")
            with (
                self.resolving("127.0.0.1"),
                open_recording(Source(location, None, True)) as answer,
            ):
                return b"".join(answer.chunks())

        with self.assertRaisesRegex(RecordingError, "bad_certificate"):
            fetch("pbx.example.com")
        trusting = partial(ssl.create_default_context, cafile=folder / "pbx.pem")
        with patch.object(ssl, "create_default_context", trusting):
            self.assertEqual(fetch("pbx.example.com"), self.wav)
            with self.assertRaisesRegex(RecordingError, "bad_certificate"):
                fetch("other.example.com")

    def test_one_bad_address_among_good_ones_is_refused(self):
        both = [("8.8.8.8", 80), ("169.254.169.254", 80)]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", to) for to in both]
        with patch.object(socket, "getaddrinfo", return_value=found):
            self.assert_fails("private_address", host="pbx.example.com")
