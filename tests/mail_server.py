"""A mail server on loopback that keeps what it is sent."""

import email
import email.policy
import socketserver
import threading


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.answer("220 loopback")
        recipients = []
        for line in iter(self.rfile.readline, b""):
            word = line.split(maxsplit=1)[0].upper() if line.strip() else b""
            if word in (b"HELO", b"EHLO", b"MAIL", b"RSET"):
                self.answer("250 loopback")
            elif word == b"RCPT":
                address = line.decode().partition("<")[2].partition(">")[0]
                if address in self.server.refused:
                    self.answer("550 nobody of this name")
                    continue
                recipients.append(address)
                self.answer("250 accepted")
            elif word == b"DATA":
                self.answer("354 go on")
                self.server.mails.append((recipients, self.read_mail()))
                recipients = []
                self.answer("250 kept")
            elif word == b"QUIT":
                self.answer("221 bye")
                return
            else:
                self.answer("502 not here")

    def answer(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def read_mail(self):
        lines = [
            line[1:] if line.startswith(b"..") else line
            for line in iter(self.rfile.readline, b".\r\n")
        ]
        return email.message_from_bytes(b"".join(lines), policy=email.policy.default)


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps mails as ``(recipients, message)``, until it is closed.

    ``refused`` are addresses that it does not take.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails = []
        self.refused = set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        """The port that it listens on."""
        return self.server_address[1]

    def close(self):
        """Stop listening."""
        self.shutdown()
        self.server_close()
