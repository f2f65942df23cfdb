"""Servers that speak Akismet's protocol badly, or not at all: sockets on loopback."""

import socket
import ssl
import struct
import subprocess
import threading
from contextlib import contextmanager, suppress

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@contextmanager
def server(behave, *, host="127.0.0.1", tls=None):
    """Gives each connection to `behave(connection, stop)`; yields the server's address."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)

        def serve():
            while not stop.is_set():
                with suppress(OSError):
                    connection, _ = listener.accept()
                    connection.settimeout(10)
                    threading.Thread(target=answer, args=(connection,), daemon=True).start()

        def answer(connection):
            with suppress(OSError), connection:
                if tls:
                    connection = tls.wrap_socket(connection, server_side=True)
                behave(connection, stop)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        scheme = "https" if tls else "http"
        try:
            yield f"{scheme}://{host}:{listener.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


@contextmanager
def nobody_takes(host, port=0):
    """A listener that has as many connections as the system keeps for it: the next one hears
    nothing. Yields its port."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(0)
        with socket.create_connection((host, listener.getsockname()[1])):
            yield listener.getsockname()[1]


def request_of(connection):
    """The whole request, so that closing the connection does not reset it."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def trickles(opening):
    """Sends `opening`, then a byte every tenth of a second without end."""

    def behave(connection, stop):
        request_of(connection)
        connection.sendall(opening)
        while not stop.wait(0.1):
            connection.sendall(b"a")

    return behave


def resets(opening):
    """Sends `opening`, then breaks the connection off."""

    def behave(connection, stop):
        request_of(connection)
        connection.sendall(opening)
        stop.wait(0.1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave


def sends(*parts):
    def behave(connection, stop):
        request_of(connection)
        for part in parts:
            connection.sendall(part)

    return behave


def hangs(connection, stop):
    stop.wait(30)


def reads_slowly(connection, stop):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    while not stop.wait(0.1):
        connection.recv(1)


class Certificates:
    """An authority in `folder` that signs what it is asked to; `trust` is a context for clients."""

    def __init__(self, folder):
        self.folder = folder
        self._openssl(
            "req", "-x509", "-new", "-keyout", "ca.key", "-out", "ca.pem", *SUBJECT, "/CN=CA"
        )
        self.trust = ssl.create_default_context(cafile=folder / "ca.pem")

    def server(self, name, *, is_expired=False):
        """A server's TLS with a certificate for `name`."""
        self._openssl("req", "-new", "-keyout", "key", "-out", "request", *SUBJECT, f"/CN={name}")
        (self.folder / "names").write_text(f"subjectAltName=DNS:{name}\n")
        signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names"]
        days = "-1" if is_expired else "1"
        self._openssl("x509", "-req", "-in", "request", "-out", "pem", *signed, "-days", days)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "pem", self.folder / "key")
        return context

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


SUBJECT = ["-newkey", "rsa:2048", "-nodes", "-subj"]
