"""A reverse proxy in little: Odoo's websocket to its own port, all else to the HTTP port.
It can be told to hang, or to be away.
"""

import contextlib
import socket
import threading
import time

HOST = "127.0.0.1"


class Proxy:
    """Listens on a free port.

    :param http: Odoo's HTTP port
    :param websocket: the port of its websockets
    """

    def __init__(self, http, websocket):
        self._ports = {True: websocket, False: http}
        self.is_hanging = False
        self.has_websocket = False
        self._open = set()
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self._listener = None
        self.come_back()

    def come_back(self):
        """Take connections, and pass everything on."""
        self.is_hanging = False
        self._listener = socket.create_server((HOST, self.port), backlog=100)
        threading.Thread(
            target=self._listen, args=[self._listener], daemon=True
        ).start()

    def go_away(self):
        """Refuse connections, and cut those that there are."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in list(self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _listen(self, listener):
        while True:
            try:
                client, _sender = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client):
        with contextlib.suppress(OSError), client:
            first = client.recv(65536)
            is_websocket = first.startswith(b"GET /websocket")
            server = socket.create_connection((HOST, self._ports[is_websocket]))
            self.has_websocket |= is_websocket
            self._open |= {client, server}
            with server:
                self._wait()
                server.sendall(first)
                back = threading.Thread(
                    target=self._pass, args=(server, client), daemon=True
                )
                back.start()
                self._pass(client, server)
                back.join()
            self._open -= {client, server}

    def _pass(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._wait()
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _wait(self):
        while self.is_hanging:
            time.sleep(0.05)
