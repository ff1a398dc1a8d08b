#!/usr/bin/env python3
"""Tells Odoo's Call Center what happens to the calls of a telephone exchange (PBX).

Standard library only, Python 3.7 or later. As a module:

    from callcenter import CallCenter
    odoo = CallCenter("https://odoo.example.com", "TOKEN")
    odoo.call_in("1721358702.163849", phone="0989464344", extension="101")

As a program, with CALLCENTER_URL and CALLCENTER_TOKEN in the environment:

    python3 callcenter.py call_in callid=163849.1 phone=0989464344 extension=101
"""

import json
import os
import sys
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

TIMEOUT = 5.0  # seconds; an answer takes some hundredths of one
PAUSES = (1, 2, 4)  # seconds before the second try, the third, …


class CallCenterError(Exception):
    """What Odoo did not take, and why.

    :param message: what is wrong, for people
    :param code: what is wrong, for programs: ``unauthorized``, ``missing_callid``, …;
        ``unreachable`` where there was no answer
    :param status: the HTTP status, 0 where there was no answer
    """

    def __init__(self, message, code, status=0):
        super().__init__(message)
        self.code = code
        self.status = status


class CallCenter:
    """One connection of Odoo's Call Center.

    :param url: Odoo's address, such as https://odoo.example.com
    :param token: the connection's token
    :param database: its name, where that server has several
    """

    def __init__(self, url, token, database=None):
        self.url = url.rstrip("/") + "/api/callcenter"
        parts = urlsplit(self.url)
        is_secure = parts.scheme == "https"
        self.connect = HTTPSConnection if is_secure else HTTPConnection
        self.host, self.path = parts.netloc, parts.path
        self.headers = {
            "Authorization": "Bearer " + token,
            "Content-Type": "application/json",
        }
        if database:
            self.headers["X-Odoo-Database"] = database

    def call_in(self, callid, **more):
        """An extension rings; with event="ANSWER" it answers. phone, queue, did …"""
        return self.send("call_in", callid=callid, **more)

    def init(self, callid, **more):
        """An extension dials: phone (who is called), extension."""
        return self.send("init", callid=callid, **more)

    def call_end(self, callid, **more):
        """A call has ended. extension, status, duration, billsec, recordingfile …"""
        return self.send("call_end", callid=callid, **more)

    def call_info(self, callid, **more):
        """Figures that come late, as for call_end; with callid alone, a question."""
        return self.send("call_info", callid=callid, **more)

    def send(self, endpoint, **event):
        """Send one event, again where Odoo asks for that or does not answer.

        Sending an event twice does no harm: Odoo knows it again.

        :return: Odoo's answer, a dict: state, notified, warnings, customer, …
        :raises CallCenterError: what was refused, or what no try could deliver
        """
        for pause in PAUSES:
            try:
                return self._send_once(endpoint, event)
            except CallCenterError as error:
                if error.status not in (0, 502, 503, 504):
                    raise
            time.sleep(pause)
        return self._send_once(endpoint, event)

    def _send_once(self, endpoint, event):
        try:
            status, body = self._post(endpoint, event)
        except (OSError, HTTPException) as error:
            message = f"{self.url} does not answer: {error}"
            raise CallCenterError(message, "unreachable") from None
        answer = self._read(status, body)
        if answer["status"] == "error":
            raise CallCenterError(answer["message"], answer["code"], status)
        return answer

    def _post(self, endpoint, event):
        connection = self.connect(self.host, timeout=TIMEOUT)
        try:
            path = f"{self.path}/{endpoint}"
            connection.request("POST", path, json.dumps(event), self.headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _read(self, status, body):
        """Return an answer's JSON; a proxy or a wrong address sends something else."""
        try:
            answer = json.loads(body)
            answer["status"]
        except (ValueError, TypeError, KeyError):
            message = f"HTTP {status}, not from the Call Center: is {self.url} right?"
            raise CallCenterError(message, "no_answer", status) from None
        return answer


def main(arguments):
    """Send one event: ENDPOINT NAME=VALUE …; return the exit code."""
    url, token = os.environ.get("CALLCENTER_URL"), os.environ.get("CALLCENTER_TOKEN")
    if not arguments or not url or not token:
        sys.stderr.write(__doc__)
        return 2
    endpoint, *pairs = arguments
    event = dict(pair.partition("=")[::2] for pair in pairs)
    try:
        answer = CallCenter(url, token).send(endpoint, **event)
    except CallCenterError as error:
        sys.stderr.write(f"{endpoint}: {error} ({error.code})\n")
        return 1
    for warning in answer["warnings"]:
        sys.stderr.write(f"{endpoint}: {warning}\n")
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
