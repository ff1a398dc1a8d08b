"""An exchange's web server on loopback, with all that can be wrong with one."""

import io
import math
import re
import ssl
import struct
import threading
import time
import wave
from base64 import b64encode
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "odoo", "pbx secret"
RATE = 8000
_AUTHORIZATION = b64encode(f"{USER}:{PASSWORD}".encode()).decode()


def make_wav(seconds=1):
    """Return a WAV of a soft tone, as telephone exchanges make them."""
    tone = (
        struct.pack("<h", int(3000 * math.sin(2 * math.pi * 440 * at / RATE)))
        for at in range(int(seconds * RATE))
    )
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(tone))
    return buffer.getvalue()


def write_certificate(path, host):
    """Write key and self-signed certificate of ``host`` to a PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))


class RecordingServer:
    """Serves ``files`` by path, and odd things under the names of ``Handler.ODD``.

    ``requests`` has ``(path, range, authorization)`` of each request that came.
    """

    def __init__(self, certificate=None, port=0):
        """Start it; with a ``certificate``, a PEM file of key and certificate, as https."""
        self.files = {}
        self.requests = []
        self.knows_ranges = True
        self.needs_password = False
        self.is_silent = False  # whether it takes every request and answers none
        self.elsewhere = "http://127.0.0.1:1"  # where /redirect.wav leads
        self.pace = None  # (bytes at once, seconds between), where it is slow
        self.types = {}  # Content-Type by path, where it is not audio/x-wav
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.server.exchange = self
        self.server.handle_error = lambda *_args: (
            None
        )  # clients hang up, as they should
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = self.server.server_port
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self.is_over = threading.Event()
        thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        thread.daemon = True
        thread.start()

    def close(self):
        self.is_over.set()
        self.server.shutdown()
        self.server.server_close()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def log_message(self, *_args):
        pass

    def do_GET(self):
        exchange = self.server.exchange
        path = self.path.partition("?")[0]
        headers = self.headers
        authorization = headers.get("Authorization")
        exchange.requests.append((self.path, headers.get("Range"), authorization))
        odd = getattr(self, f"answer_{path.strip('/').partition('.')[0]}", None)
        if exchange.is_silent:
            exchange.is_over.wait(30)
        elif exchange.needs_password and authorization != f"Basic {_AUTHORIZATION}":
            self.answer(401)
        elif path in exchange.files:
            self.answer_file(exchange.files[path])
        elif odd:
            odd()
        else:
            self.answer(404)

    def answer(self, status, body=b"", mimetype="audio/x-wav", **headers):
        self.send_response(status)
        if mimetype:
            self.send_header("Content-Type", mimetype)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        size, pause = self.server.exchange.pace or (len(body) or 1, 0)
        for at in range(0, len(body), size):
            self.wfile.write(body[at : at + size])
            time.sleep(pause)

    def answer_file(self, body):
        told = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if not told or not self.server.exchange.knows_ranges:
            self.answer(200, body, self.type_of(self.path))
            return
        start = int(told[1])
        if start >= len(body):
            self.answer(416, Content_Range=f"bytes */{len(body)}")
            return
        part = body[start : int(told[2] or len(body)) + 1]
        last = start + len(part) - 1
        told = f"bytes {start}-{last}/{len(body)}"
        self.answer(206, part, self.type_of(self.path), Content_Range=told)

    def type_of(self, path):
        return self.server.exchange.types.get(path, "audio/x-wav")

    def answer_away(self):
        """What a proxy says whose exchange is away."""
        self.answer(503)

    def answer_reset(self):
        """Hang up instead of answering."""
        self.close_connection = True

    def answer_silent(self):
        """Say nothing at all."""
        self.server.exchange.is_over.wait(10)

    def answer_turn(self):
        """Lead round in a circle."""
        self.answer(302, Location="/turn.wav")

    def answer_redirect(self):
        self.answer(302, Location=f"{self.server.exchange.elsewhere}/secret.wav")

    def answer_page(self):
        self.answer(200, b"<script>alert(1)</script>", "text/html")

    def answer_untyped(self):
        self.answer(200, b"RIFF\0\0\0\0WAVEfmt ", "application/octet-stream")

    def answer_broken(self):
        self.answer(500)

    def answer_short(self):
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(make_wav(0.01))

    def answer_claims(self):
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(10**12))
        self.end_headers()

    def answer_endless(self):
        """Audio without length and without end."""
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.end_headers()
        self.drip(b"\0" * 65536, 0)

    def answer_slow(self):
        """One byte now and then, so that no single read is ever late."""
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.drip(b"\0", 0.05)

    def answer_slowhead(self):
        self.drip(b"HTTP/1.0 200 OK\r\nX: x\r\n" + b"x", 0.05)

    def drip(self, data, pause):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if self.server.exchange.is_over.wait(pause):
                return
            try:
                self.wfile.write(data)
            except OSError:
                return
