"""The gateway at work: listens to AMI, sends to Odoo, carries out orders."""

import signal
import threading
import time

from . import __version__, rebuild, records
from .agents import Agents
from .calls import Calls
from .database import DatabaseError
from .link import Link, LinkError
from .odoo import Unreachable
from .orders import Policy, Refused, channel_id, prepare
from .recordings import Recordings
from .replay import is_seen
from .sender import Sender
from .spool import Spool, SpoolError
from .websocket import Closed, Websocket, session_of

HEARTBEAT_SECONDS = 30.0
ASK_SECONDS = 3.0
KNOCK_SECONDS = 5.0
# a websocket that is not there is tried again: soon, for Odoo may be starting, then seldom
WEBSOCKET_AGAIN, WEBSOCKET_SELDOM = 5.0, 300.0
# how often it is written down when the exchange was heard: with calls, and without
SAVE_SECONDS, SAVE_SELDOM = 2.0, 30.0


def connect(settings):
    """Return a Link as the settings say."""
    return Link(
        settings.text("ami", "host"),
        settings.number("ami", "port", 5038),
        settings.text("ami", "user"),
        settings.text("ami", "secret"),
        settings.flag("ami", "tls"),
        settings.text("ami", "ca_file"),
    )


def _start(function, *arguments):
    threading.Thread(target=function, args=arguments, daemon=True).start()


class Gateway:
    """Everything together. ``run`` returns when it is told to stop."""

    def __init__(self, settings, odoo, say):
        self.settings = settings
        self.odoo = odoo
        self.say = say
        self.names = settings.names()
        self.spool = Spool(settings.text("files", "spool"))
        if self.spool.was_damaged:
            say(
                "The spool was damaged. It is kept as %s; a new one begins."
                % self.spool.was_damaged
            )
        self.calls = Calls(self.names, settings.words("exchange", "variables"))
        known = self.spool.load("calls") or {}
        self.calls.restore(known)
        self.heard = known.get("heard")
        self.agents = Agents(self.names, self.spool.load("agents"))
        self.names.mapped = set(self.spool.load("extensions") or ())
        self.sender = Sender(self.spool, odoo, say)
        self.policy = Policy(
            settings.text("orders", "technology") or "PJSIP",
            settings.text("orders", "context") or "from-internal",
            settings.text("orders", "prefix"),
            settings.words("orders", "allow"),
            settings.number("orders", "per_hour", 60),
            self.spool.load("dialled"),
        )
        rate = settings.number("recordings", "rate", 200000)
        busy_rate = lambda: rate if self.calls.calls else 0  # noqa: E731
        self.recordings = Recordings(self.spool, odoo, busy_rate, say)
        self.link = None
        self.state = "no_ami"
        self.seen = set()
        self.started = time.time()
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._knock = threading.Event()
        self._pending = {}
        self._unsaved = []
        self._saved = 0.0

    # ---- the listener ----

    def run(self):
        """Work until a signal comes; return the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        works = [self._send, self._beat, self._send_recordings]
        if self.settings.flag("orders", "enabled"):
            works += [self._take_orders, self._hear_knocks]
        for work in works:
            _start(self._forever, work)
        pause, trouble = 1.0, ""
        while not self._stop.is_set():
            try:
                self.link = connect(self.settings)
                pause, trouble = 1.0, ""
                self._listen()
            except LinkError as error:
                self.state = "no_ami"
                if str(error) != trouble:
                    self.say("%s; tried again" % error)
                    trouble = str(error)
            finally:
                if self.link:
                    self.link.close()
                    self.link = None
            self._stop.wait(pause)
            pause = min(pause * 2, 30.0)
        self._keep([], time.time(), is_final=True)
        self.spool.close()
        return 0

    def stop(self):
        """End soon."""
        self._stop.set()
        self._wake.set()
        self._knock.set()

    def _forever(self, work):
        """Run a piece of work again and again; its faults are said and end nothing."""
        while not self._stop.is_set():
            try:
                work()
            except SpoolError as error:
                self.say(str(error))
                self._stop.wait(10)
            except Exception as error:  # noqa: BLE001 (a thread that ends would be silent)
                self.say("%s: %s: %s" % (work.__name__, type(error).__name__, error))
                self._stop.wait(10)

    def _listen(self):
        self.say("AMI: %s" % self.link.banner)
        self.state = "catching_up"
        self._catch_up()
        self.state = "ok"
        while not self._stop.is_set():
            messages = self.link.messages()
            now = time.time()
            events = []
            with self._lock:
                for message in messages:
                    events += self._take(message, now)
            self.heard = self.link.heard
            self._keep(events, now)

    def _take(self, message, now):
        self._on_order_answer(message)
        if not is_seen(message):
            return []
        try:
            at = float(message.get("Timestamp", ""))
        except ValueError:
            at = now
        try:
            events = self.calls.take(message, at)
            events += self.agents.take(message, at)
        except Exception as error:  # noqa: BLE001 (one odd message must not end the service)
            self.say(
                "a message was not understood: %s: %s" % (type(error).__name__, error)
            )
            return []
        self.seen.update(e["extension"] for e in events if e.get("extension"))
        return events

    def _keep(self, events, now, is_final=False):
        """Write events down, and what lives; a full disk is said and waited for."""
        self._unsaved += events
        seconds = SAVE_SECONDS if self.calls.calls else SAVE_SELDOM
        is_due = now - self._saved > seconds
        if not (self._unsaved or is_due or is_final):
            return
        try:
            with self._lock:
                state = dict(self.calls.to_json(), heard=self.heard)
            self.spool.add(self._unsaved, state, now)
            self._announce(self._unsaved, now)
            if is_due or is_final:
                self.spool.save("agents", self.agents.known)
                self._saved = now
        except SpoolError as error:
            if now - self._saved > 60:
                self.say(str(error))
                self._saved = now
            return
        if self._unsaved:
            self._wake.set()
        self._unsaved = []

    def _announce(self, events, now):
        if not self.settings.flag("recordings", "send"):
            return
        for event in events:
            if event.get("recordingfile"):
                self.spool.add_recording(
                    event["recordingfile"],
                    event["callid"],
                    event.get("extension", ""),
                    now,
                )

    # ---- after a time without listening ----

    def _catch_up(self):
        now = time.time()
        response, channels = self.link.listing("CoreShowChannels")
        if response.get("Response") != "Success":
            self.say(
                "CoreShowChannels is refused (%s): give the AMI user write=reporting."
                " Calls that live now are not seen."
                % response.get("Message", "no answer")
            )
            return
        bridges = self.link.listing("BridgeList")[1]
        members = self.link.listing("QueueStatus")[1]
        events = []
        recorded = self._records(now)
        with self._lock:
            for message, at in recorded:
                events += self.calls.take(message, at)
            technologies = {
                b.get("BridgeUniqueid", ""): b.get("BridgeTechnology", "")
                for b in bridges
            }
            for message, at in rebuild.missed(
                self.calls, channels, technologies, now, self.heard
            ):
                events += self.calls.take(message, at)
            events += self.calls.retell(now)
            for message in members:
                if message.get("Event") == "QueueMember":
                    events += self.agents.take(message, now)
        self.heard = now
        self._keep(events, now)

    def _records(self, now):
        """Return what CEL tells of the time since the exchange was heard last."""
        if self.heard is None:
            return []
        rows = self._rows("cel", records.CEL_COLUMNS, "eventtime")
        if rows is None:
            self._read_cdr(now)
            return []
        # CEL's times may have no fractions; what is told twice counts once
        return records.messages_of_cel(rows, int(self.heard), now)

    def _read_cdr(self, now):
        rows = self._rows("cdr", records.CDR_COLUMNS, "calldate")
        known = set(self.calls.calls)
        found = records.events_of_cdr(rows or (), self.heard, now, self.names, known)
        self._keep(found, now)

    def _rows(self, kind, columns, column):
        """Return the rows of CEL or CDR, from a file or a database; None without one."""
        path = self.settings.text("catch_up", kind + "_csv")
        table = self.settings.text("database", kind)
        try:
            if path:
                return list(records.read_rows(path, columns))
            database = self.settings.database() if table else None
            return database and database.rows(table, column, self.heard)
        except (OSError, DatabaseError) as error:
            self.say("%s is not read: %s" % (kind.upper(), error))
            return None

    # ---- to Odoo ----

    def _send(self):
        if not self.sender.step():
            self._wake.wait(0.5 if self.spool.counts()["waiting"] else 2.0)
            self._wake.clear()

    def _send_recordings(self):
        if not self.recordings.step():
            self._stop.wait(2.0)

    def _beat(self):
        counts = self.spool.counts()
        body = {
            "program": "callcenter-gateway",
            "version": __version__,
            "state": self.state,
            "backlog": counts["waiting"],
            "set_aside": counts["aside"],
            "oldest": counts["oldest"],
            "extensions": sorted(self.seen)[:500],
            "since": self.started,
            "sent": time.time(),
            "exchange": self.link.banner if self.link else "",
        }
        try:
            answer = self.odoo.post("heartbeat", body)
        except Unreachable:
            answer = None
        if answer is not None and answer.is_ok:
            mapped = answer.body.get("extensions")
            if isinstance(mapped, list):
                self.names.mapped = {str(number) for number in mapped}
                self.spool.save("extensions", sorted(self.names.mapped))
        self.spool.tidy(time.time())
        self._stop.wait(HEARTBEAT_SECONDS)

    # ---- orders ----

    def _hear_knocks(self):
        """Listen to Odoo's websocket; where none passes, orders are asked for."""
        socket = None
        try:
            socket = Websocket(self.odoo, session_of(self.odoo))
            socket.subscribe("callcenter.orders:" + self.odoo.token)
            self.odoo.post("orders", {"knock": True})
            until = time.time() + KNOCK_SECONDS
            while not self._stop.is_set():
                if any(kind.startswith("callcenter.") for kind in socket.receive(1.0)):
                    self.has_knock, self._again = True, WEBSOCKET_AGAIN
                    self._knock.set()
                if not self.has_knock and time.time() > until:
                    raise Closed(0, "no knock comes through")
        except (OSError, Closed, Unreachable):
            self.has_knock = False
            self._stop.wait(self._again)
            self._again = min(self._again * 2, WEBSOCKET_SELDOM)
        finally:
            if socket:
                socket.close()

    _again = WEBSOCKET_AGAIN
    has_knock = False

    def _take_orders(self):
        self._knock.wait(30.0 if self.has_knock else ASK_SECONDS)
        self._knock.clear()
        if self.link is None or self.state != "ok":
            return
        try:
            answer = self.odoo.post("orders", {})
        except Unreachable:
            return
        if answer.status == 404:
            self._stop.wait(60)  # an addon that has no orders
            return
        claimed = time.time()
        orders = answer.body.get("orders")
        for order in orders if isinstance(orders, list) else ():
            if isinstance(order, dict) and isinstance(order.get("id"), int):
                self._carry_out(order, claimed)

    def _carry_out(self, order, claimed):
        number = order["id"]
        if not self.spool.begin_order(number, time.time()):
            return  # never twice
        try:
            age = order.get("age")
            if isinstance(age, (int, float)):
                order["age"] = age + time.time() - claimed
            extensions = self.names.mapped | self.seen
            now = time.time()
            with self._lock:
                actions = prepare(
                    order, self.policy, self.calls, self.agents, extensions, now
                )
                self._expect(order, now)
            if order["kind"] == "dial":
                self.spool.save("dialled", self.policy.dialled)
            answers = [self.link.ask(action, **fields) for action, fields in actions]
            # of several interfaces of a queue member one is enough
            action_id, answer = max(
                answers, key=lambda a: a[1].get("Response") == "Success"
            )
            if answer.get("Response") != "Success":
                raise Refused(answer.get("Message") or "the exchange did not answer")
        except Refused as refused:
            self._tell_order(number, refused.state, str(refused))
            return
        except SpoolError as error:
            self._tell_order(number, "refused", str(error))
            return
        except (LinkError, AttributeError) as error:
            self._tell_order(
                number, "refused", "the exchange is not reached: %s" % error
            )
            return
        if order["kind"] == "dial":
            self._pending[action_id] = number
            self._tell_order(number, "sent", "", channel_id(order, now))
        else:
            self._tell_order(number, "done", "")

    def _expect(self, order, now):
        extension = str(order.get("extension") or "")
        if order.get("kind") == "dial":
            self.calls.expected[channel_id(order, now)] = str(order["phone"])
        elif order.get("kind") in ("pause", "resume") and not order.get("queue"):
            status = "paused" if order["kind"] == "pause" else "available"
            self.agents.expect(extension, status, now)

    def _on_order_answer(self, message):
        """A call that an order placed: whether its agent picked up."""
        if message.get("Event") != "OriginateResponse":
            return
        number = self._pending.pop(message.get("ActionID"), None)
        if number is None:
            return
        is_done = message.get("Response") == "Success"
        reason = "" if is_done else "the telephone was not picked up"
        state = "done" if is_done else "refused"
        _start(self._tell_order, number, state, reason)

    def _tell_order(self, number, state, reason, callid=""):
        body = {"id": number, "state": state, "reason": reason, "callid": callid}
        for pause in (1, 2, 4, 8, 0):
            try:
                self.odoo.post("order", {name: x for name, x in body.items() if x})
                return
            except Unreachable:
                self._stop.wait(pause)
