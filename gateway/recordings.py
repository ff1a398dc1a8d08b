"""Recordings: sent when they are whole, slowly while calls are on the line."""

import os
import time
from urllib.parse import quote

from .odoo import Unreachable
from .sender import LATER, judge, pause

PIECE = 64 * 1024
# a file that has not grown for so long is whole
QUIET_SECONDS = 5.0
# Odoo may not know the call yet, the file may not be there yet
PATIENCE = 3600.0
MAX_CUTS = 20
TYPES = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".gsm": "audio/x-gsm",
}


def is_whole(path, now):
    """Return whether a file has stopped growing."""
    try:
        found = os.stat(path)
    except OSError:
        return False
    return found.st_size > 0 and now - found.st_mtime >= QUIET_SECONDS


class Recordings:
    """Sends the files that the spool names.

    :param rate: called; the bytes a second that may be sent now
    """

    def __init__(
        self,
        spool,
        odoo,
        rate,
        say=lambda text: None,
        clock=time.time,
        sleep=time.sleep,
    ):
        self.spool = spool
        self.odoo = odoo
        self._rate = rate
        self._say = say
        self._clock = clock
        self._sleep = sleep

    def step(self):
        """Send the next whole file; return whether there was one."""
        now = self._clock()
        for path, callid, extension, made, tries in self.spool.recordings(now):
            if not is_whole(path, now):
                if now - made > PATIENCE * 4:
                    self.spool.recording_done(path, callid, "the file never came")
                continue
            self._send(path, callid, extension, made, tries)
            return True
        return False

    def _send(self, path, callid, extension, made, tries):
        try:
            answer = self._post(path, callid, extension)
        except OSError as error:
            self.spool.recording_done(path, callid, str(error))
            return
        except Unreachable:
            self.spool.recording_later(path, callid, self._clock() + pause(tries + 2))
            return
        if answer.status == 200:
            self.spool.recording_done(path, callid)
            return
        is_early = answer.status == 404 and self._clock() - made < PATIENCE
        # the line broke on its way: it is sent again, whole
        is_cut = answer.code == "unreadable" and tries < MAX_CUTS
        if is_early or is_cut or judge(answer) == LATER:
            self.spool.recording_later(path, callid, self._clock() + pause(tries + 2))
            return
        self._say("recording %s refused: %s" % (os.path.basename(path), answer.reason))
        self.spool.recording_done(path, callid, answer.reason)

    def _post(self, path, callid, extension):
        query = "callid=%s&recordingfile=%s" % (quote(callid), quote(path))
        if extension:
            query += "&extension=" + quote(extension)
        where = "%s/api/callcenter/recording?%s" % (self.odoo.prefix, query)
        size = os.path.getsize(path)
        kind = TYPES.get(os.path.splitext(path)[1].lower(), "application/octet-stream")
        headers = dict(self.odoo.headers())
        headers.update({"Content-Type": kind, "Content-Length": str(size)})
        # read anew where a kept connection turns out to be closed
        body = lambda: self._slowly(path, size)  # noqa: E731
        return self.odoo.request("POST", where, body, headers)

    def _slowly(self, path, size):
        """Yield the file in pieces, at the rate of now; no more than was promised."""
        with open(path, "rb") as file:
            while size > 0:
                data = file.read(min(PIECE, size))
                if not data:
                    return
                size -= len(data)
                yield data
                rate = self._rate()
                if rate and size:
                    self._sleep(len(data) / rate)
