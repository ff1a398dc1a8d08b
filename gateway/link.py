"""The connection to Asterisk's Manager Interface: log in, listen, ask."""

import contextlib
import socket
import ssl
import threading
import time

from . import ami

# what the events that are needed belong to
EVENT_MASK = "call,agent,dialplan"
# where nothing comes it is asked whether anybody is there, and given up
PING_SECONDS, SILENCE = 2.0, 30.0


class LinkError(Exception):
    """AMI cannot be used; the text says why and what to do."""


class Link:
    """One connection to AMI. One thread listens, others may ask.

    :raises LinkError: not reachable, or not let in
    """

    def __init__(self, host, port, user, secret, tls=False, ca_file="", timeout=10.0):
        self.banner = ""
        self.heard = self._pinged = time.time()
        self._reader = ami.Reader()
        self._messages = []
        self._lock = threading.Lock()
        self._count = 0
        self._waiting = {}
        try:
            self._socket = socket.create_connection((host, port), timeout)
            if tls:
                context = ssl.create_default_context(cafile=ca_file or None)
                self._socket = context.wrap_socket(self._socket, server_hostname=host)
        except ssl.SSLError as error:
            raise LinkError("AMI at %s:%s: TLS is not right: %s" % (host, port, error))
        except OSError as error:
            raise LinkError("AMI at %s:%s does not answer: %s" % (host, port, error))
        self._socket.settimeout(1.0)
        answer = self._login(user, secret, timeout)
        if answer.get("Response") != "Success":
            self.close()
            raise LinkError(
                "AMI does not let user %s in: %s. Name and secret are those of manager.conf"
                % (user, answer.get("Message", "no answer"))
            )

    def _login(self, user, secret, timeout):
        number = self.send("Login", Username=user, Secret=secret, EventMask=EVENT_MASK)
        until = time.time() + timeout
        while time.time() < until:
            for message in self._read():
                if message.get("ActionID") == number:
                    self._is_in = True
                    return message
                self._messages.append(message)
        return {}

    def send(self, name, **fields):
        """Send an action; return its ActionID."""
        with self._lock:
            self._count += 1
            number = "gw-%d" % self._count
            data = ami.action(name, ActionID=number, **fields)
            try:
                self._socket.sendall(data)
            except OSError as error:
                raise LinkError("AMI has hung up: %s" % error)
        return number

    def _read(self):
        self._ping()
        try:
            data = self._socket.recv(65536)
        except (socket.timeout, ssl.SSLWantReadError):
            return []
        except OSError as error:
            raise LinkError("AMI has hung up: %s" % error)
        if not data:
            raise LinkError("AMI has hung up")
        self.heard = time.time()
        if not self.banner:
            self.banner = data.split(b"\n")[0].decode("utf-8", "replace").strip()
        return self._reader.feed(data)

    def _ping(self):
        """Ask a silent exchange whether it is there; give it up in the end."""
        now = time.time()
        silent = now - self.heard
        if silent > SILENCE:
            raise LinkError("AMI has not answered for %d s" % SILENCE)
        if self._is_in and silent > PING_SECONDS and now - self._pinged > PING_SECONDS:
            self._pinged = now
            self.send("Ping")

    _is_in = False

    def messages(self):
        """Return the messages that came within a second; answers go to who asked."""
        found, self._messages = self._messages, []
        for message in self._read():
            waiting = self._waiting.get(message.get("ActionID"))
            if waiting is not None and "Response" in message:
                waiting.append(message)
            if "Event" in message:
                found.append(message)
        return found

    def ask(self, name, timeout=10.0, **fields):
        """Send an action from another thread and wait for its response."""
        answers = []
        number = None
        with self._lock:
            number = "gw-%d" % (self._count + 1)
            self._waiting[number] = answers
        self.send(name, **fields)
        until = time.time() + timeout
        try:
            while not answers and time.time() < until:
                time.sleep(0.05)
        finally:
            self._waiting.pop(number, None)
        return number, (answers[0] if answers else {})

    def listing(self, name, timeout=15.0, **fields):
        """Send an action that lists; return ``(response, events)``. The listener's own."""
        number = self.send(name, **fields)
        until, response, events = time.time() + timeout, {}, []
        while time.time() < until:
            for message in self._read():
                if message.get("ActionID") != number:
                    self._messages.append(message)
                elif "Response" in message:
                    response = message
                    if message["Response"] == "Error" or "EventList" not in message:
                        return response, events
                elif message.get("EventList") == "Complete" or message.get(
                    "Event", ""
                ).endswith("Complete"):
                    return response, events
                else:
                    events.append(message)
        return response, events

    def close(self):
        """End it."""
        with contextlib.suppress(OSError):
            self._socket.close()
