"""Requests to Odoo: HTTPS with the certificate checked, one connection kept open."""

import http.client
import json
import re
import socket
import ssl
import threading
from urllib.parse import urlsplit

from . import __version__

TIMEOUT = 15.0
PATH = "/api/callcenter/"


class Unreachable(Exception):
    """No answer came; the text says why, in plain words."""


class Answer:
    """What Odoo answered: ``status`` (HTTP) and ``body`` (a dict, empty where none)."""

    def __init__(self, status, body):
        self.status = status
        self.body = body if isinstance(body, dict) else {}

    @property
    def is_ok(self):
        """Whether it was taken."""
        return self.status == 200 and self.body.get("status") == "ok"

    @property
    def code(self):
        """What is wrong, for programs."""
        return str(self.body.get("code", ""))

    @property
    def reason(self):
        """What is wrong, for people."""
        text = self.body.get("message") or self.code
        return "HTTP %s%s" % (self.status, ": %s" % text if text else "")


class Odoo:
    """An Odoo server with a connection's token.

    :param url: ``https://odoo.example.com``; plain ``http`` works and is warned of
    :param token: the connection's token
    :param database: its name where the server has several
    :param ca_file: certificates to trust instead of the system's
    """

    def __init__(self, url, token, database="", ca_file=""):
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("%r is no address: it begins with https://" % url)
        self.origin = "%s://%s" % (parts.scheme, parts.netloc.rpartition("@")[2])
        self.is_secure = parts.scheme == "https"
        self.host = parts.hostname
        self.port = parts.port or (443 if self.is_secure else 80)
        self.prefix = parts.path.rstrip("/")
        # the address of the endpoints does as well
        self.prefix = re.sub(r"/api/callcenter$", "", self.prefix)
        self.database = database
        self.token = token
        self.context = ssl.create_default_context(cafile=ca_file or None)
        self._local = threading.local()

    def headers(self):
        """Return the headers that every request carries."""
        headers = {
            "Authorization": "Bearer " + self.token,
            "User-Agent": "callcenter-gateway/" + __version__,
        }
        if self.database:
            headers["X-Odoo-Database"] = self.database
        return headers

    def _connect(self, timeout):
        if self.is_secure:
            return http.client.HTTPSConnection(
                self.host, self.port, timeout=timeout, context=self.context
            )
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def post(self, name, body, timeout=TIMEOUT):
        """Post plain values to an endpoint.

        :raises Unreachable: no answer came
        """
        data = json.dumps(body).encode()
        headers = dict(self.headers(), **{"Content-Type": "application/json"})
        return self.request("POST", self.prefix + PATH + name, data, headers, timeout)

    def request(self, method, path, data, headers, timeout=TIMEOUT):
        """Make one request; a kept connection that was closed meanwhile is opened anew.

        :param data: bytes, or what gives a fresh iterator over them for each try
        """
        kept = getattr(self._local, "connection", None)
        if kept is not None:
            try:
                return self._ask(kept, method, path, data, headers)
            except (OSError, http.client.HTTPException) as error:
                self._close()
                if isinstance(error, socket.timeout):
                    raise Unreachable(self._why(error))
        connection = self._connect(timeout)
        try:
            answer = self._ask(connection, method, path, data, headers)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Unreachable(self._why(error))
        self._local.connection = connection
        return answer

    def _ask(self, connection, method, path, data, headers):
        body = data() if callable(data) else data
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        raw = answer.read(4 * 1024 * 1024)
        if answer.will_close:
            connection.close()
        try:
            return Answer(answer.status, json.loads(raw.decode()))
        except ValueError:
            return Answer(answer.status, None)

    def _close(self):
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
        self._local.connection = None

    def _why(self, error):
        if isinstance(error, ssl.SSLError):
            return "%s: the certificate or TLS is not right: %s" % (self.origin, error)
        if isinstance(error, socket.timeout):
            return "%s does not answer in time" % self.origin
        if isinstance(error, socket.gaierror):
            return "%s: there is no such name (%s)" % (self.origin, error)
        return "%s does not answer: %s" % (self.origin, error)
