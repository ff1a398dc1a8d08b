"""Recordings: sent when they are whole, slowly while calls are on the line."""

import http.client
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

    def __init__(self, spool, odoo, rate, say=lambda text: None, clock=time.time):
        self.spool = spool
        self.odoo = odoo
        self._rate = rate
        self._say = say
        self._clock = clock

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
        if is_early or judge(answer) == LATER:
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
        with open(path, "rb") as file:
            try:
                return self.odoo.request("POST", where, self._slowly(file), headers)
            except http.client.HTTPException as error:
                raise Unreachable(str(error))

    def _slowly(self, file):
        while True:
            data = file.read(PIECE)
            if not data:
                return
            yield data
            rate = self._rate()
            if rate:
                time.sleep(len(data) / rate)
