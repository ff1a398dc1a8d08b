"""Asking an exchange to dial, over HTTP, of a server that one does not trust.

As a recording is fetched: of the very address that was checked, no redirection is
followed, no proxy, one clock for all of it.
"""

import re
import ssl
import threading
import time
from http.client import HTTPException

from ..recordings import PinnedConnection, RecordingError, read_url

SECONDS = 8
MAX_ANSWER_BYTES = 64 * 1024
_HTML = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)


class DialError(Exception):
    """Why an exchange did not dial.

    :param code: ``bad_address``, ``private_address``, ``unreachable``, ``too_slow``,
        ``bad_certificate``, ``redirected``, ``unauthorized``, ``refused``,
        ``not_understood``
    :param status: the HTTP status, where there was one
    """

    def __init__(self, code, status=None):
        self.code = code
        self.status = status
        super().__init__(code)


def send(request, success="", is_private_allowed=False, seconds=SECONDS):
    """Send a Request, and return when the exchange has taken it.

    :param Request request: what is sent
    :param str success: what a good answer contains, '' where the status tells enough
    :param is_private_allowed: whether addresses of one's own network may be asked
    :param float seconds: how long all of it may take
    :raises DialError: why not
    """
    try:
        location = read_url(request.url)
    except ValueError as error:
        raise DialError("bad_address") from error
    deadline = time.monotonic() + seconds
    connection = PinnedConnection(location.origin, deadline, is_private_allowed)
    clock = threading.Timer(seconds, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.connect()
        connection.request(
            request.method,
            location.target,
            request.body,
            {"Accept": "*/*", "Accept-Encoding": "identity", **request.headers},
        )
        answer = connection.getresponse()
        _check(answer.status, answer.read(MAX_ANSWER_BYTES), success)
    except RecordingError as error:
        raise DialError(error.code) from error
    except ssl.SSLCertVerificationError as error:
        raise DialError("bad_certificate") from error
    except (OSError, HTTPException, ValueError) as error:
        is_late = isinstance(error, TimeoutError) or time.monotonic() >= deadline
        raise DialError("too_slow" if is_late else "unreachable") from error
    finally:
        clock.cancel()
        connection.close()


def _check(status, body, success):
    if status in (401, 403):
        raise DialError("unauthorized", status)
    if 300 <= status < 400:
        raise DialError("redirected", status)
    if not 200 <= status < 300:
        raise DialError("refused", status)
    # a page to log in at, or somebody else's: no exchange answers an order with one
    if (success and success.encode() not in body) or (
        not success and _HTML.match(body)
    ):
        raise DialError("not_understood", status)
