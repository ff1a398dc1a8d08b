"""From the spool to Odoo: until it says 200, in the order of each call."""

import time
from itertools import takewhile

from .odoo import Answer, Unreachable

BATCH = 200
# a backlog of more than this goes in batches
MANY = 20
MAX_PAUSE = 60.0
# JSON errors after which sending the same again changes nothing
FINAL = {400, 404, 405, 413, 415, 422}
NOT_FINAL_CODES = {"not_installed", "no_database"}

SENT, LATER, REFUSED = "sent", "later", "refused"


def judge(answer):
    """Return what becomes of an event that was answered so."""
    if (
        answer.status == 200
        and answer.body.get("status") in ("ok", None)
        and answer.body
    ):
        return SENT
    if answer.status == 200 and isinstance(answer.body.get("result"), dict):
        return SENT
    is_ours = answer.body.get("status") == "error"
    if is_ours and answer.status in FINAL and answer.code not in NOT_FINAL_CODES:
        return REFUSED
    return LATER


def pause(tries):
    """Return the seconds before the next try: growing, at most a minute."""
    return min(2.0 ** min(tries, 6), MAX_PAUSE)


class Sender:
    """Sends what a spool has.

    :param say: called with a line for the log
    """

    def __init__(self, spool, odoo, say=lambda text: None, clock=time.time):
        self.spool = spool
        self.odoo = odoo
        self._say = say
        self._clock = clock
        self._failures = 0
        self._has_batches = True
        self._last_trouble = ""
        self.not_before = 0.0
        self.sent = 0

    def step(self):
        """Send the next events.

        :return: whether anything was there to be sent now
        """
        now = self._clock()
        if now < self.not_before:
            return False
        events = self.spool.first(BATCH if self._has_batches else 1, now)
        if not events:
            return False
        # a batch takes what tells of calls
        batch = list(takewhile(lambda pair: pair[1]["name"] != "agent", events))
        if self._has_batches and len(batch) > MANY and not self._failures:
            self._send_many(batch)
        else:
            self._send_one(*events[0])
        return True

    def _send_one(self, number, event):
        body = dict(event, sent="%.6f" % self._clock())
        name = body.pop("name")
        try:
            answer = self.odoo.post(name, body)
        except Unreachable as error:
            self._wait(str(error))
            return
        verdict = judge(answer)
        if verdict == LATER:
            # another call may have more luck; all of them wait a little
            self._postpone(number, answer.reason)
            self._wait(answer.reason, 5.0)
            return
        self._went_well()
        self._take(number, event, verdict, answer)

    def _send_many(self, events):
        now = "%.6f" % self._clock()
        body = {"events": [dict(event, sent=now) for _id, event in events], "sent": now}
        try:
            answer = self.odoo.post("events", body, timeout=60)
        except Unreachable as error:
            self._wait(str(error))
            return
        results = self._read_results(answer, len(events))
        if results is None:
            if answer.status in (400, 404, 405, 413) and answer.code != "not_installed":
                self._has_batches = False  # an addon that knows no batches
            else:
                self._wait(answer.reason)
            return
        self._went_well()
        done = []
        for (number, event), result in zip(events, results):
            verdict = judge(result)
            if verdict == SENT:
                done.append(number)
            elif verdict == REFUSED:
                self._take(number, event, verdict, result)
            else:
                self._postpone(number, result.reason)
        self.spool.sent(done)
        self.sent += len(done)

    def _postpone(self, number, reason):
        tries = self.spool.tries(number)
        self.spool.postpone(number, self._clock() + pause(tries + 1), reason)

    def _read_results(self, answer, count):
        """Return one Answer an event, or None where it is no answer to a batch."""
        results = answer.body.get("events")
        if (
            answer.status != 200
            or not isinstance(results, list)
            or len(results) != count
        ):
            return None
        read = []
        for result in results:
            one = result if isinstance(result, dict) else {}
            status = one.get("http_status") or 503
            read.append(Answer(status, one))
        return read

    def _take(self, number, event, verdict, answer):
        if verdict == SENT:
            self.spool.sent([number])
            self.sent += 1
            return
        if event["name"] == "agent":
            self.spool.sent([number])  # a state is of no use later
            return
        self.spool.set_aside(number, answer.reason)
        which = "%s of call %s" % (event["name"], event["callid"])
        self._say("set aside: %s: %s" % (which, answer.reason))

    def _wait(self, reason, most=MAX_PAUSE):
        self.not_before = self._clock() + min(pause(self._failures), most) - 0.5
        self._failures += 1
        if reason != self._last_trouble:
            self._say("not sent yet, tried again: %s" % reason)
            self._last_trouble = reason

    def _went_well(self):
        if self._failures:
            self._say("Odoo takes events again")
            self.spool.hurry()
        self._failures, self.not_before, self._last_trouble = 0, 0.0, ""
