"""A SIP telephone in little (RFC 3261, UDP on loopback, no sound, no password): it rings,
answers, is busy, calls and hangs up, for `./dev asterisk`.
"""

import re
import secrets
import socket
import threading
import time

SDP = (
    "v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\n"
    "m=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
)
METHODS = "INVITE, ACK, CANCEL, BYE, OPTIONS"


class Call:
    """One call at a telephone; times are epoch seconds, None where it never came so far.

    :param number: who calls, or who is called
    """

    def __init__(self, key, number, is_incoming):
        self.key, self.number, self.is_incoming = key, number, is_incoming
        self.rang = self.answered = self.ended = None
        self.invite = self.local = self.remote = self.target = self.branch = ""
        self.sequence = 1

    def wait(self, name, patience=15.0):
        """Return when it came to that (``rang``, ``answered``, ``ended``), or None."""
        until = time.time() + patience
        while getattr(self, name) is None and time.time() < until:
            time.sleep(0.01)
        return getattr(self, name)


class Telephone(threading.Thread):
    """One telephone, or a trunk with all telephones behind it.

    :param user: its extension
    :param address: ``(ip, port)`` of its own
    :param exchange: ``(ip, port)`` of the exchange
    """

    def __init__(self, user, address, exchange):
        super().__init__(daemon=True)
        self.user, self.address, self.exchange = user, address, exchange
        self.calls = {}
        self.answers_after, self.is_busy = None, False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.settimeout(0.02)
        self._is_on = True
        self.start()

    def behave(self, answers_after=None, is_busy=False):
        """Say what it does when it rings: answer after seconds, ring on, or be busy."""
        self.answers_after, self.is_busy = answers_after, is_busy
        self.calls.clear()

    def behave_now(self, answers_after):
        """Let it answer what rings already."""
        self.answers_after = answers_after

    def close(self):
        """Take it away."""
        self._is_on = False
        self.join()
        self._socket.close()

    def rings(self, patience=15.0):
        """Wait until it rings, and return that call; None where it does not."""
        until = time.time() + patience
        while time.time() < until:
            for call in list(self.calls.values()):
                if call.is_incoming and call.rang:
                    return call
            time.sleep(0.005)
        return None

    def dial(self, number, caller=""):
        """Call a number.

        :param caller: who is shown as calling; of a trunk anybody
        """
        call = Call(secrets.token_hex(8), number, is_incoming=False)
        ip, port = self.address
        call.local = f"<sip:{caller or self.user}@{ip}:{port}>;tag={call.key[:6]}"
        call.target = f"sip:{number}@{self.exchange[0]}:{self.exchange[1]}"
        call.remote = f"<{call.target}>"
        call.branch = f"z9hG4bK{secrets.token_hex(6)}"
        self.calls[call.key] = call
        self._ask(call, "INVITE", call.branch, self._sound())
        return call

    def hang_up(self, call):
        """End a call in whatever state it is."""
        if call.ended:
            return
        if call.answered:
            call.sequence += 1
            self._ask(call, "BYE", f"z9hG4bK{secrets.token_hex(6)}")
            call.ended = time.time()
        elif call.is_incoming:
            self._answer(call.invite, "486 Busy Here", call)
            call.ended = time.time()
        else:
            self._ask(call, "CANCEL", call.branch)

    # ---- the line ----

    def run(self):
        """Listen, and answer what is due."""
        while self._is_on:
            try:
                data, _sender = self._socket.recvfrom(65536)
            except (TimeoutError, ConnectionError):
                data = b""
            if data:
                self._take(data.decode("utf-8", "replace"))
            for call in list(self.calls.values()):
                is_due = call.is_incoming and call.rang and not call.answered
                if not is_due or call.ended or self.answers_after is None:
                    continue
                if time.time() - call.rang >= self.answers_after:
                    call.answered = time.time()
                    self._answer(call.invite, "200 OK", call, self._sound())

    def _take(self, text):
        call = self.calls.get(_header(text, "Call-ID"))
        first = text.split("\r\n", 1)[0]
        if first.startswith("SIP/2.0"):
            if call:
                self._take_response(text, int(first.split()[1]), call)
            return
        method = first.split()[0]
        if method == "INVITE":
            self._take_invite(text, call)
        elif method == "ACK":
            return
        else:
            self._answer(text, "200 OK", call)
            if method == "CANCEL" and call and not call.answered:
                self._answer(call.invite, "487 Request Terminated", call)
            if method in ("BYE", "CANCEL") and call:
                call.ended = call.ended or time.time()

    def _take_invite(self, text, call):
        if call:
            if call.answered:  # the sound is agreed on anew
                self._answer(text, "200 OK", call, self._sound())
            return
        sender = _header(text, "From")
        call = Call(_header(text, "Call-ID"), _user(sender), is_incoming=True)
        call.invite, call.remote = text, sender
        call.local = f"{_header(text, 'To')};tag={secrets.token_hex(3)}"
        call.target = re.search(r"<([^>]+)>", _header(text, "Contact"))[1]
        self.calls[call.key] = call
        if self.is_busy:
            self._answer(text, "486 Busy Here", call)
            call.ended = time.time()
            return
        self._answer(text, "180 Ringing", call)
        call.rang = time.time()

    def _take_response(self, text, status, call):
        number, method = _header(text, "CSeq").split()
        if method != "INVITE":
            return
        if status in (180, 183):
            call.rang = call.rang or time.time()
        if status < 200:
            return
        call.remote = _header(text, "To")
        if status < 300:
            contact = re.search(r"<([^>]+)>", _header(text, "Contact"))
            call.target = contact[1] if contact else call.target
            call.answered = call.answered or time.time()
            branch = f"z9hG4bK{secrets.token_hex(6)}"
        else:
            call.ended = call.ended or time.time()
            branch = call.branch
        self._ask(call, "ACK", branch, sequence=number)

    def _ask(self, call, method, branch, body="", sequence=None):
        ip, port = self.address
        self._send(
            f"{method} {call.target} SIP/2.0",
            [
                f"Via: SIP/2.0/UDP {ip}:{port};branch={branch};rport",
                "Max-Forwards: 70",
                f"From: {call.local}",
                f"To: {call.remote}",
                f"Call-ID: {call.key}",
                f"CSeq: {sequence or call.sequence} {method}",
            ],
            body,
        )

    def _answer(self, request, status, call=None, body=""):
        receiver = _header(request, "To")
        if call and call.is_incoming and "tag=" not in receiver:
            receiver = call.local
        self._send(
            f"SIP/2.0 {status}",
            [
                *re.findall(r"^Via:.*?(?=\r$)", request, re.IGNORECASE | re.MULTILINE),
                f"From: {_header(request, 'From')}",
                f"To: {receiver}",
                f"Call-ID: {_header(request, 'Call-ID')}",
                f"CSeq: {_header(request, 'CSeq')}",
            ],
            body,
        )

    def _send(self, first, headers, body):
        ip, port = self.address
        more = [f"Contact: <sip:{self.user}@{ip}:{port}>", f"Allow: {METHODS}"]
        if body:
            more.append("Content-Type: application/sdp")
        lines = [first, *headers, *more, f"Content-Length: {len(body)}", "", body]
        self._socket.sendto("\r\n".join(lines).encode(), self.exchange)

    def _sound(self):
        ip, port = self.address
        return SDP.format(ip=ip, port=port + 10000)


def _header(text, name):
    found = re.search(rf"^{name}\s*:\s*(.*?)\r?$", text, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def _user(address):
    found = re.search(r"sip:([^@>;]+)@", address)
    return found[1] if found else ""
