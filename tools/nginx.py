"""docs/nginx.conf, tried with a real nginx: what is posted, pages and websockets go where
they belong, with the headers that Odoo asks for.
"""

import contextlib
import http.client
import http.server
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time

from . import debian, locks, processes
from .bootstrap import fresh_folder
from .console import complain, say, step
from .paths import DEV, ROOT

NAME = "odoo.example.com"
FORWARDED = ("Host", "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto")
PATIENCE = 10.0


def run():
    """Start nginx with the file's text and ask through it; returns (passed, failed)."""
    program = find_nginx()
    if program is None:
        say(
            "  docs/nginx.conf was not tried: there is no nginx, and none for this system"
        )
        return 0, 0
    folder = DEV / "nginx-trial"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with step("docs/nginx.conf"):
        problems = try_out(program, folder)
    for problem in problems:
        complain(problem)
    return (0, 1) if problems else (1, 0)


def find_nginx():
    """The machine's nginx, else Debian's, unpacked into `.dev/`; None where it has none."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found:
        return found
    root = DEV / "nginx"
    with locks.locked(DEV / "nginx.lock"):
        if not root.exists():
            building = fresh_folder("nginx")
            apt = debian.PrivateApt(building / "apt")
            apt.prepare()
            debian.unpack(apt.download("nginx"), building / "root")
            (building / "root").rename(root)
            shutil.rmtree(building, ignore_errors=True)
    program = root / "usr/sbin/nginx"
    done = subprocess.run([program, "-v"], capture_output=True, check=False)
    return None if done.returncode else program


class Stub(http.server.BaseHTTPRequestHandler):
    """Stands for a port of Odoo: answers with its name and the headers that it got."""

    def do_GET(self):
        """Answer any request."""
        told = [f"{name}={self.headers.get(name, '')}" for name in FORWARDED]
        told.append(f"Upgrade={self.headers.get('Upgrade', '')}")
        text = "\n".join([self.server.name, *told]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_GET

    def log_message(self, *_arguments):
        """Say nothing."""


@contextlib.contextmanager
def stub(name):
    """A stub on a free port; gives the port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    server.name = name
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def try_out(program, folder):
    """Return what is wrong."""
    with stub("http") as plain, stub("websocket") as websocket:
        ports = [free_port(), free_port()]
        certificate = make_certificate(folder)
        text = (ROOT / "docs/nginx.conf").read_text(encoding="utf-8")
        for pattern, instead in (
            (r"127\.0\.0\.1:8069", f"127.0.0.1:{plain}"),
            (r"127\.0\.0\.1:8072", f"127.0.0.1:{websocket}"),
            (r"listen 80;", f"listen 127.0.0.1:{ports[0]};"),
            (r"listen 443 ssl;", f"listen 127.0.0.1:{ports[1]} ssl;"),
            (r"ssl_certificate [^;]+;", f"ssl_certificate {certificate};"),
            (r"ssl_certificate_key [^;]+;", f"ssl_certificate_key {certificate};"),
        ):
            text, count = re.subn(pattern, instead, text)
            if not count:
                return [f"docs/nginx.conf has no {pattern} any more"]
        (folder / "nginx.conf").write_text(MAIN % {"folder": folder, "site": text})
        log = folder / "log"
        with open(log, "w", encoding="utf-8") as file:
            command = [program, "-p", folder, "-c", folder / "nginx.conf"]
            child = processes.start(
                [str(x) for x in command], stdout=file, stderr=subprocess.STDOUT
            )
            try:
                problems = ask_all(*ports)
            except OSError as error:
                problems = [f"nginx did not answer: {error}"]
            finally:
                processes.stop(child)
        return [f"{x}\n{log.read_text()}" for x in problems]


MAIN = """
daemon off;
pid %(folder)s/pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path %(folder)s/body;
    proxy_temp_path %(folder)s/proxy;
    fastcgi_temp_path %(folder)s/fastcgi;
    uwsgi_temp_path %(folder)s/uwsgi;
    scgi_temp_path %(folder)s/scgi;
    %(site)s
}
"""


def ask_all(plain, secure):
    """Return what goes elsewhere than it should, or lacks a header."""
    problems = []
    status, _text, where = ask(plain, "GET", "/odoo", is_secure=False)
    if (status, where) != (308, f"https://{NAME}/odoo"):
        problems.append(f"HTTP is answered {status} {where}, not sent on to HTTPS")
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade"}
    for method, path, headers, port in (
        ("GET", "/odoo", {}, "http"),
        ("POST", "/api/callcenter/call_in", {}, "http"),
        ("GET", "/websocket?version=1", upgrade, "websocket"),
    ):
        status, text, _where = ask(secure, method, path, headers=headers)
        reached, *told = text.splitlines() or [""]
        wanted = {
            "Host": NAME,
            "X-Forwarded-Host": NAME,
            "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Proto": "https",
            "Upgrade": headers.get("Upgrade", ""),
        }
        got = dict(line.partition("=")[::2] for line in told)
        if (status, reached, got) != (200, port, wanted):
            problems.append(f"{path}: {status} from {reached!r} with {got}")
    return problems


def ask(port, method, path, is_secure=True, headers=()):
    """Return (status, text, Location) of what nginx answers."""
    context = ssl._create_unverified_context()  # the certificate is our own
    until = time.monotonic() + PATIENCE
    while True:
        connection = (
            http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
            if is_secure
            else http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        )
        try:
            connection.request(method, path, headers={"Host": NAME, **dict(headers)})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.getheader("Location")
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        finally:
            connection.close()


def make_certificate(folder):
    """A certificate of our own with its key, in one file."""
    path = folder / "certificate.pem"
    processes.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={NAME}", "-keyout", path, "-out", folder / "public.pem"),
        ],
        "make a certificate",
    )
    with open(path, "a", encoding="ascii") as file:
        file.write((folder / "public.pem").read_text(encoding="ascii"))
    return path


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    print("%d passed, %d failed" % run())
